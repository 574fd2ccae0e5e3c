import { parseAmount } from '../../money/money'
import { invoiceFacts, netOf, type StoredDocument } from '../books/document'

/** One line that bills something; amounts in minor units, null where unreadable. */
export interface HeldLine {
  readonly id: string | null
  /** Its place on the invoice, as people count. */
  readonly number: number
  /** What of QuickBooks' products or services it sells; null where it names none. */
  readonly itemId: string | null
  readonly text: string
  readonly amountMinor: bigint | null
}

/** An invoice of QuickBooks as catching up sees it: its numbers and its words. */
export interface HeldInvoice {
  readonly quickbooksId: string
  readonly docNumber: string | null
  readonly customerId: string
  readonly customer: string | null
  readonly currency: string
  readonly issuedOn: string | null
  readonly dueOn: string | null
  /** Without tax. */
  readonly netMinor: bigint | null
  readonly totalMinor: bigint | null
  readonly taxMinor: bigint | null
  readonly balanceMinor: bigint | null
  readonly sent: boolean
  readonly gone: 'voided' | 'deleted' | 'credited' | null
  /** All of it is zero: nobody is asked to pay it, whatever it was. */
  readonly zeroed: boolean
  readonly lines: readonly HeldLine[]
  /** What was taken off its amounts and its lines here, because it holds that back of the work; 0 as QuickBooks has it. */
  readonly heldBackMinor: bigint
  readonly memo: string
}

/**
 * Reads a stored invoice; `homeCurrency` where the company has only one, and documents name none. `meantMinor` is what it was
 * to bill where that is known, as of a copy of ours: the word for a void is in the memo, in the company's language.
 */
export function heldInvoice(document: StoredDocument, homeCurrency: string, meantMinor = 0n): HeldInvoice {
  const { body } = document
  const currency = body?.CurrencyRef?.value ?? homeCurrency
  const facts = invoiceFacts(document, currency, meantMinor)
  return {
    quickbooksId: document.quickbooksId,
    docNumber: facts.docNumber,
    customerId: body?.CustomerRef?.value ?? '',
    customer: facts.customer,
    currency,
    issuedOn: facts.issuedOn,
    dueOn: facts.dueOn,
    netMinor: netOf(facts),
    totalMinor: facts.totalMinor,
    taxMinor: facts.taxMinor,
    balanceMinor: facts.balanceMinor,
    sent: facts.sent,
    gone: facts.gone,
    zeroed: facts.zeroed,
    heldBackMinor: 0n,
    lines: facts.lines.map((line, place) => ({
      id: line.Id ?? null,
      number: place + 1,
      itemId: line.SalesItemLineDetail?.ItemRef?.value ?? null,
      text: line.Description ?? '',
      amountMinor: line.Amount === undefined ? null : (parseAmount(line.Amount, currency)?.minor ?? null),
    })),
    memo: [body?.PrivateNote, body?.CustomerMemo?.value].filter((part) => part !== undefined).join('\n'),
  }
}

/** "Invoice 1042", or by QuickBooks' own id where it has no number. */
export const nameOfInvoice = (invoice: Pick<HeldInvoice, 'docNumber' | 'quickbooksId'>): string =>
  `Invoice ${invoice.docNumber ?? `no. ${invoice.quickbooksId} in QuickBooks`}`

/** The same inside a sentence: "invoice 1042". */
export const inSentence = (invoice: Pick<HeldInvoice, 'docNumber' | 'quickbooksId'>): string =>
  nameOfInvoice(invoice).replace(/^I/, 'i')

/** Names the question where an invoice belongs that a person made in QuickBooks. */
export const unplacedCause = (quickbooksId: string): string => `unplaced:${quickbooksId}`

/** Which invoice such a question is about; null for any other question. */
export const unplacedId = (cause: string): string | null => /^unplaced:(.+)$/.exec(cause)?.[1] ?? null

/** Names the question whether an invoice made by hand bills this milestone. */
export const byHandCause = (quickbooksId: string, milestone: { readonly milestoneId: string }): string =>
  `by_hand:${quickbooksId}:${milestone.milestoneId}`

/** Which invoice made by hand a question is about, whichever of the two it is; null for any other question. */
export const madeByHandId = (cause: string): string | null =>
  /^(?:unplaced:|by_hand:)([^:]+)/.exec(cause)?.[1] ?? null
