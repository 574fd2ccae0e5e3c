import { DateTime } from 'luxon'
import type { CrmRecord } from '../../connectors/hubspot/objects'
import { type Decimal, multiply, parseDecimal, percentOf, subtract, toMoney } from '../money/decimal'
import { formatMoney, type Money } from '../money/money'

/** What a HubSpot line item says, before it becomes milestones. `price` is null where it can't be reckoned. */
export interface LineItem {
  readonly name: string | null
  readonly description: string | null
  readonly price: Money | null
  /** "3 × $100.00, less 10 %". */
  readonly reckoning: string
  /** Why the price is none that we would bill without asking. */
  readonly doubt: string | null
  readonly recurs: Recurrence | null
}

/** A price that comes again. `times` is null where HubSpot doesn't say how often, or not in whole periods. */
export interface Recurrence {
  readonly words: string
  readonly times: number | null
  readonly doubt: string | null
  /** The day of each, where the item says when it begins. */
  readonly days: readonly string[]
}

const text = ({ properties }: CrmRecord, name: string): string | null => properties[name]?.trim() || null

/** Reads one line item of a deal or a quote in `currency`, by decimal text: quantity × (price − discount). */
export function lineItemFrom(record: CrmRecord, currency: string): LineItem {
  const said = (name: string) => text(record, name)
  const own = said('hs_line_item_currency_code')
  const reckoned = reckon(said)
  const stated = said('amount') === null ? null : parseDecimal(said('amount') ?? '')
  const net = reckoned?.net ?? stated
  const price = net === null ? null : toMoney(net, currency)
  const statedMoney = stated === null ? null : toMoney(stated, currency)
  const show = (value: string | null) => {
    const decimal = value === null ? null : parseDecimal(value)
    return decimal === null ? String(value) : formatMoney(toMoney(decimal, currency))
  }
  const reductions = [
    said('discount') && parseDecimal(said('discount') ?? '')?.units !== 0n
      ? `less ${show(said('discount'))} each`
      : null,
    said('hs_discount_percentage') && parseDecimal(said('hs_discount_percentage') ?? '')?.units !== 0n
      ? `less ${said('hs_discount_percentage')} %`
      : null,
  ].filter((part) => part !== null)
  return {
    name: said('name'),
    description: said('description'),
    price,
    reckoning: [`${said('quantity') ?? '1'} × ${show(said('price') ?? said('amount'))}`, ...reductions].join(
      ', ',
    ),
    doubt:
      own !== null && own !== currency
        ? `It is in ${own}, and the rest in ${currency}.`
        : price === null
          ? 'HubSpot says no price that could be reckoned with.'
          : price.minor < 0n
            ? `Its discount is larger than its price: ${formatMoney(price)}.`
            : price.minor === 0n
              ? 'It costs nothing. Leave it out, or keep it as a milestone of nothing.'
              : reckoned && statedMoney && statedMoney.minor !== price.minor
                ? `Quantity × price less discount is ${formatMoney(price)}; HubSpot says ${formatMoney(statedMoney)}.`
                : null,
    recurs: recurrence(said),
  }
}

/** A day of HubSpot's, which comes as ISO text or as milliseconds; null when it is neither. */
export function crmDay(given: string | null): string | null {
  const at = given !== null && /^\d{11,14}$/.test(given) ? new Date(Number(given)).toISOString() : given
  return /^\d{4}-\d\d-\d\d/.exec(at ?? '')?.[0] ?? null
}

type Said = (name: string) => string | null

/** Null where there is no unit price: tiers set the amount then. */
function reckon(said: Said): { readonly net: Decimal | null } | null {
  if (said('price') === null) return null
  const [quantity, price, discount, percent] = [
    parseDecimal(said('quantity') ?? '1'),
    parseDecimal(said('price') ?? ''),
    parseDecimal(said('discount') ?? '0'),
    parseDecimal(said('hs_discount_percentage') ?? '0'),
  ]
  if (!quantity || !price || !discount || !percent) return { net: null }
  const whole = multiply(quantity, subtract(price, discount))
  return { net: subtract(whole, percentOf(whole, percent)) }
}

/** How far apart two bills are. */
const STEPS: Readonly<
  Record<string, { readonly words: string; readonly months?: number; readonly weeks?: number }>
> = {
  weekly: { words: 'every week', weeks: 1 },
  biweekly: { words: 'every two weeks', weeks: 2 },
  monthly: { words: 'every month', months: 1 },
  quarterly: { words: 'every quarter', months: 3 },
  per_six_months: { words: 'every six months', months: 6 },
  annually: { words: 'every year', months: 12 },
  per_two_years: { words: 'every two years', months: 24 },
  per_three_years: { words: 'every three years', months: 36 },
  per_four_years: { words: 'every four years', months: 48 },
  per_five_years: { words: 'every five years', months: 60 },
}
/** A longer one is a mistake, or no plan of milestones. */
const MOST_TIMES = 600

function recurrence(said: Said): Recurrence | null {
  const frequency = said('recurringbillingfrequency')
  if (frequency === null) return null
  const step = STEPS[frequency]
  const none = { times: null, days: [] }
  if (!step) return { ...none, words: frequency, doubt: `We don't know how often “${frequency}” is.` }
  const period = said('hs_recurring_billing_period')
  if (period === null) {
    return {
      ...none,
      words: step.words,
      doubt: 'It renews until it is cancelled. How many times belong to this contract?',
    }
  }
  const times = timesIn(period, step)
  if (times === null) {
    return { ...none, words: step.words, doubt: `Its term, ${period}, is no whole number of times.` }
  }
  const start = DateTime.fromISO(crmDay(said('hs_recurring_billing_start_date')) ?? '', { zone: 'utc' })
  const days = Array.from({ length: start.isValid ? times : 0 }, (_, at) =>
    start.plus(step.months ? { months: at * step.months } : { weeks: at * (step.weeks ?? 1) }).toISODate(),
  )
  return { words: step.words, times, doubt: null, days: days.flatMap((day) => day ?? []) }
}

/** "P1Y" every quarter is 4; null where it doesn't come out even, or is none. */
function timesIn(period: string, step: { months?: number; weeks?: number }): number | null {
  const match = /^P(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,4})D)?$/.exec(period)
  if (!match) return null
  const [years, months, weeks, days] = match.slice(1, 5).map((part) => Number(part ?? 0))
  const [inMonths, inDays] = [(years ?? 0) * 12 + (months ?? 0), (weeks ?? 0) * 7 + (days ?? 0)]
  const [whole, part, rest] = step.months
    ? [inMonths, step.months, inDays]
    : [inDays, (step.weeks ?? 1) * 7, inMonths]
  const times = whole / part
  return rest === 0 && Number.isInteger(times) && times >= 1 && times <= MOST_TIMES ? times : null
}
