import { readJson } from './read-json'
import { type Arrived, MAX_ANSWER_BYTES, type Reply, silence } from './reply'

export interface OwnRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly accessToken: string
  readonly accept: 'application/json' | 'application/pdf'
  /** Null sends no Content-Type: a multipart form brings its own, with the boundary. */
  readonly contentType: string | null
  readonly body: string | FormData | null
  readonly deadlineMs: number
}

/**
 * One request that node-quickbooks can't make safely (send, upload, pdf, pay link, batch). Answers at
 * the latest after `deadlineMs`, the body included; follows no redirect, which would carry the token along.
 * Never rejects.
 */
export async function ownRequest(request: OwnRequest): Promise<Reply> {
  const deadline = AbortSignal.timeout(request.deadlineMs)
  let begun = false
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: {
        Authorization: `Bearer ${request.accessToken}`,
        Accept: request.accept,
        ...(request.contentType === null ? {} : { 'Content-Type': request.contentType }),
      },
      body: request.body,
      redirect: 'manual',
      signal: deadline,
    })
    begun = true
    return await read(response, request.accept === 'application/pdf')
  } catch (error) {
    if (deadline.aborted) return { arrived: false, because: 'timeout', code: null }
    return silence(error, begun)
  }
}

async function read(response: Response, asFile: boolean): Promise<Reply> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > MAX_ANSWER_BYTES) return { arrived: false, because: 'unreadable', code: 'ANSWER_TOO_LARGE' }
    chunks.push(chunk)
  }
  const bytes = Buffer.concat(chunks)
  const isFile = asFile && response.ok
  const reply: Arrived = {
    arrived: true,
    status: response.status,
    header: (name) => response.headers.get(name),
    json: isFile ? undefined : readJson(bytes.toString('utf8')),
    bytes: isFile ? bytes : null,
  }
  return reply
}
