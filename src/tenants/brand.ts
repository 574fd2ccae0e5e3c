/** A workspace's logo as it is shown: a PNG that we drew ourselves, twice as fine as the room it gets on a page. */
export interface BrandLogo {
  /** Of its bytes, in hex: its name wherever it is kept, shown or frozen. */
  readonly sha256: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** On what it can be seen: ink on nothing needs a light ground, white on nothing a dark one; a full picture any. */
  readonly ground: 'any' | 'light' | 'dark'
}

/** How a company looks to its clients; null is the workspace's name, Milepost's green, and no picture. */
export interface Brand {
  readonly displayName: string | null
  /** `#rrggbb` as it was typed; what is drawn is one of its shades. */
  readonly colour: string | null
  readonly logo: BrandLogo | null
}

export const plainBrand: Brand = { displayName: null, colour: null, logo: null }

/** What clients call the company. */
export const clientName = (workspace: {
  readonly name: string
  readonly settings: { readonly brand: Pick<Brand, 'displayName'> }
}): string => workspace.settings.brand.displayName ?? workspace.name

/** A colour as it is drawn, on light pages and on dark ones: bands and words in `accent`, letters on it in `on`. */
export interface Shades {
  readonly light: { readonly accent: string; readonly on: string }
  readonly dark: { readonly accent: string; readonly on: string }
}

/** Milepost's own green. */
export const plainShades: Shades = {
  light: { accent: '#1b6139', on: '#ffffff' },
  dark: { accent: '#7fcf9f', on: '#0c1810' },
}

type Rgb = readonly [number, number, number]

export const COLOUR = /^#[0-9a-f]{6}$/

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
/** The grounds on which its words stand: the lightest page's paper, and the lightest panel of the dark one. */
const LIGHT_GROUND: Rgb = [0xf6, 0xf8, 0xf6]
const DARK_GROUND: Rgb = [0x26, 0x2d, 0x2a]
/** What everybody can read, by WCAG's AA. */
const READABLE = 4.5

const rgbOf = (colour: string): Rgb => {
  const at = (place: number) => Number.parseInt(colour.slice(place, place + 2), 16)
  return [at(1), at(3), at(5)]
}
const hexOf = (rgb: Rgb): string => `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`

/** How bright a colour is, from 0 to 1, by WCAG's formula. */
function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** How well one colour, `#rrggbb`, is read on another: from 1, not at all, to 21. */
export const contrastOf = (one: string, other: string): number => contrast(rgbOf(one), rgbOf(other))

/** The nearest shade towards `end` that can be read on `ground`; the colour itself where it can. */
function readable(colour: Rgb, ground: Rgb, end: Rgb): Rgb {
  for (let hundredths = 0; hundredths < 100; hundredths += 1) {
    const part = (at: 0 | 1 | 2) => Math.round((colour[at] * (100 - hundredths) + end[at] * hundredths) / 100)
    const shade: Rgb = [part(0), part(1), part(2)]
    if (contrast(shade, ground) >= READABLE) return shade
  }
  return end
}

/** The shades in which a company's colour, `#rrggbb` or null, can be read; Milepost's own where there is none. */
export function shadesOf(colour: string | null): Shades {
  if (colour === null) return plainShades
  const typed = rgbOf(colour)
  return {
    light: { accent: hexOf(readable(typed, LIGHT_GROUND, BLACK)), on: plainShades.light.on },
    dark: { accent: hexOf(readable(typed, DARK_GROUND, WHITE)), on: plainShades.dark.on },
  }
}
