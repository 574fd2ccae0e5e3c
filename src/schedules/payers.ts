import { resolveShares, type Share, shareText, sumOfShares } from '../money/share'
import { conflict, type FieldError, invalid } from '../tenants/refusal'
import type { AgreedPart } from './agreed-part'
import type { Milestone } from './milestone'
import type { Schedule } from './schedule'

/** A customer in QuickBooks who pays a share of every milestone, on invoices of their own. */
export interface Payer {
  readonly customer: { readonly quickbooksId: string }
  readonly share: Share
  /**
   * The customer by whose id this payer's parts are known, where that one was merged into the one who pays now: what is
   * billed stays known, and what is left is billed to who is left. Nobody gives it: it is kept from plan to plan.
   */
  readonly billedAs?: string
}

/** What one customer pays of one milestone. */
export interface Portion {
  /** QuickBooks' customer; null while none is chosen. */
  readonly customerId: string | null
  /** By whose id its parts are known: the customer's own, but for one who took another's place. */
  readonly billedAs: string | null
  /** Null where one customer pays all of it. */
  readonly share: Share | null
  /** Minor units of the schedule's currency. */
  readonly amountMinor: bigint
  /** What was agreed of its parts, by claim, instead of what the share comes to; left out where the share says it. */
  readonly agreed?: readonly AgreedPart[]
}

/** Who pays a milestone: its own payers, else the schedule's; empty where the schedule's customer pays all. */
export const payersOf = (
  { terms }: Pick<Schedule, 'terms'>,
  { details }: Pick<Milestone, 'details'>,
): readonly Payer[] => details.payers ?? terms.payers

/** By which id a payer's parts are known. */
export const keyOf = ({ billedAs, customer }: Payer): string => billedAs ?? customer.quickbooksId

/** Whether this customer is among the payers. */
export const namesPayer = (payers: readonly Payer[], customerId: string): boolean =>
  payers.some(({ customer }) => customer.quickbooksId === customerId)

/**
 * A milestone's amount, divided among its payers: to the cent by largest remainder, ties to the payer named
 * later. Who would pay nothing gets no invoice; a milestone of nothing goes to the first payer alone. Where a change order
 * accepted another division, that is it until the amount is planned anew, and while who pays which share is what it was.
 */
export function portionsOf(
  schedule: Pick<Schedule, 'terms'>,
  milestone: Pick<Milestone, 'details' | 'amountMinor' | 'agreed'>,
): Portion[] {
  const payers = payersOf(schedule, milestone)
  const [first, ...others] = payers
  if (first === undefined || others.length === 0) {
    const customerId = first?.customer.quickbooksId ?? schedule.terms.customerId
    return [{ customerId, billedAs: customerId, share: null, amountMinor: milestone.amountMinor }]
  }
  const amounts = resolveShares(milestone.amountMinor, payers)
  const all = payers.map((payer, place) => ({
    customerId: payer.customer.quickbooksId,
    billedAs: keyOf(payer),
    share: payer.share,
    amountMinor: amounts[place] ?? 0n,
  }))
  const agreed = agreedPortions(milestone, all)
  if (agreed) return agreed
  const paying = all.filter((portion) => portion.amountMinor > 0n)
  return paying.length > 0 ? paying : all.slice(0, 1)
}

/** The portions that were agreed; null where none were, or they are of another amount or of other shares. */
function agreedPortions(
  { amountMinor, agreed }: Pick<Milestone, 'amountMinor' | 'agreed'>,
  byShare: readonly (Portion & { readonly share: Share })[],
): Portion[] | null {
  const portions = byShare.flatMap((portion) => {
    const own = agreed.filter(
      ({ payer, share }) => payer === portion.billedAs && shareText(share) === shareText(portion.share),
    )
    return own.length === 0 ? [] : [{ ...portion, amountMinor: sumOf(own), agreed: own }]
  })
  const isAll = agreed.length > 0 && sumOf(agreed) === amountMinor && sumOf(portions) === amountMinor
  return isAll ? portions : null
}

