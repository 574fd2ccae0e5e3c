import { raiseAttention, settleAttention, settleIntentAttention } from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import { readMessageOf, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readSchedulesById } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { freeParts, liveAmong, readParts, takeParts } from '../billing-part-table'
import { askedToBill, followCreditsToBill } from '../catch-up/ask-to-bill'
import { noticeOverdrawn } from '../deposits/notice-overdrawn'
import { lockIdleBeside } from '../earlier-billing-table'
import { askAboutEdit } from '../edited/ask-about-edit'
import type { BillingIntent, BillingPart } from '../intent'
import { readIntent, readIntents } from '../intent-table'
import { setAsidePrepared } from '../prepared/take-prepared'
import { noticeOverRelease } from '../retainage/notice-over-release'
import { bindLines } from '../sending/bind-lines'
import { CREDITED, changedCause, followChanged } from '../sending/follow-changed'
import { creditedInFull, isCreditedInFull } from './attributed'
import { readAttributed } from './attribution-table'
import { type InvoiceFacts, invoiceFacts, type StoredDocument } from './document'
import { readDocuments, readPaymentLinks } from './document-table'
import { freedAdvice, freedCause, whatIsBilled } from './freed-words'
import { invoiceName } from './invoice-name'
import { settledOn } from './paid'
import { type BilledDeal, readBilledDeals } from './read-billed-deals'
import type { KnownCredits } from './read-known-credits'
import { settleRevived } from './settle-revived'
import { takeMovedBack } from './take-moved-back'

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
  const parts = await bindLines(sql, intent, await readParts(sql, [intent.intentId]), document)
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
    await settleIntentAttention(sql, [intent.intentId], ['overdue'], quickbooks.who, how)
    // Nothing of it is left to be agreed or put back; what waited to go on is followed by itself.
    const waiting = [changedCause(intent.intentId)]
    const over = ['edited', 'differs', 'copied_document'] as const
    await settleIntentAttention(sql, [intent.intentId], over, quickbooks.who, how, waiting)
    await followChanged(sql, intent, parts, facts)
    if (!parts.some((part) => part.live)) return []
    const own = parts.filter(({ movedMinor }) => movedMinor === null)
    await freeParts(sql, intent.intentId)
    const story = await reviveBeside(sql, intent.intentId)
    const billed = await billedNow(sql, own)
    const deals = await readBilledDeals(sql, intent, own)
    const names = await namesOf(sql, parts)
    for (const { dealId, milestoneId } of deals.flatMap(eachMilestone)) {
      if (milestoneId !== null && billed.has(milestoneId)) continue
      await raiseAttention(sql, {
        cause: freedCause(intent.intentId, milestoneId),
        kind: 'freed',
        dealId,
        milestoneId,
        intentId: intent.intentId,
        title: `Invoice ${number} was ${facts.gone} in QuickBooks`,
        ...freedAdvice(own, facts.customer, milestoneId === null ? null : (names.get(milestoneId) ?? '')),
        amountMinor: freedMinor(intent, parts, milestoneId),
        currency: intent.currency,
      })
    }
    await followCreditsOf(sql, parts, how)
    const freed = deals.map((deal) => ({
      what: `Invoice ${number} was ${facts.gone} in QuickBooks; ${whatIsBilled(own, namesIn(names, deal))} free`,
      dealId: deal.dealId,
      milestoneId: deal.milestoneIds[0] ?? null,
    }))
    return [...freed, ...story]
  }
  if (facts.balanceMinor === 0n)
    await settleIntentAttention(sql, [intent.intentId], ['overdue'], quickbooks.who, 'paid')
  if (facts.sent) await settleAttention(sql, `unclear_send:${intent.intentId}`, quickbooks.who, 'sent')
  // One that counted all along, because somebody had answered about a part of its credit, is not revived.
  if (facts.gone === null && intent.divisions.length > 0) await goOn(sql, intent)
  // One that counts again may have been edited while it did not.
  const own = parts.filter(({ movedMinor }) => movedMinor === null)
  // A line that came back from another invoice may be live beside them.
  const idle = own.filter((part) => !part.live)
  const story = [
    ...(idle.length > 0 ? await revive(sql, intent, idle, number) : []),
    ...(await takeMovedBack(sql, intent, parts, facts, number)),
  ]
  const now =
    story.length === 0 && own.length === parts.length ? parts : await readParts(sql, [intent.intentId])
  // One that another invoice stands for. Where all of it moved, what is back on it is asked about.
  if (own.length > 0 && !now.some((part) => part.live)) return story
  await askAboutEdit(sql, intent, now, facts, document)
  await followChanged(sql, intent, now, facts)
  return story
}

/** What a question about one freed milestone is about: its own lines, where the invoice billed others too. */
function freedMinor(
  intent: BillingIntent,
  parts: readonly BillingPart[],
  milestoneId: string | null,
): bigint {
  const own = parts.filter((part) => part.milestoneId === milestoneId)
  return milestoneId === null || own.length === parts.length
    ? intent.amountMinor
    : own.reduce((sum, part) => sum + part.amountMinor, 0n)
}

