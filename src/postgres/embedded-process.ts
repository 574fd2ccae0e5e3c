import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** True while a process with this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/**
 * When a process began, in the system's own words, or null where the system doesn't say. A number alone is not
 * enough: after a restart of a container the same small numbers come again and mean other programs.
 */
export async function beginningOf(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null
  if (process.platform !== 'linux') return (await commandOutput(pid, 'lstart=')) || null
  const stat = await textOf(`/proc/${pid}/stat`)
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/**
 * Whether this process is the PostgreSQL of this cluster folder. `gone`: no such process, or only its remains
 * until its parent looks. `unsure` where the system gives no look at other processes; then only an answer over
 * the network decides.
 */
export async function isPostgresOf(pid: number, cluster: string): Promise<'yes' | 'no' | 'gone' | 'unsure'> {
  if (!isAlive(pid)) return 'gone'
  if (process.platform === 'win32') return 'unsure'
  const isLinux = process.platform === 'linux'
  const command = isLinux
    ? (await textOf(`/proc/${pid}/cmdline`)).replaceAll('\0', ' ')
    : await commandOutput(pid, 'args=')
  if (command === '') return 'gone'
  if (!/(?:^|\/)postgres(?: |$)/.test(command)) return 'no'
  // PostgreSQL works inside its cluster folder, and stays there when somebody renames a folder above it.
  const inside = isLinux ? await isSameFolder(`/proc/${pid}/cwd`, cluster) : null
  if (inside !== null) return inside ? 'yes' : 'no'
  return command.includes(cluster) ? 'yes' : 'unsure'
}

/** Whether two paths lead to one folder; null when one of them can't be looked at. */
export async function isSameFolder(one: string, other: string): Promise<boolean | null> {
  const [first, second] = await Promise.all([one, other].map((folder) => stat(folder).catch(() => null)))
  if (!first || !second) return null
  return first.ino === second.ino && first.dev === second.dev
}

/** The `code` of a system error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}

async function commandOutput(pid: number, column: string): Promise<string> {
  return run('/bin/ps', ['-o', column, '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
}
