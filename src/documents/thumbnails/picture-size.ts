/** How wide and high a picture says it is, in pixels, before it is turned by its camera's note. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

const PNG_HEADER = 24
const GIF_HEADER = 10
/** Frames of a JPEG that carry its size: all but DHT (c4), JPG (c8) and DAC (cc). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/**
 * Reads a picture's size from its header alone, so that nothing is unpacked for a picture that is too large. Null for
 * what is no PNG, JPEG or GIF by its media type, and for a header that ends early.
 */
export function pictureSize(type: string, bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (type === 'image/png' && bytes.length >= PNG_HEADER) {
    return { width: view.getUint32(16), height: view.getUint32(20) }
  }
  if (type === 'image/gif' && bytes.length >= GIF_HEADER) {
    return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
  }
  return type === 'image/jpeg' ? jpegSize(view) : null
}

function jpegSize(view: DataView): PictureSize | null {
  let at = 2
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    const length = view.getUint16(at + 2)
    if (length < 2) return null
    at += 2 + length
  }
  return null
}
