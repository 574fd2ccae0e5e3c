import type { StoredFile } from '../../documents/file'
import { type FileBytes, sha256Of } from '../../documents/file-bytes'
import { readFiles } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { attachEvidence } from '../attach-evidence'
import { attachFile } from '../attach-file'
import type { Upload } from './upload'
import { endUpload, lockUpload, readPieces, readUpload, removeUpload } from './upload-table'

type Sender = Actor & { readonly personId: string }

/**
 * An upload's bytes, to be brought to where files are kept before it becomes one; null where it became one already.
 * Refuses: not_found, upload_out_of_step (it is not whole), upload_damaged (it is not what was announced).
 */
export async function gatherUpload(
  sql: Sql,
  personId: string,
  uploadId: string,
): Promise<{ readonly upload: Upload; readonly bytes: Uint8Array<ArrayBuffer> } | null> {
  const upload = await readUpload(sql, personId, uploadId)
  if (!upload) throw notFound('upload')
  if (upload.became !== null) return null
  const { received, size, sha256 } = upload
  if (received < size) {
    throw conflict('upload_out_of_step', `${received} of ${size} bytes are here. Send the rest first.`, {
      received,
      size,
    })
  }
  const bytes = await readPieces(sql, uploadId)
  if (bytes.length !== size || (sha256 !== null && sha256Of(bytes) !== sha256)) {
    throw conflict(
      'upload_damaged',
      `What arrived of “${upload.name}” is not what was announced, so nothing was kept. Cancel it and send it anew.`,
    )
  }
  return { upload, bytes }
}

/**
 * Makes the file of an upload that is whole, once: asked again, it answers the same file.
 * Refuses: not_found, and all that attaching a file refuses; the upload stays then, until it is cancelled.
 */
export async function completeUpload(
  sql: Sql,
  actor: Sender,
  store: FileBytes,
  uploadId: string,
  bytes: Uint8Array | null,
): Promise<{ file: StoredFile; duplicate: boolean }> {
  // Nobody who holds a schedule ever waits for an upload, so it may be locked before.
  const upload = await lockUpload(sql, actor.personId, uploadId)
  if (!upload) throw notFound('upload')
  if (upload.became !== null) {
    const { fileId, duplicate } = upload.became
    const file = (await readFiles(sql, [fileId])).get(fileId)
    if (!file) throw notFound('file')
    return { file, duplicate }
  }
  if (bytes === null) throw new Error(`the bytes of upload ${uploadId} were not gathered`)
  const made = await attach(sql, actor, store, upload, bytes)
  await endUpload(sql, uploadId, { fileId: made.file.fileId, duplicate: made.duplicate })
  return made
}

async function attach(
  sql: Sql,
  actor: Actor,
  store: FileBytes,
  { target, dealId, name, note, item }: Upload,
  bytes: Uint8Array,
): Promise<{ file: StoredFile; duplicate: boolean }> {
  if (target.kind === 'evidence') {
    const { milestoneId } = target
    const { duplicate, ...file } = await attachEvidence(sql, actor, store, {
      milestoneId,
      note,
      item,
      name,
      bytes,
    })
    return { file, duplicate }
  }
  const { duplicate, ...file } = await attachFile(sql, actor, store, {
    dealId,
    kind: target.kind,
    note,
    name,
    bytes,
  })
  return { file, duplicate }
}

/** Ends an upload and forgets its bytes; what it became stays. Refuses not_found. */
export async function cancelUpload(sql: Sql, personId: string, uploadId: string): Promise<void> {
  const upload = await lockUpload(sql, personId, uploadId)
  if (!upload) throw notFound('upload')
  await removeUpload(sql, uploadId)
}
