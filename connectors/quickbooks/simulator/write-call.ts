import type { Part } from '../../simulation/multipart'
import { bodyFor, refusedBody } from './answer'
import { addFile, isUnlistedType } from './attachable'
import { type Books, type CompanyProfile, findById } from './company-books'
import type { Kind } from './kinds'
import type { Office } from './office'
import { faultOf, Refusal, refuse } from './refusal'
import { type Answered, fingerprint, recallAnswer, rememberAnswer } from './request-memory'
import { sendDocument } from './send-document'
import { type Entity, isEntity, parseValue } from './value'
import { type WriteOptions, writeEntity } from './write-entity'

/** Runs a writing call once per requestid; a repeat gets the first answer. */
export function once(
  office: Office,
  company: CompanyProfile,
  request: { readonly id: string | null; readonly asked: string },
  call: (books: Books) => Entity,
): Answered {
  const { id, asked } = request
  const done = office.work(company, 'app', (books) => {
    const before = id === null ? null : recallAnswer(books, id, asked, office.behaviour)
    if (before !== null) return before
    const answered = bodyFor(office, company, call(books))
    if (id !== null) rememberAnswer(books, id, asked, answered)
    return answered
  })
  if (!(done instanceof Refusal)) return done.answer
  const refused = refusedBody(office, company, done)
  if (id !== null && id.length <= 50)
    office.work(company, 'app', (books) => {
      if (books.recall('request', id) === null) rememberAnswer(books, id, asked, refused)
    })
  return refused
}

/** POST to an entity. */
export function writeCall(
  office: Office,
  company: CompanyProfile,
  kind: Kind,
  body: string,
  options: WriteOptions & { readonly requestId: string | null },
): Answered {
  const request = { id: options.requestId, asked: fingerprint(kind, options.operation ?? '', body) }
  let after: ((books: Books) => void) | null = null
  const answered = once(office, company, request, (books) => {
    if (options.operation?.toLowerCase() === 'void' && kind === 'JournalEntry')
      return { BatchItemResponse: [] }
    if (options.operation?.toLowerCase() === 'void' && kind === 'Bill')
      throw refuse.failure('java.lang.UnsupportedOperationException')
    const parsed = parseValue(body)
    if (parsed === null || !isEntity(parsed.value)) throw refuse.unreadable()
    const written = writeEntity(books, kind, parsed.value, options, office.behaviour)
    after = written.after
    return { [kind]: office.print(company, kind, written.entity) }
  })
  runLater(office, company, after)
  return answered
}

/** What QuickBooks does of itself once the answer is written. */
function runLater(office: Office, company: CompanyProfile, after: ((books: Books) => void) | null): void {
  if (after !== null) office.work(company, 'person', after)
}

/** POST to an entity's /send: an e-mail goes out, the document says so. */
export function sendCall(
  office: Office,
  company: CompanyProfile,
  kind: Kind,
  id: string,
  given: { readonly to: string | null; readonly requestId: string | null },
): Answered {
  const honours = office.behaviour.value('send-honours-requestid') === 'yes'
  const request = {
    id: honours ? given.requestId : null,
    asked: fingerprint('send', kind, id, given.to ?? ''),
  }
  return once(office, company, request, (books) => {
    const stored = findById(books, kind, id)
    const bumps = office.behaviour.value('send-bumps-synctoken') === 'yes'
    return { [kind]: office.print(company, kind, sendDocument(books, kind, stored, given.to, bumps)) }
  })
}

/** POST to /upload: each file with its metadata, each answered or refused for itself. */
export function uploadCall(
  office: Office,
  company: CompanyProfile,
  files: readonly Part[],
  requestId: string | null,
): Answered {
  const honours = office.behaviour.value('upload-honours-requestid') === 'yes'
  const asked = fingerprint('upload', ...files.map((one) => `${one.name} ${one.bytes.toString('base64')}`))
  return once(office, company, { id: honours ? requestId : null, asked }, () => {
    const contents = files.filter((one) => one.name.startsWith('file_content_'))
    if (contents.length === 0) throw refuse.missing('file_content_01')
    return { AttachableResponse: contents.map((content) => upload(office, company, content, files)) }
  })
}

function upload(office: Office, company: CompanyProfile, content: Part, files: readonly Part[]): Entity {
  const suffix = content.name.slice('file_content_'.length)
  const metadata = files.find((one) => one.name === `file_metadata_${suffix}`)
  const done = office.work(company, 'app', (books) => {
    const parsed = metadata === undefined ? { value: {} } : parseValue(metadata.bytes.toString('utf8'))
    if (parsed === null || !isEntity(parsed.value)) throw refuse.unreadable()
    const name = content.fileName ?? 'file'
    const added = addFile(books, parsed.value, {
      name,
      contentType: content.contentType ?? 'application/octet-stream',
      bytes: content.bytes,
    })
    if (office.behaviour.value('upload-types') === 'refuse' && isUnlistedType(name))
      throw refuse.business(`The type of the file ${name} is not supported.`)
    return added
  })
  if (done instanceof Refusal) return { Fault: faultOf(done) }
  return { Attachable: office.print(company, 'Attachable', done.answer) }
}
