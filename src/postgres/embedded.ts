import { binaryPackage, findBinaries } from './embedded-binaries'
import { keepPasswords, makeCluster } from './embedded-cluster'
import { choosePlace } from './embedded-place'
import { findPostmaster, type Postmaster, signalIfAlive, stopPostmaster } from './embedded-postmaster'
import { joinPrograms } from './embedded-programs'
import { reuseOrLaunch, type Server } from './embedded-server'

/** A PostgreSQL of our own, for machines where none was set up. */
export interface EmbeddedPostgres {
  /** Database `milepost`, as its owner, the role `milepost`; on 127.0.0.1 only. */
  readonly url: string
  /** True when a server was already running: another program's, or one that a killed program left. */
  readonly reused: boolean
  /** Ends the server, unless another program still uses it: the last one out ends it. May be called twice. */
  stop(): Promise<void>
}

/** How long a server that holds the folder may take to answer, or to end. */
const PATIENCE_MS = 60_000

/**
 * Starts the embedded PostgreSQL of a data folder, or joins the one that is running there, and makes sure that
 * the database exists. A server that dies is started again on the same port while the program that started it
 * lives.
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
  const passwords = await keepPasswords(place)
  const settings = options.settings ?? {}
  await makeCluster({ place, binaries, passwords, durable: settings['fsync'] !== 'off', log })
  const programs = await joinPrograms(place.folder)

  let leaving = false
  let stopping: Promise<void> | undefined
  let running: Promise<Postmaster> | undefined
  let current: Postmaster | undefined
  const server: Server = {
    place,
    binaries,
    passwords,
    port: options.port,
    settings,
    patienceMs: PATIENCE_MS,
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
    // A restart may be on its way, and another program may have restarted it meanwhile: what runs now counts.
    await running?.catch(() => null)
    const postmaster = alone ? await findPostmaster(place.cluster) : null
    if (postmaster) await stopPostmaster(place.cluster, postmaster.pid)
  }

  /** For a program that ends without stop(): the signal goes out, nobody waits. */
  function stopAtOnce(): void {
    if (programs.leaveAtOnce() && current) signalIfAlive(current.pid, 'SIGINT')
  }

  try {
    const first = await reuseOrLaunch(server, undefined)
    current = first.postmaster
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
    await stop()
    throw error
  }
}
