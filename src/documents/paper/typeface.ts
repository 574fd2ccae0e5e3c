import { readFileSync } from 'node:fs'
import PDFDocument from 'pdfkit'
import { z } from 'zod'

type Pdf = InstanceType<typeof PDFDocument>

/** The names of the letters that our papers are set in. `fixed` is for hashes: it has the letters of English alone. */
export const face = { plain: 'plain', bold: 'bold', fixed: 'Courier' } as const

/**
 * DejaVu Sans, the narrow cut: its Latin, Greek and Cyrillic are whole, with every mark of European and Vietnamese names,
 * and it needs no more room than the fonts that every PDF reader has.
 */
const FILES = { plain: 'DejaVuSansCondensed.ttf', bold: 'DejaVuSansCondensed-Bold.ttf' } as const
type Cut = keyof typeof FILES

const read = new Map<Cut, Buffer>()
const bytesOf = (cut: Cut): Buffer => {
  const known = read.get(cut) ?? readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${FILES[cut]}`))
  read.set(cut, known)
  return known
}

/** Gives a paper its letters. Only those that it uses come into the file. */
export function setTypeface(pdf: Pdf): void {
  pdf.registerFont(face.plain, bytesOf('plain'))
  pdf.registerFont(face.bold, bytesOf('bold'))
}

/** pdfkit opens a font and keeps it to itself; its types don't tell. What isn't there any more breaks here, loudly. */
const opened = z.object({ _font: z.object({ font: z.object({ characterSet: z.array(z.int()).min(1) }) }) })

let letters: ReadonlySet<number> | null = null

/** The code points that both cuts can draw. */
export function drawnLetters(): ReadonlySet<number> {
  if (letters === null) {
    const pdf = new PDFDocument()
    setTypeface(pdf)
    const [plain, bold] = [face.plain, face.bold].map(
      (name) => new Set(opened.parse(pdf.font(name))._font.font.characterSet),
    )
    letters = new Set([...(plain ?? [])].filter((letter) => bold?.has(letter)))
  }
  return letters
}
