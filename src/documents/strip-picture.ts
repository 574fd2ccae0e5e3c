import { heicWithoutNotes } from './strip-heic'

/** Kinds of files of which clients are given a copy without notes: it has another hash than the file, where there were some. */
export const isStripped = (type: string): boolean =>
  ['image/jpeg', 'image/png', 'image/webp', 'image/heic'].includes(type)

/**
 * A picture without what its camera or its maker wrote beside it: where it was taken, when, with what, by whom. The picture
 * itself stays bit for bit, and upright; of one that ends early, what there is of it. Null where nobody can tell its notes
 * from the picture: pass that on to nobody. Files of other kinds come back as they are.
 */
export function withoutNotes(type: string, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  switch (type) {
    case 'image/jpeg':
      return joined(jpegParts(bytes))
    case 'image/png':
      return joined(pngParts(bytes))
    case 'image/webp':
      return joined(webpParts(bytes))
    case 'image/heic':
      return heicWithoutNotes(bytes)
    default:
      return bytes
  }
}

const joined = (parts: readonly Uint8Array[] | null): Uint8Array<ArrayBuffer> | null =>
  parts === null ? null : new Uint8Array(Buffer.concat(parts))

/** Of segments or chunks, kept or not: many more than any camera writes, and few enough to be looked at while others wait. */
const MOST = 10_000

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const textAt = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length)).toString('latin1')

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14, APP15, COM] = [
  0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe,
]
/** Inside of the picture's data: a stuffed byte, or a restart. */
const isData = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7)

/** How to show it: JFIF's density, the colours' profile, Adobe's kind of colours. Everything else beside it is a note. */
function showsHow(bytes: Uint8Array, marker: number, at: number): boolean {
  if (marker === COM) return false
  if (marker < APP0 || marker > APP15) return true
  return (
    (marker === APP0 && textAt(bytes, at + 4, 4) === 'JFIF') ||
    (marker === APP2 && textAt(bytes, at + 4, 11) === 'ICC_PROFILE') ||
    (marker === APP14 && textAt(bytes, at + 4, 5) === 'Adobe')
  )
}

/** Its segments without notes, and without what stands behind its end; null when it ends before its picture, or never. */
function jpegParts(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes)
  if (bytes.length < 4 || view.getUint16(0) !== 0xff00 + SOI) return null
  const parts: Uint8Array[] = [bytes.subarray(0, 2)]
  let turn = 1
  let isPicture = false
  let looked = 0
  for (let at = 2; at + 2 <= bytes.length; ) {
    if (view.getUint8(at) !== 0xff) break
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    looked += 1
    if (looked > MOST) return null
    if (marker === EOI) {
      parts.push(bytes.subarray(at, at + 2))
      isPicture = true
      break
    }
    if (at + 4 > bytes.length) break
    let end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length || end < at + 4) break
    if (marker === APP1 && textAt(bytes, at + 4, 6) === 'Exif\0\0')
      turn = turnIn(bytes.subarray(at + 10, end))
    if (marker === SOS) {
      isPicture = true
      while (end + 1 < bytes.length && !(view.getUint8(end) === 0xff && !isData(view.getUint8(end + 1))))
        end += 1
    }
    if (showsHow(bytes, marker, at)) parts.push(bytes.subarray(at, end))
    at = end
  }
  if (!isPicture) return null
  if (turn !== 1) parts.splice(1, 0, turned(turn))
  return parts
}

/** Which way up, 1 to 8, as EXIF says it; 1 where it does not. */
function turnIn(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1
  const view = viewOf(tiff)
  const little = view.getUint16(0) === 0x4949
  const first = view.getUint32(4, little)
  if (first + 2 > tiff.length) return 1
  const count = view.getUint16(first, little)
  for (let entry = 0; entry < count; entry += 1) {
    const at = first + 2 + entry * 12
    if (at + 12 > tiff.length) return 1
    if (view.getUint16(at, little) !== 0x0112) continue
    const turn = view.getUint16(at + 8, little)
    return turn >= 1 && turn <= 8 ? turn : 1
  }
  return 1
}

