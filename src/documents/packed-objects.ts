import { inflateSync } from 'node:zlib'

/** A stream of a PDF: what stands before it since the one before, its dictionary at last, and where its bytes are. */
export interface PdfStream {
  readonly before: string
  readonly from: number
  readonly to: number
}

/** Many more than a document has, and few enough to be told apart while others wait. */
const MOST_STREAMS = 100_000

/**
 * A PDF taken apart, once through, however many beginnings without an end a hostile file has. Null where it has too many streams
 * to be looked at.
 */
export function takeApart(text: string): {
  readonly outside: string
  readonly streams: readonly PdfStream[]
} | null {
  const kept: string[] = []
  const streams: PdfStream[] = []
  let from = 0
  for (;;) {
    const begin = text.indexOf('stream', from)
    if (streams.length > MOST_STREAMS) return null
    if (begin < 0) return { outside: kept.concat(text.slice(from)).join(' '), streams }
    const end = text.indexOf('endstream', begin + 6)
    const before = text.slice(from, begin)
    const at = begin + (text[begin + 6] === '\r' ? 8 : 7)
    // One without an end is read to the end of the file, by programs that forgive.
    streams.push({ before, from: at, to: end < 0 ? text.length : end })
    if (end < 0) return { outside: kept.concat(text.slice(from)).join(' '), streams }
    kept.push(before)
    from = end + 9
  }
}

/** Names as they are read: `/J#61vaScript` is `/JavaScript`. */
export const readNames = (text: string): string =>
  text.replace(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** More than a long document's objects come to, and little enough to be looked through while others wait. */
const MOST_BYTES = 16_000_000
/** Each takes some microseconds, however little is in it. */
const MOST_HOLDERS = 5_000

/**
 * The objects that are packed in a PDF's streams of objects, as text. Null where they can't be looked at: packed in another way
 * than all programs pack them, broken, or too many.
 */
export function packedObjects(bytes: Uint8Array, streams: readonly PdfStream[]): string | null {
  const found: string[] = []
  let room = MOST_BYTES
  let holders = 0
  for (const { before, from, to } of streams) {
    const said = readNames(before)
    if (!holdsObjects(said)) continue
    holders += 1
    if (holders > MOST_HOLDERS) return null
    const own = bytes.subarray(from, to)
    const packed = isPackedOnce(said) ? inflated(own, room) : null
    // What says of no packing is read as it is.
    const plain = said.includes('/Filter') ? null : own
    if (packed === null && plain === null) return null
    for (const part of [packed, plain]) {
      if (part === null) continue
      room -= part.length
      if (room < 0) return null
      found.push(Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1'))
    }
  }
  return found.join(' ')
}

/**
 * Whether a stream holds objects: it says so, or where the first of them is, which no other stream has as a number. (An outline
 * names its first entry, by reference.)
 */
function holdsObjects(before: string): boolean {
  if (/\/ObjStm\b|\/First\s+\d+\b(?!\s+\d+\s+R\b)/.test(before)) return true
  const own = before.slice(before.lastIndexOf('obj'))
  return /\/First\b/.test(own) && /\/N\b/.test(own)
}

/** Whether what is packed is packed by Flate, once, and nothing is done to its bytes beside. */
function isPackedOnce(said: string): boolean {
  const filters = said.split('/Filter').length - 1
  const single = said.match(/\/Filter\s*(?:\/[\w.]+|\[\s*\/[\w.]+\s*\])/g)?.length ?? 0
  return filters === single && !/\/(?:DecodeParms|DP|FFilter)\b/.test(said)
}

function inflated(bytes: Uint8Array, room: number): Uint8Array | null {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(room, 1) })
  } catch {
    return null
  }
}
