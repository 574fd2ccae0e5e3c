import { claimBills, claimedMinor } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import type { PayerPart } from '../composing/payer-part'
import type { Wording } from './wording'

/**
 * The claim maths that a client reads: percent, amount to date and what was claimed before; empty where nothing was
 * claimed.
 */
export function claimWords(
  milestone: Pick<Milestone, 'claims' | 'amountMinor'>,
  { claim }: Pick<PayerPart, 'claim'>,
  wording: Wording,
  currency: string,
): string {
  const text = (minor: bigint) => wording.money(minor, currency)
  const all = text(milestone.amountMinor)
  if (claim !== undefined && claim.kind !== 'progress')
    return wording.say('billedAgain', {
      invoice: claim.invoice,
      part: text(claimBills(claim)),
      amount: all,
    })
  const before = claim ? claim.toDateMinor - claim.amountMinor : claimedMinor(milestone)
  if (claim === undefined && before === 0n) return ''
  return wording.say('progress', {
    percent: wording.share({ percent: claim?.percent ?? '100' }),
    toDate: claim ? text(claim.toDateMinor) : all,
    amount: claim ? all : null,
    before: before === 0n ? null : text(before),
  })
}
