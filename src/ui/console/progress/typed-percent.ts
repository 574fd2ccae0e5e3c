import type { ClaimView } from '../../../http/contract/progress'

/** What a person typed as a percentage: as the server takes it, or why it is none, in words. */
export type TypedPercent =
  | { readonly ok: true; readonly percent: string }
  | { readonly ok: false; readonly problem: string }

const scaled = (percent: string): bigint => {
  const [whole = '0', decimals = ''] = percent.split('.')
  return BigInt(whole + decimals.padEnd(4, '0'))
}

/** "42,5", "42.5 %" → 42.5: above what is claimed already, and below 100. */
export function typedPercent(text: string, claimed: string): TypedPercent {
  const plain = text.replace(/%/g, '').trim().replace(',', '.')
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(plain)) return { ok: false, problem: 'A percentage such as 40 or 42.5' }
  const percent = plain.replace(/^0+(?=\d)/, '')
  if (scaled(percent) >= 1_000_000n)
    return { ok: false, problem: 'All of it: complete the milestone instead' }
  if (scaled(percent) <= scaled(claimed)) {
    return {
      ok: false,
      problem: claimed === '0' ? 'More than 0' : `More than the ${claimed} % that are claimed`,
    }
  }
  return { ok: true, percent }
}

/** How far a milestone is claimed: the newest percentage, "0" where nothing is. */
export const claimedPercent = (claims: readonly ClaimView[]): string =>
  claims.filter((claim) => claim.kind === 'progress').at(-1)?.percent ?? '0'
