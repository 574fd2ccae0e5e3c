import { listEvidence, readAgreement } from '../documents/file-table'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import { answersFor, type EvidenceAnswer } from './required-evidence'
import { approvalOf } from './round'
import { type Snapshot, shownWork } from './snapshot'

/** Everything an approver would be shown of this milestone now, with what answers the evidence that was asked. */
export async function takeSnapshot(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  given: { note: string | null; answers: readonly EvidenceAnswer[] },
): Promise<Snapshot> {
  const evidence = await listEvidence(sql, [milestone.milestoneId])
  const agreement = await readAgreement(sql, schedule.dealId)
  const { rule, approvers } = approvalOf(schedule, milestone)
  return {
    ...shownWork(schedule, milestone, evidence),
    required: answersFor(milestone.details.evidenceRequired, evidence, given.answers),
    agreement: agreement && {
      fileId: agreement.fileId,
      name: agreement.name,
      version: agreement.version,
      sha256: agreement.sha256,
    },
    note: given.note,
    rule,
    approvers: approvers.map(({ name, role }) => ({ name, role })),
  }
}
