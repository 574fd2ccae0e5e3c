import type { Answer } from '../answer'
import type { Ask, Contents } from './ask'
import { isId } from './check-request'
import type { Upload } from './company'
import type { Entities } from './entities'
import { ownRequest } from './own-request'
import { companyUrl, type Place } from './package-client'
import { member, parseEntity } from './read-entity'
import { notAsked, refusal, type Secrets, traceOf, vendorFault } from './read-fault'
import type { Arrived } from './reply'

/**
 * Stores a file and links it in one request, so that no file is left without its document. QuickBooks documents
 * no idempotency here: look by Note and file name before repeating an unclear one.
 */
export async function upload(ask: Ask, place: Place, file: Upload): Promise<Answer<Entities['Attachable']>> {
  const problem = problemWith(file)
  if (problem !== null) return notAsked(problem)
  return ask({
    operation: 'upload Attachable',
    metered: false,
    write: true,
    send: (accessToken) =>
      ownRequest({
        method: 'POST',
        url: `${companyUrl(place)}upload?minorversion=75`,
        accessToken,
        accept: 'application/json',
        contentType: null,
        body: formOf(file),
        deadlineMs: place.deadlineMs,
      }),
    read: readUploaded,
  })
}

function problemWith({ fileName, note, contentType, attachTo }: Upload): string | null {
  if (!isId(attachTo.id)) return 'A QuickBooks id is made of digits.'
  if (!/^[^\p{Cc}\p{Cs}]{1,1000}$/u.test(fileName))
    return 'A file name has 1 to 1,000 characters, none of them control characters.'
  if (note.length > 2_000) return 'A note has at most 2,000 characters.'
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(contentType) || contentType.length > 100) return 'Not a content type.'
  return null
}

/** Two parts paired by their suffix; the first must say what the second is. */
function formOf(file: Upload): FormData {
  const { entity, id, includeOnSend } = file.attachTo
  const metadata = {
    AttachableRef: [{ EntityRef: { type: entity, value: id }, IncludeOnSend: includeOnSend }],
    FileName: file.fileName,
    ContentType: file.contentType,
    Note: file.note,
  }
  const form = new FormData()
  form.append(
    'file_metadata_01',
    new Blob([JSON.stringify(metadata)], { type: 'application/json' }),
    'attachment.json',
  )
  const bytes = new Uint8Array(file.bytes)
  form.append('file_content_01', new Blob([bytes], { type: file.contentType }), file.fileName)
  return form
}

/** A link that QuickBooks refuses comes as a fault inside a 200. */
function readUploaded(reply: Arrived, secrets: Secrets): Contents<Entities['Attachable']> {
  const answers = member(reply.json, 'AttachableResponse')
  const first: unknown = Array.isArray(answers) ? answers[0] : undefined
  const fault = vendorFault(first)
  if (fault !== null) {
    return { failed: refusal(fault, { status: reply.status, trace: traceOf(reply, secrets) }, secrets) }
  }
  const value = parseEntity('Attachable', member(first, 'Attachable'))
  return value === null ? { lacks: "QuickBooks' answer holds no Attachable." } : { is: value }
}
