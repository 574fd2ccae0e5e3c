import { type AttentionItem, endAttentions, raiseAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { momentWords } from '../clock/day'
import { record } from '../history/history-table'
import { countWaiting, type WaitingWork } from '../insight/waiting-work-table'
import { formatMoney, money } from '../money/money'
import { wakeAllDirty } from '../outbox/deal-mirror-table'
import { wakeWaiting } from '../outbox/outbox-table'
import { announceConnection } from '../outbox/ring'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import {
  type ConnectionHealth,
  connectionCauses,
  connectionHealth,
  isTold,
  troubleHealth,
  troubleWords,
} from '../tenants/connection-state'
import { readConnection, type Vendor } from '../tenants/connection-table'
import type { Noted } from '../tenants/note-troubles'
import type { Trouble, TroubleKind } from '../tenants/vendor-trouble'
import { listTroubles, markTold } from '../tenants/vendor-trouble-table'
import { readWorkspace } from '../tenants/workspace-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
}

const nameOf = (vendor: Vendor): string => (vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot')

const labels: Readonly<Record<NonNullable<ConnectionHealth['button']>, string>> = {
  reconnect: 'Reconnect',
  try_now: 'Try now',
  status: 'See how it is',
  webhooks: 'Check webhooks',
}

/** What is over when a trouble is, for the history. */
const endings: Readonly<Record<TroubleKind, string>> = {
  outage: 'answers again',
  storm: 'admits calls again',
  suspended: 'takes invoices again',
  refused: 'lets Milepost in again',
  scopes: 'allows it again',
  slow: 'answers quickly again',
  unrung: 'sends webhooks again',
}

/**
 * Calls told something of a vendor: people are told, and what waited for it leaves, in its order, once nothing stands in
 * its way. How fast is the pace's business: it admits one call after the other, however many are due.
 */
export async function tellOfTroubles(parts: Parts, workspaceId: string, noted: Noted): Promise<void> {
  const { vendor, over } = noted
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    if (over.some((each) => each.rests > 0)) {
      await wakeWaiting(sql, vendor)
      if (vendor === 'hubspot') await wakeAllDirty(sql)
    }
    await tellOfConnection(sql, parts.clock, vendor)
    for (const each of over.filter(({ toldAt }) => toldAt !== null)) await recordEnd(sql, each)
  })
}

/** A trouble that people were told of is over. */
export async function recordEnd(sql: Sql, { vendor, trouble }: Trouble): Promise<void> {
  await record(sql, program(nameOf(vendor)), [{ what: `${nameOf(vendor)} ${endings[trouble]}` }])
}

/** The token keeper lost a connection: told at once. */
export async function tellOfLoss(parts: Parts, workspaceId: string, vendor: Vendor): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    await tellOfConnection(sql, parts.clock, vendor)
    await record(sql, program(nameOf(vendor)), [{ what: `The connection to ${nameOf(vendor)} was lost` }])
  })
}

/** Asks people about everything that is wrong with one connection now, and takes back what no longer is. */
export async function tellOfConnection(sql: Sql, clock: Clock, vendor: Vendor): Promise<void> {
  const now = clock.now()
  const connection = await readConnection(sql, vendor)
  const troubles = (await listTroubles(sql)).filter((each) => each.vendor === vendor)
  const told = connection?.status === 'connected' ? troubles.filter((each) => isTold(each, now)) : []
  const health = connectionHealth(vendor, connection, [], now)
  const asksMore = health.state === 'expired' || health.state === 'revoked' || health.state === 'expires_soon'
  for (const each of told.filter(({ toldAt }) => toldAt === null)) {
    await markTold(sql, vendor, each.trouble)
    await record(sql, program(nameOf(vendor)), [{ what: troubleWords(each).title }])
  }
  const items = told.length > 0 || asksMore ? await itemsOf(sql, vendor, told, asksMore ? health : null) : []
  const causes = items.map(({ cause }) => cause)
  await endAttentions(
    sql,
    connectionCauses(vendor).filter((cause) => !causes.includes(cause)),
    program(nameOf(vendor)).who,
    'well',
  )
  for (const item of items) await raiseAttention(sql, item)
  await announceConnection(sql)
}

async function itemsOf(
  sql: Sql,
  vendor: Vendor,
  told: readonly Trouble[],
  lostOrEnding: ConnectionHealth | null,
): Promise<AttentionItem[]> {
  const waits = await countWaiting(sql)
  const { zone } = await readWorkspace(sql)
  const [only, ...more] = vendor === 'quickbooks' ? waits.money : []
  const item = (cause: string, health: ConnectionHealth): AttentionItem => ({
    cause,
    kind: 'connection',
    title: health.title,
    detail: [health.detail, waitsWords(vendor, waits), sinceWords(health, zone)].filter(Boolean).join(' '),
    actions: [
      ...(health.button === null ? [] : [{ action: health.button, label: labels[health.button] }]),
      // Somebody may have them off on purpose.
      ...(health.state === 'unrung' ? [{ action: 'leave', label: 'Leave it' }] : []),
    ],
    ...(only !== undefined && more.length === 0 && { amountMinor: only.minor, currency: only.currency }),
  })
  const items = told.map((trouble) => item(`connection:${vendor}:${trouble.trouble}`, troubleHealth(trouble)))
  if (lostOrEnding === null) return items
  const cause = lostOrEnding.state === 'expires_soon' ? `connection:${vendor}:ends` : `connection:${vendor}`
  return [item(cause, lostOrEnding), ...items]
}

/** "3 invoices of $4,500.00 wait for it." */
export function waitsWords(vendor: Vendor, waits: WaitingWork): string {
  const some = (count: number, one: string, many: string) => (count === 1 ? `1 ${one}` : `${count} ${many}`)
  if (vendor === 'hubspot') {
    return waits.deals === 0 ? '' : `${some(waits.deals, 'deal waits', 'deals wait')} for it.`
  }
  if (waits.invoices === 0) return ''
  const sums = waits.money.map(({ minor, currency }) => formatMoney(money(minor, currency))).join(' and ')
  return `${some(waits.invoices, 'invoice', 'invoices')} of ${sums} ${waits.invoices === 1 ? 'waits' : 'wait'} for it.`
}

function sinceWords(health: ConnectionHealth, zone: string): string {
  if (health.since === null) return ''
  return health.state === 'expires_soon'
    ? `It ends on ${momentWords(health.since, zone)}.`
    : `Since ${momentWords(health.since, zone)}.`
}
