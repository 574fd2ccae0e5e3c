import { megabytes, type UploadLimits } from '../../../config/upload-limits'
import { readDeal } from '../../deals/deal-table'
import type { DealFileKind, StoredFile } from '../../documents/file'
import { cleanName } from '../../documents/file-name'
import { newestOfSeries } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, invalid, notFound, Refusal } from '../../tenants/refusal'
import { checkEvidenceRoom, findHeldEvidence } from '../attach-evidence'
import { lockFor } from '../change-milestone'
import { checkRoom } from '../check-room'
import { noEvidenceBecause } from '../evidence'
import { checkItem } from '../evidence-item'
import type { Upload, UploadTarget } from './upload'
import { addUpload, countUploads, findUpload, renameUpload } from './upload-table'

/** What somebody is about to send. */
export interface UploadAhead {
  readonly to: { readonly milestoneId: string } | { readonly dealId: string; readonly kind: DealFileKind }
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Of the whole, in hex; without it nothing can be gone on with after the page was left. */
  readonly sha256: string | null
  readonly item: string | null
  readonly note: string | null
}

/** An upload to go on with; or the file that has these bytes already, so that nothing need be sent. */
export type Started = { readonly upload: Upload } | { readonly file: StoredFile }

/**
 * Begins to take a file in pieces, or goes on with one that broke off. What will be refused is refused now, before it was
 * sent; the bytes themselves are judged when they are whole.
 * Refuses: not_found, milestone_locked, payload_too_large, validation_failed (its name, its item), too_many_files,
 * storage_full.
 */
export async function startUpload(
  sql: Sql,
  actor: Actor & { readonly personId: string },
  limits: UploadLimits,
  ahead: UploadAhead,
): Promise<Started> {
  if (ahead.size > limits.fileBytes) {
    throw new Refusal(413, 'payload_too_large', `A file may have ${megabytes(limits.fileBytes)} at most.`)
  }
  const name = cleanName(ahead.name)
  if (name === null) {
    throw invalid([{ pointer: '/name', detail: 'A file needs a name with a letter or a digit in it.' }])
  }
  const place =
    'milestoneId' in ahead.to
      ? await placeOfEvidence(sql, actor, limits, ahead.to.milestoneId, { ...ahead, name })
      : await placeOfFile(sql, limits, ahead.to, { ...ahead, name })
  if ('file' in place) return place
  const { size, sha256, item, note } = ahead
  const fresh = { ...place, name: ahead.name, size, sha256, item, note }
  const held = sha256 === null ? null : await findUpload(sql, actor.personId, fresh)
  if (held) {
    await renameUpload(sql, held.uploadId, fresh)
    return { upload: { ...held, name: fresh.name, item, note } }
  }
  if ((await countUploads(sql, actor.personId)) >= limits.uploadsPerPerson) {
    throw conflict(
      'too_many_files',
      `You have ${limits.uploadsPerPerson} files on their way, which is the most. Let some arrive, or cancel them.`,
      { limit: limits.uploadsPerPerson },
    )
  }
  return { upload: await addUpload(sql, actor.personId, fresh) }
}

type Place = { readonly dealId: string; readonly target: UploadTarget } | { readonly file: StoredFile }

async function placeOfEvidence(
  sql: Sql,
  actor: Actor,
  limits: UploadLimits,
  milestoneId: string,
  { name, size, sha256, item }: UploadAhead,
): Promise<Place> {
  const { milestone, schedule } = await lockFor(sql, milestoneId)
  const locked = noEvidenceBecause(milestone)
  if (locked !== null) throw conflict('milestone_locked', locked, { milestoneId: milestone.milestoneId })
  checkItem(milestone, item)
  if (sha256 !== null) {
    const { held } = await findHeldEvidence(sql, actor, schedule.dealId, milestone, { name, sha256, item })
    if (held) return { file: held }
  }
  await checkEvidenceRoom(sql, limits, milestone, size)
  const target = { kind: 'evidence', milestoneId: milestone.milestoneId } as const
  return { dealId: schedule.dealId, target }
}

async function placeOfFile(
  sql: Sql,
  limits: UploadLimits,
  to: { readonly dealId: string; readonly kind: DealFileKind },
  { name, size, sha256, item }: UploadAhead,
): Promise<Place> {
  const deal = await readDeal(sql, to.dealId)
  if (!deal) throw notFound('deal')
  if (item !== null) {
    throw invalid([{ pointer: '/item', detail: 'Only a milestone’s evidence shows what was asked of it.' }])
  }
  const { dealId } = deal
  if (sha256 !== null) {
    const newest = await newestOfSeries(sql, { dealId, kind: to.kind, milestoneId: null, name, sha256 })
    if (newest && !newest.removed && newest.file.sha256 === sha256) return { file: newest.file }
  }
  await checkRoom(sql, limits, size)
  return { dealId, target: { kind: to.kind, milestoneId: null } }
}
