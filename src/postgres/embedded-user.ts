import { spawnSync } from 'node:child_process'
import { chmod, chown, lchown, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** The system user PostgreSQL runs as when we are root, because it refuses to run as root. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/**
 * How a child process runs as that user (or as ourselves, for null), with nothing of our environment: it holds
 * secrets, and that user's other programs could read it. It starts in a folder that everyone may enter.
 */
export function childOf(user: ServerUser | null): {
  uid?: number
  gid?: number
  env?: Record<string, string>
  cwd: string
  windowsHide: boolean
} {
  return {
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    // Windows finds its own libraries by the environment.
    ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C' } }),
    cwd: '/',
    windowsHide: true,
  }
}

export function weAreRoot(): boolean {
  return process.getuid?.() === 0
}

/**
 * Picks a user without rights from a passwd file's text. It must exist there: initdb looks its name up.
 * Throws when there is none.
 */
export function unprivilegedUser(passwd: string): ServerUser {
  const users = passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    const positive = /^[1-9]\d*$/
    if (name === undefined || !positive.test(uid ?? '') || !/^\d+$/.test(gid ?? '')) return []
    return [{ name, uid: Number(uid), gid: Number(gid) }]
  })
  for (const wanted of ['postgres', '_postgres', 'nobody']) {
    const found = users.find((user) => user.name === wanted)
    if (found) return { uid: found.uid, gid: found.gid }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". ' +
      'Start Milepost as another user, or set DATABASE_URL.',
  )
}

/** The user of an existing cluster folder, else an unprivileged one; null when we are not root. */
export async function serverUser(cluster: string): Promise<ServerUser | null> {
  if (!weAreRoot()) return null
  const owner = await stat(cluster).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return unprivilegedUser(await readFile('/etc/passwd', 'utf8').catch(() => ''))
}

/**
 * Whether this user can keep a database in this folder. Tried, not computed: a parent that it can't enter, a
 * mount without owners or modes, or an access list all show only in the attempt.
 */
export async function canKeepData(user: ServerUser, folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    await chmod(folder, 0o711)
    const probe = await mkdtemp(path.join(folder, 'probe-'))
    try {
      await chown(probe, user.uid, user.gid)
      const { mode, uid } = await stat(probe)
      return uid === user.uid && (mode & 0o777) === 0o700 && canEnter(user, probe)
    } finally {
      await rm(probe, { recursive: true, force: true })
    }
  } catch {
    return false
  }
}

/** True when this user may enter the folder and write there. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const script = 'test -x "$1" && test -w "$1"'
  const tried = spawnSync('/bin/sh', ['-c', script, 'sh', folder], childOf(user))
  return tried.status === 0
}

/** Gives a folder and all it holds to the user: a backup restored by root belongs to root. */
export async function giveTo(user: ServerUser, folder: string): Promise<void> {
  await lchown(folder, user.uid, user.gid)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(user, inner)
    else await lchown(inner, user.uid, user.gid)
  }
}
