import { settleAttentions } from '../attention/attention-table'
import { lockFilesForUse, recordFileUse } from '../documents/file-use-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import { invalid } from '../tenants/refusal'
import { addDecision, readDecisions } from './decision-table'
import type { Judge } from './judge'
import { sendReceipts } from './mails/ask-by-mail'
import { type Decision, type Round, roundOutcome } from './round'
import type { Verdict } from './verdict'
import { openCauses, unreachedCause } from './windows/answer-window'
import { refreshWindow } from './windows/refresh-window'

/** Keeps what was said, about which snapshot, with the files that prove it. Refuses validation_failed for unknown ones. */
export async function keepDecision(
  sql: Sql,
  { dealId }: Pick<Schedule, 'dealId'>,
  round: Round,
  judge: Judge,
  verdict: Verdict,
): Promise<Decision> {
  const known = await lockFilesForUse(sql, dealId, judge.fileIds)
  const fileIds = judge.fileIds.map((id) => id.toLowerCase())
  const unknown = fileIds.flatMap((id, index) =>
    known.has(id)
      ? []
      : [{ pointer: `/fileIds/${index}`, detail: 'There is no such file on this deal. Attach it first.' }],
  )
  if (unknown.length > 0) throw invalid(unknown)
  const isPart = verdict.decision === 'approve_part'
  const decision = await addDecision(sql, {
    ...judge,
    roundId: round.roundId,
    decision: verdict.decision,
    reason: verdict.reason,
    outcome: isPart ? verdict.outcome : null,
    accepted: isPart ? verdict.accepted : null,
    fileIds,
    snapshotHash: round.snapshotHash,
  })
  await recordFileUse(sql, {
    fileIds,
    usedBy: 'decision',
    subjectId: decision.decisionId,
    words: `the answer of ${judge.who} to round ${round.number} of “${round.snapshot.name}”`,
  })
  await sendReceipts(sql, dealId, round, decision)
  await followAnswer(sql, round, decision)
  return decision
}

/** Somebody answered: who is waited for, and until when, may have changed; a question about a round that ends is settled. */
async function followAnswer(sql: Sql, round: Round, { at }: Decision): Promise<void> {
  const decisions = (await readDecisions(sql, [round.roundId])).get(round.roundId) ?? []
  if (roundOutcome(round, decisions) !== 'open')
    return settleAttentions(sql, openCauses(round), 'Milepost', 'answered')
  const { approvers } = round
  const answered = approvers.filter(({ id }) => decisions.some(({ approverId }) => approverId === id))
  await settleAttentions(
    sql,
    answered.map(({ id }) => unreachedCause(round, id)),
    'Milepost',
    'answered',
  )
  await refreshWindow(sql, round, at)
}
