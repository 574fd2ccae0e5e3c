import type { Gone } from '../../deals/deal-table'
import { formatMoney, money } from '../../money/money'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { Headroom } from '../cap'
import { estimateCheck } from '../composing/estimate-ahead'
import type { InvoiceAhead } from '../composing/look-ahead'
import { accountChecks, itemCheck, numberCheck, placeChecks, taxCheck, unreadChecks } from './company-checks'
import { inDeal, inHubSpot, inPlan, inQuickBooks, type Mend } from './mend'
import { payerChecks } from './payer-checks'

export type CheckName =
  | 'customer'
  | 'currency'
  | 'tax_code'
  | 'item'
  | 'account'
  | 'class'
  | 'location'
  | 'number'
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
  | 'deposit'

/**
 * One thing QuickBooks (or a rule of ours) would refuse, looked at before anyone approves. One that is fine and has a
 * mend is a warning: it stops nothing, and a person should look.
 */
export interface Check {
  readonly check: CheckName
  readonly ok: boolean
  readonly detail: string
  readonly mend: Mend | null
}

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
  /** The deal it went into, where that is why it is gone. */
  readonly mergedInto: Gone['mergedInto']
}

/** One check, with the words for either outcome. */
export const check = (
  name: CheckName,
  ok: boolean,
  good: string,
  bad: string,
  mend: Check['mend'],
): Check => ({
  check: name,
  ok,
  detail: ok ? good : bad,
  mend: ok ? null : mend,
})

/** Every check, in the order a person would mend them; those of a payer once for each. Pure: facts are cached. */
export function preflight(given: ToCheck): Check[] {
  const { schedule, milestone, invoices, room, askedMinor, archived, mergedInto } = given
  const inSchedule = inPlan(schedule.dealId, 'invoicing')
  const [{ facts, composed }] = invoices
  const linksEstimate = invoices.some((invoice) => 'LinkedTxn' in invoice.composed.body)
  const isClaimed =
    milestone?.workStatus !== 'completed' && invoices.every(({ part }) => part.claim !== undefined)
  const payers = invoices.map((invoice) => payerChecks(given, invoice))
  const ofPayers = (name: CheckName) => payers.flat().filter((each) => each.check === name)
  return [
    check(
      'connection',
      facts.connection?.status === 'connected',
      'QuickBooks is connected.',
      facts.connection?.statusDetail ?? 'QuickBooks is not connected.',
      { label: 'Reconnect QuickBooks', href: '/connections' },
    ),
    ...unreadChecks(facts),
    ...ofPayers('customer'),
    ...ofPayers('currency'),
    itemCheck(facts, inSchedule),
    taxCheck(facts, inSchedule),
    ...accountChecks(
      facts,
      invoices.map((invoice) => invoice.composed),
    ),
    ...placeChecks(facts),
    ...ofPayers('terms'),
    ...ofPayers('email'),
    check(
      'books_open',
      facts.booksClosedOn === null || composed.issuedOn > facts.booksClosedOn,
      'The books are open.',
      `The books are closed up to ${facts.booksClosedOn}.`,
      inQuickBooks('Open the period in QuickBooks', 'settings'),
    ),
    ...numberCheck(facts),
    ...ofPayers('text'),
    ...(room === null
      ? []
      : [headroomCheck(schedule, room, askedMinor, inPlan(schedule.dealId, 'contract'))]),
    ...(facts.estimate && milestone !== null
      ? [estimateCheck(facts.estimate, linksEstimate, milestone.billed, schedule.dealId)]
      : []),
    check(
      'deal',
      !archived,
      'The deal is there in HubSpot.',
      goneWords(mergedInto),
      mergedInto === null
        ? inHubSpot('Restore the deal in HubSpot', schedule.dealId)
        : inDeal(`Open “${mergedInto.name}”`, mergedInto.dealId),
    ),
    ...(milestone === null
      ? []
      : [
          check(
            'completed',
            milestone.workStatus === 'completed' || isClaimed,
            isClaimed ? 'What is billed of the work is claimed.' : 'The work is completed.',
            'The work is not completed and accepted yet.',
            null,
          ),
        ]),
  ]
}

const goneWords = (mergedInto: Gone['mergedInto']): string =>
  mergedInto === null
    ? 'The deal was deleted in HubSpot, so nothing of it is billed.'
    : `The deal was merged into “${mergedInto.name}” in HubSpot; plan there what is still to be billed.`

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
