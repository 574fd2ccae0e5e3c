import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import { Refusal } from './refusal'
import { sendRefusal } from './send-refusal'

/** What HubSpot's gateway answers for a path nobody serves. */
export const unknownPath: RequestHandler = (_req, res) => {
  sendRefusal(res, new Refusal(404, { message: 'resource not found' }), randomUUID())
}

/** A fault of the simulator itself. It shows as HubSpot's 500 and says where it broke, so that a test sees it. */
export const unexpected = (error: unknown, _req: Request, res: Response, _next: () => void): void => {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  sendRefusal(res, new Refusal(500, { message: `internal error: ${reason}` }), randomUUID())
}
