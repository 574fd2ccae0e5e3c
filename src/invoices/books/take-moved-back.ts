import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import { readMilestone } from '../../schedules/milestone-table'
import { readSchedule } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { readParts, takeMovedPart } from '../billing-part-table'
import { billsMilestone, netOfLines, sizeOfLines } from '../composing/invoice-line'
import { payerParts } from '../composing/payer-part'
import type { BillingIntent, BillingPart } from '../intent'
import { setAmount } from '../intent-table'
import { setAsidePrepared } from '../prepared/take-prepared'
import { billedByPart, type InvoiceFacts } from './document'
import { settleRevived } from './settle-revived'

const quickbooks = program('QuickBooks')

/**
 * Lines whose billing had moved to another invoice, and that bill something again: while nothing else bills their work it is
 * billed by them. What they bill otherwise than was decided is asked about as an edit; so is all of it where it is billed
 * twice. Answers what to record.
 */
export async function takeMovedBack(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  facts: InvoiceFacts,
  number: string,
): Promise<Happening[]> {
  const moved = parts.filter(({ movedMinor }) => movedMinor !== null)
  if (moved.length === 0) return []
  const byPart = billedByPart(facts, parts, intent)
  const there = moved.filter(({ partKey }) => (byPart.get(partKey) ?? 0n) !== 0n)
  if (there.length === 0) return []
  const milestoneIds = there.flatMap(({ milestoneId }) => milestoneId ?? [])
  await setAsidePrepared(sql, quickbooks, milestoneIds, 'revived')
  const back: BillingPart[] = []
  for (const part of there) {
    const amountMinor = await readDecided(sql, part)
    if (await takeMovedPart(sql, intent.intentId, { partKey: part.partKey, amountMinor })) back.push(part)
  }
  if (back.length === 0) return []
  const now = await readParts(sql, [intent.intentId])
  await setAmount(sql, intent.intentId, { amountMinor: netOfLines(now), sizeMinor: sizeOfLines(now) })
  await settleRevived(sql, back.filter(billsMilestone), quickbooks.who)
  const story: Happening[] = []
  for (const part of back) {
    if (part.milestoneId === null || !billsMilestone(part)) continue
    const name = (await readMilestone(sql, part.milestoneId))?.name ?? ''
    story.push({
      what: `A line is on invoice ${number} again; “${name}” is billed by it`,
      dealId: intent.dealId,
      milestoneId: part.milestoneId,
    })
  }
  return story
}

/**
 * What is decided of a part that moved, in minor units: a change order may have agreed to another amount while the other
 * invoice billed it. What the plan divides otherwise by now is what it was.
 */
async function readDecided(sql: Sql, part: BillingPart): Promise<bigint> {
  const { partKey, milestoneId, amountMinor, movedMinor } = part
  const before = movedMinor ?? amountMinor
  const milestone =
    milestoneId !== null && billsMilestone(part) ? await readMilestone(sql, milestoneId) : null
  const schedule = milestone && (await readSchedule(sql, milestone.scheduleId))
  if (!milestone || !schedule) return before
  return payerParts(schedule, milestone).find((each) => each.partKey === partKey)?.amountMinor ?? before
}
