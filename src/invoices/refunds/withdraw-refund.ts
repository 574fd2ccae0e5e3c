import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { lockFor } from '../../schedules/change-milestone'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { type Attribution, readAttributions, removeAttribution } from '../books/attribution-table'
import { readDocuments } from '../books/document-table'
import { followCredits } from '../credits/follow-credits'
import { keepDivision } from '../credits/keep-division'
import { readRebillers } from '../credits/read-rebillers'
import { takeBackClaims } from '../credits/take-back-claims'
import { noticeTooMuch } from '../notice-too-much'
import { setAsidePrepared } from '../prepared/take-prepared'
import { followRefunds } from './follow-refunds'
import { lockSaid } from './lock-said'
import { refundName } from './refund'

/**
 * Takes back what was said about a refund: it was said by mistake, or its invoice is billed otherwise by now. What was let
 * be billed again is not, and it is asked about anew. Refuses not_found, already_billed.
 */
export async function withdrawRefund(sql: Sql, actor: Actor, refundId: string): Promise<void> {
  const seen = await readAttributions(sql, 'RefundReceipt', refundId)
  if (seen.length === 0) throw notFound('answer about this refund')
  const dealIds = await lockSaid(sql, seen.flatMap(subjectOf))
  // Once more, under the locks: somebody may have been quicker, and have said something else since.
  const asked = await readAttributions(sql, 'RefundReceipt', refundId)
  if (!sameSubjects(seen, asked)) throw notFound('answer about this refund')
  const subjects = asked.flatMap(subjectOf)
  for (const milestoneId of new Set(subjects.flatMap((each) => each.milestoneId ?? [])))
    await withoutClaims(sql, actor, milestoneId, refundId)
  await removeAttribution(sql, 'RefundReceipt', refundId)
  const intentIds = [...new Set(subjects.map(({ intentId }) => intentId))]
  for (const intentId of intentIds) await keepDivision(sql, intentId)
  await followCredits(sql, intentIds)
  // A deposit that was not given back after all counts again.
  await noticeTooMuch(sql, intentIds)
  const mayConcern = await followRefunds(sql, new Set([refundId]))
  await markDirty(sql, [...dealIds, ...mayConcern])
  const number =
    (await readDocuments(sql, 'RefundReceipt', [refundId])).get(refundId)?.body?.DocNumber ?? null
  const what = `Took back what was said about ${refundName({ refundId, number })}`
  const story = subjects.flatMap(({ milestoneId }, place) => {
    const dealId = dealIds[place]
    return dealId === undefined ? [] : [{ what, dealId, milestoneId }]
  })
  await record(sql, actor, story.length === 0 ? [{ what }] : story)
}

/** What it was said to be for; nothing where it is for something else. */
const subjectOf = ({ intentId, milestoneId }: Attribution) =>
  intentId === null ? [] : [{ intentId, milestoneId }]

const sameSubjects = (one: readonly Attribution[], other: readonly Attribution[]): boolean => {
  const keys = (said: readonly Attribution[]) =>
    said.map(({ intentId, milestoneId }) => `${intentId} ${milestoneId}`).join()
  return keys(one) === keys(other)
}

/** The milestone without what this refund opened or closed of it. Refuses already_billed. */
async function withoutClaims(sql: Sql, actor: Actor, milestoneId: string, refundId: string): Promise<void> {
  const { schedule, milestone } = await lockFor(sql, milestoneId)
  const own = milestone.claims.filter((claim) => claim.kind !== 'progress' && claim.refund === refundId)
  if (own.length === 0) return
  await setAsidePrepared(sql, actor, [milestoneId], 'answer taken back')
  const by = await readRebillers(
    sql,
    milestoneId,
    own.filter(({ kind }) => kind === 'again'),
  )
  if (by) {
    throw conflict(
      'already_billed',
      `What this refund gave back of “${milestone.name}” is billed again already. ${by.first}. Nothing was changed.`,
      { milestoneId, invoices: by.numbers },
    )
  }
  const left = milestone.claims.filter((claim) => !own.includes(claim))
  await takeBackClaims(sql, actor, schedule, milestone, left)
}
