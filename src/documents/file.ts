/** What a file is to its deal. */
export const fileKinds = ['agreement', 'sign_off', 'other'] as const
export type FileKind = (typeof fileKinds)[number]

/** A file of a deal, without its bytes. */
export interface StoredFile {
  readonly fileId: string
  readonly dealId: string
  readonly kind: FileKind
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
  readonly uploadedBy: string
  readonly uploadedAt: Date
}

/** What a file is a version of, within its deal and kind. */
export const seriesOf = (kind: FileKind, name: string): string =>
  kind === 'agreement' ? '' : name.toLowerCase()

/** The file as a sentence names it: "the agreement “SOW.pdf”, version 2". */
export function fileWords(file: Pick<StoredFile, 'kind' | 'name' | 'version'>): string {
  const what = { agreement: 'the agreement ', sign_off: 'the sign-off ', other: '' }[file.kind]
  return `${what}“${file.name}”${file.version > 1 || file.kind === 'agreement' ? `, version ${file.version}` : ''}`
}
