import type PDFDocument from 'pdfkit'

type Pdf = InstanceType<typeof PDFDocument>

/** How a company looks on its papers. */
export interface PaperLook {
  /** `#rrggbb`, readable on white. */
  readonly accent: string
  readonly logo: {
    /** A PNG that we drew ourselves. */
    readonly bytes: Uint8Array
    /** In pixels, two for each point that it may take at most. */
    readonly width: number
    readonly height: number
    readonly ground: 'any' | 'light' | 'dark'
  } | null
}

/** Milepost's own. */
export const plainLook: PaperLook = { accent: '#1f5b3f', logo: null }

/** White ink on nothing would be lost on paper. */
const DARK_PLATE = '#16201b'
const PLATE_EDGE = 4

/** Draws the logo with its left upper corner at (x, y), `height` points high at most. Answers the points it took: wide, high. */
export function drawLogoAt(
  pdf: Pdf,
  { logo }: PaperLook,
  x: number,
  y: number,
  height: number,
): { readonly width: number; readonly height: number } {
  if (logo === null) return { width: 0, height: 0 }
  const edge = logo.ground === 'dark' ? PLATE_EDGE : 0
  const scale = Math.min((height - 2 * edge) / logo.height, 0.5)
  const size = { width: logo.width * scale + 2 * edge, height: logo.height * scale + 2 * edge }
  if (edge > 0) pdf.roundedRect(x, y, size.width, size.height, 3).fill(DARK_PLATE)
  pdf.image(Buffer.from(logo.bytes), x + edge, y + edge, {
    width: logo.width * scale,
    height: logo.height * scale,
  })
  return size
}
