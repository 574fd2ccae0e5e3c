import { daysBetween } from '../../clock/day'
import { type BilledIntent, payerOf } from '../../invoices/billing-status'
import { sumOrUnknown } from '../../money/money'
import { isLate } from '../../reconcile/figures'
import { type Age, ageOf, ages } from './age'

/** An invoice of ours on which something is open, or may be. Minor units of its currency; null is unknown. */
export interface OpenInvoice {
  readonly billed: BilledIntent
  /** Null where it can't be read: what is open, and since when, may be anything. */
  readonly age: Age | null
  readonly balanceMinor: bigint | null
  /** How many days past its day it is late; 0 for what nobody is late with. */
  readonly daysLate: number
  /** Past its day, and not late: a credit memo that a person said is for it takes all that is open. */
  readonly isCovered: boolean
}

/** What is open of several invoices in one currency, by its age. Minor units; a sum with an unknown part is null. */
export interface Owed {
  readonly ages: Readonly<Record<Age, bigint | null>>
  /** Of what is not due: past its day, and covered by credit memos. */
  readonly coveredMinor: bigint | null
  /** All that is late. */
  readonly overdueMinor: bigint | null
  /** The balances of all of them, and so the sum of the ages. */
  readonly openMinor: bigint | null
  /** How many are open, as far as is known, and how many more can't be read. */
  readonly invoices: number
  readonly unread: number
  /** The first day on which one of those that are read was, or will be, due; covered ones are due to nobody. */
  readonly oldestDueOn: string | null
}

/** One customer in one currency. */
export interface OutstandingRow extends Owed {
  /** QuickBooks' id of who stands for them now. */
  readonly customerId: string
  readonly name: string
  /** "Acme:Brand Redesign" for a sub-customer; the name otherwise. */
  readonly fullName: string
  readonly currency: string
  /** Those that are late longest come first. */
  readonly open: readonly OpenInvoice[]
}

/** One currency over all customers. */
export interface OutstandingSum extends Owed {
  readonly currency: string
  readonly customers: number
}

/** Which rows are shown; nothing given is all of them. */
export interface OutstandingFilter {
  readonly currency?: string | undefined
  /** Only customers of whom something is late, or may be. */
  readonly isLate?: boolean | undefined
  /** In the customer's name, whatever its case. */
  readonly search?: string | undefined
}

/**
 * What is open on an invoice as of a day of the workspace; null where nothing is: it is paid, void, or not in QuickBooks yet.
 * What counts is what the figures of a deal count, so that both come to the same sum.
 */
export function openInvoice(billed: BilledIntent, today: string): OpenInvoice | null {
  const { intent, invoice } = billed
  if (intent.state !== 'posted') return null
  if (invoice === null) return { billed, age: null, balanceMinor: null, daysLate: 0, isCovered: false }
  const { effective, balanceMinor, dueOn } = invoice
  if (!effective || balanceMinor === 0n) return null
  const late = isLate(billed, today)
  const isPast = dueOn !== null && dueOn < today
  return {
    billed,
    age: late ? ageOf(dueOn, today) : 'notDue',
    balanceMinor,
    daysLate: late && dueOn !== null ? daysBetween(dueOn, today) : 0,
    isCovered: isPast && !late,
  }
}

/** What these invoices of one currency come to. */
export function owedOn(open: readonly OpenInvoice[]): Owed {
  const balances = (of: readonly OpenInvoice[]) => sumOrUnknown(of.map(({ balanceMinor }) => balanceMinor))
  // One that can't be read may be of any age.
  const anyAge = open.filter(({ age }) => age === null)
  const of = (age: Age) => balances([...anyAge, ...open.filter((each) => each.age === age)])
  const byAge: Record<Age, bigint | null> = {
    notDue: of('notDue'),
    days1to30: of('days1to30'),
    days31to60: of('days31to60'),
    days61to90: of('days61to90'),
    over90: of('over90'),
  }
  const days = open.flatMap(({ isCovered, billed: { invoice } }) => (isCovered ? [] : (invoice?.dueOn ?? [])))
  const isRead = ({ balanceMinor }: OpenInvoice) => balanceMinor !== null
  return {
    ages: byAge,
    coveredMinor: balances([...anyAge, ...open.filter(({ isCovered }) => isCovered)]),
    overdueMinor: sumOrUnknown(ages.filter((age) => age !== 'notDue').map((age) => byAge[age])),
    openMinor: balances(open),
    invoices: open.filter(isRead).length,
    unread: open.filter((each) => !isRead(each)).length,
    oldestDueOn: days.reduce<string | null>(
      (first, day) => (first === null || day < first ? day : first),
      null,
    ),
  }
}