/** An invoice that gave way to one which is gone now, and counts in QuickBooks, bills its parts again. Answers what to record. */
export const reviveBeside = async (sql: Sql, goneId: string): Promise<Happening[]> =>
  reviveInvoices(sql, await lockIdleBeside(sql, goneId))

/** Those of these invoices that count in QuickBooks bill their parts again, as far as nothing else does. Answers what to record. */
export async function reviveInvoices(sql: Sql, intentIds: readonly string[]): Promise<Happening[]> {
  const story: Happening[] = []
  for (const other of await readIntents(sql, { intentIds })) {
    const id = other.quickbooksId ?? ''
    const document = (await readDocuments(sql, 'Invoice', [id])).get(id)
    if (document === undefined || !(await factsNow(sql, other, document)).effective) continue
    const intent = await readIntent(sql, other.intentId)
    if (intent) story.push(...(await compareInvoice(sql, intent, document)))
  }
  return story
}

/** Which milestones of these parts another invoice, or one on its way, bills now. */
async function billedNow(sql: Sql, parts: readonly BillingPart[]): Promise<ReadonlySet<string>> {
  const keys = await liveAmong(
    sql,
    parts.map(({ partKey }) => partKey),
  )
  const open = new Set(
    parts.filter(({ partKey }) => !keys.has(partKey)).map(({ milestoneId }) => milestoneId),
  )
  return new Set(parts.flatMap(({ milestoneId }) => milestoneId ?? []).filter((id) => !open.has(id)))
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
    const own = ['freed', 'copied_document'] as const
    await settleIntentAttention(sql, [intent.intentId], own, quickbooks.who, 'revived')
    await settleRevived(sql, parts, quickbooks.who)
    await goOn(sql, intent)
    const names = await namesOf(sql, parts)
    return (await readBilledDeals(sql, intent, parts)).map((deal) => ({
      what: `Invoice ${number} counts in QuickBooks; ${whatIsBilled(parts, namesIn(names, deal))} billed`,
      dealId: deal.dealId,
      milestoneId: deal.milestoneIds[0] ?? null,
    }))
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

/** What it lacked when it was credited in full, its files or its e-mail, goes now. */
async function goOn(sql: Sql, { intentId }: BillingIntent): Promise<void> {
  const message = await readMessageOf(sql, 'invoice.create', intentId)
  if (message?.state === 'done' && message.fault?.code === CREDITED) await wakeMessage(sql, message.messageId)
}

/** A question that says what credits let be billed again says what of their milestones is free now too: it bills that with it. */
async function followCreditsOf(sql: Sql, parts: readonly BillingPart[], how: string): Promise<void> {
  const scheduleOf = new Map(
    parts.flatMap(({ milestoneId, scheduleId }) => (milestoneId === null ? [] : [[milestoneId, scheduleId]])),
  )
  const milestones = [...scheduleOf].map(([milestoneId, scheduleId]) => ({ milestoneId, scheduleId }))
  const asked = await askedToBill(sql, milestones)
  const schedules = await readSchedulesById(sql, [...new Set(asked.map(({ scheduleId }) => scheduleId))])
  for (const milestone of asked) {
    const schedule = schedules.get(milestone.scheduleId)
    if (schedule) await followCreditsToBill(sql, schedule, milestone, quickbooks.who, how)
  }
}

/** The document with what is known of its credits. */
export async function factsNow(
  sql: Sql,
  intent: Pick<BillingIntent, 'currency' | 'sizeMinor'> &
    Partial<Pick<BillingIntent, 'intentId' | 'divisions'>>,
  document: StoredDocument,
  known?: KnownCredits,
): Promise<InvoiceFacts> {
  const facts = invoiceFacts(document, intent.currency, intent.sizeMinor)
  const { intentId, currency } = intent
  const attributed =
    intentId === undefined
      ? []
      : ((known?.attributed ?? (await readAttributed(sql, [{ intentId, currency }]))).get(intentId) ?? [])
  const isOpen = facts.balanceMinor === facts.totalMinor && attributed.length === 0
  if (!facts.effective || isOpen) return facts
  const links = known?.links ?? (await readPaymentLinks(sql, [document.quickbooksId]))
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
  return isCreditedInFull(facts, settled?.credit ?? null, attributed) ? creditedInFull(facts, intent) : facts
}

/** What people call the milestones of these parts, in the order of their plans. */
async function namesOf(sql: Sql, parts: readonly BillingPart[]): Promise<ReadonlyMap<string, string>> {
  const scheduleIds = [...new Set(parts.map(({ scheduleId }) => scheduleId))]
  return new Map((await readMilestones(sql, scheduleIds)).map(({ milestoneId, name }) => [milestoneId, name]))
}

const namesIn = (names: ReadonlyMap<string, string>, { milestoneIds }: BilledDeal): string[] =>
  [...names].flatMap(([milestoneId, name]) => (milestoneIds.includes(milestoneId) ? [name] : []))

/** What belongs to a deal and to none of its milestones is one thing to decide about. */
const eachMilestone = ({ dealId, milestoneIds }: BilledDeal) =>
  (milestoneIds.length === 0 ? [null] : milestoneIds).map((milestoneId) => ({ dealId, milestoneId }))
