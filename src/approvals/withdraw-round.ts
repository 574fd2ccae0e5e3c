import { settleAttentions } from '../attention/attention-table'
import { endFileUses } from '../documents/file-use-table'
import type { Sql } from '../postgres/database'
import { readDecisions } from './decision-table'
import type { Round } from './round'
import { endRound } from './round-table'
import { openCauses } from './windows/answer-window'

/** Ends a round that nobody needs to answer any more. What somebody has answered to already stays readable. */
export async function withdrawRound(
  sql: Sql,
  { roundId, approvers }: Pick<Round, 'roundId' | 'approvers'>,
): Promise<void> {
  await endRound(sql, roundId, 'withdrawn')
  await settleAttentions(sql, openCauses({ roundId, approvers }), 'Milepost', 'withdrawn')
  if ((await readDecisions(sql, [roundId])).size === 0) await endFileUses(sql, 'decision', roundId)
}
