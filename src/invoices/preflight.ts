import { formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { Headroom } from './cap'
import { emailOf } from './compose-invoice'
import { estimateCheck } from './estimate-ahead'
import type { InvoiceAhead } from './look-ahead'
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
  | 'estimate'
  | 'by_hand'
  | 'attachments'

/**
 * One thing QuickBooks (or a rule of ours) would refuse, looked at before anyone approves. One that is fine and has a
 * mend is a warning: it stops nothing, and a person should look.
 */
export interface Check {
  readonly check: CheckName
  readonly ok: boolean
  readonly detail: string
  readonly mend: { readonly label: string; readonly href: string | null } | null
}

const LONGEST_LINE = 4_000
/** QuickBooks companies in the United States take ISO-8859-1 only. */
const LATIN_1 = /^[\n\r\t\x20-\x7e\xa0-\xff]*$/

/** What is looked at: the milestone, and one invoice for each payer who is to be billed. */
export interface ToCheck {
  readonly schedule: Schedule
  /** Null for an invoice of no milestone: of hours, say. */
  readonly milestone: Milestone | null
  readonly invoices: readonly [InvoiceAhead, ...InvoiceAhead[]]
  /** Null for what takes nothing of the contract. */
  readonly room: Headroom | null
  /** What these invoices would take of the contract: nothing, where it is billed already. */
  readonly askedMinor: bigint
  readonly delivery: 'send' | 'post' | 'prepare'
  readonly archived: boolean
}

const check = (name: CheckName, ok: boolean, good: string, bad: string, mend: Check['mend']): Check => ({
  check: name,
  ok,
  detail: ok ? good : bad,
  mend: ok ? null : mend,
})
const inQuickBooks = (label: string) => ({ label, href: null })

/** Every check, in the order a person would mend them; those of a payer once for each. Pure: facts are cached. */
export function preflight(given: ToCheck): Check[] {
  const { schedule, milestone, invoices, room, askedMinor, archived } = given
  const inSchedule = { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` }
  const [{ facts, composed }] = invoices
  const linksEstimate = invoices.some((invoice) => 'LinkedTxn' in invoice.composed.body)
  const payers = invoices.map((invoice) => payerChecks(given, invoice, inSchedule))
  const ofPayers = (name: CheckName) => payers.flat().filter((each) => each.check === name)
  return [
    check(
      'connection',
      facts.connection?.status === 'connected',
      'QuickBooks is connected.',
      facts.connection?.statusDetail ?? 'QuickBooks is not connected.',
      { label: 'Reconnect QuickBooks', href: '/connections' },
    ),
    ...ofPayers('customer'),
    ...ofPayers('currency'),
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
    ...ofPayers('terms'),
    ...ofPayers('email'),
    check(
      'books_open',
      facts.booksClosedOn === null || composed.issuedOn > facts.booksClosedOn,
      'The books are open.',
      `The books are closed up to ${facts.booksClosedOn}.`,
      inQuickBooks('Open the period in QuickBooks'),
    ),
    ...ofPayers('text'),
    ...(room === null ? [] : [headroomCheck(schedule, room, askedMinor, inSchedule)]),
    ...(facts.estimate && milestone !== null
      ? [estimateCheck(facts.estimate, linksEstimate, milestone.billed, schedule.dealId)]
      : []),
    check(
      'deal',
      !archived,
      'The deal is there in HubSpot.',
      'The deal was deleted in HubSpot; restore it there to bill.',
      inQuickBooks('Restore the deal in HubSpot'),
    ),
    ...(milestone === null
      ? []
      : [
          check(
            'completed',
            milestone.workStatus === 'completed',
            'The work is completed.',
            'The work is not completed and accepted yet.',
            null,
          ),
        ]),
  ]
}

/** What depends on who pays; where several do, each is named. */
function payerChecks(
  { schedule, delivery }: ToCheck,
  { part, facts, composed }: InvoiceAhead,
  inSchedule: NonNullable<Check['mend']>,
): Check[] {
  const { customer } = facts
  const currency = currencyOf(facts)
  const texts = composed.lines.map((line) => line.reads.text.join('\n'))
  const longest = Math.max(...texts.map((text) => text.length))
  const text = texts.join('\n')
  const shown = composed.memo === null ? text : `${text}\n${composed.memo}`
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
          ? `QuickBooks has no customer ${part.customerId}.`
          : `${name} is inactive in QuickBooks.`,
      // Where several pay, who pays what is planned; one customer is chosen, or created, at the deal.
      several
        ? inSchedule
        : {
            label:
              customer === null ? 'Choose the customer' : 'Choose another, or make it active in QuickBooks',
            href: `/deals/${schedule.dealId}?do=customer`,
          },
    ),
    check(
      'currency',
      currency === schedule.currency,
      `${capital(who)} is billed in ${schedule.currency}.`,
      `The schedule is in ${schedule.currency}, ${who} in ${currency}.`,
      inSchedule,
    ),
    check(
      'terms',
      facts.term === null || facts.term.days !== null || facts.term.quickbooksId !== null,
      facts.term === null
        ? `QuickBooks sets the due date${forWhom}.`
        : `Terms${forWhom}: ${facts.term.name}.`,
      `QuickBooks has no terms “${facts.term?.name}”${forWhom}.`,
      inSchedule,
    ),
    check(
      'email',
      delivery !== 'send' || emailOf(facts) !== null,
      delivery === 'send'
        ? `E-mailed to ${emailOf(facts)}${several ? `, ${name}` : ''}.`
        : `Not e-mailed${several ? ` to ${name}` : ''}.`,
      `${capital(who)} has no e-mail address in QuickBooks.`,
      inQuickBooks('Add an address in QuickBooks, or deliver without e-mail'),
    ),
    check(
      'text',
      longest <= LONGEST_LINE && (!facts.isUnitedStates || LATIN_1.test(shown)),
      `QuickBooks accepts the text${forWhom}.`,
      longest > LONGEST_LINE
        ? `A line${forWhom} is ${longest} characters long; QuickBooks takes ${LONGEST_LINE}.`
        : `QuickBooks can't store these characters${forWhom}: ${foreign(shown)}`,
      inSchedule,
    ),
  ]
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

function headroomCheck(
  schedule: Schedule,
  room: Headroom,
  asked: bigint,
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
