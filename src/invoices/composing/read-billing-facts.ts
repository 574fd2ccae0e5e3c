import type { AppliedOrder } from '../../change-orders/change-order-table'
import {
  type CachedKind,
  type Master,
  masterReadings,
  mastersNamed,
  readMaster,
  readOnly,
} from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { type Connection, readConnection } from '../../tenants/connection-table'
import type { Numbering } from '../../tenants/workspace-settings'
import { readToday, readWorkspace, type Workspace } from '../../tenants/workspace-table'
import { foreseeNumber } from '../sending/number-series-table'
import type { EstimateAhead } from './estimate-ahead'
import { type ItemFacts, readItemFacts } from './read-item-facts'

/** Everything beside the milestone that an invoice depends on, from the cache: no vendor call. */
export interface BillingFacts {
  readonly workspace: Workspace
  readonly connection: Connection | null
  readonly customer: Master | null
  readonly item: Master | null
  readonly term: {
    readonly quickbooksId: string | null
    readonly name: string
    readonly days: number | null
    /** QuickBooks has terms of this number no more, or has them switched off. */
    readonly gone?: boolean
  } | null
  /** `TAX`, `NON`, a tax code's id, or null to leave it to QuickBooks. */
  readonly taxCode: string | null
  readonly taxCodeKnown: boolean
  readonly isUnitedStates: boolean
  readonly multiCurrency: boolean
  readonly homeCurrency: string
  /** The company numbers its own documents. */
  readonly customNumbers: boolean
  readonly numbering: Numbering
  /** What the pattern gives next, as far as we know; null without a pattern, and where QuickBooks takes no such number. */
  readonly nextNumber: string | null
  /** The items that the invoice may be written with, by their ids; those that are not known are left out. */
  readonly items: ReadonlyMap<string, ItemFacts>
  /** Class and location, where they are chosen and QuickBooks' lists are known. */
  readonly places: readonly PlaceFacts[]
  /** Lists of QuickBooks that were never read: what is not in them may be there all the same. */
  readonly unread: ReadonlySet<CachedKind>
  /** Books are closed up to and including this day. */
  readonly booksClosedOn: string | null
  /** The change order that made the milestone what it is; left out where none did. */
  readonly changeOrder?: AppliedOrder
  /** The estimate that the schedule was started from; left out where there is none. */
  readonly estimate?: EstimateAhead
}

/** A class or a location that is chosen; null: it is not in QuickBooks' list. */
export interface PlaceFacts {
  readonly kind: 'class' | 'location'
  readonly id: string
  readonly master: Master | null
  /** The deal whose plan says so; left out: the workspace's settings do. */
  readonly inPlanOf?: string
}

const field = (value: unknown, ...path: string[]): unknown =>
  path.reduce<unknown>(
    (held, name) => (typeof held === 'object' && held !== null ? Reflect.get(held, name) : undefined),
    value,
  )
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/**
 * The facts for an invoice to each of these customers, in their order. `workspace`: as it would be with other settings;
 * left out, as it is.
 */
export async function readBillingFacts(
  sql: Sql,
  schedule: Schedule,
  customerIds: readonly (string | null)[],
  workspace?: Workspace,
): Promise<BillingFacts[]> {
  const known = workspace ?? (await readWorkspace(sql))
  const [company, customers] = await Promise.all([
    readCompanyFacts(sql, schedule, known),
    Promise.all(customerIds.map((id) => (id === null ? null : readMaster(sql, 'customers', id)))),
  ])
  const facts: BillingFacts[] = []
  for (const customer of customers) {
    facts.push({ ...company, customer, term: await findTerm(sql, schedule, company.workspace, customer) })
  }
  return facts
}

/** Whether it is one of QuickBooks' companies in the United States; nothing else is known until the company was read. */
export async function readIsUnitedStates(sql: Sql): Promise<boolean> {
  return isAmerican(await readOnly(sql, 'company'))
}

const isAmerican = (company: Master | null): boolean =>
  (text(company?.body['Country']) ?? 'US').toUpperCase().startsWith('US')

/** Lists in which what an invoice names is looked for. */
const LOOKED_INTO = ['customers', 'items', 'terms', 'tax-codes'] as const

