import { recordFileUse } from '../documents/file-use-table'
import { wantPictures } from '../documents/thumbnails/wanted-picture-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { advanceUpkeep } from '../tenants/upkeep-table'
import { askByMail } from './mails/ask-by-mail'
import { approvalOf, type Round } from './round'
import { openRound } from './round-table'
import { SNAPSHOT_VERSION, type Snapshot, snapshotHash } from './snapshot'

/**
 * Opens a milestone's next round on what was frozen, by the rule and the approvers of this moment. What it shows stays
 * readable as long as the round does.
 */
export async function openReview(
  sql: Sql,
  work: {
    schedule: Schedule
    milestone: Milestone
    snapshot: Snapshot
    note: string | null
    by: string
    takesBack?: Round['takesBack']
  },
): Promise<Round> {
  const { schedule, milestone, snapshot } = work
  const { rule, approvers, windowDays, deemed, partial } = approvalOf(schedule, milestone)
  const round = await openRound(sql, {
    milestoneId: milestone.milestoneId,
    snapshot,
    snapshotHash: snapshotHash(snapshot, SNAPSHOT_VERSION),
    snapshotVersion: SNAPSHOT_VERSION,
    rule,
    approvers,
    partial: partial ?? true,
    windowDays,
    deemed,
    note: work.note,
    submittedBy: work.by,
    takesBack: work.takesBack ?? null,
  })
  const shown = [...snapshot.evidence, ...(snapshot.agreement ? [snapshot.agreement] : [])]
  await recordFileUse(sql, {
    fileIds: shown.map(({ fileId }) => fileId),
    usedBy: 'decision',
    subjectId: round.roundId,
    words: `round ${round.number} of the approval of “${milestone.name}”`,
  })
  // Before whoever is asked looks at them.
  if (await wantPictures(sql, snapshot.evidence)) await advanceUpkeep(sql, 0)
  await askByMail(sql, schedule.dealId, round)
  return round
}
