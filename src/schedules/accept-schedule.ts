import type { StoredFile } from '../documents/file'
import { readFiles } from '../documents/file-table'
import { filesUsedBy, lockFilesForUse, recordFileUse } from '../documents/file-use-table'
import { type Happening, record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound, stale } from '../tenants/refusal'
import { readToday } from '../tenants/workspace-table'
import { addAcceptance, readAcceptance } from './acceptance-table'
import { acceptedContent } from './accepted-content'
import { readMilestones } from './milestone-table'
import { refreshTriggers } from './refresh-triggers'
import type { Schedule } from './schedule'
import { lockScheduleOfDeal, saveSchedule } from './schedule-table'

/**
 * The client accepted the schedule: amounts are frozen with their base from now on, and control is formal. What was
 * accepted is kept whole, with its hash and the signed files. Repeating it with the same day, name and files changes
 * nothing. `onAccepted` is what follows from the signature, in the same transaction; it answers what to record.
 * Refuses: not_found, version_conflict, schedule_accepted, validation_failed (a day to come, files not of this deal).
 */
export async function acceptSchedule(
  sql: Sql,
  actor: Actor,
  request: {
    dealId: string
    /** `YYYY-MM-DD`. */
    on: string
    by: string
    fileIds?: readonly string[]
    ifVersion: number | null
  },
  onAccepted: (accepted: Schedule) => Promise<readonly Happening[]> = async () => [],
): Promise<Schedule> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  if (request.ifVersion !== null && request.ifVersion !== schedule.version) throw stale('schedule')
  if (schedule.acceptedOn !== null) {
    if (await isSame(sql, schedule, request)) return schedule
    throw conflict(
      'schedule_accepted',
      `${schedule.acceptedBy} accepted this schedule on ${schedule.acceptedOn}. If that is wrong, an admin or the owner can take it back first.`,
    )
  }
  const today = await readToday(sql)
  if (request.on > today) {
    throw invalid([
      { pointer: '/on', detail: `${request.on} has not come yet; today is ${today} where you work.` },
    ])
  }
  const files = await signedFiles(sql, schedule.dealId, request.fileIds ?? [])
  const { content, hash } = acceptedContent(schedule, await readMilestones(sql, [schedule.scheduleId]))
  const accepted: Schedule = {
    ...schedule,
    acceptedOn: request.on,
    acceptedBy: request.by,
    terms: { ...schedule.terms, control: 'formal' },
  }
  await saveSchedule(sql, accepted)
  const { acceptanceId } = await addAcceptance(sql, {
    scheduleId: schedule.scheduleId,
    on: request.on,
    by: request.by,
    content,
    contentHash: hash,
    controlBefore: schedule.terms.control,
    recordedBy: actor.who,
  })
  await recordFileUse(sql, {
    fileIds: files.map((file) => file.fileId),
    usedBy: 'acceptance',
    subjectId: acceptanceId,
    words: `the acceptance of the schedule by ${request.by} on ${request.on}`,
  })
  await refreshTriggers(sql, accepted)
  await markDirty(sql, [schedule.dealId])
  const following = await onAccepted(accepted)
  await record(sql, actor, [
    {
      what: `Recorded that ${request.by} accepted the schedule`,
      dealId: schedule.dealId,
      after: {
        on: request.on,
        files: files.map(({ name, sha256 }) => ({ name, sha256 })),
        planHash: hash,
      },
    },
    ...following,
  ])
  return { ...accepted, version: schedule.version + 1 }
}

/** Whether the acceptance that stands is this one; files that are not named are not compared. */
async function isSame(
  sql: Sql,
  schedule: Schedule,
  request: { on: string; by: string; fileIds?: readonly string[] },
): Promise<boolean> {
  if (schedule.acceptedOn !== request.on || schedule.acceptedBy !== request.by) return false
  if (request.fileIds === undefined) return true
  const held = await readAcceptance(sql, schedule.scheduleId)
  const files = held ? await filesUsedBy(sql, 'acceptance', held.acceptanceId) : []
  const ids = new Set(request.fileIds.map((id) => id.toLowerCase()))
  return ids.size === files.length && files.every((file) => ids.has(file.fileId))
}

/** The files, locked and known to be this deal's. */
async function signedFiles(sql: Sql, dealId: string, fileIds: readonly string[]): Promise<StoredFile[]> {
  if (fileIds.length === 0) return []
  const known = await lockFilesForUse(sql, dealId, fileIds)
  const errors = fileIds.flatMap((id, index) =>
    known.has(id.toLowerCase())
      ? []
      : [{ pointer: `/fileIds/${index}`, detail: 'There is no such file on this deal. Attach it first.' }],
  )
  if (errors.length > 0) throw invalid(errors)
  return [...(await readFiles(sql, [...known])).values()]
}
