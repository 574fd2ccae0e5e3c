import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { canEnter, canKeepData, giveTo, type ServerUser, serverUser, weAreRoot } from './embedded-user'

/**
 * Where one embedded database lives. Normally `postgres/` in the data folder. As root, the unprivileged user
 * that PostgreSQL runs as may not be able to enter that (a checkout under /root): then another folder is
 * chosen once, and the data folder remembers it.
 */
export interface Place {
  /** Ours: passwords, port, log, the list of programs that use the server. */
  readonly folder: string
  /** PostgreSQL's own files; belongs to `user`. */
  readonly cluster: string
  readonly user: ServerUser | null
}

const remembered = z.object({ folder: z.string() })
const REMEMBERED = 'postgres-is-elsewhere.json'

/**
 * Finds or makes the place of this data folder. Throws when the place it remembers is gone: an empty database
 * in its stead would look like lost work.
 */
export async function choosePlace(options: {
  dataDir: string
  /** Where to go when the data folder can't hold it, best first. */
  elsewhere?: readonly string[]
  log: (line: string) => void
}): Promise<Place> {
  const made = await mkdir(options.dataDir, { recursive: true })
  if (made !== undefined && weAreRoot()) await chmod(options.dataDir, 0o711)
  const dataDir = await realpath(options.dataDir)
  const inside = path.join(dataDir, 'postgres')
  const note = path.join(dataDir, REMEMBERED)

  const other = await readFile(note, 'utf8').catch(() => null)
  if (other !== null) {
    const { folder } = remembered.parse(JSON.parse(other))
    return rememberedPlace({ folder, note, inside })
  }

  const user = await serverUser(path.join(inside, 'cluster'))
  if (user === null) {
    await mkdir(inside, { recursive: true, mode: 0o700 })
    return placeAt(inside, null)
  }
  if (await canKeepData(user, inside)) return placeAt(inside, user)

  for (const parent of options.elsewhere ?? ['/var/lib/milepost', os.tmpdir()]) {
    const folder = await newFolder(parent, user)
    if (folder === null) continue
    await writeFile(note, `${JSON.stringify({ folder })}\n`)
    options.log(`PostgreSQL can't enter ${dataDir} as uid ${user.uid}; its data is kept in ${folder}`)
    return rememberedPlace({ folder, note, inside })
  }
  throw new Error(
    `PostgreSQL runs as uid ${user.uid}, which can enter neither ${dataDir} nor another folder we could make. ` +
      'Set DATA_DIR to a folder that everyone may enter.',
  )
}

async function rememberedPlace(options: { folder: string; note: string; inside: string }): Promise<Place> {
  const { folder, note, inside } = options
  if (!(await exists(folder))) {
    throw new Error(
      `The database of this data folder is kept in ${folder}, and that is gone. ` +
        `Bring it back, or delete ${note} to begin with an empty database.`,
    )
  }
  const old = path.join(inside, 'cluster')
  if ((await exists(old)) && !(await exists(path.join(folder, 'cluster')))) await moveCluster(inside, folder)
  const user = await serverUser(path.join(folder, 'cluster'))
  if (user && !(await canKeepData(user, folder))) {
    throw new Error(`PostgreSQL can't enter ${folder} as uid ${user.uid}: mend the rights of that folder.`)
  }
  return placeAt(folder, user)
}

async function placeAt(folder: string, user: ServerUser | null): Promise<Place> {
  const cluster = path.join(folder, 'cluster')
  const owner = await stat(cluster).catch(() => null)
  if (user && owner && !(owner.uid === user.uid && canEnter(user, cluster))) await giveTo(user, cluster)
  return { folder, cluster, user }
}

/**
 * A new folder under this parent, or null when the user can't keep data there. Its name can't be guessed: no
 * later data folder at the same path may find old data there, and nobody can lay a trap for root.
 */
async function newFolder(parent: string, user: ServerUser): Promise<string | null> {
  try {
    if ((await mkdir(parent, { recursive: true })) !== undefined) await chmod(parent, 0o711)
    const folder = await mkdtemp(path.join(parent, 'milepost-'))
    if (await canKeepData(user, folder)) return folder
    await rm(folder, { recursive: true })
  } catch {
    // A parent that even root can't write to: the next one.
  }
  return null
}

/** Data made before this folder was closed to PostgreSQL moves along; across disks a person must do it. */
async function moveCluster(from: string, to: string): Promise<void> {
  try {
    await copyFile(path.join(from, 'passwords.json'), path.join(to, 'passwords.json'))
    await rename(path.join(from, 'cluster'), path.join(to, 'cluster'))
  } catch (cause) {
    throw new Error(`Could not move the database from ${from} to ${to}, where PostgreSQL can enter`, {
      cause,
    })
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}
