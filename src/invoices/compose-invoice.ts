import { DateTime } from 'luxon'
import { decimalNumber } from '../../connectors/quickbooks/decimal-number'
import { formatAmount, formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import { codeOf, type Milestone } from '../schedules/milestone'
import type { Portion } from '../schedules/payers'
import type { ApprovalRule, Schedule } from '../schedules/schedule'
import { billsWholeEstimate, estimateMemo } from './estimate-ahead'
import type { BillingFacts } from './read-billing-facts'

/** An invoice that could be sent: its words for people, and the exact body for QuickBooks. */
export interface ComposedInvoice {
  readonly issuedOn: string
  readonly dueOn: string | null
  readonly email: string | null
  readonly lineText: readonly string[]
  /** What the client reads under the lines; null where there is nothing to say. */
  readonly memo: string | null
  readonly amountMinor: bigint
  readonly body: Readonly<Record<string, unknown>>
}

/** The day it is now where the workspace is. */
export const todayIn = (zone: string, now: Date): string =>
  DateTime.fromJSDate(now, { zone }).toISODate() ?? ''

/** A day of the workspace's calendar, from an instant. */
const dayOf = (at: Date, zone: string): string => todayIn(zone, at)

/**
 * What the invoice line says: which milestone of which contract, what was delivered and who judged it, the
 * maths of a share, whose part of it this is where several pay, and the terms. A bookkeeper and a client both read it without Milepost at hand.
 */
export function invoiceWords(
  schedule: Schedule,
  milestone: Milestone,
  approval: ApprovalRule,
  facts: Pick<BillingFacts, 'term' | 'workspace' | 'customer' | 'changeOrder'>,
  portion: Pick<Portion, 'share'>,
): string[] {
  const contract = [
    schedule.terms.contractDate === null ? null : `per contract dated ${schedule.terms.contractDate}`,
    schedule.terms.contractReference,
    facts.changeOrder === undefined
      ? null
      : `per change order CO-${facts.changeOrder.number} dated ${facts.changeOrder.on}`,
  ].filter((part) => part !== null)
  const words = [
    `Milestone ${codeOf(milestone)}: ${milestone.name}${contract.length > 0 ? ` (${contract.join(', ')})` : ''}`,
  ]
  const on = milestone.completedAt === null ? null : dayOf(milestone.completedAt, facts.workspace.zone)
  const judged = on === null ? null : judgedWords(milestone, approval, on)
  if (milestone.details.deliverable !== null) {
    words.push(
      `Deliverable: ${[milestone.details.deliverable, judged].filter((part) => part !== null).join(', ')}`,
    )
  } else if (judged !== null) {
    words.push(judged[0]?.toUpperCase() + judged.slice(1))
  }
  if (milestone.completedNote) words.push(`Delivered: ${milestone.completedNote}`)
  if (milestone.share !== null && milestone.shareBaseMinor !== null) {
    words.push(
      `${shareText(milestone.share)} of ${formatMoney(money(milestone.shareBaseMinor, schedule.currency))}`,
    )
  }
  if (portion.share !== null) {
    const payer = facts.customer === null ? '' : ` (${facts.customer.name})`
    words.push(
      `${shareText(portion.share)} of ${formatMoney(money(milestone.amountMinor, schedule.currency))}${payer}`,
    )
  }
  const closing = [
    approval.required ? `Approval window: ${approval.windowDays} business days` : null,
    facts.term === null ? null : `Payment terms: ${facts.term.name}`,
  ].filter((part) => part !== null)
  if (closing.length > 0) words.push(closing.join(' | '))
  return words
}

/** How the work came to be billed: a day that came is never said to be anybody's approval. */
function judgedWords(milestone: Milestone, approval: ApprovalRule, on: string): string {
  if (milestone.completedHow === 'trigger') return `billed by ${milestone.completedBy}`
  return approval.required ? `approved ${on} by ${milestone.completedBy}` : `completed ${on}`
}

/** One payer's invoice for a milestone, as of today. `marker` is null while it is only looked at. */
export function composeInvoice(
  schedule: Schedule,
  milestone: Milestone,
  approval: ApprovalRule,
  facts: BillingFacts,
  portion: Portion,
  now: Date,
  marker: string | null,
): ComposedInvoice {
  const issuedOn = todayIn(facts.workspace.zone, now)
  const days = facts.term?.days ?? null
  const dueOn = days === null ? null : DateTime.fromISO(issuedOn).plus({ days }).toISODate()
  const words = invoiceWords(schedule, milestone, approval, facts, portion)
  const lineText = facts.isUnitedStates ? words.map(plainPunctuation) : words
  const amount = decimalNumber(formatAmount(money(portion.amountMinor, schedule.currency)))
  const email = emailOf(facts)
  const { estimate } = facts
  const said = estimate ? estimateMemo(estimate) : null
  const memo = said === null ? null : facts.isUnitedStates ? plainPunctuation(said) : said
  const body = {
    CustomerRef: { value: portion.customerId },
    TxnDate: issuedOn,
    ...(dueOn !== null && { DueDate: dueOn }),
    ...(facts.term?.quickbooksId && { SalesTermRef: { value: facts.term.quickbooksId } }),
    ...(facts.multiCurrency && { CurrencyRef: { value: schedule.currency } }),
    ...(!facts.isUnitedStates && { GlobalTaxCalculation: 'TaxExcluded' }),
    ...(schedule.terms.classId !== null && { ClassRef: { value: schedule.terms.classId } }),
    ...(schedule.terms.locationId !== null && { DepartmentRef: { value: schedule.terms.locationId } }),
    ...(facts.customNumbers && { DocNumber: 'AUTO_GENERATE' }),
    ...(email !== null && { BillEmail: { Address: email } }),
    Line: [
      {
        DetailType: 'SalesItemLineDetail',
        Amount: amount,
        Description: lineText.join('\n'),
        SalesItemLineDetail: {
          ItemRef: { value: facts.item?.quickbooksId },
          Qty: 1,
          UnitPrice: amount,
          ...(facts.taxCode !== null && { TaxCodeRef: { value: facts.taxCode } }),
          ...(milestone.completedAt !== null && {
            ServiceDate: dayOf(milestone.completedAt, facts.workspace.zone),
          }),
        },
      },
    ],
    ...(memo !== null && { CustomerMemo: { value: memo } }),
    ...(estimate &&
      billsWholeEstimate(estimate, schedule, portion) && {
        LinkedTxn: [{ TxnId: estimate.source.quickbooksId, TxnType: 'Estimate' }],
      }),
    ...(marker !== null && { PrivateNote: marker }),
  }
  return { issuedOn, dueOn, email, lineText, memo, amountMinor: portion.amountMinor, body }
}

/** Where QuickBooks will send it: the customer's own address there. */
export function emailOf(facts: Pick<BillingFacts, 'customer'>): string | null {
  const address: unknown = facts.customer?.body['PrimaryEmailAddr']
  if (typeof address !== 'object' || address === null || !('Address' in address)) return null
  return typeof address.Address === 'string' && address.Address !== '' ? address.Address : null
}

const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u2212': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
}

/**
 * Typographic punctuation as a typewriter has it: companies in the United States store ISO-8859-1 only, and an
 * apostrophe that a phone typed is no reason not to bill.
 */
function plainPunctuation(text: string): string {
  return text.replace(
    /[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2212\u00a0\u202f]/g,
    (letter) => PLAIN[letter] ?? letter,
  )
}
