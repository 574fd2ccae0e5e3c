import type { StoredFile } from '../documents/file'
import { formatMoney, money } from '../money/money'

/** That a person held a milestone's amount against the agreement, and found it there. */
export interface AgreementCheck {
  readonly milestoneId: string
  readonly fileId: string
  /** The version that it was held against. */
  readonly version: number
  /** "p. 3, section 2", as typed. */
  readonly place: string | null
  readonly note: string | null
  /** The amount then, in minor units of the schedule's currency. */
  readonly amountMinor: bigint
  readonly by: string
  readonly at: Date
}

/** Why a check no longer holds, in words; null while it does. */
export function checkDiffers(
  check: AgreementCheck,
  milestone: { readonly amountMinor: bigint },
  currency: string,
  agreement: Pick<StoredFile, 'version'> | null,
): string | null {
  const reasons: string[] = []
  if (check.amountMinor !== milestone.amountMinor) {
    reasons.push(`the amount was ${formatMoney(money(check.amountMinor, currency))} when checked`)
  }
  if (agreement !== null && agreement.version > check.version) {
    reasons.push(`version ${agreement.version} of the agreement came since`)
  }
  return reasons.length === 0 ? null : `Differs: ${reasons.join(', and ')}.`
}
