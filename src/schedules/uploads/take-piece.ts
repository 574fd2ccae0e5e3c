import type { Sql } from '../../postgres/database'
import { conflict, notFound } from '../../tenants/refusal'
import { placeOf, type Upload } from './upload'
import { addPiece, lockUpload } from './upload-table'

/**
 * Takes the next piece. One that came before changes nothing, so that a piece whose answer was lost can be sent again.
 * Refuses: not_found (also somebody else's), upload_out_of_step (with `received`, where it goes on).
 */
export async function takePiece(
  sql: Sql,
  personId: string,
  piece: { readonly uploadId: string; readonly at: number; readonly bytes: Uint8Array },
): Promise<Upload> {
  const upload = await lockUpload(sql, personId, piece.uploadId)
  if (!upload) throw notFound('upload')
  const { received, size } = upload
  switch (placeOf(upload, piece.at, piece.bytes.length)) {
    case 'before':
      return upload
    case 'nowhere':
      throw conflict(
        'upload_out_of_step',
        `${received} of ${size} bytes are here. Go on from there: send what follows, and no more than the rest.`,
        { received, size },
      )
    case 'next':
      await addPiece(sql, upload.uploadId, piece.at, piece.bytes)
      return { ...upload, received: received + piece.bytes.length }
  }
}
