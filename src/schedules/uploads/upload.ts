import type { FileKind } from '../../documents/file'

/** Where a file that comes in pieces goes. */
export type UploadTarget =
  | { readonly kind: 'evidence'; readonly milestoneId: string }
  | { readonly kind: Exclude<FileKind, 'evidence' | 'certificate'>; readonly milestoneId: null }

/** A file on its way in, in pieces: nobody's but the sender's, and no file yet. */
export interface Upload {
  readonly uploadId: string
  readonly dealId: string
  readonly target: UploadTarget
  readonly name: string
  /** Bytes of the whole, and how many of them are here. */
  readonly size: number
  readonly received: number
  /** Of the whole, in hex, where the sender could tell it before. */
  readonly sha256: string | null
  readonly item: string | null
  readonly note: string | null
  /** What it became, and whether that was there already; null while it is on its way. */
  readonly became: { readonly fileId: string; readonly duplicate: boolean } | null
}

/**
 * What a piece at this place is to what is here: the next one, one that came before (its answer was lost), or one that
 * doesn't belong here.
 */
export function placeOf(
  { received, size }: Pick<Upload, 'received' | 'size'>,
  at: number,
  length: number,
): 'next' | 'before' | 'nowhere' {
  if (at + length <= received) return 'before'
  return at === received && length > 0 && at + length <= size ? 'next' : 'nowhere'
}
