import type { Sql } from '../postgres/database'
import { storableJson } from '../postgres/storable-json'
import { addConnectionFact } from '../tenants/connection-table'

/** QuickBooks' lists that schedules and invoices refer to, by the API's names for them. */
export const masterKinds = [
  'customers',
  'items',
  'terms',
  'tax-codes',
  'classes',
  'locations',
  'accounts',
  'estimates',
  'employees',
  'vendors',
] as const
export type MasterKind = (typeof masterKinds)[number]
/** Two more that are one record each. */
export type CachedKind = MasterKind | 'preferences' | 'company'

export interface Master {
  readonly quickbooksId: string
  readonly name: string
  readonly active: boolean
  /** The entity as the connector read it; amounts are decimal text. */
  readonly body: Readonly<Record<string, unknown>>
}

interface Row {
  quickbooks_id: string
  name: string
  active: boolean
  body: Record<string, unknown>
}

const toMaster = (row: Row): Master => ({
  quickbooksId: row.quickbooks_id,
  name: row.name,
  active: row.active,
  body: row.body,
})

/** As SQL: the customers chosen for a deal, and those that pay a plan, all of it or a share, of everything or of one milestone. */
export const CUSTOMERS_OF_PLANS = `
    select customer_id from deal_customer
    union select terms->>'customerId' from schedule where terms->>'customerId' is not null
    union select payer->'customer'->>'quickbooksId' from schedule s, jsonb_array_elements(s.terms->'payers') payer
      where jsonb_array_length(s.terms->'payers') > 0
    union select payer->'customer'->>'quickbooksId' from milestone m, jsonb_array_elements(m.details->'payers') payer
      where m.details ? 'payers'`

/** A customer that a deal, a plan or an invoice of ours names. */
const NAMED_HERE = `quickbooks_id in (${CUSTOMERS_OF_PLANS}
    union select customer_id from billing_intent)`

/**
 * Replaces a whole list with what was just read. A customer that is missing was merged away: where something here names it,
 * it stays known by its name, because whoever hears of the merge later tells of it.
 */
export async function replaceMasters(sql: Sql, kind: CachedKind, masters: readonly Master[]): Promise<void> {
  const listed = masters.map((master) => master.quickbooksId)
  if (kind === 'customers')
    await sql(
      `update master set active = false
       where kind = $1 and active and not quickbooks_id = any($2) and ${NAMED_HERE}`,
      [kind, listed],
    )
  await sql(
    `delete from master where kind = $1 and not quickbooks_id = any($2)
     ${kind === 'customers' ? `and not (${NAMED_HERE})` : ''}`,
    [kind, listed],
  )
  await saveMasters(sql, kind, masters)
  await sql(
    `insert into master_reading (workspace_id, kind, read_at) values (milepost.current_workspace(), $1, milepost.now())
     on conflict (workspace_id, kind) do update set read_at = excluded.read_at, stale = false`,
    [kind],
  )
}

/** Adds or refreshes single records, as change data brings them. */
export async function saveMasters(sql: Sql, kind: CachedKind, masters: readonly Master[]): Promise<void> {
  // Money is expected on other days then: the deals that expect some are written anew, as when a month begins.
  if (await hasOtherTerms(sql, kind, masters)) await addConnectionFact(sql, 'hubspot', { expectedAsOf: '' })
  await sql(
    `insert into master (workspace_id, kind, quickbooks_id, name, active, body)
     select milepost.current_workspace(), $1, m.* from jsonb_to_recordset($2::jsonb) as m(quickbooks_id text,
       name text, active boolean, body jsonb) order by m.quickbooks_id
     on conflict (workspace_id, kind, quickbooks_id) do update
       set name = excluded.name, active = excluded.active, body = excluded.body`,
    [
      kind,
      storableJson(
        masters.map((master) => ({
          quickbooks_id: master.quickbooksId,
          name: master.name,
          active: master.active,
          body: master.body,
        })),
      ),
    ],
  )
}

/** Whether terms have other days than before, or customers other terms. */
async function hasOtherTerms(sql: Sql, kind: CachedKind, masters: readonly Master[]): Promise<boolean> {
  if (kind !== 'terms' && kind !== 'customers') return false
  const named = (body: Master['body']) => ({
    days: body['DueDays'] ?? null,
    terms: body['SalesTermRef'] ?? null,
  })
  const rows = await sql(
    `select 1 from master m
     join jsonb_to_recordset($2::jsonb) as n(quickbooks_id text, days jsonb, terms jsonb)
       on n.quickbooks_id = m.quickbooks_id
     where m.kind = $1 and (coalesce(m.body->'DueDays', 'null'), coalesce(m.body->'SalesTermRef'->'value', 'null'))
       is distinct from (coalesce(n.days, 'null'), coalesce(n.terms->'value', 'null')) limit 1`,
    [
      kind,
      storableJson(
        masters.map(({ quickbooksId, body }) => ({ quickbooks_id: quickbooksId, ...named(body) })),
      ),
    ],
  )
  return rows.length > 0
}

