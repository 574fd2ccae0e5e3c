import type { Response } from 'express'

/** Bytes of a chunk as `write` and `end` accept it. */
function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk)
  if (typeof chunk !== 'string') return Buffer.alloc(0)
  return Buffer.from(chunk, encoding === 'latin1' || encoding === 'base64' ? encoding : 'utf8')
}

/** Lets the answer through and tells, at its end, the first `limit` bytes of it. */
export function overhearAnswer(res: Response, limit: number, told: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (size >= limit) return
    const bytes = bytesOf(chunk, encoding).subarray(0, limit - size)
    size += bytes.length
    chunks.push(bytes)
  }
  const write = res.write.bind(res)
  const end = res.end.bind(res)
  res.write = (chunk: unknown, encoding?: unknown): boolean => {
    keep(chunk, encoding)
    return write(bytesOf(chunk, encoding), 'utf8')
  }
  res.end = (chunk?: unknown, encoding?: unknown): Response => {
    keep(chunk, encoding)
    told(Buffer.concat(chunks))
    const bytes = bytesOf(chunk, encoding)
    return bytes.length === 0 ? end(undefined, 'utf8') : end(bytes, 'utf8')
  }
}

export interface HeldAnswer {
  readonly status: number
  readonly body: Buffer
}

/** Keeps the answer back: nothing is sent; when the handler is done, `held` decides what the caller sees. */
export function holdAnswer(res: Response, held: (answer: HeldAnswer) => void): void {
  const chunks: Buffer[] = []
  const { write, end } = res
  res.write = (chunk: unknown, encoding?: unknown): boolean => {
    chunks.push(bytesOf(chunk, encoding))
    return true
  }
  res.end = (chunk?: unknown, encoding?: unknown): Response => {
    chunks.push(bytesOf(chunk, encoding))
    res.write = write
    res.end = end
    held({ status: res.statusCode, body: Buffer.concat(chunks) })
    return res
  }
}
