import { limits } from '../../../config/limits'
import { recogniseType } from '../file-type'
import { undrawableBecause } from './thumbnail'

/** A logo drawn anew: a PNG, with what was clear still clear, and nothing else that was in the file. */
export interface DrawnLogo {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly width: number
  readonly height: number
  /** On what it can be seen: `light` for dark ink on nothing, `dark` for white on nothing. */
  readonly ground: 'any' | 'light' | 'dark'
}

export const LOGO_TYPE = 'image/png'

const WANTED = 'Send a PNG or a JPEG.'

/** What a logo is by its bytes; or in words why it is not taken. Reads its header only. */
export function recogniseLogo(
  bytes: Uint8Array,
): { readonly type: 'image/png' | 'image/jpeg' } | { readonly problem: string } {
  if (bytes.length > limits.logoBytes)
    return { problem: `A logo may have ${limits.logoBytes / 1024 / 1024} MB at most. Make it smaller.` }
  const head = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1')
  if (/<svg[\s>]/i.test(head))
    return {
      problem: `A drawing in SVG can hold programs, so it is not taken. Save it as PNG, ${limits.logoWidth} pixels wide or more.`,
    }
  const known = recogniseType(bytes, '')
  if ('problem' in known) return { problem: `${known.problem} ${WANTED}` }
  if (known.type !== 'image/png' && known.type !== 'image/jpeg')
    return { problem: `This kind of file is no logo. ${WANTED}` }
  const because = undrawableBecause(known.type, bytes)
  return because === null ? { type: known.type } : { problem: `${because} ${WANTED}` }
}
