import type { StoredFile } from '../../documents/file'
import { readFiles } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import { cancelUpload, completeUpload, gatherUpload } from '../../schedules/uploads/complete-upload'
import { startUpload } from '../../schedules/uploads/start-upload'
import { takePiece } from '../../schedules/uploads/take-piece'
import type { Upload } from '../../schedules/uploads/upload'
import { readUpload } from '../../schedules/uploads/upload-table'
import { notFound } from '../../tenants/refusal'
import type { UploadView } from '../contract/upload'
import type { Handlers } from '../contract-router'
import { fileView } from '../views/document-view'
import { bringFile, filesOf, type HandlerParts } from './handler-parts'

type UploadRoutes = 'startUpload' | 'readUpload' | 'sendPiece' | 'completeUpload' | 'cancelUpload'

/** Files that come in pieces: each belongs to whoever sends it, and to nobody else. */
export function uploadHandlers(parts: HandlerParts): Pick<Handlers, UploadRoutes> {
  const { limits: uploads } = filesOf(parts)
  const { pieceBytes } = uploads
  const gathered = new WeakMap<object, Uint8Array<ArrayBuffer>>()
  return {
    startUpload: {
      async before({ caller, body }) {
        if ('dealId' in body.to) await parts.learnDeal(caller.workspaceId, body.to.dealId)
      },
      async run(sql, { caller, body }) {
        const { to, name, size, sha256 = null, item = null, note } = body
        const ahead = { to, name, size, sha256, item, note: note || null }
        const started = await startUpload(sql, caller.actor, uploads, ahead)
        if ('upload' in started) return { value: { ...under(started.upload), pieceBytes } }
        return { value: { ...arrived(null, started.file, true), pieceBytes }, status: 200 }
      },
    },
    readUpload: {
      async run(sql, { caller, params }) {
        const upload = await readUpload(sql, caller.actor.personId, params['id'] ?? '')
        if (!upload) throw notFound('upload')
        return { value: { ...(await viewOf(sql, upload)), pieceBytes } }
      },
    },
    sendPiece: {
      async run(sql, { caller, params, query, body }) {
        const piece = { uploadId: params['id'] ?? '', at: query.at, bytes: body }
        return {
          value: { ...(await viewOf(sql, await takePiece(sql, caller.actor.personId, piece))), pieceBytes },
        }
      },
    },
    completeUpload: {
      async before(asked) {
        const { caller, params } = asked
        const { workspaceId } = caller
        const whole = await parts.database.inWorkspace(workspaceId, (sql) =>
          gatherUpload(sql, caller.actor.personId, params['id'] ?? ''),
        )
        if (whole === null) return
        gathered.set(asked, whole.bytes)
        await bringFile(parts, workspaceId, { name: whole.upload.name, bytes: whole.bytes })
      },
      async run(sql, asked) {
        const uploadId = asked.params['id'] ?? ''
        const bytes = gathered.get(asked) ?? null
        const store = filesOf(parts).at(sql)
        const made = await completeUpload(sql, asked.caller.actor, store, uploadId, bytes)
        return { value: { ...arrived(uploadId, made.file, made.duplicate), pieceBytes } }
      },
    },
    cancelUpload: {
      async run(sql, { caller, params }) {
        await cancelUpload(sql, caller.actor.personId, params['id'] ?? '')
        return { value: {} }
      },
    },
  }
}

type Progress = Omit<UploadView, 'pieceBytes'>

const under = ({ uploadId, size, received }: Upload): Progress => ({
  id: uploadId,
  size,
  received,
  file: null,
  duplicate: false,
})

/** Why it can't be deleted is told where files are listed. */
const arrived = (id: string | null, file: StoredFile, duplicate: boolean): Progress => ({
  id,
  size: file.size,
  received: file.size,
  file: fileView(file, null),
  duplicate,
})

async function viewOf(sql: Sql, upload: Upload): Promise<Progress> {
  if (upload.became === null) return under(upload)
  const { fileId, duplicate } = upload.became
  const file = (await readFiles(sql, [fileId])).get(fileId)
  return file ? arrived(upload.uploadId, file, duplicate) : under(upload)
}
