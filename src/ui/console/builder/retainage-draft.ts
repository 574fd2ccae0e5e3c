import type { ScheduleInput } from '../../../http/contract/schedule'
import { toMinor, typedDecimal } from '../../parts/minor-units'

type RetainageInput = NonNullable<ScheduleInput['retainage']>

export interface RetainageStep {
  /** Percent complete, as typed. */
  readonly upTo: string
  /** Percent held back until then, as typed. */
  readonly percent: string
}

/** What is held back of each invoice, while it is chosen. */
export interface RetainageDraft {
  readonly kind: 'none' | 'percent' | 'fixed' | 'sliding'
  readonly percent: string
  /** An amount of the schedule's currency. */
  readonly fixed: string
  readonly steps: readonly RetainageStep[]
}

const noRetainage: RetainageDraft = {
  kind: 'none',
  percent: '',
  fixed: '',
  steps: [
    { upTo: '50', percent: '10' },
    { upTo: '100', percent: '5' },
  ],
}

export function retainageOf(said: RetainageInput | null | undefined): RetainageDraft {
  if (said === null || said === undefined) return noRetainage
  if ('percent' in said) return { ...noRetainage, kind: 'percent', percent: said.percent }
  if ('fixed' in said) return { ...noRetainage, kind: 'fixed', fixed: said.fixed.amount }
  const steps = said.sliding.map(({ upToPercent, percent }) => ({ upTo: upToPercent, percent }))
  return { ...noRetainage, kind: 'sliding', steps }
}

/** "10" or "7.5 %" in ten-thousandths of a percent; null when it is no percentage up to 100. */
export function percentTyped(typed: string): bigint | null {
  const units = toMinor(typed.replace(/[\s%]/g, ''), 4)
  return units !== null && units >= 0n && units <= 1_000_000n ? units : null
}

/** "7.5 %" as the contract takes it. */
export const plainPercent = (typed: string): string => typed.replace(/[\s%]/g, '')

export function retainageInput(
  { kind, percent, fixed, steps }: RetainageDraft,
  currency: string,
  digits: number,
): RetainageInput | null {
  switch (kind) {
    case 'none':
      return null
    case 'percent':
      return { percent: plainPercent(percent) }
    case 'fixed': {
      const amount = typedDecimal(fixed, digits)
      return amount === null ? null : { fixed: { amount, currency } }
    }
    case 'sliding':
      return {
        sliding: steps.map((step) => ({
          upToPercent: plainPercent(step.upTo),
          percent: plainPercent(step.percent),
        })),
      }
  }
}

type Say = (pointer: string, detail: string, missing?: boolean) => void
const wanted = 'A percentage, such as 10, at most 100'

/** What is wrong with it, by the contract's pointers. */
export function retainageErrors(
  { kind, percent, fixed, steps }: RetainageDraft,
  digits: number,
  say: Say,
): void {
  if (kind === 'percent' && percentTyped(percent) === null) {
    say('/retainage/percent', wanted, percent.trim() === '')
  }
  if (kind === 'fixed' && typedDecimal(fixed, digits) === null) {
    say('/retainage/fixed', 'An amount, such as 5,000', fixed.trim() === '')
  }
  if (kind !== 'sliding') return
  let reached = 0n
  steps.forEach(({ upTo, percent: held }, at) => {
    const until = percentTyped(upTo)
    if (until === null || until <= reached) {
      say(
        `/retainage/sliding/${at}/upToPercent`,
        'More than the step before, at most 100',
        upTo.trim() === '',
      )
    }
    if (percentTyped(held) === null) say(`/retainage/sliding/${at}/percent`, wanted, held.trim() === '')
    reached = until ?? reached
  })
  if (reached !== 1_000_000n) say('/retainage/sliding', 'The last step goes up to 100 %')
}

/** "10 % retainage"; null when nothing is held back. */
export function retainageWords({ kind, percent, steps }: RetainageDraft): string | null {
  switch (kind) {
    case 'none':
      return null
    case 'percent':
      return percent === '' ? 'retainage' : `${plainPercent(percent)}\u00a0% retainage`
    case 'fixed':
      return 'a fixed retainage'
    case 'sliding':
      return `retainage in ${steps.length} steps`
  }
}