/** Forgets records that QuickBooks deleted. */
export async function forgetMasters(
  sql: Sql,
  kind: CachedKind,
  quickbooksIds: readonly string[],
): Promise<void> {
  await sql('delete from master where kind = $1 and quickbooks_id = any($2)', [kind, quickbooksIds])
}

export async function markMastersStale(sql: Sql, kind: CachedKind): Promise<void> {
  await sql('update master_reading set stale = true where kind = $1', [kind])
}

/** When each list was read, and whether QuickBooks has said since that it changed. */
export async function masterReadings(sql: Sql): Promise<Map<string, { readAt: Date; stale: boolean }>> {
  const rows = await sql<{ kind: string; read_at: Date; stale: boolean }>(
    'select kind, read_at, stale from master_reading',
  )
  return new Map(rows.map((row) => [row.kind, { readAt: row.read_at, stale: row.stale }]))
}

export async function readMaster(sql: Sql, kind: CachedKind, quickbooksId: string): Promise<Master | null> {
  const [row] = await sql<Row>(
    'select quickbooks_id, name, active, body from master where kind = $1 and quickbooks_id = $2',
    [kind, quickbooksId],
  )
  return row ? toMaster(row) : null
}

/** These records by their ids; one that was not read is left out. */
export async function readMasters(
  sql: Sql,
  kind: CachedKind,
  quickbooksIds: readonly string[],
): Promise<Map<string, Master>> {
  if (quickbooksIds.length === 0) return new Map()
  const rows = await sql<Row>(
    'select quickbooks_id, name, active, body from master where kind = $1 and quickbooks_id = any($2)',
    [kind, quickbooksIds],
  )
  return new Map(rows.map((row) => [row.quickbooks_id, toMaster(row)]))
}

/** The names of these records, by their ids; one that was not read is left out. */
export async function masterNames(
  sql: Sql,
  kind: CachedKind,
  quickbooksIds: readonly string[],
): Promise<Map<string, string>> {
  if (quickbooksIds.length === 0) return new Map()
  const rows = await sql<{ quickbooks_id: string; name: string }>(
    'select quickbooks_id, name from master where kind = $1 and quickbooks_id = any($2)',
    [kind, quickbooksIds],
  )
  return new Map(rows.map((row) => [row.quickbooks_id, row.name]))
}

/** These customers, and those directly below them (projects, sub-customers), by name. */
export async function customersUnder(sql: Sql, quickbooksIds: readonly string[]): Promise<Master[]> {
  const rows = await sql<Row>(
    `select quickbooks_id, name, active, body from master
     where kind = 'customers' and (quickbooks_id = any($1) or body->'ParentRef'->>'value' = any($1))
     order by lower(name)`,
    [quickbooksIds],
  )
  return rows.map(toMaster)
}

/** The customers that these are directly below, by id: what is billed to a project may be its customer's. */
export async function parentsOf(sql: Sql, quickbooksIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql<{ quickbooks_id: string; parent_id: string }>(
    `select quickbooks_id, body->'ParentRef'->>'value' as parent_id from master
     where kind = 'customers' and quickbooks_id = any($1) and body->'ParentRef'->>'value' is not null`,
    [quickbooksIds],
  )
  return new Map(rows.map((row) => [row.quickbooks_id, row.parent_id]))
}

/** These customers with those directly above and below them: what is billed to a project may be its customer's. */
export async function familyOf(sql: Sql, quickbooksIds: readonly string[]): Promise<string[]> {
  const above = await parentsOf(sql, quickbooksIds)
  const below = await sql<{ quickbooks_id: string }>(
    "select quickbooks_id from master where kind = 'customers' and body->'ParentRef'->>'value' = any($1)",
    [quickbooksIds],
  )
  return [...new Set([...quickbooksIds, ...above.values(), ...below.map((row) => row.quickbooks_id)])]
}

/** The one record of a kind that has only one: preferences, the company. */
export async function readOnly(sql: Sql, kind: 'preferences' | 'company'): Promise<Master | null> {
  const [row] = await sql<Row>('select quickbooks_id, name, active, body from master where kind = $1', [kind])
  return row ? toMaster(row) : null
}

const MOST_LISTED = 200

export async function listMasters(sql: Sql, kind: CachedKind, search: string | undefined): Promise<Master[]> {
  const rows = await sql<Row>(
    `select quickbooks_id, name, active, body from master
     where kind = $1 and active and ($2::text is null or name ilike $2) order by lower(name) limit $3`,
    [kind, search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null, MOST_LISTED],
  )
  return rows.map(toMaster)
}

/** Active records of exactly this name, ignoring case. */
export async function mastersNamed(sql: Sql, kind: CachedKind, name: string): Promise<Master[]> {
  const rows = await sql<Row>(
    'select quickbooks_id, name, active, body from master where kind = $1 and active and lower(name) = lower($2)',
    [kind, name],
  )
  return rows.map(toMaster)
}