async function readCompanyFacts(
  sql: Sql,
  schedule: Schedule,
  workspace: Workspace,
): Promise<Omit<BillingFacts, 'customer' | 'term'>> {
  const { terms } = schedule
  const { settings } = workspace
  const itemId = terms.itemId ?? settings.itemId
  const taxCode = terms.taxCode ?? settings.taxCode
  const pseudo = taxCode === 'TAX' || taxCode === 'NON'
  // All of it asked at once: none needs another's answer.
  const [readings, preferences, own, connection, item, ownTaxCode, items] = await Promise.all([
    masterReadings(sql),
    readOnly(sql, 'preferences'),
    readOnly(sql, 'company'),
    readConnection(sql, 'quickbooks'),
    itemId === null ? null : readMaster(sql, 'items', itemId),
    taxCode === null || pseudo ? null : readMaster(sql, 'tax-codes', taxCode),
    readItemFacts(sql, [
      itemId,
      settings.retainageItemId,
      settings.depositItemId,
      settings.hoursItemId,
      settings.costsItemId,
    ]),
  ])
  const isUnitedStates = isAmerican(own)
  const places = await readPlaces(
    sql,
    readings,
    [
      ['class', 'classes', terms.classId, settings.classId],
      ['location', 'locations', terms.locationId, settings.locationId],
    ],
    schedule.dealId,
  )
  const unread = new Set<CachedKind>(LOOKED_INTO.filter((kind) => !readings.has(kind)))
  if (preferences === null) unread.add('preferences')
  if (own === null) unread.add('company')
  return {
    workspace,
    connection,
    item,
    taxCode,
    taxCodeKnown: taxCode === null || pseudo ? isUnitedStates : ownTaxCode?.active === true,
    isUnitedStates,
    multiCurrency: field(preferences?.body, 'CurrencyPrefs', 'MultiCurrencyEnabled') === true,
    homeCurrency:
      text(field(preferences?.body, 'CurrencyPrefs', 'HomeCurrency', 'value')) ?? workspace.currency,
    customNumbers: field(preferences?.body, 'SalesFormsPrefs', 'CustomTxnNumbers') === true,
    numbering: settings.numbering,
    nextNumber:
      settings.numbering.by === 'pattern'
        ? await foreseeNumber(sql, settings.numbering.pattern, await readToday(sql))
        : null,
    items,
    places,
    unread,
    booksClosedOn: text(field(preferences?.body, 'AccountingInfoPrefs', 'BookCloseDate')),
  }
}

async function readPlaces(
  sql: Sql,
  readings: Awaited<ReturnType<typeof masterReadings>>,
  asked: readonly (readonly [
    PlaceFacts['kind'],
    'classes' | 'locations',
    planned: string | null,
    settled: string | null,
  ])[],
  dealId: string,
): Promise<PlaceFacts[]> {
  const places: PlaceFacts[] = []
  for (const [kind, list, planned, settled] of asked) {
    const id = planned ?? settled
    if (id === null || !readings.has(list)) continue
    const master = await readMaster(sql, list, id)
    places.push({ kind, id, master, ...(planned !== null && { inPlanOf: dealId }) })
  }
  return places
}

/** The schedule's terms, else the workspace's, else the customer's own in QuickBooks. */
async function findTerm(
  sql: Sql,
  schedule: Schedule,
  workspace: Workspace,
  customer: Master | null,
): Promise<BillingFacts['term']> {
  const asked = schedule.terms.terms
  const { settings } = workspace
  const netDays = asked === null ? settings.netDays : 'netDays' in asked ? asked.netDays : null
  if (asked !== null && 'quickbooksId' in asked) return termById(sql, asked.quickbooksId)
  if (asked === null && settings.termsId !== null) return termById(sql, settings.termsId)
  if ((asked !== null && 'dueOnReceipt' in asked) || netDays === 0) {
    return named(await mastersNamed(sql, 'terms', 'Due on receipt'), 'Due on receipt', 0)
  }
  if (netDays !== null)
    return named(await mastersNamed(sql, 'terms', `Net ${netDays}`), `Net ${netDays}`, netDays)
  const own = text(field(customer?.body, 'SalesTermRef', 'value'))
  return own === null ? null : termById(sql, own)
}

function named([master]: readonly Master[], name: string, days: number): NonNullable<BillingFacts['term']> {
  return { quickbooksId: master?.quickbooksId ?? null, name, days }
}

async function termById(sql: Sql, quickbooksId: string): Promise<BillingFacts['term']> {
  const master = await readMaster(sql, 'terms', quickbooksId)
  if (!master) return { quickbooksId, name: `terms ${quickbooksId}`, days: null, gone: true }
  const days = text(master.body['DueDays'])
  return {
    quickbooksId,
    name: master.name,
    days: days === null ? null : Number(days),
    ...(!master.active && { gone: true }),
  }
}
