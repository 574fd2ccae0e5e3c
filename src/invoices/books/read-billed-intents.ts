import { readUnreadable } from '../../attention/unreadable-table'
import type { Sql } from '../../postgres/database'
import { readParts } from '../billing-part-table'
import type { BilledIntent } from '../billing-status'
import { type IntentsOf, readIntents } from '../intent-table'
import { creditedInFull, isCreditedInFull } from './attributed'
import { readAttributed } from './attribution-table'
import { shareOfDeal } from './deal-share'
import { invoiceFacts } from './document'
import { readDocuments, readPaymentLinks } from './document-table'
import { settledOn } from './paid'
import { withGivenBack } from './read-given-back'

/** Every intent that bills something of these schedules, with those of its lines and what is known of its invoice. */
export async function readBilledIntents(
  sql: Sql,
  schedules: readonly { scheduleId: string }[],
): Promise<Map<string, BilledIntent[]>> {
  const scheduleIds = schedules.map((schedule) => schedule.scheduleId)
  const bySchedule = new Map<string, BilledIntent[]>()
  for (const billed of await readBilled(sql, { scheduleIds })) {
    const of = new Set([billed.intent.scheduleId, ...billed.parts.map((part) => part.scheduleId)])
    for (const scheduleId of scheduleIds) {
      if (!of.has(scheduleId)) continue
      const own = bySchedule.get(scheduleId)
      const share = shareOfDeal(billed, scheduleId)
      if (own) own.push(share)
      else bySchedule.set(scheduleId, [share])
    }
  }
  return bySchedule
}

/**
 * Intents with what is known of their invoices, oldest first: six statements, however many there are, and two where credit
 * memos are on invoices that hold something back or draw. What QuickBooks has and
 * could not be taken in is unknown, whatever was read of it before; what it only told of, and was not read yet, is not.
 */
export async function readBilled(sql: Sql, of: IntentsOf): Promise<BilledIntent[]> {
  const intents = await readIntents(sql, of)
  const invoiceIds = intents.flatMap((intent) => (intent.quickbooksId === null ? [] : [intent.quickbooksId]))
  const [parts, documents, links, attributed, unreadable] = await Promise.all([
    readParts(
      sql,
      intents.map((intent) => intent.intentId),
    ),
    readDocuments(sql, 'Invoice', invoiceIds),
    readPaymentLinks(sql, invoiceIds),
    readAttributed(sql, intents),
    readUnreadable(sql),
  ])

  const partsByIntent = groupBy(parts, (part) => part.intentId)
  const linksByPayment = groupBy(links, (link) => link.fromId)
  const paymentsByInvoice = groupBy(
    links.filter((link) => link.toKind === 'Invoice'),
    (link) => link.toId,
  )
  const read = intents.map((intent): BilledIntent => {
    const document = intent.quickbooksId === null ? undefined : documents.get(intent.quickbooksId)
    const facts = document ? invoiceFacts(document, intent.currency, intent.sizeMinor) : null
    const payments = new Set(
      (paymentsByInvoice.get(intent.quickbooksId ?? '') ?? []).map((link) => link.fromId),
    )
    const own = [...payments].flatMap((paymentId) => linksByPayment.get(paymentId) ?? [])
    const isUnread = [...payments].some((id) => unreadable.has(`Payment ${id}`))
    const settled =
      facts === null || (isUnread && facts.balanceMinor !== facts.totalMinor)
        ? null
        : settledOn(facts, own, intent.currency)
    const unknown = intent.quickbooksId === null ? 0n : null
    const said = (attributed.get(intent.intentId) ?? []).map((each) =>
      unreadable.has(`${each.kind} ${each.quickbooksId}`)
        ? { ...each, totalMinor: null, netMinor: null }
        : each,
    )
    if (facts !== null && facts.gone !== 'deleted' && unreadable.has(`Invoice ${facts.quickbooksId}`)) {
      return {
        intent,
        parts: partsByIntent.get(intent.intentId) ?? [],
        invoice: null,
        lastRead: { docNumber: facts.docNumber, customer: facts.customer, customerId: facts.customerId },
        paidMinor: null,
        creditedMinor: null,
        attributed: said,
      }
    }
    return {
      intent,
      parts: partsByIntent.get(intent.intentId) ?? [],
      invoice:
        facts?.effective && isCreditedInFull(facts, settled?.credit ?? null, said)
          ? creditedInFull(facts, intent)
          : facts,
      paidMinor: settled?.cash ?? unknown,
      creditedMinor: settled?.credit ?? unknown,
      attributed: said,
    }
  })
  return withGivenBack(sql, read, links, unreadable)
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}
