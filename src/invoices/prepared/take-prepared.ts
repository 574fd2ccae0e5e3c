import { settleAttention } from '../../attention/attention-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { freeParts } from '../billing-part-table'
import type { InvoiceLine } from '../composing/invoice-line'
import { payerParts } from '../composing/payer-part'
import { requestKeyOf } from '../intent'
import { setIntentState } from '../intent-table'
import { waitAgainBeside } from '../monthly/wait-for-month'
import { noticeTooMuch } from '../notice-too-much'
import { type HeldPrepared, lockOutdatedOf, lockPreparedHolding, lockPreparedOf } from './prepared-table'

/** What causes the question about a prepared invoice that bills no milestone, and so has no question of a milestone's. */
export const readyCause = (intentId: string): string => `ready_to_bill:${intentId}`

/**
 * Before an invoice is decided on: a prepared one of the same parts gives it its place, so that its id, its mark and its
 * address stay; every other prepared one that holds any of its lines is cancelled. Under the schedule's lock.
 */
export async function takePrepared(
  sql: Sql,
  actor: Actor,
  decision: {
    readonly workspaceId: string
    readonly lines: readonly InvoiceLine[]
    readonly keyParts: readonly string[]
  },
): Promise<HeldPrepared | null> {
  const { workspaceId, lines, keyParts } = decision
  const holding = await lockPreparedHolding(
    sql,
    lines.map((line) => line.partKey),
  )
  const same = holding.find(
    ({ requestKey, generation }) => requestKey === requestKeyOf(workspaceId, keyParts, generation),
  )
  await cancelAll(
    sql,
    actor,
    holding.filter((each) => each !== same),
    lines.flatMap(({ milestoneId }) => milestoneId ?? []),
    'billed otherwise',
  )
  return same ?? null
}

/**
 * Cancels what is prepared of these milestones: the work was taken back, divided, or is billed by something else. Their
 * parts and their room under the cap are free. Answers how many there were.
 */
export async function setAsidePrepared(
  sql: Sql,
  actor: Actor,
  milestoneIds: readonly string[],
  how: string,
): Promise<number> {
  const held = await lockPreparedOf(sql, milestoneIds)
  await cancelAll(sql, actor, held, milestoneIds, how)
  return held.length
}

/** Cancels what was prepared of a milestone when others paid it: it can't be billed like that any more. */
export async function setAsideOutdated(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  milestone: Milestone,
): Promise<void> {
  const now = payerParts(schedule, milestone).map((part) => part.partKey)
  const held = await lockOutdatedOf(sql, milestone.milestoneId, now)
  await cancelAll(sql, actor, held, [milestone.milestoneId], 'others pay it now')
}

/** What else stood on an invoice of a month goes back to wait for the next run: nobody took that back. */
async function cancelAll(
  sql: Sql,
  actor: Actor,
  held: readonly HeldPrepared[],
  becauseOf: readonly string[],
  how: string,
): Promise<void> {
  for (const { intentId, issuedOn } of held) {
    await setIntentState(sql, intentId, { state: 'cancelled' })
    await freeParts(sql, intentId)
    await waitAgainBeside(sql, { intentId, dueOn: issuedOn }, becauseOf)
    await settleAttention(sql, readyCause(intentId), actor.who, how)
  }
  await noticeTooMuch(
    sql,
    held.map(({ intentId }) => intentId),
  )
}
