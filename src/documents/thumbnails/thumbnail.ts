import { limits } from '../../../config/limits'
import { pictureSize } from './picture-size'

/** A small picture of a picture: always a JPEG, drawn anew, so that nothing of the camera's notes is in it. */
export interface Thumbnail {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly width: number
  readonly height: number
}

export const THUMBNAIL_TYPE = 'image/jpeg'

/** The pictures that a small one can be made of. */
const DRAWN: readonly string[] = ['image/png', 'image/jpeg', 'image/gif']

/** Whether small pictures are made of this kind of file at all. */
export const isDrawn = (type: string): boolean => DRAWN.includes(type)

/** Why no small picture can be made of a file, in words; null when it can be tried. Looks at its header only. */
export function undrawableBecause(type: string, bytes: Uint8Array): string | null {
  if (!isDrawn(type)) return 'Small pictures are made of PNG, JPEG and GIF.'
  const size = pictureSize(type, bytes)
  if (size === null || size.width === 0 || size.height === 0) return 'It is no whole picture.'
  if (size.width * size.height > limits.thumbnailPixels) {
    return `It has more than ${limits.thumbnailPixels / 1_000_000} million pixels.`
  }
  return null
}
