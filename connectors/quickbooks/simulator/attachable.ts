import { type Books, meantBy } from './company-books'
import { isKind } from './kinds'
import { refuse } from './refusal'
import { compact, type Entity, flag, number, part, parts, text } from './value'

/** Addresses of a file are good for so long. */
export const FILE_ADDRESS_MS = 15 * 60 * 1000

/** Creates or changes a note or the description of a file. */
export function writeAttachable(books: Books, body: Entity): Entity {
  const isUpdate = text(body, 'Id') !== null
  const { MetaData, domain, sparse, ...sent } = body
  if (!isUpdate) {
    if (text(sent, 'Note') === null && text(sent, 'FileName') === null)
      throw refuse.business('You must have at least a note string or file attachment.')
    return books.add('Attachable', { ...sent, ...linked(books, sent) })
  }
  const stored = meantBy(books, 'Attachable', body)
  const merged = compact({ ...stored, ...sent, MetaData: part(stored, 'MetaData') })
  return books.change('Attachable', { ...merged, ...linked(books, merged) })
}

/** Stores an uploaded file and what its metadata says of it. */
export function addFile(
  books: Books,
  metadata: Entity,
  file: { readonly name: string; readonly contentType: string; readonly bytes: Buffer },
): Entity {
  const { Id, SyncToken, MetaData, ...sent } = metadata
  const added = books.add('Attachable', {
    ...sent,
    ...linked(books, sent),
    FileName: text(sent, 'FileName') ?? file.name,
    ContentType: text(sent, 'ContentType') ?? file.contentType,
    Size: number(file.bytes.length),
    _hasFile: true,
  })
  books.remember('file', text(added, 'Id') ?? '', { base64: file.bytes.toString('base64') })
  return added
}

export function deleteAttachable(books: Books, stored: Entity): void {
  const id = text(stored, 'Id') ?? ''
  books.forget('file', id)
  books.delete('Attachable', id)
}

/** Names of the files that an e-mail of this document takes along. */
export function filesToMail(books: Books, kind: string, id: string): string[] {
  return books
    .list('Attachable')
    .filter((file) =>
      parts(file, 'AttachableRef').some((one) => {
        const target = part(one, 'EntityRef')
        return (
          flag(one, 'IncludeOnSend') === true && text(target, 'type') === kind && text(target, 'value') === id
        )
      }),
    )
    .map((file) => text(file, 'FileName') ?? '')
}

/** The types on Intuit's list, by their endings. */
const TYPES = 'ai csv doc docx eps gif jpeg jpg ods pdf png rtf tif txt xls xlsx xml'.split(' ')

/** Whether the name says that it is something else. */
export function isUnlistedType(fileName: string): boolean {
  const ending = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase()
  return ending !== undefined && !TYPES.includes(ending)
}

function linked(books: Books, entity: Entity): Entity {
  const refs = parts(entity, 'AttachableRef').map((one) => {
    const target = part(one, 'EntityRef')
    const [type, id] = [text(target, 'type') ?? '', text(target, 'value') ?? '']
    const kind = isKind(type) ? type : null
    if (kind === null || books.get(kind, id) === null)
      throw refuse.business(
        `The entity ${type} ${id} that you are trying to link does not exist. ${type} ${id}`,
      )
    return { EntityRef: { value: id, type }, IncludeOnSend: flag(one, 'IncludeOnSend') }
  })
  return refs.length === 0 ? {} : { AttachableRef: refs }
}

/** A file's description as it is answered: with addresses good for a quarter of an hour. */
export function printedAttachable(entity: Entity, realmId: string, baseUrl: string, at: Date): Entity {
  if (entity['_hasFile'] !== true) return entity
  const id = text(entity, 'Id') ?? ''
  return {
    FileName: entity['FileName'] ?? '',
    FileAccessUri: `/v3/company/${realmId}/download/${id}`,
    TempDownloadUri: fileAddress(realmId, id, baseUrl, at),
    ...entity,
  }
}

export const fileAddress = (realmId: string, id: string, baseUrl: string, at: Date): string =>
  `${baseUrl}/files/${realmId}/${id}?X-Amz-Expires=900&until=${at.getTime() + FILE_ADDRESS_MS}`