/** A customer's names, as far as they are known. */
export interface NamedCustomer {
  readonly name: string
  readonly fullName: string
}

/**
 * A row for each customer and currency, in the order in which they are asked: of whom something can't be read, then who is
 * late longest, then by name. `standsFor` says who a customer was merged into, `names` what they are called.
 */
export function rowsOf(
  open: readonly OpenInvoice[],
  standsFor: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, NamedCustomer>,
): OutstandingRow[] {
  const groups = new Map<string, { customerId: string; currency: string; open: OpenInvoice[] }>()
  for (const each of open) {
    const asked = payerOf(each.billed)
    const customerId = standsFor.get(asked) ?? asked
    const { currency } = each.billed.intent
    const group = groups.get(`${customerId} ${currency}`)
    if (group) group.open.push(each)
    else groups.set(`${customerId} ${currency}`, { customerId, currency, open: [each] })
  }
  return [...groups.values()]
    .map((group) => ({
      ...owedOn(group.open),
      ...(names.get(group.customerId) ?? namedAsBilled(group)),
      ...group,
      open: group.open.sort(compareOpen),
    }))
    .sort(compareRows)
}

/** One that is not in the list of customers any more is called as its documents call it. */
function namedAsBilled(group: {
  readonly customerId: string
  readonly open: readonly OpenInvoice[]
}): NamedCustomer {
  const [known] = group.open.flatMap(({ billed }) => (billed.invoice ?? billed.lastRead)?.customer ?? [])
  const name = known ?? `Customer ${group.customerId}`
  return { name, fullName: name }
}

/** Later than every day there is. */
const NEVER = '9999-12-31'

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function compareOpen(a: OpenInvoice, b: OpenInvoice): number {
  const day = ({ billed, isCovered }: OpenInvoice) => (isCovered ? NEVER : (billed.invoice?.dueOn ?? NEVER))
  return compareTexts(day(a), day(b)) || compareTexts(a.billed.intent.intentId, b.billed.intent.intentId)
}

function compareRows(a: OutstandingRow, b: OutstandingRow): number {
  const isRead = ({ unread }: OutstandingRow) => (unread > 0 ? '0' : '1')
  return (
    compareTexts(isRead(a), isRead(b)) ||
    compareTexts(a.oldestDueOn ?? NEVER, b.oldestDueOn ?? NEVER) ||
    compareTexts(a.fullName.toLowerCase(), b.fullName.toLowerCase()) ||
    compareTexts(`${a.customerId} ${a.currency}`, `${b.customerId} ${b.currency}`)
  )
}

/** Each currency over all of these rows, by its code. */
export function sumsOf(rows: readonly OutstandingRow[]): OutstandingSum[] {
  const currencies = [...new Set(rows.map(({ currency }) => currency))].sort()
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency)
    return { ...owedOn(own.flatMap(({ open }) => open)), currency, customers: own.length }
  })
}

/** Whether a row is one of those that are asked for. */
export function matchesFilter(row: OutstandingRow, filter: OutstandingFilter): boolean {
  const { currency, search = '' } = filter
  if (currency !== undefined && row.currency !== currency) return false
  if (filter.isLate === true && row.overdueMinor === 0n) return false
  return row.fullName.toLowerCase().includes(search.trim().toLowerCase())
}
