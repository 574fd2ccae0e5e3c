import type { Happening } from '../history/history-table'
import { readParts } from '../invoices/billing-part-table'
import { type Attributed, refundsIn } from '../invoices/books/attributed'
import { readAttributed } from '../invoices/books/attribution-table'
import {
  billedByPart,
  type InvoiceFacts,
  invoiceFacts,
  type StoredDocument,
} from '../invoices/books/document'
import { type DocumentLink, readDocuments, readPaymentLinks } from '../invoices/books/document-table'
import { settledOn } from '../invoices/books/paid'
import { readBilledDeals } from '../invoices/books/read-billed-deals'
import type { BillingIntent, BillingPart } from '../invoices/intent'
import { parseAmount, sumOrUnknown } from '../money/money'
import type { Sql } from '../postgres/database'
import { sameContent } from '../schedules/same-content'
import { invoiceStory, type Receipt, type SeenInvoice, type ToldInvoice, untold } from './invoice-story'
import { readOwners } from './read-owners'
import { readTold, saveTold } from './told-invoice-table'

/**
 * What QuickBooks did to our invoices since it was last told: payments, credits, edits, e-mails. Compares what is stored
 * with what was told, so that each change is told once, however often and in whatever order it is read.
 */
export async function tellInvoices(
  sql: Sql,
  intents: readonly BillingIntent[],
  documents: ReadonlyMap<string, StoredDocument>,
): Promise<Happening[]> {
  const ids = intents.map((intent) => intent.intentId)
  const [told, parts] = [await readTold(sql, ids), await readParts(sql, ids)]
  const links = await readPaymentLinks(sql, [...documents.keys()])
  const paymentIds = [
    ...links.map((link) => link.fromId),
    ...[...told.values()].flatMap((each) => Object.keys(each.receipts)),
  ]
  const payments = await readDocuments(sql, 'Payment', [...new Set(paymentIds)])
  const attributed = await readAttributed(sql, intents)
  const { whose, whoseBefore } = await readOwners(sql, intents, documents, told)
  const story: Happening[] = []
  const newly = new Map<string, ToldInvoice>()
  for (const intent of intents) {
    const document = documents.get(intent.quickbooksId ?? '')
    if (!document) continue
    const own = parts.filter((part) => part.intentId === intent.intentId)
    const before = told.get(intent.intentId)
    const refunds = refundsIn(attributed.get(intent.intentId) ?? [])
    const seen = { ...seenInvoice(intent, own, document, links, payments, refunds), ...whose(document) }
    // A linked invoice was made by somebody else: what it bills is no edit of what we meant.
    const meant = intent.origin === 'linked' ? (seen.net ?? intent.amountMinor) : intent.amountMinor
    const base = whoseBefore(before ?? untold(meant, intent.currency), intent)
    const { happenings, told: after } = invoiceStory(base, seen)
    if (before === undefined || !sameContent(before, after)) newly.set(intent.intentId, after)
    for (const { dealId, milestoneIds } of await readBilledDeals(sql, intent, own)) {
      const where = { dealId, milestoneId: milestoneIds[0] ?? null }
      story.push(...happenings.map((happening) => ({ ...happening, ...where })))
    }
  }
  await saveTold(sql, newly)
  return story
}

function seenInvoice(
  intent: BillingIntent,
  parts: readonly BillingPart[],
  document: StoredDocument,
  links: readonly DocumentLink[],
  payments: ReadonlyMap<string, StoredDocument>,
  refunds: readonly Attributed[],
): SeenInvoice {
  const facts = invoiceFacts(document, intent.currency, intent.sizeMinor)
  return {
    number: facts.docNumber ?? facts.quickbooksId,
    currency: intent.currency,
    net: sumOrUnknown([...billedByPart(facts, parts, intent).values()]),
    total: facts.totalMinor,
    balance: facts.balanceMinor,
    dueOn: facts.dueOn,
    // An e-mail of ours is told by who sent it.
    sentThere: facts.sent && intent.sendState === 'none',
    gone: !facts.effective,
    receipts: receiptsOn(facts, links, payments, intent.currency),
    deletedPayments: new Set(
      [...payments.values()].filter((each) => each.deletedAt !== null).map((each) => each.quickbooksId),
    ),
    otherwiseBy: otherwiseBy(document, links, intent.currency),
    refunds: refundsOn(refunds),
  }
}

/** Each refund with what of it is for this invoice: it may be split over several of its milestones. */
function refundsOn(
  refunds: readonly Attributed[],
): Map<string, { number: string | null; minor: bigint | null }> {
  const all = new Map<string, { number: string | null; minor: bigint | null }>()
  for (const { quickbooksId, number, totalMinor } of refunds) {
    const held = all.get(quickbooksId)
    all.set(quickbooksId, { number, minor: held ? sumOrUnknown([held.minor, totalMinor]) : totalMinor })
  }
  return all
}

/** What settles an invoice beside payments and credit memos, in words. */
function otherwiseBy(
  { quickbooksId, body }: StoredDocument,
  links: readonly DocumentLink[],
  currency: string,
): string[] {
  const onForm = parseAmount(body?.Deposit ?? '0', currency)?.minor !== 0n
  const mine = new Set(
    links
      .filter((link) => link.toKind === 'Invoice' && link.toId === quickbooksId)
      .map((link) => link.fromId),
  )
  const kinds = new Set(
    links
      .filter(({ fromId, toKind }) => mine.has(fromId) && toKind !== 'Invoice' && toKind !== 'CreditMemo')
      .map(({ toKind }) => (toKind === 'JournalEntry' ? 'a journal entry' : toKind)),
  )
  return [...kinds, ...(onForm ? ['a deposit on its own form'] : [])]
}

/** Each payment's part of an invoice; null while a payment that it names, or an amount, is not known. */
function receiptsOn(
  facts: InvoiceFacts,
  links: readonly DocumentLink[],
  payments: ReadonlyMap<string, StoredDocument>,
  currency: string,
): Map<string, Receipt> | null {
  const touching = new Set(
    links
      .filter((link) => link.toKind === 'Invoice' && link.toId === facts.quickbooksId)
      .map((link) => link.fromId),
  )
  if (facts.effective && !facts.paymentIds.every((id) => touching.has(id))) return null
  const receipts = new Map<string, Receipt>()
  for (const id of touching) {
    // Asked for one payment at a time, and whatever the balance says: it may be of an earlier moment.
    const alone = { ...facts, balanceMinor: null, paymentIds: [] }
    const share = settledOn(
      alone,
      links.filter((link) => link.fromId === id),
      currency,
    )
    if (share === null) return null
    const body = payments.get(id)?.body
    receipts.set(id, { ...share, on: body?.TxnDate ?? null, number: body?.PaymentRefNum })
  }
  return receipts
}
