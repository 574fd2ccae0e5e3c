import { Jimp } from 'jimp'
import { limits } from '../../../config/limits'
import { checkUnpacked } from './draw-thumbnail'
import { type DrawnLogo, LOGO_TYPE } from './logo'
import { undrawableBecause } from './thumbnail'

/** Of 255: what is clearer is seen through, what is fainter is no ink. */
const SOLID = 250
const INK = 64
/** Of a logo that is seen through: one place in fifty is more than a rounded corner. */
const CLEAR_PART = 50

/**
 * Draws a logo anew, upright, as large as pages need it and no larger. Called in a thread of its own. Throws for what is
 * damaged, larger than its header says, or so full of detail that it is still too large when drawn small.
 */
export async function drawLogo(type: string, bytes: Uint8Array): Promise<DrawnLogo> {
  const because = undrawableBecause(type, bytes)
  if (because !== null) throw new Error(because)
  if (type === 'image/png') checkUnpacked(bytes)
  const picture = await Jimp.fromBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    'image/jpeg': { maxResolutionInMP: limits.thumbnailPixels / 1_000_000, maxMemoryUsageInMB: 768 },
  })
  const { logoWidth: w, logoHeight: h } = limits
  if (picture.width > w || picture.height > h) picture.scaleToFit({ w, h })
  // Rounded to nothing, a line of one pixel by a thousand would be no picture.
  const { width, height } = picture
  if (width < 1 || height < 1) throw new Error('It is too narrow to be seen.')
  const drawn = new Uint8Array(await picture.getBuffer(LOGO_TYPE))
  if (drawn.byteLength > limits.logoDrawnBytes) throw new Error('It has too much detail for a logo.')
  return { bytes: drawn, width, height, ground: groundFor(picture.bitmap.data) }
}

/** On what its ink can be seen, by the mean brightness of what is not clear. `data`: four bytes a pixel. */
function groundFor(data: Uint8Array): DrawnLogo['ground'] {
  let clear = 0
  let ink = 0
  let bright = 0
  for (let at = 0; at + 3 < data.length; at += 4) {
    const alpha = data[at + 3] ?? 0
    if (alpha < SOLID) clear += 1
    if (alpha < INK) continue
    ink += 1
    bright += (data[at] ?? 0) * 299 + (data[at + 1] ?? 0) * 587 + (data[at + 2] ?? 0) * 114
  }
  if (clear * CLEAR_PART < data.length / 4 || ink === 0) return 'any'
  return bright / ink / 1_000 > 200 ? 'dark' : 'light'
}
