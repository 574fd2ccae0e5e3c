import type { FileBytes } from '../documents/file-bytes'
import { lockFile, lockFilesOf, removeFile } from '../documents/file-table'
import { usesAmong } from '../documents/file-use-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { lockFor } from './change-milestone'
import { whyKept } from './delete-file'
import { evidenceStaysBecause } from './evidence'

/**
 * Removes one file of a milestone's evidence, while the work is open: it is not submitted again. Its bytes go when no
 * other file has them; what an approver was shown in an earlier round stays readable there.
 * Refuses: not_found (also another milestone's evidence), milestone_locked, file_in_use.
 */
export async function removeEvidence(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  request: { milestoneId: string; fileId: string },
): Promise<void> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  await lockFilesOf(sql, schedule.dealId)
  const file = await lockFile(sql, request.fileId)
  if (file?.kind !== 'evidence' || file.milestoneId !== milestone.milestoneId) throw notFound('file')
  const stays = evidenceStaysBecause(milestone)
  if (stays !== null) throw conflict('milestone_locked', stays, { milestoneId: milestone.milestoneId })
  const uses = await usesAmong(sql, [file.fileId], 'decision')
  const kept = whyKept(file, uses.get(file.fileId) ?? [], 0)
  if (kept !== null) throw conflict('file_in_use', kept)
  await removeFile(sql, file.fileId, actor.who)
  await store.deleteUnused(file.sha256)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Removed evidence “${file.name}” from “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId: milestone.milestoneId,
      before: { file: file.name, sha256: file.sha256 },
    },
  ])
}
