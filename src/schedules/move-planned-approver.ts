import type { Sql } from '../postgres/database'
import { invalid } from '../tenants/refusal'
import { type AddressMove, alreadyThere, movedRule } from './approver-address'
import { readMilestones, saveMilestones } from './milestone-table'
import type { ApprovalRule, Schedule } from './schedule'
import { saveSchedule } from './schedule-table'

/**
 * Whoever is asked wrongly once would be asked wrongly again: wherever a deal's plan names somebody by one address, for all
 * its work or for one milestone, it names them by the other. Under the schedule's lock. Answers whether anything named them.
 * Refuses validation_failed (`/email`: a rule that names them asks somebody else there).
 */
export async function movePlannedApprover(sql: Sql, schedule: Schedule, move: AddressMove): Promise<boolean> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  refuseTaken('The plan', schedule.terms.approval, move)
  const moved = milestones.flatMap((milestone) => {
    const { details, name } = milestone
    const approval = movedRule(details.approval, move)
    if (approval === null) return []
    refuseTaken(`The plan of “${name}”`, details.approval, move)
    return [{ ...milestone, details: { ...details, approval } }]
  })
  if (moved.length > 0) await saveMilestones(sql, schedule.scheduleId, moved)
  const approval = movedRule(schedule.terms.approval, move)
  if (moved.length === 0 && approval === null) return false
  // The version counts up too where only milestones named them: a builder that was opened before would put the old one back.
  const terms = { ...schedule.terms, ...(approval !== null && { approval }) }
  await saveSchedule(sql, { ...schedule, terms })
  return true
}

function refuseTaken(where: string, rule: ApprovalRule | null, move: AddressMove): void {
  const other = rule && alreadyThere(rule.approvers, move)
  if (!other) return
  throw invalid([{ pointer: '/email', detail: `${where} names ${other.name} at this address beside them.` }])
}
