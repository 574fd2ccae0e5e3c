import { z } from 'zod'
import { file, fileKinds } from './document'

const line = (most: number) => z.string().trim().min(1).max(most)
/** More than any file that is taken: how much that is, the program’s settings say. */
const MANY_BYTES = 1_000_000_000_000
const id = z.string().min(1).max(100)

/** What is about to be sent, and where it goes. */
export const uploadAhead = z.strictObject({
  to: z.union([
    z.strictObject({ milestoneId: id }),
    z.strictObject({ dealId: z.string().regex(/^\d{1,25}$/, 'a deal’s id'), kind: z.enum(fileKinds) }),
  ]),
  name: z.string().min(1).max(255),
  /** Bytes; more than a file may have is refused with words. */
  size: z.int().min(1, 'the file is empty').max(MANY_BYTES),
  /** Of the whole, in hex: then it goes on where it broke off, also after the page was left, and is not sent twice. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hex')
    .optional(),
  /** Which of the things that were asked as evidence it shows. */
  item: line(500).optional(),
  note: z.string().trim().max(500).optional(),
})
export type UploadAheadInput = z.input<typeof uploadAhead>

/** How far an upload is. */
export const upload = z.strictObject({
  /** Null where nothing need be sent: `file` has these bytes. */
  id: z.string().nullable(),
  size: z.int(),
  /** So many bytes are here: go on from there. */
  received: z.int(),
  /** Send at most so many bytes at once. */
  pieceBytes: z.int(),
  /** The file, once it is one. */
  file: file.nullable(),
  /** It was there already, perhaps by another name. */
  duplicate: z.boolean(),
})
export type UploadView = z.infer<typeof upload>

export const pieceQuery = z.strictObject({
  /** Where in the file this piece begins; at its beginning unless said. */
  at: z.coerce.number().int().min(0).max(MANY_BYTES).default(0),
})

export const pieceBody = z.instanceof(Uint8Array).refine((bytes) => bytes.length > 0, 'a piece has bytes')