const sumOf = (parts: readonly { readonly amountMinor: bigint }[]): bigint =>
  parts.reduce((sum, part) => sum + part.amountMinor, 0n)

/** Payers as a draft gives them: the schedule's, and those of its milestones, which are named where they are stored. */
interface GivenPayers {
  readonly payers?: readonly Payer[] | undefined
  readonly milestones: readonly {
    readonly id?: string | undefined
    readonly payers?: readonly Payer[] | undefined
  }[]
}
interface HeldPayers {
  readonly schedule: Pick<Schedule, 'terms'>
  readonly milestones: readonly Pick<Milestone, 'milestoneId' | 'details'>[]
}

/**
 * Refuses validation_failed for payers who are named twice, or whose shares are not exactly the whole. Two whom a merge in
 * QuickBooks made one customer are two still: `keepPayers` comes before.
 */
export function checkPayers(draft: GivenPayers): void {
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
  for (const [place, payer] of payers.entries()) {
    if (seen.has(keyOf(payer))) {
      errors.push({ pointer: `${pointer}/${place}/customer`, detail: 'This customer pays a share already.' })
    }
    seen.add(keyOf(payer))
  }
  const sum = sumOfShares(payers.map((payer) => payer.share))
  if (sum.over !== sum.under) {
    errors.push({ pointer, detail: `The payers’ shares sum to ${percentOf(sum)}; they must sum to 100 %.` })
  }
  return errors
}

/** A draft whose payers are known by what they were, where it does not say so itself: whoever plans names customers alone. */
export function keepPayers<Draft extends GivenPayers>(draft: Draft, held: HeldPayers): Draft {
  const heldOf = (milestoneId: string | undefined) => {
    const milestone = held.milestones.find((each) => each.milestoneId === milestoneId)
    return milestone ? payersOf(held.schedule, milestone) : held.schedule.terms.payers
  }
  const kept = <Of extends { readonly payers?: readonly Payer[] | undefined }>(of: Of, id?: string): Of =>
    of.payers === undefined ? of : { ...of, payers: keepBilledAs(of.payers, heldOf(id)) }
  return { ...kept(draft), milestones: draft.milestones.map((each) => kept(each, each.id)) }
}

/**
 * Payers by customers alone, known by what those `held` are; any that say it themselves are as they say. A customer who is
 * named more often than `held` names it is the same payer once more: `payerErrors` refuses it.
 */
export function keepBilledAs(payers: readonly Payer[], held: readonly Payer[]): readonly Payer[] {
  const said = new Set(payers.flatMap(({ billedAs }) => billedAs ?? []))
  const left = held.filter((each) => !said.has(keyOf(each)))
  const known = new Map<string, Payer>()
  return payers.map((payer) => {
    if (payer.billedAs !== undefined) return payer
    const { customer, share } = payer
    const isSame = (each: Payer) => each.customer.quickbooksId === customer.quickbooksId
    const exactly = left.findIndex((each) => isSame(each) && shareText(each.share) === shareText(share))
    const at = exactly >= 0 ? exactly : left.findIndex(isSame)
    const [was = known.get(customer.quickbooksId)] = at < 0 ? [] : left.splice(at, 1)
    if (was) known.set(customer.quickbooksId, was)
    return { customer, share, ...(was?.billedAs !== undefined && { billedAs: was.billedAs }) }
  })
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
    const is = content === undefined ? [] : portionsOf(next, { ...content, agreed: milestone.agreed })
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
  const before = new Map(was.map((portion) => [portion.billedAs, portion.amountMinor]))
  return was.length === is.length && is.every((each) => before.get(each.billedAs) === each.amountMinor)
}

/** A ratio as a percentage of at most four decimals, with a mark where it is rounded down. */
function percentOf({ over, under }: { over: bigint; under: bigint }): string {
  const scaled = over * 1_000_000n
  const text = String(scaled / under).padStart(5, '0')
  const decimals = text.slice(-4).replace(/0+$/, '')
  const whole = text.slice(0, -4)
  return `${scaled % under === 0n ? '' : 'about '}${whole}${decimals === '' ? '' : `.${decimals}`} %`
}
