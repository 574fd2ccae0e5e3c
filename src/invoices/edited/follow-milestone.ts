import type { Sql } from '../../postgres/database'
import type { AgreedPart } from '../../schedules/agreed-part'
import type { Claim } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone, saveAgreed, saveClaims } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readParts } from '../billing-part-table'
import { billsMilestone } from '../composing/invoice-line'
import { claimInKey, payerOfKey, payerParts } from '../composing/payer-part'
import type { EditedLine } from './edit'

/** By how much a change order moved a part of a milestone, in minor units. */
interface Move {
  readonly key: string
  readonly byMinor: bigint
}

/**
 * What a change order accepted of a milestone's invoice is what its claim and its payer bill from now on: voided, just that
 * is billed again, and what is left for later claims and for the other payers stays what it was. The milestone has its new
 * amount already.
 */
export async function followMilestone(
  sql: Sql,
  schedule: Schedule,
  milestoneId: string,
  lines: readonly EditedLine[],
): Promise<void> {
  const milestone = await readMilestone(sql, milestoneId)
  if (!milestone) return
  const moves: Move[] = []
  let { claims } = milestone
  for (const { part, nowMinor, decidedMinor } of lines) {
    if (nowMinor === null || !billsMilestone(part)) continue
    const byMinor = nowMinor - decidedMinor
    claims = claims.map((claim) => movedAgain(claim, claimInKey(part.partKey), byMinor))
    const key = await creditedKey(sql, milestone, part.partKey)
    claims = movedProgress(claims, claimInKey(key), byMinor)
    moves.push({ key, byMinor })
  }
  if (claims.some((claim, place) => claim !== milestone.claims[place])) {
    await saveClaims(sql, milestoneId, claims)
  }
  const agreed = agreedParts(schedule, milestone, moves)
  if (agreed.length + milestone.agreed.length > 0) await saveAgreed(sql, milestoneId, agreed)
}

/** What a credit took stays what it was: only what is billed of it is another amount. */
function movedAgain(claim: Claim, inKey: string, byMinor: bigint): Claim {
  if (claim.kind !== 'again' || `k${claim.number}` !== inKey) return claim
  return { ...claim, movedMinor: (claim.movedMinor ?? 0n) + byMinor }
}

/** A claim that was billed is what its invoice bills: what is left of the milestone for later ones stays what it was. */
function movedProgress(claims: readonly Claim[], inKey: string, byMinor: bigint): readonly Claim[] {
  const moved = claims.find((claim) => claim.kind === 'progress' && String(claim.number) === inKey)
  if (!moved) return claims
  return claims.map((claim) => {
    if (claim.kind !== 'progress' || claim.number < moved.number) return claim
    const toDateMinor = claim.toDateMinor + byMinor
    return claim === moved
      ? { ...claim, toDateMinor, amountMinor: claim.amountMinor + byMinor }
      : { ...claim, toDateMinor }
  })
}

/** The part of which this one bills something again, after a credit: its payer and its claim pay that much less or more. */
async function creditedKey(sql: Sql, { milestoneId, claims }: Milestone, partKey: string): Promise<string> {
  let key = partKey
  // A number that was taken back is given again, and may stand for its own invoice.
  const seen = new Set<string>()
  while (claimInKey(key).startsWith('k') && !seen.has(key)) {
    seen.add(key)
    const inKey = claimInKey(key)
    const claim = claims.find((each) => each.kind === 'again' && `k${each.number}` === inKey)
    if (!claim || claim.kind === 'progress') return key
    const billed = (await readParts(sql, [claim.intentId])).find(
      (part) =>
        part.milestoneId === milestoneId && billsMilestone(part) && payerOfKey(part.partKey) === claim.payer,
    )
    if (!billed) return key
    key = billed.partKey
  }
  return key
}

/** What each of several payers pays of each claim after these moves, and what nobody moved as it was; empty for one payer. */
function agreedParts(
  schedule: Schedule,
  milestone: Milestone,
  moves: readonly Move[],
): readonly AgreedPart[] {
  const amountMinor = moves.reduce((minor, { byMinor }) => minor - byMinor, milestone.amountMinor)
  const agreed = payerParts(schedule, { ...milestone, amountMinor }).flatMap(
    ({ share, claim, partKey, amountMinor: before }): AgreedPart[] => {
      if (share === null || claim?.kind === 'again') return []
      const [payer, inKey] = [payerOfKey(partKey), claimInKey(partKey)]
      const own = moves.filter(({ key }) => payerOfKey(key) === payer && claimInKey(key) === inKey)
      const now = own.reduce((minor, { byMinor }) => minor + byMinor, before)
      return [{ payer: payer.slice(1), share, claim: Number(inKey), amountMinor: now }]
    },
  )
  return agreed.some((part) => part.amountMinor < 0n) ? [] : agreed
}
