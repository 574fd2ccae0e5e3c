import type { BilledIntent } from '../invoices/billing-status'
import { type Attributed, refundsIn } from '../invoices/books/attributed'
import type { StoredDocument } from '../invoices/books/document'
import { type DocumentLink, readDocuments, readPaymentLinks } from '../invoices/books/document-table'
import { readUnapplied } from '../invoices/books/unapplied-table'
import { customerFamilies } from '../masters/customer-family-table'
import { parseAmount, sumOrUnknown } from '../money/money'
import type { Sql } from '../postgres/database'
import { settlersOf } from '../reconcile/tie-out-settled'

/** One document that settled something of an invoice, or gave something of it back. Minor units; null is unknown. */
export interface InvoiceMoney {
  readonly kind: 'payment' | 'credit_memo' | 'journal' | 'deposit' | 'refund' | 'other'
  /** QuickBooks' id of the document, and the number that people know it by. */
  readonly quickbooksId: string
  readonly number: string | null
  readonly on: string | null
  /** On this invoice. */
  readonly minor: bigint | null
  /** Of the whole document, and what of it settles nothing yet. */
  readonly totalMinor: bigint | null
  readonly leftMinor: bigint | null
  /** Applied in QuickBooks; otherwise a person said that it is for this invoice. */
  readonly isApplied: boolean
}

/** A customer's payment or credit memo that is not, or not all, applied. */
export interface UnappliedMoney {
  readonly kind: 'payment' | 'credit_memo'
  readonly quickbooksId: string
  readonly number: string | null
  readonly on: string | null
  readonly customer: string | null
  readonly minor: bigint | null
  readonly currency: string
  /** The intent whose invoice a person said that it is for; null where nobody did. */
  readonly intentId: string | null
}

/**
 * What settled each of these invoices, document by document, oldest first, by the ids of their intents; null while something of
 * it was not read. Five statements, however many there are.
 */
export async function readInvoiceMoney(
  sql: Sql,
  list: readonly BilledIntent[],
): Promise<Map<string, InvoiceMoney[] | null>> {
  const ids = list.flatMap(({ invoice }) => invoice?.quickbooksId ?? [])
  const links = await readPaymentLinks(sql, ids)
  const memoIds = links.filter((link) => link.toKind === 'CreditMemo').map((link) => link.toId)
  const refundIds = list.flatMap(({ attributed }) => refundsIn(attributed)).map((each) => each.quickbooksId)
  const documents: Documents = {
    links,
    payments: await readDocuments(sql, 'Payment', [...new Set(links.map((link) => link.fromId))]),
    creditMemos: await readDocuments(sql, 'CreditMemo', [...new Set(memoIds)]),
    invoices: await readDocuments(sql, 'Invoice', ids),
    refunds: await readDocuments(sql, 'RefundReceipt', [...new Set(refundIds)]),
  }
  return new Map(list.map((billed) => [billed.intent.intentId, moneyOn(billed, documents)]))
}

/** What was read of the documents that settled invoices, by their kinds and QuickBooks' ids. */
interface Documents {
  readonly links: readonly DocumentLink[]
  readonly payments: ReadonlyMap<string, StoredDocument>
  readonly creditMemos: ReadonlyMap<string, StoredDocument>
  readonly invoices: ReadonlyMap<string, StoredDocument>
  readonly refunds: ReadonlyMap<string, StoredDocument>
}

