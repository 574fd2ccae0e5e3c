import { formatMoney, money, parseAmount } from '../money/money'
import { resolveShares, type Share, shareRatio } from '../money/share'
import { type FieldError, invalid } from '../tenants/refusal'
import { codeOf, type Milestone, type MoneyOrShare } from './milestone'

/** What was accepted of a milestone and what remains, in minor units: both more than nothing, together the whole. */
export interface SplitAmounts {
  readonly acceptedMinor: bigint
  readonly remainingMinor: bigint
}

/**
 * A share is resolved together with what it leaves, by largest remainder: 80 % of 3,333.33 is 2,666.66, and 666.67
 * remain. Refuses validation_failed for nothing, for all, and for amounts that are none of the currency.
 */
export function splitAmounts(wholeMinor: bigint, accepted: MoneyOrShare, currency: string): SplitAmounts {
  const acceptedMinor =
    'amount' in accepted ? typedMinor(accepted, currency) : resolvedMinor(wholeMinor, accepted)
  const whole = formatMoney(money(wholeMinor, currency))
  if (acceptedMinor <= 0n)
    throw refused('', `Nothing of ${whole} would be accepted. Ask for changes instead.`)
  if (acceptedMinor >= wholeMinor) {
    throw refused('', `Less than ${whole} is accepted in a split. Complete or approve it where all of it is.`)
  }
  return { acceptedMinor, remainingMinor: wholeMinor - acceptedMinor }
}

function typedMinor(accepted: { amount: string; currency: string }, currency: string): bigint {
  if (accepted.currency !== currency) throw refused('/currency', `The schedule is in ${currency}.`)
  const parsed = parseAmount(accepted.amount, currency)
  if (parsed === null) {
    throw refused('/amount', `${accepted.amount} has more digits than ${currency} has.`)
  }
  return parsed.minor
}

function resolvedMinor(wholeMinor: bigint, share: Share): bigint {
  const { over, under } = shareRatio(share)
  if (over >= under) return wholeMinor
  if (over === 0n) return 0n
  const rest: Share =
    'percent' in share ? { percent: percentText(under - over) } : { fraction: `${under - over}/${under}` }
  const [accepted] = resolveShares(wholeMinor, [{ share }, { share: rest }])
  return accepted ?? 0n
}

/** Millionths as a percentage: 200000 is "20.0000". */
const percentText = (millionths: bigint): string =>
  `${millionths / 10_000n}.${String(millionths % 10_000n).padStart(4, '0')}`

const refused = (place: string, detail: string) => {
  const error: FieldError = { pointer: `/accepted${place}`, detail }
  return invalid([error])
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** "2-A" and "2-B"; the next letters where somebody has these: positions are free, so two may have been the second. */
export function splitCodes(milestone: Milestone, milestones: readonly Milestone[]): [string, string] {
  const taken = new Set(milestones.map((each) => each.code))
  const root = codeOf(milestone)
  const free = [...LETTERS].map((letter) => `${root}-${letter}`).filter((code) => !taken.has(code))
  const [accepted, remaining] = free
  if (accepted !== undefined && remaining !== undefined) return [accepted, remaining]
  // Past the alphabet the codes are longer, and still nobody's.
  return [`${root}-A${milestone.ordinal}`, `${root}-B${milestone.ordinal}`]
}
