import { formatMoney, money } from '../money/money'
import type { Milestone } from '../schedules/milestone'
import { payersOf } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import type { Headroom } from './cap'
import { type ComposedInvoice, emailOf } from './compose-invoice'
import type { BillingFacts } from './read-billing-facts'

export type CheckName =
  | 'customer'
  | 'currency'
  | 'tax_code'
  | 'item'
  | 'terms'
  | 'email'
  | 'books_open'
  | 'text'
  | 'headroom'
  | 'connection'
  | 'completed'
  | 'deal'
  | 'offered'

/** One thing QuickBooks (or a rule of ours) would refuse, looked at before anyone approves. */
export interface Check {
  readonly check: CheckName
  readonly ok: boolean
  readonly detail: string
  readonly mend: { readonly label: string; readonly href: string | null } | null
}

const LONGEST_LINE = 4_000
/** QuickBooks companies in the United States take ISO-8859-1 only. */
const LATIN_1 = /^[\n\r\t\x20-\x7e\xa0-\xff]*$/

/** Every check, in the order a person would mend them. Pure: facts come from the cache. */
export function preflight(
  schedule: Schedule,
  milestone: Milestone,
  facts: BillingFacts,
  room: Headroom,
  composed: ComposedInvoice,
  delivery: 'send' | 'post' | 'prepare',
  archived: boolean,
): Check[] {
  const inSchedule = { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` }
  const inQuickBooks = (label: string) => ({ label, href: null })
  const currency = currencyOf(facts)
  const text = composed.lineText.join('\n')
  const check = (name: CheckName, ok: boolean, good: string, bad: string, mend: Check['mend']): Check => ({
    check: name,
    ok,
    detail: ok ? good : bad,
    mend: ok ? null : mend,
  })
  return [
    check(
      'connection',
      facts.connection?.status === 'connected',
      'QuickBooks is connected.',
      facts.connection?.statusDetail ?? 'QuickBooks is not connected.',
      { label: 'Reconnect QuickBooks', href: '/connections' },
    ),
    check(
      'customer',
      facts.customer?.active === true,
      `Billed to ${facts.customer?.name}.`,
      schedule.terms.customerId === null
        ? 'No QuickBooks customer is chosen.'
        : facts.customer === null
          ? `QuickBooks has no customer ${schedule.terms.customerId}.`
          : `${facts.customer.name} is inactive in QuickBooks.`,
      facts.customer === null
        ? inSchedule
        : inQuickBooks('Make the customer active in QuickBooks, or choose another'),
    ),
    check(
      'currency',
      currency === schedule.currency,
      `The customer is billed in ${schedule.currency}.`,
      `The schedule is in ${schedule.currency}, the customer in ${currency}.`,
      inSchedule,
    ),
    check(
      'item',
      facts.item?.active === true && facts.item.body['IncomeAccountRef'] !== undefined,
      `Item “${facts.item?.name}”.`,
      facts.item === null
        ? 'No product or service is chosen.'
        : `The item “${facts.item.name}” is inactive, or has no income account.`,
      facts.item === null ? inSchedule : inQuickBooks('Mend the item in QuickBooks'),
    ),
    check(
      'tax_code',
      facts.taxCodeKnown,
      facts.taxCode === null ? 'QuickBooks decides about tax.' : `Tax code ${facts.taxCode}.`,
      facts.taxCode === null
        ? 'This company needs a tax code on every line.'
        : `QuickBooks has no tax code ${facts.taxCode}.`,
      inSchedule,
    ),
    check(
      'terms',
      facts.term === null || facts.term.days !== null || facts.term.quickbooksId !== null,
      facts.term === null ? 'QuickBooks sets the due date.' : `Terms: ${facts.term.name}.`,
      `QuickBooks has no terms “${facts.term?.name}”.`,
      inSchedule,
    ),
    check(
      'email',
      delivery !== 'send' || emailOf(facts) !== null,
      delivery === 'send' ? `E-mailed to ${emailOf(facts)}.` : 'Not e-mailed.',
      'The customer has no e-mail address in QuickBooks.',
      inQuickBooks('Add an address in QuickBooks, or deliver without e-mail'),
    ),
    check(
      'books_open',
      facts.booksClosedOn === null || composed.issuedOn > facts.booksClosedOn,
      'The books are open.',
      `The books are closed up to ${facts.booksClosedOn}.`,
      inQuickBooks('Open the period in QuickBooks'),
    ),
    check(
      'text',
      text.length <= LONGEST_LINE && (!facts.isUnitedStates || LATIN_1.test(text)),
      'QuickBooks accepts the text.',
      text.length > LONGEST_LINE
        ? `The line is ${text.length} characters long; QuickBooks takes ${LONGEST_LINE}.`
        : `QuickBooks can't store these characters: ${foreign(text)}`,
      inSchedule,
    ),
    headroomCheck(schedule, milestone, room, inSchedule),
    check(
      'offered',
      Object.keys(schedule.terms.notYet).length === 0 && payersOf(schedule, milestone).length < 2,
      'Nothing is asked for that can’t be billed.',
      `This version can’t bill ${Object.keys(schedule.terms.notYet).map(inWords).join(', ')} yet.`,
      inSchedule,
    ),
    check(
      'deal',
      !archived,
      'The deal is there in HubSpot.',
      'The deal was deleted in HubSpot; restore it there to bill.',
      inQuickBooks('Restore the deal in HubSpot'),
    ),
    check(
      'completed',
      milestone.workStatus === 'completed',
      'The work is completed.',
      'The work is not completed and accepted yet.',
      null,
    ),
  ]
}

const words: Readonly<Record<string, string>> = {
  hourlyRate: 'hours',
  notToExceed: 'a limit on hours',
  retainage: 'retainage',
  deposit: 'a deposit',
  payers: 'several payers',
  cadence: 'by the month',
}
const inWords = (field: string): string => words[field] ?? field

function headroomCheck(
  schedule: Schedule,
  milestone: Milestone,
  room: Headroom,
  mend: NonNullable<Check['mend']>,
): Check {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  if (room.remainingMinor === null) {
    return {
      check: 'headroom',
      ok: false,
      detail: 'An invoice of this deal could not be read, so what is left is unknown.',
      mend: { label: 'Check now', href: '/connections' },
    }
  }
  // Its own part is on its way already: then it is inside what is counted.
  const asked = milestone.billed ? 0n : milestone.amountMinor
  const ok = asked <= room.remainingMinor
  return {
    check: 'headroom',
    ok,
    detail: ok
      ? `${text(room.remainingMinor - asked)} of the contract stays unbilled.`
      : `${text(asked)} is more than the ${text(room.remainingMinor)} that the contract leaves.`,
    mend: ok ? null : mend,
  }
}

function currencyOf(facts: BillingFacts): string {
  const ref: unknown = facts.customer?.body['CurrencyRef']
  if (typeof ref === 'object' && ref !== null && 'value' in ref && typeof ref.value === 'string')
    return ref.value
  return facts.homeCurrency
}

const foreign = (text: string): string =>
  [...new Set([...text].filter((letter) => !LATIN_1.test(letter)))].join(' ')
