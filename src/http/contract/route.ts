import { z } from 'zod'
import type { Role } from './workspace'

/** One route of the HTTP contract. The router, OpenAPI and the console's client are made from this table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under /api/v1, with `{name}` for path parameters. */
  readonly path: string
  readonly summary: string
  /** The least role that may call it. */
  readonly role: Role
  /** A workspace may let its members do it too: creating invoices, linking them, settling differences. */
  readonly bookkeeping?: true
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** What the body comes as; JSON unless said. A `csv` body is its text; an `upload` is `{file, …fields}`; `bytes` are a piece of a file. */
  readonly takes?: 'json' | 'csv' | 'upload' | 'bytes'
  readonly answer: z.ZodType
  /** A `download` answers with the file's own bytes; JSON unless said. */
  readonly gives?: 'json' | 'download'
  /** Answer's status when done; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204
}

/** A page of a list, and the cursor of the next one. */
export const list = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable() })
/** What every list takes. */
export const page = {
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().max(500).optional(),
}
export const nothing = z.strictObject({})

/** A file as it came in: what the sender calls it and says it is, which is not yet believed. */
export const uploadedFile = z.strictObject({
  name: z.string().min(1).max(255),
  type: z.string().max(200),
  bytes: z.instanceof(Uint8Array),
})

/** A file on its way out. `inline` may be shown by a browser; everything else is saved. */
export const download = z.strictObject({
  name: z.string(),
  type: z.string(),
  bytes: z.instanceof(Uint8Array),
  inline: z.boolean(),
  /** A page of ours may frame it. */
  framed: z.literal(true).optional(),
})
export type Download = z.infer<typeof download>
