import { resolveShares, type Share, sumOfShares } from '../money/share'
import { conflict, type FieldError, invalid } from '../tenants/refusal'
import type { Milestone } from './milestone'
import type { Schedule } from './schedule'

/** A customer in QuickBooks who pays a share of every milestone, on invoices of their own. */
export interface Payer {
  readonly customer: { readonly quickbooksId: string }
  readonly share: Share
}

/** What one customer pays of one milestone. */
export interface Portion {
  /** QuickBooks' customer; null while none is chosen. */
  readonly customerId: string | null
  /** Null where one customer pays all of it. */
  readonly share: Share | null
  /** Minor units of the schedule's currency. */
  readonly amountMinor: bigint
}

/** Who pays a milestone: its own payers, else the schedule's; empty where the schedule's customer pays all. */
export const payersOf = (
  { terms }: Pick<Schedule, 'terms'>,
  { details }: Pick<Milestone, 'details'>,
): readonly Payer[] => details.payers ?? terms.payers

/** Whether this customer is among the payers. */
export const namesPayer = (payers: readonly Payer[], customerId: string): boolean =>
  payers.some(({ customer }) => customer.quickbooksId === customerId)

/**
 * A milestone's amount, divided among its payers: to the cent by largest remainder, ties to the payer named
 * later. Who would pay nothing gets no invoice; a milestone of nothing goes to the first payer alone.
 */
export function portionsOf(
  schedule: Pick<Schedule, 'terms'>,
  milestone: Pick<Milestone, 'details' | 'amountMinor'>,
): Portion[] {
  const payers = payersOf(schedule, milestone)
  const [first, ...others] = payers
  if (first === undefined || others.length === 0) {
    const customerId = first?.customer.quickbooksId ?? schedule.terms.customerId
    return [{ customerId, share: null, amountMinor: milestone.amountMinor }]
  }
  const amounts = resolveShares(milestone.amountMinor, payers)
  const all = payers.map(({ customer, share }, place) => ({
    customerId: customer.quickbooksId,
    share,
    amountMinor: amounts[place] ?? 0n,
  }))
  const paying = all.filter((portion) => portion.amountMinor > 0n)
  return paying.length > 0 ? paying : all.slice(0, 1)
}

/** Refuses validation_failed for payers who are named twice, or whose shares are not exactly the whole. */
export function checkPayers(draft: {
  readonly payers?: readonly Payer[] | undefined
  readonly milestones: readonly { readonly payers?: readonly Payer[] | undefined }[]
}): void {
  const errors = [
    ...payerErrors(draft.payers ?? [], '/payers'),
    ...draft.milestones.flatMap(({ payers }, place) =>
      payerErrors(payers ?? [], `/milestones/${place}/payers`),
    ),
  ]
  if (errors.length > 0) throw invalid(errors)
}

/** Why these can't be the payers; each with its place below `pointer`. No payers at all are fine. */
export function payerErrors(payers: readonly Payer[], pointer: string): FieldError[] {
  if (payers.length === 0) return []
  const errors: FieldError[] = []
  const seen = new Set<string>()
  for (const [place, { customer }] of payers.entries()) {
    if (seen.has(customer.quickbooksId)) {
      errors.push({ pointer: `${pointer}/${place}/customer`, detail: 'This customer pays a share already.' })
    }
    seen.add(customer.quickbooksId)
  }
  const sum = sumOfShares(payers.map((payer) => payer.share))
  if (sum.over !== sum.under) {
    errors.push({ pointer, detail: `The payers’ shares sum to ${percentOf(sum)}; they must sum to 100 %.` })
  }
  return errors
}

/**
 * What is billed to several payers stays theirs while any of those invoices counts: the rest is billed by the same
 * division, so that the parts are always the whole. Refuses milestone_locked.
 */
export function guardPayers(
  held: Pick<Schedule, 'terms'>,
  next: Pick<Schedule, 'terms'>,
  before: readonly Milestone[],
  after: readonly Pick<Milestone, 'milestoneId' | 'details' | 'amountMinor'>[],
): void {
  const planned = new Map(after.map((content) => [content.milestoneId, content]))
  for (const milestone of before.filter((each) => each.billed)) {
    const content = planned.get(milestone.milestoneId)
    const was = portionsOf(held, milestone)
    const is = content === undefined ? [] : portionsOf(next, content)
    const several = was.length > 1 || is.length > 1
    if (!several || isSameDivision(was, is)) continue
    throw conflict(
      'milestone_locked',
      `“${milestone.name}” is billed to its payers; they stay. Give the milestones that are not billed yet payers ` +
        'of their own, or void its invoices in QuickBooks first. Nothing was changed.',
      { milestoneId: milestone.milestoneId },
    )
  }
}

function isSameDivision(was: readonly Portion[], is: readonly Portion[]): boolean {
  const before = new Map(was.map((portion) => [portion.customerId, portion.amountMinor]))
  return was.length === is.length && is.every((each) => before.get(each.customerId) === each.amountMinor)
}

/** A ratio as a percentage of at most four decimals, with a mark where it is rounded down. */
function percentOf({ over, under }: { over: bigint; under: bigint }): string {
  const scaled = over * 1_000_000n
  const text = String(scaled / under).padStart(5, '0')
  const decimals = text.slice(-4).replace(/0+$/, '')
  const whole = text.slice(0, -4)
  return `${scaled % under === 0n ? '' : 'about '}${whole}${decimals === '' ? '' : `.${decimals}`} %`
}