/** A note that says which way up, and nothing else. */
const turned = (turn: number): Uint8Array =>
  Buffer.concat([
    Buffer.from([0xff, APP1, 0, 34]),
    Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', 'latin1'),
    Buffer.from([turn, 0, 0, 0, 0, 0, 0]),
  ])

/** What draws: the picture, its colours, its size on paper, and the frames of one that moves. Everything else is a note, also of kinds nobody knows. */
const PNG_DRAWS = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'bKGD', 'pHYs', 'sBIT'],
  ...['cHRM', 'gAMA', 'iCCP', 'sRGB', 'cICP', 'mDCV', 'cLLI'],
  ...['acTL', 'fcTL', 'fdAT'],
])

function pngParts(bytes: Uint8Array): Uint8Array[] | null {
  const view = viewOf(bytes)
  const parts: Uint8Array[] = [bytes.subarray(0, 8)]
  let isPicture = false
  let looked = 0
  for (let at = 8; at + 12 <= bytes.length; ) {
    looked += 1
    if (looked > MOST) return null
    const name = textAt(bytes, at + 4, 4)
    const end = at + 12 + view.getUint32(at)
    if (name === 'IDAT') isPicture = true
    if (PNG_DRAWS.has(name)) parts.push(bytes.subarray(at, end))
    if (name === 'IEND') break
    at = end
  }
  return isPicture ? parts : null
}

const WEBP_DRAWS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ICCP'])
/** Flags of an extended WebP that announce EXIF and XMP. */
const ANNOUNCED = 0x08 | 0x04

/** How many chunks of a file were looked at so far, in its frames too. */
interface Looked {
  chunks: number
}

/**
 * Chunks one after another that draw; null where one doesn't end within them, or there are too many in the whole file. No frame
 * has frames of its own: a file that says so is not followed into them.
 */
function drawingChunks(
  bytes: Uint8Array,
  from: number,
  of: 'picture' | 'frame',
  looked: Looked,
): Uint8Array[] | null {
  const view = viewOf(bytes)
  const chunks: Uint8Array[] = []
  for (let at = from; at + 8 <= bytes.length; ) {
    looked.chunks += 1
    if (looked.chunks > MOST) return null
    const name = textAt(bytes, at, 4)
    const size = view.getUint32(at + 4, true)
    if (at + 8 + size > bytes.length) return null
    const end = Math.min(at + 8 + size + (size % 2), bytes.length)
    if (name === 'ANMF' && of === 'picture') {
      const frame = frameOf(bytes.subarray(at, at + 8 + size), looked)
      if (frame === null) return null
      chunks.push(frame)
    } else if (WEBP_DRAWS.has(name)) {
      const chunk = Buffer.from(bytes.subarray(at, end))
      if (name === 'VP8X' && size > 0) chunk.writeUInt8(chunk.readUInt8(8) & ~ANNOUNCED, 8)
      chunks.push(chunk)
    }
    at = end
  }
  return chunks
}

/** Where a frame of a moving picture stands and how long, before the chunks that draw it. */
const FRAME_HEAD = 8 + 16

function frameOf(chunk: Uint8Array, looked: Looked): Uint8Array | null {
  const parts = chunk.length < FRAME_HEAD ? null : drawingChunks(chunk, FRAME_HEAD, 'frame', looked)
  if (parts === null) return null
  const frame = Buffer.concat([chunk.subarray(0, FRAME_HEAD), ...parts])
  frame.writeUInt32LE(frame.length - 8, 4)
  return frame.length % 2 === 0 ? frame : Buffer.concat([frame, Buffer.alloc(1)])
}

function webpParts(bytes: Uint8Array): Uint8Array[] | null {
  const chunks = drawingChunks(bytes, 12, 'picture', { chunks: 0 })
  if (chunks === null || chunks.length === 0) return null
  const head = Buffer.from(bytes.subarray(0, 12))
  head.writeUInt32LE(4 + chunks.reduce((sum, chunk) => sum + chunk.length, 0), 4)
  return [head, ...chunks]
}
