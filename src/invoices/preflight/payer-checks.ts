import { formatMoney, money } from '../../money/money'
import { shareText } from '../../money/share'
import { emailOf } from '../composing/compose-invoice'
import type { InvoiceAhead } from '../composing/look-ahead'
import type { BillingFacts } from '../composing/read-billing-facts'
import { notStoredInUnitedStates } from '../words/plain-text'
import { LONGEST_MEMO } from '../words/policy-words'
import { checkNow, inCustomer, inPlan, inQuickBooks, neverRead } from './mend'
import { type Check, check, type ToCheck } from './preflight'

export const LONGEST_LINE = 4_000

/** What depends on who pays; where several do, each is named. */
export function payerChecks(
  { schedule, delivery }: ToCheck,
  { part, facts, composed }: InvoiceAhead,
): Check[] {
  const inSchedule = inPlan(schedule.dealId, 'invoicing')
  const whoPays = (label: string) => ({ ...inCustomer(schedule.dealId), label })
  const { customer } = facts
  const currency = currencyOf(facts)
  const texts = composed.lines.map((line) => line.reads.text.join('\n'))
  const longest = Math.max(...texts.map((text) => text.length))
  const text = texts.join('\n')
  const shown = composed.memo === null ? text : `${text}\n${composed.memo}`
  const foreign = facts.isUnitedStates ? notStoredInUnitedStates(shown) : ''
  const memo = composed.memo?.length ?? 0
  const name = customer?.name ?? `customer ${part.customerId}`
  const several = part.share !== null
  const who = several ? name : 'the customer'
  const forWhom = several ? ` for ${name}` : ''
  return [
    check(
      'customer',
      customer?.active === true,
      part.share === null
        ? `Billed to ${name}.`
        : `${name} pays ${shareText(part.share)}: ${formatMoney(money(part.amountMinor, schedule.currency))}.`,
      part.customerId === null
        ? 'No QuickBooks customer is chosen.'
        : customer === null
          ? facts.unread.has('customers')
            ? neverRead('customers', `customer ${part.customerId} is not known`)
            : `QuickBooks has no customer ${part.customerId}.`
          : `${name} is inactive in QuickBooks.`,
      // Where several pay, who pays what is planned; one customer is chosen, or created, at the deal.
      part.customerId !== null && customer === null && facts.unread.has('customers')
        ? checkNow
        : several
          ? inPlan(schedule.dealId, 'payers')
          : whoPays(
              customer === null ? 'Choose the customer' : 'Choose another, or make it active in QuickBooks',
            ),
    ),
    check(
      'currency',
      currency === schedule.currency,
      `${capital(who)} is billed in ${schedule.currency}.`,
      `The schedule is in ${schedule.currency}, ${who} in ${currency}.`,
      several ? inPlan(schedule.dealId, 'payers') : whoPays(`Choose a customer in ${schedule.currency}`),
    ),
    check(
      'terms',
      facts.term === null ||
        (facts.term.gone !== true && (facts.term.days !== null || facts.term.quickbooksId !== null)),
      facts.term === null
        ? `QuickBooks sets the due date${forWhom}.`
        : `Terms${forWhom}: ${facts.term.name}.`,
      facts.unread.has('terms')
        ? neverRead('terms', `what is agreed${forWhom}, ${facts.term?.name}, is not known`)
        : `QuickBooks has no terms “${facts.term?.name}”${forWhom}, or has them inactive.`,
      facts.unread.has('terms') ? checkNow : inSchedule,
    ),
    check(
      'email',
      delivery !== 'send' || emailOf(facts) !== null,
      delivery === 'send'
        ? `E-mailed to ${emailOf(facts)}${several ? `, ${name}` : ''}.`
        : `Not e-mailed${several ? ` to ${name}` : ''}.`,
      `${capital(who)} has no e-mail address in QuickBooks.`,
      inQuickBooks('Add an address in QuickBooks', 'customers', part.customerId),
    ),
    check(
      'text',
      longest <= LONGEST_LINE && memo <= LONGEST_MEMO && foreign === '',
      `QuickBooks accepts the text${forWhom}.`,
      longest > LONGEST_LINE
        ? `A line${forWhom} is ${longest} characters long; QuickBooks takes ${LONGEST_LINE}.`
        : memo > LONGEST_MEMO
          ? `What stands under the lines${forWhom} is ${memo} characters long; QuickBooks takes ${LONGEST_MEMO}. Shorten what is agreed about paying late.`
          : `QuickBooks can't store these characters${forWhom}: ${foreign}`,
      inSchedule,
    ),
  ]
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function currencyOf(facts: BillingFacts): string {
  const ref: unknown = facts.customer?.body['CurrencyRef']
  if (typeof ref === 'object' && ref !== null && 'value' in ref && typeof ref.value === 'string')
    return ref.value
  return facts.homeCurrency
}
