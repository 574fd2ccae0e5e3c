import PDFDocument from 'pdfkit'
import { drawLogoAt, type PaperLook, plainLook } from '../../documents/paper/paper-look'
import { lacksLetters, printable } from '../../documents/paper/printable'
import { face, setTypeface } from '../../documents/paper/typeface'

const MARGIN = 50
/** The logo stands in the margin above the head. */
const LOGO_TOP = 14
const LOGO_HIGH = 30
/** Kept free under the text for what stands at the foot of every page. */
const FOOT = 16

export const colours = {
  ink: '#16211c',
  muted: '#55625b',
  line: '#c9d2cd',
  accent: '#1f5b3f',
  accentTint: '#e8f3ec',
  waiting: '#7a5108',
  waitingTint: '#fbf0d9',
} as const

/** Pages that fill from the top: every piece goes where there is room, and knows how to go on. */
export interface Sheet {
  /** A heading that does not stand alone at the end of a page. */
  heading(words: string): void
  words(
    words: string,
    how?: { size?: number; bold?: boolean; muted?: boolean; fixed?: boolean; indent?: number; gap?: number },
  ): void
  /** Words on a tint, kept together. */
  panel(words: string, colour: string, tint: string): void
  /** Pairs of a name and what it is, in two columns. */
  facts(facts: readonly (readonly [string, string])[]): void
  /** Shares of a whole as one bar, with a legend of the same colours in the same order. */
  bar(parts: readonly { readonly share: number; readonly colour: string; readonly legend: string }[]): void
  /** Whether a box was printed for a letter that the typeface lacks. */
  lacked(): boolean
  end(foot: string): Promise<Uint8Array<ArrayBuffer>>
}

