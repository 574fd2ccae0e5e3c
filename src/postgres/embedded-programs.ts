import { readdirSync, rmSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beginningOf, isAlive } from './embedded-process'

/**
 * The programs that use one embedded server: a file each, named by process number, holding when that process
 * began. Several may share a data folder (a web and a worker process); the last one out stops the server.
 * A program that was killed leaves its file behind; it is recognised as dead and doesn't count.
 */
export interface Programs {
  /** Takes this program off the list; true when nobody else is left. */
  leave(): Promise<boolean>
  /** The same for a program that is ending this instant and can't wait; counts by process number alone. */
  leaveAtOnce(): boolean
}

let entries = 0

/** Puts this program on the list. Each call is an entry of its own: one process may open a place twice. */
export async function joinPrograms(placeFolder: string): Promise<Programs> {
  const folder = path.join(placeFolder, 'programs')
  await mkdir(folder, { recursive: true })
  entries += 1
  const mine = `${process.pid}.${entries}`
  const file = path.join(folder, mine)
  await writeFile(`${file}.new`, (await beginningOf(process.pid)) ?? '')
  await rename(`${file}.new`, file)

  return {
    async leave() {
      await rm(file, { force: true })
      const others = await readdir(folder).catch(() => [])
      const living = await Promise.all(others.map((name) => lives(folder, name)))
      return !living.includes(true)
    },
    leaveAtOnce() {
      rmSync(file, { force: true })
      return !readdirSync(folder).some((name) => isAlive(pidIn(name)) && !name.startsWith(`${process.pid}.`))
    },
  }
}

async function lives(folder: string, name: string): Promise<boolean> {
  const pid = pidIn(name)
  const began = await readFile(path.join(folder, name), 'utf8').catch(() => null)
  if (began !== null && isAlive(pid)) {
    const now = await beginningOf(pid)
    if (now === null || began === now || name.endsWith('.new')) return true
  }
  await rm(path.join(folder, name), { force: true })
  return false
}

function pidIn(name: string): number {
  return Number.parseInt(name, 10)
}
