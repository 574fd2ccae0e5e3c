import type { UploadLimits } from '../../config/upload-limits'
import { countKept } from '../documents/file-table'
import type { Sql } from '../postgres/database'
import { conflict } from '../tenants/refusal'

/** Refuses too_many_files, or storage_full, where the whole workspace keeps as much as it may. Nothing is stored then. */
export async function checkRoom(sql: Sql, limits: UploadLimits, size: number): Promise<void> {
  const kept = await countKept(sql)
  if (kept.files >= limits.filesPerWorkspace) {
    const limit = limits.filesPerWorkspace
    throw conflict(
      'too_many_files',
      `This workspace keeps ${limit.toLocaleString('en-US')} files, which is the most. An admin or the owner can delete some that nothing refers to.`,
      { limit },
    )
  }
  const limit = limits.bytesPerWorkspace
  if (kept.bytes + size > limit) {
    throw conflict(
      'storage_full',
      `This workspace's files have ${gigabytes(kept.bytes)} of ${gigabytes(limit)}, so this one does not fit. An admin or the owner can delete some that nothing refers to.`,
      { limit, kept: kept.bytes, attempted: size },
    )
  }
}

const gigabytes = (bytes: number): string => `${Math.floor((bytes / 1024 ** 3) * 10) / 10} GB`
