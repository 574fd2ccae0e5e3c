import { type Happening, record } from '../../history/history-table'
import { customerFamilies } from '../../masters/customer-family-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, notFound } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import { attributedFrom } from '../books/attributed'
import { addAttributions, readAttributions, removeAttribution } from '../books/attribution-table'
import { compareInvoice } from '../books/compare-invoice'
import type { StoredDocument } from '../books/document'
import { readDocuments } from '../books/document-table'
import { readBilledDeals } from '../books/read-billed-deals'
import { lookAgainBeside } from '../by-hand/look-again'
import { nameOf, whyNotThere } from '../hand-over/invoice-there'
import { readPosted } from '../hand-over/read-posted'
import { type BillingIntent, dealsOf } from '../intent'
import { lockInvoice } from '../prepared/lock-invoice'
import { followCredits } from './follow-credits'

/**
 * A person says that a credit memo which is not applied in QuickBooks is for this invoice: what is left of it counts as a
 * credit on it from now on, and what of it is applied later counts where it is applied. Refuses not_found,
 * invoice_not_posted, invoice_not_effective, credit_gone, already_assigned, validation_failed.
 */
export async function assignCredit(
  sql: Sql,
  actor: Actor,
  { intentId, creditMemoId }: { readonly intentId: string; readonly creditMemoId: string },
): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  const posted = await readPosted(sql, intent)
  const refusal = whyNotThere(intent, posted?.facts ?? null)
  if (refusal) throw refusal
  const memo = (await readDocuments(sql, 'CreditMemo', [creditMemoId])).get(creditMemoId)
  if (!memo) throw notFound('credit memo')
  const name = `credit memo ${memo.body?.DocNumber ?? creditMemoId}`
  const left = attributedFrom('CreditMemo', memo, null, intent.currency).totalMinor
  if (left === null || left <= 0n) {
    throw conflict(
      'credit_gone',
      `Nothing is left of ${name}: it is applied, voided or deleted in QuickBooks. Nothing was changed.`,
    )
  }
  await refuseForeign(sql, intent, memo, name)
  const said = { kind: 'CreditMemo' as const, quickbooksId: creditMemoId, by: actor.who }
  if (!(await addAttributions(sql, said, [{ intentId, milestoneId: null, shareMinor: null }]))) {
    throw conflict(
      'already_assigned',
      `Somebody said before what ${name} is for. Take that back first, on the invoice that it was said for. Nothing was changed.`,
    )
  }
  const text = formatMoney(money(left, intent.currency))
  await follow(
    sql,
    actor,
    intent,
    `Said that ${name}, of which ${text} is not applied, is for ${nameOf(posted?.facts ?? null)}`,
  )
}

/** Takes that back: the credit memo counts only where it is applied. Refuses not_found. */
export async function releaseCredit(
  sql: Sql,
  actor: Actor,
  { intentId, creditMemoId }: { readonly intentId: string; readonly creditMemoId: string },
): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  const [said] = await readAttributions(sql, 'CreditMemo', creditMemoId)
  if (said?.intentId !== intentId) throw notFound('credit memo on this invoice')
  await removeAttribution(sql, 'CreditMemo', creditMemoId)
  const memo = (await readDocuments(sql, 'CreditMemo', [creditMemoId])).get(creditMemoId)
  const facts = (await readPosted(sql, intent))?.facts ?? null
  const what = `Took back that credit memo ${memo?.body?.DocNumber ?? creditMemoId} is for ${nameOf(facts)}`
  await follow(sql, actor, intent, what)
}

/** It must be of the same customer, or of one above or below it, and in the same currency. */
async function refuseForeign(
  sql: Sql,
  { customerId, currency }: BillingIntent,
  { body }: StoredDocument,
  name: string,
): Promise<void> {
  const owner = body?.CustomerRef?.value ?? ''
  const family = (await customerFamilies(sql, [customerId])).get(customerId)
  const other = body?.CurrencyRef?.value ?? currency
  if (family?.has(owner) === true && other === currency) return
  const why = other === currency ? 'of another customer' : `in ${other}`
  const detail = `${name.charAt(0).toUpperCase()}${name.slice(1)} is ${why}: it can’t be for this invoice.`
  throw invalid([{ pointer: '/creditMemoId', detail }])
}

/** What it means for the milestones: one that is credited in full is free, and what a part took is asked about. */
async function follow(sql: Sql, actor: Actor, intent: BillingIntent, what: string): Promise<void> {
  const id = intent.quickbooksId ?? ''
  const document = (await readDocuments(sql, 'Invoice', [id])).get(id)
  const parts = await readParts(sql, [intent.intentId])
  const story: Happening[] = (await readBilledDeals(sql, intent, parts)).map(({ dealId, milestoneId }) => ({
    what,
    dealId,
    milestoneId,
  }))
  if (document) story.push(...(await compareInvoice(sql, intent, document)))
  await followCredits(sql, [intent.intentId])
  await lookAgainBeside(sql, [intent.intentId])
  await markDirty(sql, dealsOf(intent))
  await record(sql, actor, story)
}
