import type { AttentionItem } from '../attention/attention-table'
import { daysAfter, dayWords } from '../clock/day'
import { nameOfInvoice } from '../invoices/catch-up/held-invoice'
import { formatMoney, parseAmount } from '../money/money'
import type { OverdueInvoice } from './overdue-table'
import type { LateOnDeal } from './share-overdue'

/** What a plan agrees about late payment: its words, and how many days late is late enough; null days: the first. */
interface Clause {
  readonly words: string | null
  readonly afterDays: number | null
}

/** What one deal's plan agrees about an invoice that bills it. */
export interface LatePolicy {
  readonly intentId: string
  readonly dealId: string
  readonly lateFee: Clause
  readonly pauseWork: Clause
}

/**
 * An invoice that is overdue, for people: "$8,400.00 from Acme Corp was due on 12 Mar 2026." Of one that bills several deals it
 * says what of it is this deal's.
 */
export function lateWords(invoice: LateOnDeal): string {
  const open = parseAmount(invoice.balance, invoice.currency)
  const from = invoice.customer === null ? '' : ` from ${invoice.customer}`
  const { ofWhole } = invoice
  const due = `${open ? formatMoney(open) : invoice.balance}${from} was due on ${dayWords(invoice.dueOn)}.${ofWhole === null ? '' : ` ${ofWhole}`}`
  return invoice.sent ? due : `${due} It was not sent to anybody yet.`
}

/** What people can do about it: nobody is reminded of what nobody got. */
export const lateActions = ({ sent }: OverdueInvoice): NonNullable<AttentionItem['actions']> => [
  sent ? { action: 'remind', label: 'Remind…' } : { action: 'send', label: 'E-mail it…' },
  { action: 'leave', label: 'Leave it' },
]

const isPast = ({ words, afterDays }: Clause, dueOn: string, today: string): boolean =>
  (words !== null || afterDays !== null) && today >= daysAfter(dueOn, afterDays ?? 1)

const clauseWords = ({ words }: Clause): string => (words === null ? '' : ` The plan says: “${words}”.`)

/** Said where the plan gives no number of days: the words themselves are never read for one. */
const looks = ({ words, afterDays }: Clause): string =>
  words !== null && afterDays === null ? ' Look whether it applies already.' : ''

/**
 * What an overdue invoice raises by its deals' late-fee policies and pause-work clauses, as of a day. Nothing is charged
 * and no work is stopped: both are for people.
 */
export function lateFlags(
  invoice: LateOnDeal,
  policies: readonly LatePolicy[],
  today: string,
): AttentionItem[] {
  const about = {
    intentId: invoice.intentId,
    actions: lateActions(invoice),
    amountMinor: invoice.openMinor,
    currency: invoice.currency,
    about: invoice.dueOn,
  }
  const name = nameOfInvoice(invoice)
  return policies.flatMap(({ dealId, lateFee, pauseWork }) => {
    const flags: AttentionItem[] = []
    if (isPast(lateFee, invoice.dueOn, today))
      flags.push({
        ...about,
        cause: `late_fee:${invoice.intentId}:${dealId}`,
        kind: 'late_fee',
        dealId,
        title: `${name} is late enough for a fee`,
        detail: `${lateWords(invoice)}${clauseWords(lateFee)}${looks(lateFee)} A fee is added in QuickBooks, by a person.`,
      })
    if (isPast(pauseWork, invoice.dueOn, today))
      flags.push({
        ...about,
        cause: `pause_work:${invoice.intentId}:${dealId}`,
        kind: 'pause_work',
        dealId,
        title: `Work may pause: ${name.toLowerCase()} is not paid`,
        detail: `${lateWords(invoice)}${clauseWords(pauseWork)}${looks(pauseWork)}`,
      })
    return flags
  })
}
