import { gzipSync } from 'node:zlib'
import type { Response } from 'express'

/**
 * Sends a client’s page, packed where the browser takes it: a phone on a slow line needs it in as few round trips as can be.
 * Its address is its secret, so nobody else can have it asked for and learn from its length.
 */
export function sendHtml(response: Response, html: string): void {
  response.vary('accept-encoding').type('html')
  if (response.req.acceptsEncodings('gzip') === false) response.send(html)
  else response.set('content-encoding', 'gzip').send(gzipSync(html))
}
