import { fileWords, type StoredFile } from '../documents/file'
import type { FileBytes } from '../documents/file-bytes'
import { lockFile, lockFilesOf, readFile, removeFile } from '../documents/file-table'
import { usesAmong } from '../documents/file-use-table'
import { record } from '../history/history-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { checksAmong } from './agreement-check-table'
import { lockScheduleOfDeal } from './schedule-table'

/**
 * Deletes a file; its bytes go when no other file has them. What something refers to stays.
 * Refuses: not_found, file_in_use. Evidence is removed from its milestone, which may be locked.
 */
export async function deleteFile(sql: Sql, actor: Actor, store: FileBytes, fileId: string): Promise<void> {
  const seen = await readFile(sql, fileId)
  if (!seen) throw notFound('file')
  await lockScheduleOfDeal(sql, seen.dealId)
  await lockFilesOf(sql, seen.dealId)
  const file = await lockFile(sql, fileId)
  if (!file) throw notFound('file')
  if (file.kind === 'evidence') {
    throw conflict(
      'file_in_use',
      `“${file.name}” is a milestone’s evidence. Remove it there, while its work is open.`,
    )
  }
  const uses = (await usesAmong(sql, [fileId])).get(fileId) ?? []
  const checks = (await checksAmong(sql, [fileId])).get(fileId) ?? 0
  const kept = whyKept(file, uses, checks)
  if (kept !== null) throw conflict('file_in_use', kept)
  await removeFile(sql, fileId, actor.who)
  await store.deleteUnused(file.sha256)
  await announceDeals(sql, [file.dealId])
  await record(sql, actor, [
    {
      what: `Deleted ${fileWords(file)}`,
      dealId: file.dealId,
      before: { file: file.name, sha256: file.sha256 },
    },
  ])
}

/** Why a file can't be deleted, in words that say what would have to end first; null when it can. */
export function whyKept(
  file: Pick<StoredFile, 'name'>,
  uses: readonly string[],
  checks: number,
): string | null {
  if (uses.length > 0) return `“${file.name}” stays: it belongs to ${uses.join(' and ')}.`
  if (checks === 0) return null
  const amounts = checks === 1 ? 'an amount was' : `${checks} amounts were`
  return `“${file.name}” stays: ${amounts} checked against it. Take the ${checks === 1 ? 'check' : 'checks'} back first.`
}
