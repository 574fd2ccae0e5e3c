import type { StoredFile } from '../documents/file'
import { lockFile, lockFilesOf, setItem } from '../documents/file-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { lockFor } from './change-milestone'
import { evidenceStaysBecause } from './evidence'
import { checkItem } from './evidence-item'

/**
 * Says which of the things that were asked a piece of evidence shows, or none, while the work is open: what was submitted
 * stays as it was shown.
 * Refuses: not_found (also another milestone's evidence), milestone_locked, validation_failed (nothing asks for it).
 */
export async function assignEvidence(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; fileId: string; item: string | null },
): Promise<StoredFile> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const { milestoneId } = milestone
  await lockFilesOf(sql, schedule.dealId)
  const file = await lockFile(sql, request.fileId)
  if (file?.kind !== 'evidence' || file.milestoneId !== milestoneId) throw notFound('file')
  const stays = evidenceStaysBecause(milestone)
  if (stays !== null) throw conflict('milestone_locked', stays, { milestoneId })
  const { item } = request
  checkItem(milestone, item)
  if (file.item === item) return file
  await setItem(sql, file.fileId, item)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what:
        item === null
          ? `“${file.name}” stands for nothing in particular that was asked of “${milestone.name}”`
          : `“${file.name}” is the evidence for “${item}” of “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId,
      before: { file: file.name, item: file.item },
      after: { file: file.name, item },
    },
  ])
  return { ...file, item }
}
