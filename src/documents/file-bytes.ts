import { createHash } from 'node:crypto'
import type { UploadLimits } from '../../config/upload-limits'

/** Bytes that were found: here already, or under a key of a bucket, where they are read outside of transactions. */
export type FoundBytes = { readonly sha256: string } & (
  | { readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly key: string }
)

/**
 * Where the bytes of files are kept, for one workspace and one transaction; found by their SHA-256 in hex. Putting what
 * is there already keeps it once. Another place for bytes is another implementation of this.
 */
export interface FileBytes {
  /** How many there may be, and how large. */
  readonly limits: UploadLimits
  put(sha256: string, bytes: Uint8Array): Promise<void>
  /** Where they are, to be loaded by the store once the transaction is over; null when there are none. */
  locate(sha256: string): Promise<FoundBytes | null>
  /** Removes bytes that no file refers to any more, and that nobody was shown to decide; others stay. */
  deleteUnused(sha256: string): Promise<void>
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
