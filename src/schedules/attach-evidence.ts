import type { UploadLimits } from '../../config/upload-limits'
import type { StoredFile } from '../documents/file'
import { type FileBytes, sha256Of } from '../documents/file-bytes'
import { addFile, countEvidence, lockFilesOf, newestOfSeries } from '../documents/file-table'
import { wantPictures } from '../documents/thumbnails/wanted-picture-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { advanceUpkeep } from '../tenants/upkeep-table'
import { assignEvidence } from './assign-evidence'
import { checkedFile } from './attach-file'
import { lockFor } from './change-milestone'
import { checkRoom } from './check-room'
import { evidenceStaysBecause, noEvidenceBecause } from './evidence'
import { checkItem } from './evidence-item'
import type { Milestone } from './milestone'

/**
 * Adds a file as evidence of a milestone's work. The same bytes again are the evidence that is there: sending twice adds
 * once, whatever they are called; for an item they count where they stood for none. `duplicate` says that they were there.
 * Refuses: not_found, milestone_locked, validation_failed (what it is, its name, or its item), too_many_files, storage_full.
 * Nothing is stored then.
 */
export async function attachEvidence(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  request: {
    milestoneId: string
    note: string | null
    /** Which of the things that were asked it shows. */
    item?: string | null
    name: string
    bytes: Uint8Array
  },
): Promise<StoredFile & { duplicate: boolean }> {
  const { milestone, schedule } = await lockFor(sql, request.milestoneId)
  const { milestoneId } = milestone
  const locked = noEvidenceBecause(milestone)
  if (locked !== null) throw conflict('milestone_locked', locked, { milestoneId })
  const item = request.item ?? null
  checkItem(milestone, item)
  const { name, type, inline } = checkedFile(request.name, request.bytes)
  const sha256 = sha256Of(request.bytes)
  const known = await findHeldEvidence(sql, actor, schedule.dealId, milestone, { name, sha256, item })
  if (known.held) return { ...known.held, duplicate: true }
  await checkEvidenceRoom(sql, store.limits, milestone, request.bytes.length)
  await store.put(sha256, request.bytes)
  const file = await addFile(sql, {
    dealId: schedule.dealId,
    kind: 'evidence',
    milestoneId,
    name,
    sha256,
    version: known.version,
    type,
    size: request.bytes.length,
    inline,
    note: request.note,
    item,
    uploadedBy: actor.who,
  })
  if (await wantPictures(sql, [file])) await advanceUpkeep(sql, 0)
  await announceDeals(sql, [schedule.dealId])
  await record(sql, actor, [
    {
      what: `Added evidence “${file.name}” to “${milestone.name}”`,
      dealId: schedule.dealId,
      milestoneId,
      after: {
        file: file.name,
        sha256,
        ...(file.note !== null && { note: file.note }),
        ...(item !== null && { item }),
      },
    },
  ])
  return { ...file, duplicate: false }
}

/**
 * The evidence of a milestone with these bytes, for the item where it stood for none; else which version a new one is. The
 * schedule is locked by the caller; the deal's files are, afterwards.
 */
export async function findHeldEvidence(
  sql: Sql,
  actor: Actor,
  dealId: string,
  milestone: Milestone,
  wanted: { readonly name: string; readonly sha256: string; readonly item: string | null },
): Promise<{ held: StoredFile | null; version: number }> {
  const { milestoneId } = milestone
  const { name, sha256, item } = wanted
  await lockFilesOf(sql, dealId)
  const newest = await newestOfSeries(sql, { dealId, kind: 'evidence', milestoneId, name, sha256 })
  if (!newest || newest.removed) return { held: null, version: (newest?.file.version ?? 0) + 1 }
  const { file } = newest
  if (item === null || file.item !== null || evidenceStaysBecause(milestone) !== null) {
    return { held: file, version: file.version }
  }
  const held = await assignEvidence(sql, actor, { milestoneId, fileId: file.fileId, item })
  return { held, version: file.version }
}

/** Refuses too_many_files and storage_full, before anything of a file is taken. */
export async function checkEvidenceRoom(
  sql: Sql,
  limits: UploadLimits,
  milestone: Milestone,
  size: number,
): Promise<void> {
  const { evidencePerMilestone: limit } = limits
  if ((await countEvidence(sql, milestone.milestoneId)) >= limit) {
    throw conflict(
      'too_many_files',
      `“${milestone.name}” has ${limit === 1 ? '1 file' : `${limit} files`} of evidence, which is the most. Remove some, or put several into one PDF.`,
      { limit },
    )
  }
  await checkRoom(sql, limits, size)
}