function moneyOn({ invoice, intent, attributed }: BilledIntent, documents: Documents): InvoiceMoney[] | null {
  if (invoice === null) return []
  const { currency } = intent
  const { payments, creditMemos } = documents
  const stored = documents.invoices.get(invoice.quickbooksId)
  const settlers = settlersOf(invoice, stored, documents, currency, undefined)
  if (settlers === null) return null
  const minorOf = (text: string | undefined) =>
    text === undefined ? null : (parseAmount(text, currency)?.minor ?? null)
  const applied = settlers.map(({ how, document, minor, what }): InvoiceMoney => {
    const kinds = { Payment: payments, CreditMemo: creditMemos, Invoice: new Map(), RefundReceipt: new Map() }
    const body = kinds[document.kind].get(document.quickbooksId)?.body ?? null
    const isForm = document.kind === 'Invoice'
    const kind =
      how === 'cash'
        ? 'payment'
        : how === 'credit'
          ? 'credit_memo'
          : isForm
            ? 'deposit'
            : what.startsWith('A journal entry')
              ? 'journal'
              : 'other'
    return {
      kind,
      quickbooksId: document.quickbooksId,
      number: isForm ? invoice.docNumber : (body?.DocNumber ?? body?.PaymentRefNum ?? null),
      on: isForm ? invoice.issuedOn : (body?.TxnDate ?? null),
      minor,
      totalMinor: isForm ? minor : minorOf(body?.TotalAmt),
      leftMinor: isForm
        ? 0n
        : minorOf(
            document.kind === 'Payment' ? body?.UnappliedAmt : (body?.RemainingCredit ?? body?.Balance),
          ),
      isApplied: true,
    }
  })
  const memos = attributed
    .filter(({ kind, totalMinor }) => kind === 'CreditMemo' && totalMinor !== 0n)
    .map(({ quickbooksId, number, on, totalMinor }): InvoiceMoney => {
      const whole = { minor: totalMinor, totalMinor, leftMinor: totalMinor }
      return { kind: 'credit_memo', quickbooksId, number, on, ...whole, isApplied: false }
    })
  const refunds = refundsOn(refundsIn(attributed), documents.refunds, minorOf)
  return [...applied, ...memos, ...refunds].sort((a, b) => ((a.on ?? '') < (b.on ?? '') ? -1 : 1))
}

/** Each refund once, with all that it gives back here, of however many milestones. */
function refundsOn(
  said: readonly Attributed[],
  documents: ReadonlyMap<string, StoredDocument>,
  minorOf: (text: string | undefined) => bigint | null,
): InvoiceMoney[] {
  const ids = [...new Set(said.map(({ quickbooksId }) => quickbooksId))]
  return ids.flatMap((quickbooksId): InvoiceMoney[] => {
    const own = said.filter((each) => each.quickbooksId === quickbooksId)
    const minor = sumOrUnknown(own.map(({ totalMinor }) => totalMinor))
    if (minor === 0n) return []
    const totalMinor = minorOf(documents.get(quickbooksId)?.body?.TotalAmt)
    const about = { number: own[0]?.number ?? null, on: own[0]?.on ?? null }
    return [{ kind: 'refund', quickbooksId, ...about, minor, totalMinor, leftMinor: 0n, isApplied: true }]
  })
}

/** What these customers, and who stands above or below them, have paid or were credited and is not applied. */
export async function readUnappliedMoney(
  sql: Sql,
  of: readonly { readonly customerId: string; readonly currency: string }[],
): Promise<UnappliedMoney[]> {
  const families = await customerFamilies(
    sql,
    of.map(({ customerId }) => customerId),
  )
  const currencies = new Set(of.map(({ currency }) => currency))
  const all = await readUnapplied(sql, [...new Set([...families.values()].flatMap((ids) => [...ids]))])
  return all.flatMap(({ kind, quickbooksId, left, body, intentId }): UnappliedMoney[] => {
    const [only] = currencies
    const currency = body.CurrencyRef?.value ?? only ?? ''
    if (!currencies.has(currency)) return []
    return [
      {
        kind: kind === 'Payment' ? 'payment' : 'credit_memo',
        quickbooksId,
        number: body.DocNumber ?? body.PaymentRefNum ?? null,
        on: body.TxnDate ?? null,
        customer: body.CustomerRef?.name ?? null,
        minor: parseAmount(left, currency)?.minor ?? null,
        currency,
        intentId,
      },
    ]
  })
}
