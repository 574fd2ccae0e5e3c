import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client } from 'pg'
import { z } from 'zod'
import type { Binaries } from './embedded-binaries'
import type { Place } from './embedded-place'
import { codeOf, isSameFolder } from './embedded-process'
import { childOf, type ServerUser } from './embedded-user'

const passwordFile = z.object({ superuser: z.string(), milepost: z.string() })
/** Generated once and kept in the place, readable by its owner only. */
export type Passwords = Readonly<z.infer<typeof passwordFile>>

const CONNECT_MS = 3_000

/**
 * The place's passwords; made when there are none. Two programs that start together agree on one set. Throws
 * when there is a cluster, whose passwords these would not be.
 */
export async function keepPasswords(place: Place): Promise<Passwords> {
  const file = path.join(place.folder, 'passwords.json')
  const held = await readFile(file, 'utf8').catch(() => null)
  if (held !== null) return passwordFile.parse(JSON.parse(held))
  if (await stat(place.cluster).catch(() => null)) {
    throw new Error(`${file} is gone, and the database beside it can't be opened without it: bring it back.`)
  }
  const secret = (): string => randomBytes(24).toString('base64url')
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify({ superuser: secret(), milepost: secret() })}\n`, { mode: 0o600 })
  // A link fails when the name exists, so the first one stays.
  await link(draft, file).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error
  })
  await rm(draft)
  return passwordFile.parse(JSON.parse(await readFile(file, 'utf8')))
}

/**
 * Makes the cluster when there is none: UTF-8, text compared by code point, logins by password only. It is
 * made under another name first, so that one cut short is never taken for a whole one.
 */
export async function makeCluster(options: {
  place: Place
  binaries: Binaries
  passwords: Passwords
  /** False where the data may be lost with the machine, as in tests. */
  durable: boolean
  log: (line: string) => void
}): Promise<void> {
  const { place, passwords } = options
  if (await stat(path.join(place.cluster, 'PG_VERSION')).catch(() => null)) return
  options.log(`PostgreSQL: making a new database in ${place.folder}`)
  const draft = `${place.cluster}.${process.pid}`
  const passwordDraft = `${draft}.password`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordDraft, passwords.superuser, { mode: 0o600 })
  if (place.user) {
    await chown(draft, place.user.uid, place.user.gid)
    await chown(passwordDraft, place.user.uid, place.user.gid)
  }
  try {
    const switches = ['--pgdata', draft, '--pwfile', passwordDraft, ...(options.durable ? [] : ['--no-sync'])]
    await initialise(options.binaries, place.user, switches)
    await rename(draft, place.cluster)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another program made it meanwhile.
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')) throw error
  } finally {
    await rm(passwordDraft, { force: true })
  }
}

async function initialise(
  binaries: Binaries,
  user: ServerUser | null,
  switches: readonly string[],
): Promise<void> {
  const choices = [
    ...['--username', 'postgres', '--auth', 'scram-sha-256'],
    // Code point order everywhere, and letters of all scripts have their upper and lower case.
    ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    '--no-instructions',
    ...switches,
  ]
  const child = spawn(binaries.initdb, choices, {
    ...childOf(user),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  const ended = await new Promise<string | number | null>((resolve) => {
    child.once('error', (error) => resolve(error.message)).once('close', (code) => resolve(code))
  })
  if (ended !== 0) throw new Error(`PostgreSQL's initdb failed (${ended}): ${said.trim()}`)
}

/**
 * Asks the server on this port whether it is the one of this cluster, and makes sure that the role and the
 * database `milepost` exist. A copied data folder still names the original's port, so the folder is compared.
 * Throws what pg throws when nobody answers.
 */
export async function prepareDatabase(port: number, cluster: string, passwords: Passwords): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: passwords.superuser,
    database: 'postgres',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: 10 * CONNECT_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string; role: boolean; database: boolean }>(
      `select current_setting('data_directory') as folder,
              exists (select from pg_roles where rolname = 'milepost') as role,
              exists (select from pg_database where datname = 'milepost') as database`,
    )
    const [state] = rows
    if (!state || !(await isSameFolder(state.folder, cluster))) return false
    if (!state.role) {
      // createrole: migrations make the application's own, lesser roles. createdb: tests clone databases.
      const sql = `create role milepost login createrole createdb password ${client.escapeLiteral(passwords.milepost)}`
      await client.query(sql).catch(unlessItExists)
    }
    if (!state.database) {
      await client.query('create database milepost owner milepost').catch(unlessItExists)
    }
    return true
  } finally {
    await client.end()
  }
}

/** duplicate_object, duplicate_database, unique_violation: another program made it at the same moment. */
function unlessItExists(error: unknown): void {
  if (!['42710', '42P04', '23505'].includes(codeOf(error) ?? '')) throw error
}
