import { limits } from '../../config/limits'
import type { StoredFile } from '../documents/file'
import { type FileBytes, sha256Of } from '../documents/file-bytes'
import { addFile, countEvidence, lockFilesOf, newestOfSeries } from '../documents/file-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { checkedFile } from './attach-file'
import { lockFor } from './change-milestone'
import { noEvidenceBecause } from './evidence'

/**
 * Adds a file as evidence of a milestone's work. The same bytes again are the evidence that is there: sending twice adds
 * once, whatever they are called.
 * Refuses: not_found, milestone_locked, validation_failed (what it is, or its name), too_many_files. Nothing is stored then.
 */
export async function attachEvidence(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  request: { milestoneId: string; note: string | null; name: string; bytes: Uint8Array },
): Promise<StoredFile> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const { milestoneId } = milestone
  const locked = noEvidenceBecause(milestone)
  if (locked !== null) throw conflict('milestone_locked', locked, { milestoneId })
  const { name, type, inline } = checkedFile(request.name, request.bytes)
  const sha256 = sha256Of(request.bytes)
  await lockFilesOf(sql, schedule.dealId)
  const series = { dealId: schedule.dealId, kind: 'evidence', milestoneId, name, sha256 } as const
  const held = await newestOfSeries(sql, series)
  if (held && !held.removed) return held.file
  if ((await countEvidence(sql, milestoneId)) >= limits.evidencePerMilestone) {
    throw conflict(
      'too_many_files',
      `“${milestone.name}” has ${limits.evidencePerMilestone} files of evidence, which is the most. Remove some, or put several into one PDF.`,
      { limit: limits.evidencePerMilestone },
    )
  }
  await store.put(sha256, request.bytes)
  const file = await addFile(sql, {
    ...series,
    version: (held?.file.version ?? 0) + 1,
    type,
    size: request.bytes.length,
    inline,
    note: request.note,
    uploadedBy: actor.who,
  })
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Added evidence “${file.name}” to “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId,
      after: { file: file.name, sha256, ...(file.note !== null && { note: file.note }) },
    },
  ])
  return file
}
