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
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly answer: z.ZodType
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
