import type { FileView } from '../../../http/contract/document'

export type FileKind = FileView['kind']

export const kindWords: Record<FileView['kind'], string> = {
  agreement: 'Agreement',
  sign_off: 'Sign-off',
  other: 'File',
  evidence: 'Evidence',
  certificate: 'Certificate',
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^application\/pdf/, 'PDF'],
  [/^image\/webp/, 'WebP picture'],
  [/^image\/hei/, 'HEIC picture'],
  [/^image\//, 'Picture'],
  [/wordprocessingml|opendocument\.text/, 'Document'],
  [/spreadsheet/, 'Spreadsheet'],
  [/presentation/, 'Presentation'],
  [/^message\//, 'E-mail'],
  [/^text\/csv/, 'Table'],
]

/** "PDF", "Picture" …; anything else is text. */
export const typeWords = (type: string): string => kinds.find(([match]) => match.test(type))?.[1] ?? 'Text'

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })

/** "412 KB", "2.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} bytes`
  if (bytes < 1_024 * 1_024) return `${whole.format(bytes / 1_024)} KB`
  return `${oneDigit.format(bytes / 1_024 / 1_024)} MB`
}

/** Where a file's bytes are. A browser shows what may be shown, and saves the rest. */
export const fileAddress = (id: string): string => `/api/v1/files/${encodeURIComponent(id)}`

/** Whether there may be a small picture of it, and where. */
export const isDrawn = (type: string): boolean => /^image\/(?:png|jpeg|gif)$/.test(type)
export const thumbnailAddress = (id: string): string => `${fileAddress(id)}/thumbnail`

/** What the agreement's versions and the other files are, of a list that has the newest first. */
export function sorted(files: readonly FileView[]): { agreements: FileView[]; others: FileView[] } {
  return {
    agreements: files.filter((file) => file.kind === 'agreement').sort((a, b) => b.version - a.version),
    others: files.filter((file) => file.kind !== 'agreement'),
  }
}

/** The newest certificate of a milestone, of a list that has the newest first. */
export const certificateOf = (files: readonly FileView[], milestoneId: string): FileView | null =>
  files.find((file) => file.kind === 'certificate' && file.milestoneId === milestoneId) ?? null

/** Why a picture is only named here; null where it is drawn small, and for what is no picture. */
export function undrawnText({ type, inline }: Pick<FileView, 'type' | 'inline'>): string | null {
  if (!type.startsWith('image/') || isDrawn(type)) return null
  return inline
    ? 'opens in full: no small picture is made of it'
    : 'save it to look at it: browsers don’t show it'
}

/** A PDF that can be looked at before it is saved, and where. */
export const isPreviewed = ({ type, inline }: Pick<FileView, 'type' | 'inline'>): boolean =>
  inline && type === 'application/pdf'
export const previewAddress = (id: string): string => `${fileAddress(id)}/preview`
