import { readDeal } from '../deals/deal-table'
import { type DealFileKind, fileWords, type StoredFile } from '../documents/file'
import { type FileBytes, sha256Of } from '../documents/file-bytes'
import { cleanName, endingOf } from '../documents/file-name'
import { addFile, countFiles, lockFilesOf, newestOfSeries } from '../documents/file-table'
import { recogniseType } from '../documents/file-type'
import { type Happening, record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import { checkRoom } from './check-room'
import { lockScheduleOfDeal } from './schedule-table'

/**
 * Attaches a file to a deal. The agreement again, or another file of the same name, is the next version, and the earlier
 * ones stay. The same bytes as the newest version are that version: sending twice attaches once.
 * Refuses: not_found, validation_failed (what it is, or its name), too_many_files, storage_full. Nothing is stored then.
 */
export async function attachFile(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  request: AttachRequest,
): Promise<StoredFile & { duplicate: boolean }> {
  const { file, happened } = await keepFile(sql, actor, store, request)
  await record(sql, actor, happened)
  return { ...file, duplicate: happened.length === 0 }
}

export interface AttachRequest {
  readonly dealId: string
  readonly kind: DealFileKind
  readonly note: string | null
  readonly name: string
  readonly bytes: Uint8Array
  /** The answer that a client sent it with: it is a version of nothing else. */
  readonly sentWith?: string | null
}

/** The same for what records at its end; nothing happened where the file was there already. */
export async function keepFile(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  request: AttachRequest,
): Promise<{ file: StoredFile; happened: Happening[] }> {
  const deal = await readDeal(sql, request.dealId)
  if (!deal) throw notFound('deal')
  const { name, type, inline } = checkedFile(request.name, request.bytes)
  const sha256 = sha256Of(request.bytes)
  await lockScheduleOfDeal(sql, deal.dealId)
  await lockFilesOf(sql, deal.dealId)
  const sentWith = request.sentWith ?? null
  const newest = await newestOfSeries(sql, {
    dealId: deal.dealId,
    kind: request.kind,
    milestoneId: null,
    name,
    sha256,
    sentWith,
  })
  if (newest && !newest.removed && newest.file.sha256 === sha256) {
    return { file: newest.file, happened: [] }
  }
  const { filesPerDeal } = store.limits
  if ((await countFiles(sql, deal.dealId)) >= filesPerDeal) {
    throw conflict(
      'too_many_files',
      `This deal has ${filesPerDeal} files, which is the most. An admin or the owner can delete some.`,
      { limit: filesPerDeal },
    )
  }
  await checkRoom(sql, store.limits, request.bytes.length)
  await store.put(sha256, request.bytes)
  const file = await addFile(sql, {
    dealId: deal.dealId,
    kind: request.kind,
    milestoneId: null,
    version: (newest?.file.version ?? 0) + 1,
    name,
    type,
    size: request.bytes.length,
    sha256,
    inline,
    note: request.note,
    uploadedBy: actor.who,
    sentWith,
  })
  await announceDeals(sql, [deal.dealId])
  const happened = {
    what: `Attached ${fileWords(file)}`,
    dealId: deal.dealId,
    before: told(newest && !newest.removed ? newest.file : null),
    after: told(file),
  }
  return { file, happened: [happened] }
}

/** A file as the history keeps it. */
const told = (file: StoredFile | null) =>
  file && { file: file.name, sha256: file.sha256, ...(file.note !== null && { note: file.note }) }

/** The file's clean name and what it is, or a refusal that says what to do. */
export function checkedFile(
  given: string,
  bytes: Uint8Array,
): { name: string; type: string; inline: boolean } {
  const refuse = (detail: string) => invalid([{ pointer: '/file', detail }])
  const name = cleanName(given)
  if (name === null) throw refuse('A file needs a name with a letter or a digit in it.')
  const found = recogniseType(bytes, name)
  if ('problem' in found) throw refuse(found.problem)
  return { ...found, name: endingOf(name) === '' ? `${name}.${found.ending}` : name }
}