/** Begins the paper: who gives it, what it is called, and its number. The same words give the same bytes. */
export function openSheet(head: {
  readonly title: string
  readonly company: string
  readonly number: string
  readonly paper: 'LETTER' | 'A4'
  readonly madeAt: Date
  /** Milepost's own where it isn't said. */
  readonly look?: PaperLook
}): Sheet {
  const pdf = new PDFDocument({
    size: head.paper,
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    info: {
      Title: `${head.title} ${head.number}`,
      Author: head.company,
      CreationDate: head.madeAt,
      ModDate: head.madeAt,
    },
    lang: 'en',
  })
  setTypeface(pdf)
  const whole = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    const pieces: Buffer[] = []
    pdf.on('data', (piece: Buffer) => pieces.push(piece))
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))))
    pdf.on('error', reject)
  })
  const width = pdf.page.width - 2 * MARGIN
  const bottom = pdf.page.height - MARGIN - FOOT
  let lacks = false
  const shown = (words: string): string => {
    lacks ||= lacksLetters(words)
    return printable(words)
  }
  const room = (height: number) => {
    if (pdf.y + height > bottom) pdf.addPage()
  }
  const { look = plainLook } = head
  drawHead(pdf, head, look, shown, width)
  return {
    heading(words) {
      room(54)
      if (pdf.y > MARGIN) pdf.y += 9
      pdf.font(face.bold).fontSize(11).fillColor(look.accent).text(shown(words), MARGIN, pdf.y, { width })
      pdf.y += 3
    },
    words(words, { size = 9.5, bold = false, muted = false, fixed = false, indent = 0, gap = 2 } = {}) {
      pdf.font(fixed ? face.fixed : bold ? face.bold : face.plain).fontSize(size)
      room(size * 1.3)
      pdf
        .fillColor(muted ? colours.muted : colours.ink)
        .text(shown(words), MARGIN + indent, pdf.y, { width: width - indent })
      pdf.y += gap
    },
    panel(words, colour, tint) {
      const said = shown(words)
      pdf.font(face.bold).fontSize(11)
      const height = Math.min(pdf.heightOfString(said, { width: width - 28 }), bottom - MARGIN - 24)
      room(height + 34)
      const top = pdf.y + 6
      pdf.rect(MARGIN, top, width, height + 20).fill(tint)
      pdf.rect(MARGIN, top, 4, height + 20).fill(colour)
      pdf.fillColor(colour).text(said, MARGIN + 16, top + 10, {
        width: width - 28,
        height: height + 2,
        ellipsis: true,
      })
      pdf.y = top + height + 32
    },
    facts(facts) {
      const column = width / 2
      for (let row = 0; row < facts.length; row += 2) {
        const pair = facts.slice(row, row + 2)
        pdf.font(face.plain).fontSize(10)
        const height = Math.max(
          ...pair.map(([, said]) =>
            Math.min(pdf.heightOfString(shown(said) || '-', { width: column - 16 }), 50),
          ),
        )
        room(height + 22)
        const top = pdf.y
        for (const [at, [name, said]] of pair.entries()) {
          const x = MARGIN + at * column
          pdf.font(face.plain).fontSize(8).fillColor(colours.muted)
          pdf.text(name, x, top, { width: column - 16 })
          pdf.fontSize(10).fillColor(colours.ink)
          pdf.text(shown(said) || '-', x, top + 11, {
            width: column - 16,
            height: height + 2,
            ellipsis: true,
          })
        }
        pdf.y = top + height + 16
      }
    },
    bar(parts) {
      room(30 + Math.ceil(parts.length / 2) * 15)
      let x = MARGIN
      const top = pdf.y + 2
      for (const { share, colour } of parts) {
        pdf.rect(x, top, width * share, 12).fill(colour)
        x += width * share
      }
      for (const [at, { colour, legend }] of parts.entries()) {
        const left = MARGIN + (at % 2) * (width / 2)
        const y = top + 20 + Math.floor(at / 2) * 15
        pdf.rect(left, y, 8, 8).fill(colour)
        pdf.font(face.plain).fontSize(9).fillColor(colours.ink)
        pdf.text(shown(legend), left + 14, y - 0.5, { width: width / 2 - 20, height: 11, ellipsis: true })
      }
      pdf.y = top + 24 + Math.ceil(parts.length / 2) * 15
    },
    lacked: () => lacks,
    end(foot) {
      const said = shown(foot)
      const { start, count } = pdf.bufferedPageRange()
      for (let at = start; at < start + count; at += 1) {
        pdf.switchToPage(at)
        // Below the margin, where writing would otherwise begin another page.
        pdf.page.margins.bottom = 0
        const y = pdf.page.height - MARGIN - 6
        pdf.font(face.plain).fontSize(8).fillColor(colours.muted)
        pdf.text(said, MARGIN, y, { width: width - 80, height: 10, ellipsis: true })
        pdf.text(`Page ${at - start + 1} of ${count}`, MARGIN, y, { width, align: 'right' })
      }
      pdf.end()
      return whole
    },
  }
}

function drawHead(
  pdf: InstanceType<typeof PDFDocument>,
  head: { readonly title: string; readonly company: string; readonly number: string },
  look: PaperLook,
  shown: (words: string) => string,
  width: number,
): void {
  // In the margin above the head, so that the paper needs no more pages.
  drawLogoAt(pdf, look, MARGIN, LOGO_TOP, LOGO_HIGH)
  pdf.font(face.plain).fontSize(10).fillColor(colours.muted)
  pdf.text(shown(head.company), MARGIN, MARGIN, { width: width - 170, height: 12, ellipsis: true })
  pdf.text(head.number, MARGIN, MARGIN, { width, align: 'right' })
  pdf.font(face.bold).fontSize(20).fillColor(colours.ink)
  pdf.text(shown(head.title), MARGIN, MARGIN + 18, { width })
  const under = pdf.y + 4
  pdf
    .moveTo(MARGIN, under)
    .lineTo(MARGIN + width, under)
    .lineWidth(2)
    .stroke(look.accent)
  pdf.y = under + 8
}
