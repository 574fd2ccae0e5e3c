import {
  raiseAttention,
  settleAttention,
  settleIntentAttention,
  settleMilestoneAttention,
} from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { freeParts, readParts, takeParts } from '../billing-part-table'
import { isOfSeveral } from '../composing/payer-part'
import { noticeOverdrawn } from '../deposits/notice-overdrawn'
import { askAboutEdit } from '../edited/ask-about-edit'
import type { BillingIntent, BillingPart } from '../intent'
import { setAsidePrepared } from '../prepared/take-prepared'
import { noticeOverRelease } from '../retainage/notice-over-release'
import { readAttributed } from './attribution-table'
import { type InvoiceFacts, invoiceFacts, type StoredDocument } from './document'
import { readPaymentLinks } from './document-table'
import { freedAdvice, whatIsBilled } from './freed-words'
import { invoiceName } from './invoice-name'
import { isFullyCredited, settledOn } from './paid'
import { type BilledDeal, readBilledDeals } from './read-billed-deals'

const quickbooks = program('QuickBooks')

/**
 * What an invoice, as it is stored now, means for the milestones it bills: gone frees them, edited shows both
 * numbers, and one that came back bills them again. Answers what to record. Safe to repeat.
 */
export async function compareInvoice(
  sql: Sql,
  intent: BillingIntent,
  document: StoredDocument,
): Promise<Happening[]> {
  const parts = await readParts(sql, [intent.intentId])
  const happenings = await compareWith(sql, intent, document, parts)
  await noticeOverRelease(sql, intent, parts)
  await noticeOverdrawn(sql, intent, parts)
  return happenings
}

async function compareWith(
  sql: Sql,
  intent: BillingIntent,
  document: StoredDocument,
  parts: readonly BillingPart[],
): Promise<Happening[]> {
  const facts = await factsNow(sql, intent, document)
  const number = invoiceName(facts, parts, document)
  if (!facts.effective) {
    const how = facts.gone ?? 'gone'
    await settleAttention(sql, `overdue:${intent.intentId}`, quickbooks.who, how)
    // Nothing of it is left to be agreed or put back. What waits to be sent asks on.
    const waiting = [`changed:${intent.intentId}`]
    await settleIntentAttention(sql, [intent.intentId], ['edited', 'differs'], quickbooks.who, how, waiting)
    if (!parts.some((part) => part.live)) return []
    await freeParts(sql, intent.intentId)
    const deals = await readBilledDeals(sql, intent, parts)
    for (const { dealId, milestoneId } of deals.flatMap(eachMilestone)) {
      await raiseAttention(sql, {
        cause: `freed:${intent.intentId}:${milestoneId}`,
        kind: 'freed',
        dealId,
        milestoneId,
        intentId: intent.intentId,
        title: `Invoice ${number} was ${facts.gone} in QuickBooks`,
        ...freedAdvice(parts, facts.customer),
        amountMinor: intent.amountMinor,
        currency: intent.currency,
      })
    }
    return deals.map(({ dealId, milestoneIds: [milestoneId = null] }) => ({
      what: `Invoice ${number} was ${facts.gone} in QuickBooks; ${whatIsBilled(parts)} free`,
      dealId,
      milestoneId,
    }))
  }
  if (facts.balanceMinor === 0n)
    await settleAttention(sql, `overdue:${intent.intentId}`, quickbooks.who, 'paid')
  if (facts.sent) await settleAttention(sql, `unclear_send:${intent.intentId}`, quickbooks.who, 'sent')
  if (!parts.some((part) => part.live)) return revive(sql, intent, parts, number)
  await askAboutEdit(sql, intent, parts, facts, document)
  return []
}

/**
 * An invoice that was void or deleted as far as we knew, or that was cancelled here, counts in QuickBooks: its
 * parts are billed by it again, unless another invoice bills them meanwhile, which a person must settle.
 */
async function revive(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  number: string,
): Promise<Happening[]> {
  const milestoneId = parts[0]?.milestoneId ?? null
  const milestoneIds = parts.flatMap((part) => part.milestoneId ?? [])
  await setAsidePrepared(sql, quickbooks, milestoneIds, 'revived')
  if (await takeParts(sql, intent.intentId)) {
    await settleIntentAttention(sql, [intent.intentId], ['freed'], quickbooks.who, 'revived')
    // What another payer is to be billed stays to be billed.
    if (milestoneId !== null && !parts.some(isOfSeveral))
      await settleMilestoneAttention(sql, milestoneId, ['ready_to_bill'], quickbooks.who, 'revived')
    return [
      {
        what: `Invoice ${number} counts in QuickBooks; ${whatIsBilled(parts)} billed`,
        dealId: intent.dealId,
        milestoneId,
      },
    ]
  }
  await raiseAttention(sql, {
    cause: `twice:${intent.intentId}`,
    kind: 'copied_document',
    dealId: intent.dealId,
    milestoneId,
    intentId: intent.intentId,
    title: `Invoice ${number} bills what another invoice bills too`,
    detail: 'The client may be asked to pay twice. Void one of the two in QuickBooks.',
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
  return []
}

/** The document with what is known of its credits: one that is credited in full bills nothing. */
export async function factsNow(
  sql: Sql,
  intent: Pick<BillingIntent, 'currency' | 'sizeMinor'> & { readonly intentId?: string },
  document: StoredDocument,
): Promise<InvoiceFacts> {
  const facts = invoiceFacts(document, intent.currency, intent.sizeMinor)
  const { intentId, currency } = intent
  const attributed =
    intentId === undefined ? [] : ((await readAttributed(sql, [{ intentId, currency }])).get(intentId) ?? [])
  const isOpen = facts.balanceMinor === facts.totalMinor && attributed.length === 0
  if (!facts.effective || isOpen) return facts
  const links = await readPaymentLinks(sql, [document.quickbooksId])
  const mine = new Set(
    links
      .filter((link) => link.toKind === 'Invoice' && link.toId === document.quickbooksId)
      .map((link) => link.fromId),
  )
  const settled = settledOn(
    facts,
    links.filter((link) => mine.has(link.fromId)),
    intent.currency,
  )
  return isFullyCredited(facts, settled, attributed)
    ? { ...facts, effective: false, gone: 'credited' }
    : facts
}

/** What belongs to a deal and to none of its milestones is one thing to decide about. */
const eachMilestone = ({ dealId, milestoneIds }: BilledDeal) =>
  (milestoneIds.length === 0 ? [null] : milestoneIds).map((milestoneId) => ({ dealId, milestoneId }))
