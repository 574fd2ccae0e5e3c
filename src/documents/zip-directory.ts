/**
 * Reads the list at the end of a ZIP, which is what an Office document is, without unpacking anything. Its layout is
 * APPNOTE.TXT's: an end record of 22 bytes and a comment, before it one header a file.
 */
export interface ZipEntry {
  readonly name: string
  readonly encrypted: boolean
  /** Where the file's own header stands, from the beginning. */
  readonly offset: number
}

const END = 0x06054b50
const HEADER = 0x02014b50
const END_LENGTH = 22
const HEADER_LENGTH = 46
const LONGEST_COMMENT = 65_535
const MOST_ENTRIES = 5_000

/** Where an end record stands whose comment ends with the bytes; null when there is none: then it is no ZIP. */
export function endOfZip(bytes: Uint8Array): number | null {
  const view = viewOf(bytes)
  const lowest = Math.max(0, bytes.length - END_LENGTH - LONGEST_COMMENT)
  for (let at = bytes.length - END_LENGTH; at >= lowest; at -= 1) {
    if (view.getUint32(at, true) !== END) continue
    if (at + END_LENGTH + view.getUint16(at + 20, true) === bytes.length) return at
  }
  return null
}

/**
 * Every entry of a ZIP that begins with the first byte and ends with the last one. Null for anything else: something
 * before it, behind it or between is not what an office program writes.
 */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const end = endOfZip(bytes)
  if (end === null || end + END_LENGTH !== bytes.length) return null
  const view = viewOf(bytes)
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0 || count > MOST_ENTRIES || at + view.getUint32(end + 12, true) !== end) return null
  const entries: ZipEntry[] = []
  for (let read = 0; read < count; read += 1) {
    if (at + HEADER_LENGTH > end || view.getUint32(at, true) !== HEADER) return null
    const nameLength = view.getUint16(at + 28, true)
    const next =
      at + HEADER_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
    if (next > end) return null
    entries.push({
      name: Buffer.from(bytes.subarray(at + HEADER_LENGTH, at + HEADER_LENGTH + nameLength)).toString('utf8'),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      offset: view.getUint32(at + 42, true),
    })
    at = next
  }
  return at === end && entries.some((entry) => entry.offset === 0) ? entries : null
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
