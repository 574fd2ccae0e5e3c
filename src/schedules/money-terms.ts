import { type Share, shareRatio } from '../money/share'
import type { FieldError } from '../tenants/refusal'

/** Money as it came over the wire: not yet known to fit its currency. */
export interface MoneyText {
  readonly amount: string
  readonly currency: string
}

/** What is held back of each invoice: a percentage, one that falls as the job proceeds, or an amount. */
export type Retainage =
  | { readonly percent: string }
  | { readonly fixed: MoneyText }
  | { readonly sliding: readonly { readonly upToPercent: string; readonly percent: string }[] }

/** Money billed before work, as a share of the contract. */
export interface Deposit {
  readonly mode: 'income' | 'liability' | 'advance'
  readonly share: Share
  readonly draw?: 'full' | 'proportional' | undefined
  /** An advance is billed when the client accepts the plan; left out: when somebody says so. */
  readonly billOn?: 'signature' | undefined
}

export interface MoneyTerms {
  readonly hourlyRate?: MoneyText | null | undefined
  readonly notToExceed?: MoneyText | null | undefined
  readonly retainage?: Retainage | null | undefined
  readonly deposit?: Deposit | null | undefined
}

type Read = (value: MoneyText) => { readonly minor: bigint } | { readonly problem: string }

/** What can't be of the terms about money; `read` tells an amount of the currency from one that is none. */
export function moneyTermErrors(
  terms: MoneyTerms,
  contract: { readonly currency: string; readonly minor: bigint },
  read: Read,
): FieldError[] {
  const errors: FieldError[] = []
  const say = (pointer: string, detail: string) => errors.push({ pointer, detail })
  const amountOf = (value: MoneyText, pointer: string): bigint | null => {
    if (value.currency !== contract.currency) {
      say(`${pointer}/currency`, `The schedule is in ${contract.currency}.`)
      return null
    }
    const typed = read(value)
    if ('minor' in typed) return typed.minor
    say(`${pointer}/amount`, typed.problem)
    return null
  }
  if (terms.hourlyRate) amountOf(terms.hourlyRate, '/hourlyRate')
  if (terms.notToExceed) amountOf(terms.notToExceed, '/notToExceed')
  const { retainage, deposit } = terms
  if (retainage && 'percent' in retainage && isOver(retainage.percent)) {
    say('/retainage/percent', 'At most 100 % can be held back.')
  }
  if (retainage && 'fixed' in retainage) {
    const fixed = amountOf(retainage.fixed, '/retainage/fixed')
    if (fixed !== null && fixed > contract.minor) {
      say('/retainage/fixed/amount', 'No more than the contract can be held back.')
    }
  }
  if (retainage && 'sliding' in retainage) errors.push(...slidingErrors(retainage.sliding))
  if (deposit) {
    const { over, under } = shareRatio(deposit.share)
    if (over > under) say('/deposit/share', 'A deposit is at most 100 % of the contract.')
    if (over === 0n) say('/deposit/share', 'A deposit is more than 0 %. Leave it out where there is none.')
  }
  return errors
}

/** Steps that rise to 100 % complete; how much each holds back is free. */
function slidingErrors(steps: readonly { upToPercent: string; percent: string }[]): FieldError[] {
  const errors: FieldError[] = []
  let reached = 0n
  for (const [index, step] of steps.entries()) {
    const pointer = `/retainage/sliding/${index}`
    const upTo = shareRatio({ percent: step.upToPercent }).over
    if (upTo <= reached) {
      errors.push({
        pointer: `${pointer}/upToPercent`,
        detail: 'Each step goes further than the one before.',
      })
    }
    if (isOver(step.percent)) {
      errors.push({ pointer: `${pointer}/percent`, detail: 'At most 100 % can be held back.' })
    }
    reached = upTo
  }
  if (reached !== ALL)
    errors.push({ pointer: '/retainage/sliding', detail: 'The last step goes up to 100 %.' })
  return errors
}

/** 100 % as `shareRatio` counts percentages. */
const ALL = shareRatio({ percent: '100' }).over
const isOver = (percent: string): boolean => shareRatio({ percent }).over > ALL
