import { limits } from '../../config/limits'
import type { Answer } from '../../connectors/answer'
import type { Company } from '../../connectors/quickbooks/company'
import type { Clock } from '../clock/clock'
import { readOrFail } from '../inbox/read-failed'
import type { Lease } from '../inbox/reading-lease'
import { renewReading } from '../inbox/reading-table'
import type { Database, Sql } from '../postgres/database'
import type { Vendors } from '../tenants/vendors'
import { estimateMaster } from './estimate-master'
import { everyDayKinds } from './every-day-lists'
import { forgetListTrouble, readListTroubles } from './list-trouble-table'
import { listWords } from './list-words'
import { type CachedKind, type Master, masterReadings, replaceMasters, saveMasters } from './master-table'
import { concernsAll, isEnough, putOffList } from './put-off-list'
import { tellListRead } from './tell-of-lists'

const ACTIVE_OR_NOT = [{ field: 'Active', operator: 'IN', value: ['true', 'false'] }] as const

/** How each list is read. Customers and items include inactive ones: an invoice may still refer to them. */
const readers: Record<CachedKind, (company: Company) => Promise<Answer<Master[]>>> = {
  customers: async (company) =>
    mapped(await company.query('Customer', ACTIVE_OR_NOT), (each) => ({ ...each, Name: each.DisplayName })),
  items: async (company) => mapped(await company.query('Item', ACTIVE_OR_NOT)),
  terms: async (company) => mapped(await company.query('Term', ACTIVE_OR_NOT)),
  'tax-codes': async (company) => mapped(await company.query('TaxCode', [])),
  classes: async (company) => mapped(await company.query('Class', [])),
  locations: async (company) => mapped(await company.query('Department', [])),
  accounts: async (company) => mapped(await company.query('Account', ACTIVE_OR_NOT)),
  estimates: async (company) => {
    const answer = await company.query('Estimate', [])
    return answer.outcome === 'done' ? { ...answer, value: answer.value.map(estimateMaster) } : answer
  },
  employees: async (company) =>
    mapped(await company.query('Employee', []), (each) => ({ Name: each.DisplayName })),
  vendors: async (company) =>
    mapped(await company.query('Vendor', []), (each) => ({ Name: each.DisplayName })),
  preferences: async (company) => single(await company.preferences(), () => 'Preferences'),
  company: async (company) => single(await company.companyInfo(), (info) => info.CompanyName),
}

function mapped<T extends { Id: string; Active?: boolean | undefined }>(
  answer: Answer<T[]>,
  named?: (row: T) => { Name: string },
): Answer<Master[]> {
  if (answer.outcome !== 'done') return answer
  const value = answer.value.map((row) => ({
    quickbooksId: row.Id,
    name: named ? named(row).Name : 'Name' in row ? String(row.Name) : row.Id,
    active: row.Active ?? true,
    body: { ...row },
  }))
  return { ...answer, value }
}

function single<T extends object>(answer: Answer<T>, name: (value: T) => string): Answer<Master[]> {
  if (answer.outcome !== 'done') return answer
  return {
    ...answer,
    value: [
      {
        quickbooksId: '1',
        name: name(answer.value),
        active: true,
        body: Object.fromEntries(Object.entries(answer.value)),
      },
    ],
  }
}

const singles = {
  customers: 'Customer',
  items: 'Item',
  terms: 'Term',
  'tax-codes': 'TaxCode',
} as const
export type NamedKind = keyof typeof singles | 'estimates'

/** Reads one record of a list, one metered read; false when QuickBooks has none of this id. */
export async function readMasterById(
  parts: { database: Database },
  company: Company,
  workspaceId: string,
  kind: NamedKind,
  id: string,
): Promise<boolean> {
  const master = await readNamed(company, kind, id)
  if (master === null) return false
  await parts.database.inWorkspace(workspaceId, (sql) => saveMasters(sql, kind, [master]))
  return true
}

async function readNamed(company: Company, kind: NamedKind, id: string): Promise<Master | null> {
  if (kind === 'estimates') {
    const estimate = readOrFail('quickbooks', await company.read('Estimate', id))
    return estimate && estimateMaster(estimate)
  }
  const row = readOrFail('quickbooks', await company.read(singles[kind], id))
  if (row === null) return null
  const name = String('DisplayName' in row ? row.DisplayName : row.Name)
  return { quickbooksId: row.Id, name, active: row.Active ?? true, body: { ...row } }
}

