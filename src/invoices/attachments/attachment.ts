import { limits } from '../../../config/limits'
import type { Fault } from '../../../connectors/answer'
import type { StoredFile } from '../../documents/file'
import { endingOf } from '../../documents/file-name'

/** What may go with an invoice by itself; a workspace says which of it does. */
export const attachedKinds = ['certificate', 'evidence', 'agreement', 'sign_off'] as const
export type AttachedKind = (typeof attachedKinds)[number]

/** A file that would go with the next invoice, or why it would not. */
export interface AttachmentAhead {
  readonly file: StoredFile
  readonly leftOutBecause: string | null
}

/**
 * One file of an invoice, decided with it.
 *
 *   wanted ──► sending ──► attached                 QuickBooks has it, linked to the invoice
 *                │  └────► refused                  it certainly has not; a person says: again, or without it
 *                └───────► unclear ──► attached     it may have it: looked for before it is sent again
 *   wanted | refused ────► left_out
 */
export type AttachmentState = 'wanted' | 'sending' | 'unclear' | 'attached' | 'refused' | 'left_out'

export interface Attachment {
  readonly intentId: string
  /** Its place among the invoice's files, counted from 1. */
  readonly position: number
  readonly file: StoredFile
  readonly state: AttachmentState
  /** What QuickBooks keeps beside it; the hash in it is how a lost one is recognised. */
  readonly note: string
  /** When the newest attempt began. */
  readonly sentAt: Date | null
  readonly attachableId: string | null
  readonly fault: Fault | null
  readonly leftOutBecause: string | null
}

/** Whether nothing is to be done about a file any more. */
export const isSettled = ({ state }: Pick<Attachment, 'state'>): boolean =>
  state === 'attached' || state === 'left_out'

/** Endings under which QuickBooks takes each type; a type that is not here is refused there. */
const TAKEN: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/gif': ['gif'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'text/plain': ['txt'],
  'text/csv': ['csv'],
}

const mediaType = (type: string): string => type.split(';')[0]?.trim() ?? ''

/** Why QuickBooks would not take this file, and what to do; null when it takes it. */
export function refusedByType(file: Pick<StoredFile, 'name' | 'type' | 'size'>): string | null {
  if (!TAKEN[mediaType(file.type)]) {
    const kind = endingOf(file.name)
    return `QuickBooks takes no ${kind === '' ? 'such files' : `.${kind} files`}. Save it as PDF to have it attached.`
  }
  if (file.size > limits.quickbooksUploadBytes) {
    return `QuickBooks takes files up to ${limits.quickbooksUploadBytes / 1024 / 1024} MB.`
  }
  return null
}

/** How the file is sent: under a name whose ending QuickBooks knows, with its bare media type. */
export function sentAs(file: Pick<StoredFile, 'name' | 'type'>): { fileName: string; contentType: string } {
  const contentType = mediaType(file.type)
  const endings = TAKEN[contentType]
  const known = endings === undefined || endings.includes(endingOf(file.name))
  return { fileName: known ? file.name : `${file.name}.${endings[0]}`, contentType }
}

/** "Milepost M2-7KQ4XB sha256 …": whose it is, for people, and which file, for us. */
export const noteOf = (marker: string, file: Pick<StoredFile, 'sha256'>): string =>
  `${marker} sha256 ${file.sha256}`

/** Whether a note in QuickBooks, to which a person may have added, says that it is this file. */
export const isNoteOf = (note: string | undefined, file: Pick<StoredFile, 'sha256'>): boolean =>
  note?.includes(`sha256 ${file.sha256}`) === true

/** Every content once: the same bytes attached twice could not be told apart afterwards. */
export function onceEach(files: readonly StoredFile[]): StoredFile[] {
  const seen = new Set<string>()
  return files.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256))
}

/** "“Photos.pdf” and “SOW.pdf”". */
export function namesOf(files: readonly Pick<StoredFile, 'name'>[]): string {
  const names = files.map(({ name }) => `“${name}”`)
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
