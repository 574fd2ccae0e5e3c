import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import { type CountedLine, countedLines } from '../invoices/books/counted-lines'
import { type HeldFrom, isOfRetainage } from '../invoices/retainage/held'
import { readHeld } from '../invoices/retainage/read-held'
import { masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { readTrackers, type Tracker } from '../reconcile/read-trackers'
import { notFound } from '../tenants/refusal'

/** What a deal's invoices hold back, and every line that it is made of, oldest first. */
export interface RetainagePage {
  readonly tracker: Tracker
  readonly held: readonly HeldFrom[]
  readonly lines: readonly CountedLine[]
  /** Names of QuickBooks' customers, by their ids. */
  readonly customers: ReadonlyMap<string, string>
}

/** Refuses not_found for a deal that is not known, or not planned. */
export async function readRetainage(sql: Sql, clock: Clock, dealId: string): Promise<RetainagePage> {
  const deal = await readDeal(sql, dealId)
  if (!deal) throw notFound('deal')
  const tracker = (await readTrackers(sql, clock, [deal.dealId])).get(deal.dealId)
  if (!tracker) throw notFound('schedule')
  const { billed, held } = await readHeld(sql, tracker.schedule)
  const lines = countedLines(billed, tracker.schedule.currency).filter(isOfRetainage)
  const ids = [...held.map((each) => each.customerId), ...lines.map((line) => line.customerId)]
  return { tracker, held, lines, customers: await masterNames(sql, 'customers', [...new Set(ids)]) }
}
