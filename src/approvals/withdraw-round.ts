import { settleAttention } from '../attention/attention-table'
import { endFileUses } from '../documents/file-use-table'
import type { Sql } from '../postgres/database'
import { readDecisions } from './decision-table'
import type { Round } from './round'
import { endRound } from './round-table'
import { waitingCause } from './windows/answer-window'

/** Ends a round that nobody needs to answer any more. What somebody has answered to already stays readable. */
export async function withdrawRound(sql: Sql, { roundId }: Pick<Round, 'roundId'>): Promise<void> {
  await endRound(sql, roundId, 'withdrawn')
  await settleAttention(sql, waitingCause({ roundId }), 'Milepost', 'withdrawn')
  if ((await readDecisions(sql, [roundId])).size === 0) await endFileUses(sql, 'decision', roundId)
}
