import type { StoredFile } from '../documents/file'
import { readFile } from '../documents/file-table'
import { notFound } from '../tenants/refusal'
import { filesOf, type HandlerParts } from './handlers/handler-parts'

/** A file with its bytes, which a bucket may take its time for: outside of transactions. Refuses not_found. */
export async function loadFile(
  parts: Pick<HandlerParts, 'database' | 'files'>,
  workspaceId: string,
  fileId: string,
): Promise<StoredFile & { bytes: Uint8Array<ArrayBuffer> }> {
  const seen = await parts.database.inWorkspace(workspaceId, async (sql) => {
    const file = await readFile(sql, fileId)
    if (!file) throw notFound('file')
    return { file, found: await filesOf(parts).at(sql).locate(file.sha256) }
  })
  if (seen.found === null) throw new Error(`the bytes of file ${seen.file.fileId} are gone`)
  return { ...seen.file, bytes: await filesOf(parts).load(seen.found) }
}
