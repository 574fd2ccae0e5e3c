import express, { type Request, type RequestHandler } from 'express'

/** Keeps every request's body as the bytes that came; Intuit allows uploads of 100 MB. */
export const readRawBody: RequestHandler = express.raw({ type: () => true, limit: '110mb' })

/** The bytes of the request, empty when it had none. Needs `readRawBody` before it. */
export function bodyOf(req: Request): Buffer {
  const body: unknown = req.body
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}
