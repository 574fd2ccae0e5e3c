import type { PropertyDefinition } from '../../connectors/hubspot/objects'
import type { CashByMonth } from '../forecast/cash-by-month'
import type { Forecast } from '../forecast/read-forecasts'
import { formatAmount, money } from '../money/money'
import type { Figures } from '../reconcile/figures'
import type { Tracker } from '../reconcile/read-trackers'

/** The group on the deal's page, and every property in it. Raise the version when a definition changes. */
export const dealGroup = { name: 'milepost', label: 'Milestone billing' }
export const dealPropertiesVersion = '2'

const amount = (name: string, label: string, description: string): PropertyDefinition => ({
  name,
  label,
  description,
  type: 'number',
  fieldType: 'number',
  money: true,
})
const plain = (
  name: string,
  label: string,
  description: string,
  type: PropertyDefinition['type'],
  fieldType: PropertyDefinition['fieldType'],
): PropertyDefinition => ({ name, label, description, type, fieldType })

export const dealPropertyDefinitions: readonly PropertyDefinition[] = [
  amount('milepost_contract_sum', 'Contract sum', 'Contract value with approved change orders, net of tax.'),
  amount('milepost_billed', 'Billed', 'What invoices in QuickBooks bill of the contract, net of tax.'),
  amount('milepost_invoiced_total', 'Invoiced total', 'Total of the invoices in QuickBooks, including tax.'),
  amount('milepost_paid', 'Paid', 'Cash received on these invoices, including tax.'),
  amount('milepost_outstanding', 'Outstanding', 'Open balance of these invoices.'),
  amount('milepost_overdue', 'Overdue', 'Open balance past its due date.'),
  amount('milepost_remaining', 'Left to bill', 'Contract sum less what is billed or on its way.'),
  amount('milepost_earned_not_billed', 'Earned, not billed', 'Completed work without an invoice.'),
  amount(
    'milepost_ready_to_bill',
    'Ready to bill',
    'Completed work that could be billed now: nothing blocks it, and it waits for no monthly invoice.',
  ),
  amount('milepost_over_billed', 'Over-billed', 'Billed beyond the work that is done, net of tax.'),
  amount(
    'milepost_under_billed',
    'Under-billed',
    'Work done beyond what invoices in QuickBooks bill, net of tax.',
  ),
  amount(
    'milepost_expected_this_month',
    'Expected this month',
    'Cash expected by the end of this month, with what is late. Open invoices with tax, work to be billed without.',
  ),
  amount('milepost_expected_next_month', 'Expected next month', 'Cash expected in the month after this one.'),
  amount('milepost_expected_later', 'Expected later', 'Cash expected after next month.'),
  amount(
    'milepost_expected_undated',
    'Expected, no date',
    'Cash of work without a planned date, and what is held back until release.',
  ),
  amount('milepost_retained', 'Retained', 'Held back from invoices until release.'),
  plain(
    'milepost_billed_percent',
    'Billed percent',
    'Billed as a percentage of the contract sum.',
    'number',
    'number',
  ),
  plain(
    'milepost_milestones_complete',
    'Milestones complete',
    'How many milestones are done.',
    'number',
    'number',
  ),
  plain(
    'milepost_milestones_total',
    'Milestones',
    'How many milestones the schedule has.',
    'number',
    'number',
  ),
  plain(
    'milepost_next_milestone',
    'Next milestone',
    'The first milestone that is not done.',
    'string',
    'text',
  ),
  plain('milepost_next_date', 'Next milestone date', 'When it is planned.', 'date', 'date'),
  plain(
    'milepost_status',
    'Milestone billing status',
    'Where the billing of this deal stands.',
    'string',
    'text',
  ),
  plain(
    'milepost_updated_at',
    'Milestone billing updated',
    'When Milepost last wrote here.',
    'datetime',
    'date',
  ),
]

/** What is expected by month: another month makes others of them, with nobody ringing. */
export const monthlyProperties = dealPropertyDefinitions
  .map(({ name }) => name)
  .filter((name) => name.startsWith('milepost_expected_'))

/** Written only beside another change: it says when, and must not make a change by itself. */
export const stampProperty = 'milepost_updated_at'

/**
 * What a deal should say. An unknown figure is left as it was: absent here, never zero. HubSpot writes amounts with the sign
 * of the deal's own currency: under another one than the plan's each would be false, so they are empty.
 */
