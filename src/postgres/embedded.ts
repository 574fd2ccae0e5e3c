import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Binaries, binaryPackage, findBinaries } from './embedded-binaries'
import { keepPasswords, makeCluster, type Passwords, prepareDatabase } from './embedded-cluster'
import { choosePlace, type Place } from './embedded-place'
import { findPostmaster, launch, type Postmaster, signalIfAlive, stopPostmaster } from './embedded-postmaster'
import { joinPrograms } from './embedded-programs'

/** A PostgreSQL of our own, for machines where none was set up. */
export interface EmbeddedPostgres {
  /** Database `milepost`, as its owner, the role `milepost`; on 127.0.0.1 only. */
  readonly url: string
  /** True when a server was already running: another program's, or one that a killed program left. */
  readonly reused: boolean
  /** Ends the server, unless another program still uses it: the last one out ends it. May be called twice. */
  stop(): Promise<void>
}

interface Server {
  readonly place: Place
  readonly binaries: Binaries
  readonly passwords: Passwords
  readonly port: number | undefined
  readonly settings: Readonly<Record<string, string>>
  readonly log: (line: string) => void
  readonly onEnd: (postmaster: Postmaster) => void
}

/** A killed server's memory is free again after about a second; eight tries are about six. */
const ATTEMPTS = 8
const RETRY_MS = 700
/** How long a server that holds the folder may take to answer, or to end. */
const PATIENCE_MS = 60_000
const LONGEST_LOG = 5_000_000

/**
 * Starts the embedded PostgreSQL of a data folder, or joins the one that is running there, and makes sure that
 * the database exists. While this program lives, a server that dies is started again on the same port.
 *
 * Safe to call from several programs at once without a lock: PostgreSQL lets only one server into a folder,
 * and everything else is made under a draft's name and put in place in one step. One gap is accepted: a
 * program that joins in the very milliseconds in which the last other one leaves may find its server ending.
 *
 * Throws, in words for the person who started the program, when no server can be had.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string
  /** A fixed port; without it a free one is taken once and remembered. */
  port?: number
  /** Further server settings; they count only when the server is started, not when it is joined. */
  settings?: Readonly<Record<string, string>>
  log: (line: string) => void
}): Promise<EmbeddedPostgres> {
  const { log } = options
  const place = await choosePlace(options)
  const binaries = await findBinaries({ packageFolder: binaryPackage(), place, log })
  const passwords = await keepPasswords(place.folder)
  await makeCluster({ place, binaries, passwords, log })
  const programs = await joinPrograms(place.folder)

  let leaving = false
  let stopping: Promise<void> | undefined
  let running: Promise<Postmaster>
  let current: Postmaster | undefined
  const server: Server = {
    place,
    binaries,
    passwords,
    port: options.port,
    settings: options.settings ?? {},
    log,
    onEnd(ended) {
      if (leaving) return
      log(`PostgreSQL (process ${ended.pid}) ended by itself; starting it again`)
      running = reuseOrLaunch(server, ended.port).then((next) => {
        current = next.postmaster
        return next.postmaster
      })
      running.catch((error: Error) => log(error.message))
    },
  }

  async function stop(): Promise<void> {
    leaving = true
    process.removeListener('exit', stopAtOnce)
    const alone = await programs.leave()
    const postmaster = await running.catch(() => null)
    if (alone && postmaster) await stopPostmaster(place.cluster, postmaster.pid)
  }

  /** For a program that ends without stop(): the signal goes out, nobody waits. */
  function stopAtOnce(): void {
    if (programs.leaveAtOnce() && current) signalIfAlive(current.pid, 'SIGINT')
  }

  try {
    const first = await reuseOrLaunch(server, undefined)
    current = first.postmaster
    running = Promise.resolve(first.postmaster)
    process.once('exit', stopAtOnce)
    const { port } = first.postmaster
    log(`PostgreSQL: ${first.reused ? 'joined the running server' : 'started'} on 127.0.0.1:${port}`)
    return {
      url: `postgres://milepost:${passwords.milepost}@127.0.0.1:${port}/milepost`,
      reused: first.reused,
      stop: () => {
        stopping ??= stop()
        return stopping
      },
    }
  } catch (error) {
    await programs.leave()
    throw error
  }
}

async function reuseOrLaunch(
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
      await prepareDatabase(postmaster.port, place.cluster, passwords)
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
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
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
