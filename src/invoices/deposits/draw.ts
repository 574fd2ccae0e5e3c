import type { WorkPlan } from './work-plan'

/** An invoice that is about to be decided, and what decides how much it draws. Minor units. */
export interface DrawInput {
  /** Everything there is at once, or the same share of every invoice. */
  readonly draw: 'full' | 'proportional'
  /** Deposits of this customer that count, drawn or not. */
  readonly depositsMinor: bigint
  /** What came back of them, and what is about to. */
  readonly drawnMinor: bigint
  /** What may be drawn now at most: deposits that are not paid yet wait. */
  readonly drawableMinor: bigint
  /** What the invoice comes to before the draw: it never comes to less than nothing. */
  readonly roomMinor: bigint
  /** This customer's work that is billed, this invoice's included. */
  readonly workMinor: bigint
  readonly customerId: string | null
  readonly plan: WorkPlan
}

/**
 * How much of its deposits an invoice draws. In proportion, what is drawn in all follows the work that is billed in
 * all, so that a cent that was rounded away, and a deposit that was paid late, come with the next invoice; and when all work
 * is billed exactly everything is drawn.
 */
export function drawOf(given: DrawInput): bigint {
  const wanted = given.draw === 'full' ? given.drawableMinor : targetOf(given) - given.drawnMinor
  const most = least(given.drawableMinor, given.roomMinor)
  const draw = least(wanted, most)
  return draw > 0n ? draw : 0n
}

/** What is to be drawn in all once this work is billed; half a cent waits for the next invoice. */
function targetOf({ depositsMinor, workMinor, customerId, plan }: DrawInput): bigint {
  const own = plan.byCustomer.get(customerId) ?? 0n
  // Work that is agreed and not planned yet draws its part when it is billed.
  const under = own * plan.agreed
  if (under <= 0n) return depositsMinor
  const exact = depositsMinor * workMinor * plan.planned
  return least(roundHalfDown(exact, under), depositsMinor)
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Half a unit rounds down; of amounts that are not negative. */
export const roundHalfDown = (over: bigint, under: bigint): bigint => (2n * over + under - 1n) / (2n * under)