interface ReadParts {
  readonly database: Database
  readonly clock: Clock
  readonly lease?: Lease
  /** Told of each list that can't be read. */
  readonly log?: (error: unknown, what: string, workspaceId: string) => void
}

/**
 * Reads the lists that were never read, were rung for, or are a day old. Each is one metered read, so a
 * fresh one is left alone unless it is named in `again`. A reading's lease is held anew with each. One that can't be read
 * keeps no other from it; it is left alone for a while, each time longer, and comes last then. Answers which were read.
 * Throws what concerns all of QuickBooks: ConnectionLost, LeaseLost, and ReadFailed where it admits no calls.
 */
export async function readMasters(
  parts: ReadParts,
  company: Company,
  workspaceId: string,
  kinds: readonly CachedKind[],
  again: readonly CachedKind[] = [],
  keptMs: number = limits.mastersStaleMs,
): Promise<CachedKind[]> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const hold = (sql: Sql) => renewReading(sql, 'quickbooks', parts.lease ?? null, limits.leaseMs)
  const old = await within((sql) => dueMasters(sql, parts.clock, kinds, keptMs))
  const asked = again.filter((kind) => kinds.includes(kind) && !old.includes(kind))
  const read: CachedKind[] = []
  let inARow: unknown[] = []
  for (const kind of [...old, ...asked]) {
    try {
      const masters = readOrFail('quickbooks', await readers[kind](company))
      await within(async (sql) => {
        await hold(sql)
        await replaceMasters(sql, kind, masters)
        if (await forgetListTrouble(sql, kind)) await tellListRead(sql)
      })
      read.push(kind)
      inARow = []
    } catch (error) {
      if (concernsAll(error)) throw error
      parts.log?.(error, `reading QuickBooks’ ${listWords[kind]}`, workspaceId)
      await within(async (sql) => {
        await hold(sql)
        await putOffList(sql, kind, error)
      })
      inARow.push(error)
      if (isEnough(inARow)) break
    }
  }
  return read
}

/**
 * Which of these lists were never read, were rung for, or are old, but for those that are left alone because they could not
 * be read. One that failed comes after those that did not, whichever was tried the longest ago first.
 */
export async function dueMasters(
  sql: Sql,
  clock: Clock,
  kinds: readonly CachedKind[],
  keptMs: number = limits.mastersStaleMs,
): Promise<CachedKind[]> {
  const due = await oldMasters(sql, clock, kinds, keptMs)
  if (due.length === 0) return due
  const troubles = await readListTroubles(sql)
  const failed = new Set(troubles.map(({ kind }) => kind))
  return [
    ...due.filter((kind) => !failed.has(kind)),
    ...troubles.flatMap(({ kind, rests }) => (!rests && due.includes(kind) ? kind : [])),
  ]
}

async function oldMasters(
  sql: Sql,
  clock: Clock,
  kinds: readonly CachedKind[],
  keptMs: number,
): Promise<CachedKind[]> {
  const readings = await masterReadings(sql)
  const oldest = clock.now().getTime() - keptMs
  return kinds.filter((kind) => {
    const reading = readings.get(kind)
    return reading === undefined || reading.stale || reading.readAt.getTime() < oldest
  })
}

/** QuickBooks rings for every list but this one: a person who opens it has perhaps just changed it there. */
const NEVER_RUNG: readonly CachedKind[] = ['tax-codes']

/**
 * Reads a list that somebody opens, when it is old; one that no webhook tells of is old sooner. One that is read on opening
 * alone is tried whenever it is opened, also where it failed just now.
 */
export async function readOpenedList(
  parts: ReadParts & { readonly vendors: Vendors },
  workspaceId: string,
  kind: CachedKind,
): Promise<void> {
  const company = await parts.vendors.quickbooks(workspaceId, 'lists')
  const keptMs = NEVER_RUNG.includes(kind) ? limits.unrungListsStaleMs : limits.mastersStaleMs
  const due = await parts.database.once(workspaceId, (sql) => oldMasters(sql, parts.clock, [kind], keptMs))
  const again = due.length > 0 && !everyDayKinds.includes(kind) ? due : []
  await readMasters(parts, company, workspaceId, [kind], again, keptMs)
}
