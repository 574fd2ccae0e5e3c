import { readDealNames } from '../../deals/deal-table'
import type { OwedRow } from '../../insight/owed-table'
import { type OwedWork, readOwed } from '../../insight/read-owed'
import { type Message, readMessages } from '../../outbox/outbox-table'
import { type OwedDeal, readOwedDeals, wakeDirty } from '../../outbox/owed-deal-table'
import type { Sql } from '../../postgres/database'
import { conflict, notFound } from '../../tenants/refusal'
import type { OwedView } from '../contract/billing'
import type { HandlerParts } from './handler-parts'

/** What is owed to both vendors, in the order of the rows. */
export async function allOwedViews(
  parts: HandlerParts,
  sql: Sql,
  rows: readonly OwedRow[],
): Promise<OwedView[]> {
  const ids = (kind: OwedRow['kind']) => rows.filter((row) => row.kind === kind).map((row) => row.id)
  const messages = await owedViews(parts, sql, await readMessages(sql, ids('message')))
  const deals = await owedDealViews(parts, sql, ids('deal'))
  const views = new Map([...messages, ...deals].map((view) => [view.id, view]))
  return rows.flatMap(({ id }) => views.get(id) ?? [])
}

/** One message of the outbox as owed work. Refuses not_found. */
export async function oneOwed(parts: HandlerParts, sql: Sql, message: Message): Promise<OwedView> {
  const [view] = await owedViews(parts, sql, [message])
  if (!view) throw notFound('owed work')
  return view
}

/** Tries a deal now, where this names one that is owed; null otherwise. */
export async function retryOwedDeal(parts: HandlerParts, sql: Sql, id: string): Promise<OwedView | null> {
  await wakeDirty(sql, id)
  const [view] = await owedDealViews(parts, sql, [id])
  return view ?? null
}

/** Figures are what they are: there is no decision in them to take back. Refuses where this names a deal's. */
export async function keepOwedDeal(sql: Sql, id: string): Promise<void> {
  if ((await readOwedDeals(sql, [id])).length === 0) return
  throw conflict(
    'nothing_to_cancel',
    'HubSpot shows older figures until these are written; there is nothing to cancel in that. Mend what HubSpot says, then try now.',
  )
}

/** Where those go that QuickBooks does not take. */
const OTHERS: Partial<Record<Message['kind'], OwedView['vendor']>> = {
  'certificate.note': 'hubspot',
  'mail.send': 'mail',
}

const owedViews = async (parts: HandlerParts, sql: Sql, messages: readonly Message[]): Promise<OwedView[]> =>
  (await readOwed(sql, messages, parts.clock.now())).map(owedView)

const owedView = ({ message, what, why, canCancel }: OwedWork): OwedView => ({
  id: message.messageId,
  what,
  vendor: OTHERS[message.kind] ?? 'quickbooks',
  state: message.leased
    ? 'working'
    : message.state === 'unclear' || message.state === 'refused'
      ? message.state
      : 'waiting',
  why,
  since: message.createdAt.toISOString(),
  attempts: message.attempts,
  nextTry: message.state === 'waiting' || message.state === 'unclear' ? message.nextAt.toISOString() : null,
  dealId: message.dealId,
  canCancel,
})

/** Deals whose figures HubSpot does not have yet. */
async function owedDealViews(parts: HandlerParts, sql: Sql, ids: readonly string[]): Promise<OwedView[]> {
  const deals = await readOwedDeals(sql, ids)
  const names = await readDealNames(
    sql,
    deals.map(({ dealId }) => dealId),
  )
  const now = parts.clock.now()
  return deals.map((deal) => ({
    id: deal.mirrorId,
    what: `Write the figures of “${names.get(deal.dealId) ?? 'a deal'}” to HubSpot`,
    vendor: 'hubspot',
    state: deal.leased ? 'working' : deal.refused ? 'refused' : 'waiting',
    why: whyOf(deal, now),
    since: deal.since.toISOString(),
    attempts: deal.attempts,
    nextTry: deal.nextAt.toISOString(),
    dealId: deal.dealId,
    canCancel: false,
  }))
}

function whyOf({ why, leased, refused, nextAt }: OwedDeal, now: Date): string {
  if (leased) return 'It is being written.'
  if (why !== null) return `${refused ? 'HubSpot refused it, and it alone' : 'The last try failed'}: ${why}`
  return nextAt > now ? 'It waits until HubSpot can be asked again.' : 'It is about to be written.'
}
