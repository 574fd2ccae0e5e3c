import { createHash } from 'node:crypto'

/**
 * Where the bytes of files are kept, for one workspace and one transaction; found by their SHA-256 in hex. Putting what
 * is there already keeps it once. Another place for bytes is another implementation of these three.
 */
export interface FileBytes {
  put(sha256: string, bytes: Uint8Array): Promise<void>
  /** Null when there are none. */
  get(sha256: string): Promise<Uint8Array<ArrayBuffer> | null>
  /** Removes bytes that no file refers to any more, and that nobody was shown to decide; others stay. */
  deleteUnused(sha256: string): Promise<void>
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
