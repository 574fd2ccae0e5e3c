import { inflateSync } from 'node:zlib'
import { Jimp } from 'jimp'
import { limits } from '../../../config/limits'
import { pictureSize } from './picture-size'
import { THUMBNAIL_TYPE, type Thumbnail, undrawableBecause } from './thumbnail'

const WHITE = 0xffffffff
/** Of 100; a photo of this size shows no difference to more. */
const QUALITY = 78

/**
 * Draws a picture small: upright as its camera held it, on white where it is transparent, the first frame of several.
 * Takes a second of a processor for a phone's photo, so it is called in a thread of its own. Throws for what is damaged,
 * or larger than its header says.
 */
export async function drawThumbnail(type: string, bytes: Uint8Array): Promise<Thumbnail> {
  const because = undrawableBecause(type, bytes)
  if (because !== null) throw new Error(because)
  if (type === 'image/png') checkUnpacked(bytes)
  const picture = await Jimp.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    'image/jpeg': { maxResolutionInMP: limits.thumbnailPixels / 1_000_000, maxMemoryUsageInMB: 768 },
  })
  const side = limits.thumbnailSide
  if (picture.width > side || picture.height > side) picture.scaleToFit({ w: side, h: side })
  const { width, height } = picture
  const paper = new Jimp({ width, height, color: WHITE }).composite(picture)
  return { bytes: new Uint8Array(await paper.getBuffer(THUMBNAIL_TYPE, { quality: QUALITY })), width, height }
}

/** Throws for a PNG whose data unpack to more than its pixels need: a bomb, a small header and gigabytes behind it. */
export function checkUnpacked(bytes: Uint8Array): void {
  const size = pictureSize('image/png', bytes)
  if (size === null) throw new Error('It is no whole picture.')
  // Eight bytes a pixel at most, a filter byte a line, and as many again for the lines of seven passes.
  const room = size.width * size.height * 8 + size.height * 16 + size.width + 1_024
  inflateSync(packedData(bytes), { maxOutputLength: room })
}

function packedData(bytes: Uint8Array): Buffer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const name = view.getUint32(at + 4)
    if (name === IDAT) parts.push(bytes.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return Buffer.concat(parts)
}
const IDAT = 0x49444154
