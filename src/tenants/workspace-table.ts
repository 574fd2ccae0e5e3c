import type { Sql } from '../postgres/database'
import type { Role } from './actor'
import { openUpkeep } from './upkeep-table'
import { defaultSettings, type WorkspaceSettings } from './workspace-settings'

export interface Workspace {
  readonly workspaceId: string
  readonly name: string
  readonly zone: string
  readonly currency: string
  readonly settings: WorkspaceSettings
}

export interface Person {
  readonly personId: string
  readonly name: string
  readonly email: string | null
  readonly role: Role
}

interface WorkspaceRow {
  workspace_id: string
  name: string
  zone: string
  currency: string
  settings: Partial<WorkspaceSettings>
}

const toWorkspace = (row: WorkspaceRow): Workspace => ({
  workspaceId: row.workspace_id,
  name: row.name,
  zone: row.zone,
  currency: row.currency,
  settings: { ...defaultSettings, ...row.settings },
})

/** Whether the current workspace was made already. */
export async function workspaceExists(sql: Sql): Promise<boolean> {
  return (await sql('select 1 from workspace')).length > 0
}

/** What a transaction has read of its workspace: many of its steps ask, and must hear the same. */
const readAlready = new WeakMap<Sql, Promise<Workspace>>()

/** The current workspace, read once a transaction. Throws outside of one. */
export function readWorkspace(sql: Sql): Promise<Workspace> {
  const reading = readAlready.get(sql) ?? readCurrent(sql)
  readAlready.set(sql, reading)
  return reading
}

async function readCurrent(sql: Sql): Promise<Workspace> {
  const [row] = await sql<WorkspaceRow>('select workspace_id, name, zone, currency, settings from workspace')
  if (!row) throw new Error('no current workspace')
  return toWorkspace(row)
}

/** The same, held until the transaction ends: for those who change it. */
export async function lockWorkspace(sql: Sql): Promise<Workspace> {
  // Rows that name the workspace take its key alone, and don't wait for this.
  await sql('select 1 from workspace for no key update')
  return readWorkspace(sql)
}

/** The day it is now where the workspace is, `YYYY-MM-DD`. */
export async function readToday(sql: Sql): Promise<string> {
  const [row] = await sql<{ today: string }>(
    'select (milepost.now() at time zone zone)::date as today from workspace',
  )
  if (!row) throw new Error('no current workspace')
  return row.today
}

export async function addWorkspace(
  sql: Sql,
  workspace: {
    workspaceId: string
    name: string
    zone: string
    currency: string
    settings: Partial<WorkspaceSettings>
  },
): Promise<void> {
  await sql(
    'insert into workspace (workspace_id, name, zone, currency, settings) values ($1, $2, $3, $4, $5)',
    [
      workspace.workspaceId,
      workspace.name,
      workspace.zone,
      workspace.currency,
      JSON.stringify(workspace.settings),
    ],
  )
  await openUpkeep(sql)
}

export async function changeWorkspace(
  sql: Sql,
  change: { name: string; zone: string; settings: WorkspaceSettings },
): Promise<void> {
  readAlready.delete(sql)
  await sql('update workspace set name = $1, zone = $2, settings = $3', [
    change.name,
    change.zone,
    JSON.stringify(change.settings),
  ])
}

interface PersonRow {
  person_id: string
  name: string
  email: string | null
  role: Role
}

const toPerson = (row: PersonRow): Person => ({
  personId: row.person_id,
  name: row.name,
  email: row.email,
  role: row.role,
})

export async function addPerson(
  sql: Sql,
  person: { name: string; email: string | null; role: Role },
): Promise<Person> {
  const [row] = await sql<PersonRow>(
    `insert into person (workspace_id, name, email, role) values (milepost.current_workspace(), $1, $2, $3)
     returning person_id, name, email, role`,
    [person.name, person.email, person.role],
  )
  if (!row) throw new Error('a person was not added')
  return toPerson(row)
}

export async function readPerson(sql: Sql, personId: string): Promise<Person | null> {
  const [row] = await sql<PersonRow>('select person_id, name, email, role from person where person_id = $1', [
    personId,
  ])
  return row ? toPerson(row) : null
}

export async function listPeople(sql: Sql): Promise<Person[]> {
  return (await sql<PersonRow>('select person_id, name, email, role from person order by created_at')).map(
    toPerson,
  )
}
