/**
 * The embedded PostgreSQL, for real: servers are started, killed and left behind, by programs that are killed
 * too. Nothing that was committed may be lost, and a start must come back whatever it finds.
 */

import { spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../../src/postgres/embedded'
import { findPostmaster, stopPostmaster } from '../../src/postgres/embedded-postmaster'
import { type ChildProgram, compileInto, runChild } from '../fixtures/child-program'

let home: string
const log: string[] = []
const quick = { fsync: 'off' }

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'milepost-embedded-'))
  await chmod(home, 0o711)
  await compileInto(home, ['src/postgres', 'src/clock'])
})

afterAll(() => rm(home, { recursive: true, force: true }))

let count = 0
let dataDir: string
let children: ChildProgram[]

beforeEach(() => {
  count += 1
  dataDir = path.join(home, `data-${count}`)
  children = []
  log.length = 0
})

afterEach(async () => {
  for (const child of children) await child.kill()
  const left = await findPostmaster(cluster())
  if (left) await stopPostmaster(cluster(), left.pid)
  expect(left).toBeNull()
})

const cluster = (): string => path.join(dataDir, 'postgres', 'cluster')
const start = (more: { port?: number } = {}) =>
  startEmbeddedPostgres({ dataDir, settings: quick, log: (line) => log.push(line), ...more })

/** The same start in a process of its own. It tells `{ url, reused }` when ready, and stops when told to. */
async function startInChild(): Promise<{ child: ChildProgram; url: string; reused: boolean }> {
  const child = runChild(
    home,
    `const { startEmbeddedPostgres } = require('./src/postgres/embedded.js')
     startEmbeddedPostgres({ dataDir: process.argv[1], settings: { fsync: 'off' }, log() {} }).then((pg) => {
       process.on('message', async (word) => {
         if (word === 'stop') { await pg.stop(); process.send('stopped'); process.disconnect() }
         if (word === 'exit') process.exit(0)
       })
       process.send({ url: pg.url, reused: pg.reused })
     })`,
    dataDir,
  )
  children.push(child)
  return { child, ...((await child.next()) as { url: string; reused: boolean }) }
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

const note = (url: string) => query(url, "create table note as select 'kept' as word")
const noted = (url: string) => query(url, 'select word from note')
const KEPT = [['kept']]

async function postmasterPid(): Promise<number> {
  const found = await findPostmaster(cluster())
  if (!found) throw new Error('no server runs')
  return found.pid
}

async function until(what: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await what().catch(() => false)); tries += 1) {
    if (tries === 150) throw new Error('it did not happen within 15 s')
    await pause(100)
  }
}

test('a new data folder gets a UTF-8 database that belongs to milepost, with passwords only we can read', async () => {
  const server = await start()
  expect(server.reused).toBe(false)
  expect(
    await query(
      server.url,
      `select current_user, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), lower('ÄÉ'),
              (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
       from pg_database where datname = current_database()`,
    ),
  ).toEqual([['milepost', 'milepost', 'UTF8', 'äé', false]])
  expect((await stat(path.join(dataDir, 'postgres', 'passwords.json'))).mode & 0o777).toBe(0o600)

  const wrong = new URL(server.url)
  wrong.password = 'guessed'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
  await server.stop()
  await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})

test('a stopped database opens again at once, on the same port, with its rows', async () => {
  const first = await start()
  await note(first.url)
  await first.stop()
  await first.stop()
  const began = performance.now()
  const second = await start()
  expect(performance.now() - began).toBeLessThan(15_000)
  expect({ url: second.url, reused: second.reused }).toEqual({ url: first.url, reused: false })
  expect(await noted(second.url)).toEqual(KEPT)
  await second.stop()
})

test('a killed server comes back by itself on the same port, with its rows', async () => {
  const server = await start()
  await note(server.url)
  const killed = await postmasterPid()
  process.kill(killed, 'SIGKILL')
  await until(async () => (await noted(server.url)).length === 1)
  expect(await postmasterPid()).not.toBe(killed)
  expect(log.join('\n')).toContain(`(process ${killed}) ended by itself`)
  await server.stop()
})

test('a server left by a killed program is joined, and ended by the program that joined it', async () => {
  const { child, url } = await startInChild()
  await note(url)
  const orphan = await postmasterPid()
  await child.kill()
  const server = await start()
  expect(server).toMatchObject({ url, reused: true })
  expect(await postmasterPid()).toBe(orphan)
  expect(await noted(server.url)).toEqual(KEPT)
  await server.stop()
})

test('when program and server are both killed, the next start recovers every row', async () => {
  const { child, url } = await startInChild()
  await note(url)
  const pid = await postmasterPid()
  await child.kill()
  process.kill(pid, 'SIGKILL')
  const server = await start()
  expect(server.reused).toBe(false)
  expect(await noted(server.url)).toEqual(KEPT)
  await server.stop()
})

test('a second program joins; the first one to leave does not end the server, the last one does', async () => {
  const first = await startInChild()
  const second = await start()
  expect(second).toMatchObject({ url: first.url, reused: true })
  first.child.process.send('stop')
  expect(await first.child.next()).toBe('stopped')
  await note(second.url)

  const third = await startInChild()
  await second.stop()
  expect(await noted(third.url)).toEqual(KEPT)
  third.child.process.send('stop')
  expect(await third.child.next()).toBe('stopped')
})

test('a program that ends without stopping still takes its server along', async () => {
  const { child } = await startInChild()
  child.process.send('exit')
  await until(async () => (await findPostmaster(cluster())) === null)
})

test('programs that start together on a new folder share one server', async () => {
  const servers = await Promise.all([start(), startInChild(), startInChild()])
  expect(new Set(servers.map((server) => server.url)).size).toBe(1)
  expect(servers.filter((server) => !server.reused)).toHaveLength(1)
  expect((await readdir(path.dirname(cluster()))).filter((name) => name.startsWith('cluster'))).toEqual([
    'cluster',
  ])
  for (const { child } of servers.slice(1) as { child: ChildProgram }[]) {
    child.process.send('stop')
    await child.next()
  }
  await servers[0].stop()
})

test('a leftover pid file whose number now belongs to another program does not keep the database shut', async () => {
  const before = await start()
  await note(before.url)
  const text = await readFile(path.join(cluster(), 'postmaster.pid'), 'utf8')
  await before.stop()
  const { uid, gid } = await stat(cluster())
  const stranger = spawn('/bin/sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {})
  const file = path.join(cluster(), 'postmaster.pid')
  await writeFile(file, text.replace(/^\d+/, String(stranger.pid)))
  const after = await start()
  expect(await noted(after.url)).toEqual(KEPT)
  expect(stranger.exitCode).toBeNull()
  stranger.kill()
  await after.stop()
})

test('a remembered port that another program has taken is given up for a free one', async () => {
  const first = await start()
  await first.stop()
  const taken = net.createServer().listen(Number(new URL(first.url).port), '127.0.0.1')
  const second = await start()
  expect(new URL(second.url).port).not.toBe(new URL(first.url).port)
  await second.stop()
  taken.close()
})

test('a fixed port that is taken ends the start with the words of the server', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as net.AddressInfo
  await expect(start({ port })).rejects.toThrow(/PostgreSQL did not start[\s\S]*Address already in use/)
  taken.close()
  const later = await start({ port })
  expect(new URL(later.url).port).toBe(String(port))
  await later.stop()
})

test('a database without its passwords is not replaced by an empty one', async () => {
  const server = await start()
  await server.stop()
  await rm(path.join(dataDir, 'postgres', 'passwords.json'))
  await expect(start()).rejects.toThrow('passwords.json is gone')
})
