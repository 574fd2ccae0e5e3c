import { readdirSync } from 'node:fs'
import path from 'node:path'
import { limits } from '../../config/limits'
import { readReading } from '../inbox/reading-table'
import type { Sql } from '../postgres/database'
import { readConnection, type Vendor } from '../tenants/connection-table'
import { listWorkspaces } from './find-workspace'
import type { Office } from './open-office'
import { readDatabaseState, readWorkspaceState, type Waiting } from './upkeep-table'

/** One thing that was looked at. */
export interface Finding {
  readonly ok: boolean
  readonly what: string
  /** What to do about it, when it is not well. */
  readonly mend?: string
}

/** Work that waits longer than this has something in its way. */
const LONG_MS = 15 * 60_000
const vendorNames: Readonly<Record<Vendor, string>> = { quickbooks: 'QuickBooks', hubspot: 'HubSpot' }

export const showFinding = (finding: Finding): string =>
  `${finding.ok ? '✓' : '✗'} ${finding.what}${finding.mend === undefined || finding.ok ? '' : `\n    → ${finding.mend}`}`

/** Looks at everything that must hold for invoices to go out. Says each thing as it is found; true when all is well. */
export async function doctor(office: Office, sweepMs: number): Promise<boolean> {
  let well = true
  const tell = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      office.say(showFinding(finding))
      well &&= finding.ok
    }
    return findings.every((finding) => finding.ok)
  }
  tell([{ ok: true, what: 'The settings are complete' }])
  if (!tell(await lookAtDatabase(office))) return false
  const workspaces = await listWorkspaces(office)
  tell([
    {
      ok: workspaces.length > 0,
      what: `${workspaces.length} ${workspaces.length === 1 ? 'workspace' : 'workspaces'}`,
      mend: 'Make the first one: npm run milepost -- workspace:add --name … --zone … --currency … --owner …',
    },
  ])
  for (const workspace of workspaces) {
    office.say('')
    office.say(`${workspace.name} (${workspace.workspaceId})`)
    tell(await office.database.inWorkspace(workspace.workspaceId, (sql) => lookAt(office, sql, sweepMs)))
  }
  return well
}

async function lookAtDatabase(office: Office): Promise<Finding[]> {
  const expected = readdirSync(path.join(__dirname, '../postgres/migrations'))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
  try {
    const { version, migrations } = await readDatabaseState(office.database)
    const missing = expected.filter((name) => !migrations.includes(name))
    const foreign = migrations.filter((name) => !expected.includes(name))
    return [
      { ok: true, what: `The database answers: PostgreSQL ${version}` },
      {
        ok: missing.length === 0,
        what: missing.length === 0 ? 'Its tables are up to date' : `Its tables lack: ${missing.join(', ')}`,
        mend: 'Run npm run migrate',
      },
      ...(foreign.length === 0
        ? []
        : [
            {
              ok: false,
              what: `Its tables are newer than this program: ${foreign.join(', ')}`,
              mend: 'Run the program version that made them',
            },
          ]),
    ]
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    // Every connection begins as the application's role, which the first migration makes.
    const isBare =
      /role "milepost_app" does not exist|invalid value for parameter "role"|milepost\.migration/.test(
        message,
      )
    return isBare
      ? [{ ok: false, what: 'The database answers, but has no tables yet', mend: 'Run npm run migrate' }]
      : [
          {
            ok: false,
            what: `The database can't be reached: ${message}`,
            mend: 'Check DATABASE_URL, and that PostgreSQL runs and admits this machine',
          },
        ]
  }
}

async function lookAt(office: Office, sql: Sql, sweepMs: number): Promise<Finding[]> {
  const state = await readWorkspaceState(sql)
  const now = office.clock.now().getTime()
  const age = (at: Date | null) => (at === null ? 0 : now - at.getTime())
  const isOld = (waiting: Waiting) => age(waiting.oldest) > LONG_MS
  const many = (waiting: Waiting, one: string, more: string) =>
    `${waiting.count} ${waiting.count === 1 ? one : more}${
      waiting.count > 0 ? `, the oldest for ${ageText(age(waiting.oldest))}` : ''
    }`
  return [
    await lookAtConnection(office, sql, 'quickbooks', sweepMs),
    await lookAtConnection(office, sql, 'hubspot', sweepMs),
    {
      ok: !isOld(state.waiting),
      what: many(state.waiting, 'invoice waits to be created', 'invoices wait to be created'),
      mend: `See what is in its way: ${office.publicUrl}/owed`,
    },
    {
      ok: state.unclear.count === 0,
      what: many(state.unclear, 'invoice is unclear', 'invoices are unclear'),
      mend: 'Milepost looks for it in QuickBooks by itself; if it stays unclear, see docs/recover.md',
    },
    {
      ok: state.refused.count === 0,
      what: many(state.refused, 'invoice was refused by QuickBooks', 'invoices were refused by QuickBooks'),
      mend: `Mend what QuickBooks names, then try again: ${office.publicUrl}/owed`,
    },
    {
      ok: !isOld(state.events),
      what: many(state.events, 'webhook event waits', 'webhook events wait'),
      mend: 'Is a worker running, and are both vendors connected?',
    },
    {
      ok: !isOld(state.unwritten),
      what: many(state.unwritten, 'deal has news for HubSpot', 'deals have news for HubSpot'),
      mend: 'Is a worker running, and is HubSpot connected?',
    },
    { ok: true, what: many(state.attention, 'decision waits for a person', 'decisions wait for a person') },
  ]
}

async function lookAtConnection(office: Office, sql: Sql, vendor: Vendor, sweepMs: number): Promise<Finding> {
  const name = vendorNames[vendor]
  const connect = `Connect ${name} at ${office.publicUrl}/connections`
  const connection = await readConnection(sql, vendor)
  if (connection === null || connection.status === 'disconnected') {
    return { ok: false, what: `${name} is not connected`, mend: connect }
  }
  if (connection.status === 'needs_reconnect') {
    return {
      ok: false,
      what: `${name} refuses our access: ${connection.statusDetail ?? 'no reason given'}`,
      mend: `${connect} again; work waits meanwhile, and nothing is lost`,
    }
  }
  const { readAt } = await readReading(sql, vendor)
  const since = readAt === null ? null : office.clock.now().getTime() - readAt.getTime()
  const late = since === null || since > sweepMs + limits.freshEnoughMs
  return {
    ok: !late,
    what:
      since === null
        ? `${name} is connected (${connection.name}), but was never read`
        : `${name} is connected (${connection.name}), and was read ${ageText(since)} ago`,
    mend: 'Is a worker running? If it is, its log says why the reading fails',
  }
}

/** 95 s → "1 min"; for people, so never more than one unit. */
export function ageText(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ]
  const [unit, size] = units.find(([, length]) => ms >= length) ?? (['s', 1_000] as const)
  return `${Math.floor(ms / size)} ${unit}`
}
