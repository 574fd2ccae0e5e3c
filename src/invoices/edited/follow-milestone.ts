import type { Sql } from '../../postgres/database'
import type { AgreedPart } from '../../schedules/agreed-part'
import { type Claim, progressOf } from '../../schedules/claim'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone, saveAgreed, saveClaims } from '../../schedules/milestone-table'
import { keyOf, payersOf } from '../../schedules/payers'
import type { Schedule } from '../../schedules/schedule'
import { readParts, readPartsOfMilestone } from '../billing-part-table'
import { billsMilestone } from '../composing/invoice-line'
import { claimInKey, payerOfKey, payerParts } from '../composing/payer-part'
import type { BillingPart } from '../intent'
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
    const key = (await creditedPart(sql, milestone, claimInKey(part.partKey)))?.partKey ?? part.partKey
    claims = movedProgress(claims, claimInKey(key), byMinor)
    moves.push({ key, byMinor })
  }
  if (claims.some((claim, place) => claim !== milestone.claims[place])) {
    await saveClaims(sql, milestoneId, claims)
  }
  const agreed = await agreedParts(sql, schedule, milestone, { claims, moves })
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

/**
 * The part of which the claim of this number in its key bills something again, after a credit: its payer and its claim pay that
 * much less or more. Null for any other claim, and where that part is not known.
 */
async function creditedPart(
  sql: Sql,
  { milestoneId, claims }: Milestone,
  inKey: string,
): Promise<BillingPart | null> {
  let part: BillingPart | null = null
  let number = inKey
  // A number that was taken back is given again, and may stand for its own invoice.
  const seen = new Set<string>()
  while (number.startsWith('k') && !seen.has(number)) {
    seen.add(number)
    const claim = claims.find((each) => each.kind === 'again' && `k${each.number}` === number)
    if (!claim || claim.kind === 'progress') return part
    const billed = (await readParts(sql, [claim.intentId])).find(
      (each) =>
        each.milestoneId === milestoneId && billsMilestone(each) && payerOfKey(each.partKey) === claim.payer,
    )
    if (!billed) return part
    part = billed
    number = claimInKey(billed.partKey)
  }
  return part
}

/**
 * What each of several payers pays of each claim now: what the live part of it was decided to bill, and where none is live,
 * what it was before, moved as it was accepted. Empty for one payer, and where that is not the milestone's amount: shares
 * say it then.
 */
async function agreedParts(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  { claims, moves }: { readonly claims: readonly Claim[]; readonly moves: readonly Move[] },
): Promise<readonly AgreedPart[]> {
  const payers = payersOf(schedule, milestone)
  if (payers.length < 2) return []
  const before = moves.reduce((minor, { byMinor }) => minor - byMinor, milestone.amountMinor)
  const moved = new Map(
    payerParts(schedule, { ...milestone, amountMinor: before }).map(({ partKey, amountMinor }) => [
      placeInKey(partKey),
      amountMinor,
    ]),
  )
  for (const { key, byMinor } of moves) {
    const minor = moved.get(placeInKey(key))
    if (minor !== undefined) moved.set(placeInKey(key), minor + byMinor)
  }
  const decided = await readDecided(sql, { ...milestone, claims })
  const claimed = progressOf(milestone).map(({ number }) => number)
  const agreed = [...claimed, claimed.length + 1].flatMap((claim) =>
    payers.flatMap((payer): AgreedPart[] => {
      const place = `c${keyOf(payer)}:${claim}`
      // A payer of nothing has no part by shares, and may have a live one by what was agreed.
      const amountMinor = decided.get(place) ?? moved.get(place)
      return amountMinor === undefined
        ? []
        : [{ payer: keyOf(payer), share: payer.share, claim, amountMinor }]
    }),
  )
  const isAll = agreed.reduce((sum, part) => sum + part.amountMinor, 0n) === milestone.amountMinor
  return isAll && agreed.every((part) => part.amountMinor >= 0n) ? agreed : []
}

/** Whose part a key is, and of which claim. */
const placeInKey = (key: string): string => `${payerOfKey(key)}:${claimInKey(key)}`

/**
 * What live parts were decided to bill, by payer and claim as they stand in their keys, with what was accepted since of what
 * is billed of them again. Minor units.
 */
async function readDecided(sql: Sql, milestone: Milestone): Promise<ReadonlyMap<string, bigint>> {
  const again = new Map<string, bigint>()
  for (const claim of milestone.claims) {
    if (claim.kind !== 'again' || claim.movedMinor === undefined) continue
    const part = await creditedPart(sql, milestone, `k${claim.number}`)
    // Where it was voided and billed again since, the new one was decided with all that.
    if (part === null) continue
    const id = `${part.intentId}:${part.partKey}`
    again.set(id, (again.get(id) ?? 0n) + claim.movedMinor)
  }
  const decided = new Map<string, bigint>()
  for (const { live, intentId, partKey, amountMinor } of await readPartsOfMilestone(
    sql,
    milestone.milestoneId,
  )) {
    if (!live) continue
    const key = placeInKey(partKey)
    const minor = amountMinor + (again.get(`${intentId}:${partKey}`) ?? 0n)
    decided.set(key, (decided.get(key) ?? 0n) + minor)
  }
  return decided
}
