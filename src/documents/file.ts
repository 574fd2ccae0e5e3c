/** What a file is to its deal. */
export const fileKinds = ['agreement', 'sign_off', 'other', 'evidence', 'certificate'] as const
export type FileKind = (typeof fileKinds)[number]
/** The kinds of files that people attach to a deal itself, and to no milestone. */
export type DealFileKind = Exclude<FileKind, 'evidence' | 'certificate'>

/** A file of a deal, without its bytes. */
export interface StoredFile {
  readonly fileId: string
  readonly dealId: string
  readonly kind: FileKind
  /** The milestone that evidence, or a certificate, belongs to; null for every other kind. */
  readonly milestoneId: string | null
  /** Counted from 1: all agreements of a deal are versions of one; of other files those of one name. */
  readonly version: number
  /** Cleaned: it can be shown and saved as it is. */
  readonly name: string
  /** The media type, by its content. */
  readonly type: string
  readonly size: number
  /** Of the bytes, in hex. */
  readonly sha256: string
  /** A browser may show it in place. */
  readonly inline: boolean
  readonly note: string | null
  /** Which of the things that were asked as evidence it shows; null where nobody said, and for every other kind. */
  readonly item: string | null
  readonly uploadedBy: string
  readonly uploadedAt: Date
}

/** What tells a file's series. `sentWith` names the answer that a client sent it with; null for what colleagues attach. */
export type SeriesParts = Pick<StoredFile, 'kind' | 'name' | 'milestoneId' | 'sha256'> & {
  readonly sentWith?: string | null
}

/**
 * What a file is a version of, within its deal and kind. Evidence replaces none: phones call every picture the same, so
 * only the same bytes for the same milestone are the same evidence. No certificate replaces another. What a client sends
 * replaces nothing of ours, nor of another answer, whatever it is called; a name has no stroke in it, so none begins so.
 */
export function seriesOf(file: SeriesParts): string {
  if (file.sentWith != null) return `answer/${file.sentWith} ${file.sha256}`
  if (file.kind === 'agreement') return ''
  const isOfMilestone = file.kind === 'evidence' || file.kind === 'certificate'
  return isOfMilestone ? `${file.milestoneId} ${file.sha256}` : file.name.toLowerCase()
}

/** The file as a sentence names it: "the agreement “SOW.pdf”, version 2". */
export function fileWords(file: Pick<StoredFile, 'kind' | 'name' | 'version'>): string {
  if (file.kind === 'evidence' || file.kind === 'certificate') return `“${file.name}”`
  const what = { agreement: 'the agreement ', sign_off: 'the sign-off ', other: '' }[file.kind]
  return `${what}“${file.name}”${file.version > 1 || file.kind === 'agreement' ? `, version ${file.version}` : ''}`
}
