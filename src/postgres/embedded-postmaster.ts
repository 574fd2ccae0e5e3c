import { spawn } from 'node:child_process'
import { open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Binaries } from './embedded-binaries'
import type { Place } from './embedded-place'
import { isPostgresOf } from './embedded-process'
import { childOf } from './embedded-user'

/** A running server: the process number of its first process, and its port on 127.0.0.1. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

const LOOK_EVERY_MS = 10
const FAST_STOP_MS = 10_000
const HARD_STOP_MS = 5_000
/** Replaying what a crash left behind takes seconds a gigabyte. */
const RECOVERY_MS = 120_000

/**
 * The server that postmaster.pid names, when that process really is it; `ready` once it takes connections. A
 * file left by a dead server is PostgreSQL's own to clear. But when its number now belongs to a program that
 * isn't PostgreSQL, PostgreSQL would refuse to start for ever: then the file is removed here.
 */
export async function findPostmaster(cluster: string): Promise<(Postmaster & { ready: boolean }) | null> {
  const file = path.join(cluster, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n')
  // Lines: process, folder, start, port, socket folder, address, shared memory, status.
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  const what = await isPostgresOf(pid, cluster)
  if (what === 'no' && (await readFile(file, 'utf8').catch(() => '')) === text)
    await rm(file, { force: true })
  if (what === 'no' || what === 'gone') return null
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' }
}

/**
 * Starts a server and waits until it takes connections. Answers null when it ended instead: after a killed
 * server its memory stays taken for about a second, and a port may be lost to another program.
 * It is detached: neither Ctrl-C nor a kill of this program ends it half-way.
 */
export async function launch(options: {
  place: Place
  binaries: Binaries
  port: number
  logFile: string
  settings: Readonly<Record<string, string>>
  onEnd: (postmaster: Postmaster) => void
}): Promise<Postmaster | null> {
  const { place, port } = options
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  }
  const switches = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const log = await open(options.logFile, 'a', 0o600)
  let ended = false
  let ready = false
  try {
    const child = spawn(options.binaries.postgres, ['-D', place.cluster, ...switches], {
      ...childOf(place.user),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const pid = child.pid
    const end = (): void => {
      ended = true
      if (ready && pid !== undefined) options.onEnd({ pid, port })
    }
    child.once('error', end).once('exit', end).unref()
    for (let waited = 0; !ended && pid !== undefined; waited += LOOK_EVERY_MS) {
      if (waited > RECOVERY_MS) {
        throw new Error(`PostgreSQL (process ${pid}) is still recovering; see ${options.logFile}`)
      }
      const found = await findPostmaster(place.cluster)
      if (found?.pid === pid && found.ready) {
        ready = true
        return { pid, port }
      }
      await pause(LOOK_EVERY_MS)
    }
    return null
  } finally {
    await log.close()
  }
}

/** Ends a server: open transactions are rolled back, all else is kept. Throws when it will not end. */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', HARD_STOP_MS],
  ] as const) {
    if (!(await isStill(cluster, pid))) return
    signalIfAlive(pid, signal)
    for (let waited = 0; waited < patience; waited += LOOK_EVERY_MS) {
      if (!(await isStill(cluster, pid))) return
      await pause(LOOK_EVERY_MS)
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end`)
}

/** Sends a signal; a process that has just ended is no error. */
export function signalIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Already gone.
  }
}

async function isStill(cluster: string, pid: number): Promise<boolean> {
  const what = await isPostgresOf(pid, cluster)
  return what === 'yes' || what === 'unsure'
}