export function dealProperties(
  tracker: Tracker,
  { readyToBill, cash }: Forecast,
  dealCurrency: string | null,
): Record<string, string> {
  const { figures, schedule } = tracker
  const isForeign = dealCurrency !== null && dealCurrency !== schedule.currency
  const text = (minor: bigint | null) => {
    if (isForeign) return ''
    return minor === null ? undefined : formatAmount(money(minor, schedule.currency))
  }
  // Of what is expected in a month nothing is left from another: while it is unknown it is empty.
  const month = (name: keyof CashByMonth) => (cash === null ? '' : text(cash[name]))
  const properties: Record<string, string | undefined> = {
    milepost_contract_sum: text(figures.contractSum),
    milepost_billed: text(figures.billed),
    milepost_invoiced_total: text(figures.invoicedTotal),
    milepost_paid: text(figures.paid),
    milepost_outstanding: text(figures.outstanding),
    milepost_overdue: text(figures.overdue),
    milepost_remaining: text(figures.remaining),
    milepost_earned_not_billed: text(figures.earnedNotBilled),
    milepost_ready_to_bill: text(readyToBill),
    milepost_over_billed: text(figures.overBilled),
    milepost_under_billed: text(figures.underBilled),
    milepost_expected_this_month: month('thisMonth'),
    milepost_expected_next_month: month('nextMonth'),
    milepost_expected_later: month('later'),
    milepost_expected_undated: month('undated'),
    milepost_retained: text(figures.retained),
    milepost_billed_percent: percentText(figures.billedBasisPoints),
    milepost_milestones_complete: String(figures.milestonesComplete),
    milepost_milestones_total: String(figures.milestonesTotal),
    milepost_next_milestone: figures.next?.name ?? '',
    milepost_next_date: figures.next?.plannedOn ?? '',
    milepost_status: statusOf(tracker),
  }
  const known: Record<string, string> = {}
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) known[name] = value
  return known
}

const typeOf = new Map(dealPropertyDefinitions.map(({ name, type }) => [name, type]))

/** Whether HubSpot's value is the one that was written, however HubSpot prints it; nothing and empty are the same. */
export function sameValue(
  name: string,
  written: string | null | undefined,
  read: string | null | undefined,
): boolean {
  return asMeant(typeOf.get(name), written) === asMeant(typeOf.get(name), read)
}

/** A number without the zeros that don't count, a date as a day: HubSpot may print either in another way. */
function asMeant(type: PropertyDefinition['type'] | undefined, value: string | null | undefined): string {
  const text = (value ?? '').trim()
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) {
    const [, sign = '', whole = '', part = ''] = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text) ?? []
    const number = part === '' ? whole : `${whole}.${part}`
    return number === '0' ? '0' : sign + number
  }
  if (type === 'date' && /^-?\d{9,}$/.test(text)) return new Date(Number(text)).toISOString().slice(0, 10)
  return text
}

/** "37.25" from basis points. */
export function percentText(basisPoints: bigint | null): string | undefined {
  if (basisPoints === null) return undefined
  return `${basisPoints / 100n}.${(basisPoints % 100n).toString().padStart(2, '0')}`
}

/** Where the billing of a deal stands, in one phrase. */
export function statusOf({ figures, milestones, intents }: Tracker): string {
  if (figures.billed === null || figures.paid === null) return 'Unknown'
  // Deposits, hours and retainage are on invoices of no milestone; they are late, and refused, all the same.
  const late = figures.overdue === null || figures.overdue > 0n
  if (late || milestones.some(({ billing }) => billing.overdue)) return 'Overdue'
  if (intents.some(({ intent, parts }) => intent.state === 'refused' && parts.some(({ live }) => live)))
    return 'Billing blocked'
  if (figures.billed >= figures.contractSum && figures.contractSum > 0n) {
    return figures.outstanding === 0n ? paidStatusOf({ figures, milestones }) : 'Billed in full'
  }
  if (figures.earnedNotBilled !== null && figures.earnedNotBilled > 0n) return 'Ready to bill'
  if (isDone(figures)) return paidStatusOf({ figures, milestones })
  // Hours and advances are on invoices that bill nothing of the contract.
  if (figures.billed > 0n || figures.inFlight > 0n || figures.invoicedTotal !== 0n) return 'In billing'
  return 'Not billed'
}

/** Whether nothing is left to bill or to pay: what people closed will never be billed. */
const isDone = ({ contractSum, billed, closed, inFlight, outstanding }: Figures): boolean =>
  contractSum > 0n &&
  billed !== null &&
  billed + closed >= contractSum &&
  inFlight === 0n &&
  outstanding === 0n

/** How a deal of which nothing is open any more came to that. */
function paidStatusOf({ figures, milestones }: Pick<Tracker, 'figures' | 'milestones'>): string {
  if (figures.retained !== 0n) return figures.retained === null ? 'Unknown' : 'Paid, retainage held'
  const isSettled = milestones.some(({ billing }) => billing.status === 'settled')
  return isSettled || figures.billed === 0n ? 'Settled' : 'Paid in full'
}
