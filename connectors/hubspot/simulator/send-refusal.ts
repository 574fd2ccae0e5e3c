import type { Response } from 'express'
import type { Refusal } from './refusal'

/** Sends HubSpot's error body. Key order as in its live answers. */
export function sendRefusal(res: Response, refusal: Refusal, correlationId: string): void {
  const { message, category, subCategory, context, errors, links, ...rest } = refusal.body
  for (const [name, value] of Object.entries(refusal.headers)) res.setHeader(name, value)
  res.status(refusal.status).json({
    status: 'error',
    message,
    correlationId,
    ...rest,
    ...(context === undefined ? {} : { context }),
    ...(errors === undefined ? {} : { errors }),
    ...(links === undefined ? {} : { links }),
    ...(category === undefined ? {} : { category }),
    ...(subCategory === undefined ? {} : { subCategory }),
  })
}
