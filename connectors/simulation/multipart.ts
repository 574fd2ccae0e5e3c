/** One part of a multipart body. `name` and `fileName` come from its Content-Disposition. */
export interface Part {
  readonly name: string
  readonly fileName: string | null
  readonly contentType: string | null
  readonly bytes: Buffer
}

const parameter = (header: string, name: string): string | null => {
  const found = new RegExp(`(?:^|[;\\s])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(header)
  if (found === null) return null
  return found[1]?.replace(/\\(["\\])/g, '$1') ?? found[2] ?? null
}

/** Splits a `multipart/*` body that was read whole; null when it is not one. */
export function parseMultipart(contentType: string | undefined, body: Buffer): readonly Part[] | null {
  if (contentType === undefined || !contentType.toLowerCase().startsWith('multipart/')) return null
  const boundary = parameter(contentType, 'boundary')
  if (boundary === null) return null
  const fence = Buffer.from(`\r\n--${boundary}`)
  // A leading line break makes the first fence look like all the others.
  const text = Buffer.concat([Buffer.from('\r\n'), body])
  const parts: Part[] = []
  let at = text.indexOf(fence)
  while (at !== -1) {
    const begin = at + fence.length
    if (text.subarray(begin, begin + 2).toString('latin1') === '--') return parts
    const next = text.indexOf(fence, begin)
    if (next === -1) return null
    const part = parsePart(text.subarray(begin + 2, next))
    if (part === null) return null
    parts.push(part)
    at = next
  }
  return null
}

function parsePart(bytes: Buffer): Part | null {
  const gap = bytes.indexOf('\r\n\r\n')
  if (gap === -1) return null
  const headers = new Map(
    bytes
      .subarray(0, gap)
      .toString('utf8')
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
      }),
  )
  const disposition = headers.get('content-disposition') ?? ''
  return {
    name: parameter(disposition, 'name') ?? '',
    fileName: parameter(disposition, 'filename'),
    contentType: headers.get('content-type') ?? null,
    bytes: bytes.subarray(gap + 4),
  }
}
