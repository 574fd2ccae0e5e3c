import { DateTime } from 'luxon'
import { decimalNumber } from '../../../connectors/quickbooks/decimal-number'
import { dayIn } from '../../clock/day'
import { formatAmount, money } from '../../money/money'
import { plainPunctuation } from '../words/plain-text'
import type { InvoiceHead } from './invoice-head'
import { type InvoiceLine, netOfLines } from './invoice-line'
import { linkBack } from './link-back'
import type { BillingFacts } from './read-billing-facts'

/** An invoice that could be sent: its words for people, and the exact body for QuickBooks. */
export interface ComposedInvoice {
  readonly issuedOn: string
  readonly dueOn: string | null
  readonly email: string | null
  readonly lines: readonly InvoiceLine[]
  /** What the client reads under the lines; null where there is nothing to say. */
  readonly memo: string | null
  /** What it comes to, net of tax. */
  readonly amountMinor: bigint
  readonly body: Readonly<Record<string, unknown>>
}

/** An invoice of these lines, as of today. `marker` is null while it is only looked at. */
export function composeInvoice(
  head: InvoiceHead,
  given: readonly InvoiceLine[],
  facts: BillingFacts,
  now: Date,
  marker: string | null,
): ComposedInvoice {
  const issuedOn = dayIn(facts.workspace.zone, now)
  const days = facts.term?.days ?? null
  const dueOn = days === null ? null : DateTime.fromISO(issuedOn).plus({ days }).toISODate()
  const lines = facts.isUnitedStates ? given.map(inPlainPunctuation) : given
  const email = emailOf(facts)
  const memo = head.memo !== null && facts.isUnitedStates ? plainPunctuation(head.memo) : head.memo
  const links = linksOf(head, lines)
  const body = {
    CustomerRef: { value: head.customerId },
    TxnDate: issuedOn,
    ...(dueOn !== null && { DueDate: dueOn }),
    ...(facts.term?.quickbooksId && { SalesTermRef: { value: facts.term.quickbooksId } }),
    ...(facts.multiCurrency && { CurrencyRef: { value: head.currency } }),
    ...(!facts.isUnitedStates && { GlobalTaxCalculation: 'TaxExcluded' }),
    ...(head.classId !== null && { ClassRef: { value: head.classId } }),
    ...(head.locationId !== null && { DepartmentRef: { value: head.locationId } }),
    // A number of the workspace's own is taken when the invoice is sent: until then its pattern stands in its place.
    ...(facts.customNumbers && {
      DocNumber: facts.numbering.by === 'pattern' ? facts.numbering.pattern : 'AUTO_GENERATE',
    }),
    ...(email !== null && { BillEmail: { Address: email } }),
    ...settledBody(head, facts),
    Line: lines.map((line) => lineBody(line, head.currency)),
    ...(memo !== null && { CustomerMemo: { value: memo } }),
    ...(links.length > 0 && { LinkedTxn: links }),
    ...(marker !== null && { PrivateNote: marker }),
  }
  return { issuedOn, dueOn, email, lines, memo, amountMinor: netOfLines(lines), body }
}

/** What the workspace has settled for every invoice: who gets copies, how it may be paid, the link back. */
function settledBody({ dealId }: InvoiceHead, { workspace: { settings } }: BillingFacts): object {
  const { copies, onlinePayment, linkField } = settings
  const link = linkField === null ? null : linkBack(linkField.publicUrl, dealId)
  return {
    ...(copies.cc.length > 0 && { BillEmailCc: { Address: copies.cc.join(', ') } }),
    ...(copies.bcc.length > 0 && { BillEmailBcc: { Address: copies.bcc.join(', ') } }),
    ...(onlinePayment.card !== null && { AllowOnlineCreditCardPayment: onlinePayment.card }),
    ...(onlinePayment.bank !== null && { AllowOnlineACHPayment: onlinePayment.bank }),
    ...(linkField !== null &&
      link !== null && {
        CustomField: [
          {
            DefinitionId: linkField.definitionId,
            Name: linkField.name,
            Type: 'StringType',
            StringValue: link,
          },
        ],
      }),
  }
}

/** What QuickBooks closes, or marks as billed, with this invoice: the API links it to the invoice, not to a line. */
function linksOf({ estimateId }: InvoiceHead, lines: readonly InvoiceLine[]): object[] {
  const time = lines.flatMap(({ reads: { linked } }) => linked ?? [])
  return [
    ...(estimateId === null ? [] : [{ TxnId: estimateId, TxnType: 'Estimate' }]),
    ...time.map(({ txnId, txnType }) => ({ TxnId: txnId, TxnType: txnType })),
  ]
}

function lineBody({ amountMinor, reads }: InvoiceLine, currency: string): object {
  const amount = decimalNumber(formatAmount(money(amountMinor, currency)))
  const { quantity, unitPrice } = reads
  const priced = quantity !== undefined && unitPrice !== undefined
  return {
    DetailType: 'SalesItemLineDetail',
    Amount: amount,
    Description: reads.text.join('\n'),
    SalesItemLineDetail: {
      ItemRef: { value: reads.itemId ?? undefined },
      Qty: priced ? decimalNumber(quantity) : 1,
      UnitPrice: priced ? decimalNumber(unitPrice) : amount,
      ...(reads.taxCode !== null && { TaxCodeRef: { value: reads.taxCode } }),
      ...(reads.serviceOn !== null && { ServiceDate: reads.serviceOn }),
    },
  }
}

const inPlainPunctuation = (line: InvoiceLine): InvoiceLine => ({
  ...line,
  reads: { ...line.reads, text: line.reads.text.map(plainPunctuation) },
})

/** Where QuickBooks will send it: the customer's own address there. */
export function emailOf(facts: Pick<BillingFacts, 'customer'>): string | null {
  const address: unknown = facts.customer?.body['PrimaryEmailAddr']
  if (typeof address !== 'object' || address === null || !('Address' in address)) return null
  return typeof address.Address === 'string' && address.Address !== '' ? address.Address : null
}
