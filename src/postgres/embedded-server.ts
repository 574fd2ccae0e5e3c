import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries'
import { type Passwords, prepareDatabase } from './embedded-cluster'
import type { Place } from './embedded-place'
import { findPostmaster, launch, type Postmaster, stopPostmaster } from './embedded-postmaster'

/** All that starting a server needs. */
export interface Server {
  readonly place: Place
  readonly binaries: Binaries
  readonly passwords: Passwords
  /** A fixed port, or undefined for the remembered or any free one. */
  readonly port: number | undefined
  readonly settings: Readonly<Record<string, string>>
  /** How long a server that holds the folder may take to answer, or to end. */
  readonly patienceMs: number
  readonly log: (line: string) => void
  /** Told when a server that took connections has ended. */
  readonly onEnd: (postmaster: Postmaster) => void
}

/** A killed server's memory is free again after about a second; eight tries are about six. */
const ATTEMPTS = 8
const RETRY_MS = 700
const LONGEST_LOG = 5_000_000

/**
 * The server of this place: the one that runs, or a new one; either way the database in it exists. `samePort`
 * is for a server that takes another's place. Throws with the server's last words when none can be had.
 */
export async function reuseOrLaunch(
  server: Server,
  samePort: number | undefined,
): Promise<{ postmaster: Postmaster; reused: boolean }> {
  const { place, passwords } = server
  const logFile = path.join(place.folder, 'postgres.log')
  if (((await stat(logFile).catch(() => null))?.size ?? 0) > LONGEST_LOG) await truncate(logFile)

  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await settledPostmaster(server)
    if (found) return { postmaster: found, reused: true }
    const port = await choosePort(server, samePort)
    const postmaster = await launch({ ...server, port, logFile })
    if (postmaster) {
      await prepareDatabase(postmaster.port, place.cluster, passwords).catch(async (error: unknown) => {
        await stopPostmaster(place.cluster, postmaster.pid)
        throw error
      })
      await writeFile(path.join(place.folder, 'port'), `${postmaster.port}\n`)
      return { postmaster, reused: false }
    }
    await pause(RETRY_MS)
  }
  const lastWords = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-6).join('\n').trim()
  throw new Error(`PostgreSQL did not start; it said (${logFile}):\n${lastWords}`)
}

/**
 * The server that already runs in this folder, once it answers; null when there is none. One that is starting,
 * recovering or ending is waited for. Throws when it holds the folder but never answers.
 */
async function settledPostmaster(server: Server): Promise<Postmaster | null> {
  const { cluster } = server.place
  let problem = 'it is not ready'
  for (let waited = 0; waited < server.patienceMs; waited += 100) {
    const found = await findPostmaster(cluster)
    if (!found) return null
    if (found.ready) {
      try {
        if (await prepareDatabase(found.port, cluster, server.passwords)) return found
        // Its number and port lead to another folder's server: the file came along with a copy.
        return null
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error)
      }
    }
    if (waited % 5_000 === 4_900) server.log(`PostgreSQL (process ${found.pid}): waiting, ${problem}`)
    await pause(100)
  }
  throw new Error(`A PostgreSQL holds ${cluster} but does not answer: ${problem}`)
}

/** The wished port, else the remembered one while it is free, else any free one. */
async function choosePort(server: Server, samePort: number | undefined): Promise<number> {
  const wished = server.port ?? samePort
  if (wished !== undefined) return wished
  const held = Number(await readFile(path.join(server.place.folder, 'port'), 'utf8').catch(() => ''))
  return held > 0 && (await freePort(held)) !== null ? held : ((await freePort(0)) ?? 0)
}

/** This port, or any for 0, when nobody listens there; else null. */
async function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once('error', () => resolve(null))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null))
    })
  })
}
