import PDFDocument from 'pdfkit'
import { drawLogoAt, type PaperLook } from '../../documents/paper/paper-look'
import { lacksLetters, missingWords, printable } from '../../documents/paper/printable'
import { face, setTypeface } from '../../documents/paper/typeface'
import { columnAmount } from '../pay-application/column-amount'

const MARGIN = 54
const INK = '#16211c'
const MUTED = '#5c6b64'
const LINE = '#c9d2cd'
const RISK = '#9c2f22'
/** The logo stands in the margin above the title. */
const LOGO_TOP = 14
const LOGO_HIGH = 30
/** What an amount may take of a line, in points. */
const AMOUNT = 120

type Pdf = InstanceType<typeof PDFDocument>

/** One line: words to the left, which may wrap, and an amount to the right. */
export interface StatementLine {
  readonly words: string
  /** Minor units, null is unknown; left out where the line has none. */
  readonly minor?: bigint | null
  readonly level?: 'head' | 'sum' | 'part' | 'small'
  /** Something is to be looked at. */
  readonly risk?: boolean
}

/** What stands on every page. */
export interface StatementHead {
  readonly title: string
  readonly about: string
  readonly company: string
  readonly look: PaperLook
  readonly paper: 'LETTER' | 'A4'
  /** Said at the foot, such as "as of 15 Apr 2026, 09:00 Europe/Berlin". */
  readonly asOf: string
  readonly madeAt: Date
}

/** A statement of figures on paper: sections of lines, on as many pages as they need. */
export interface Statement {
  section(title: string, note: string, currency: string, lines: readonly StatementLine[]): void
  words(text: string, risk?: boolean): void
  end(): Promise<Uint8Array<ArrayBuffer>>
}

/** Begins a statement. */
export function openStatement(head: StatementHead): Statement {
  const pdf = new PDFDocument({
    size: head.paper,
    margin: MARGIN,
    bufferPages: true,
    info: { Title: `${head.title}, ${head.about}`, Author: head.company, CreationDate: head.madeAt },
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
  let y = drawHead(pdf, head, width)
  let lacks = [head.title, head.about, head.company].some(lacksLetters)
  const room = (height: number) => {
    if (y + height <= pdf.page.height - MARGIN - 20) return
    pdf.addPage()
    y = MARGIN
  }
  return {
    words(text, risk = false) {
      const words = printable(text)
      lacks ||= lacksLetters(text)
      pdf.font(face.bold).fontSize(11)
      const height = pdf.heightOfString(words, { width })
      room(height + 12)
      pdf.fillColor(risk ? RISK : head.look.accent).text(words, MARGIN, y, { width })
      y += height + 12
    },
    section(title, note, currency, lines) {
      room(60)
      pdf
        .font(face.bold)
        .fontSize(11)
        .fillColor(INK)
        .text(printable(title), MARGIN, y, { width: width - AMOUNT, height: 14, ellipsis: true })
      pdf
        .font(face.plain)
        .fontSize(8.5)
        .fillColor(MUTED)
        .text(printable(note), MARGIN, y + 2, { width, align: 'right', height: 12, ellipsis: true })
      y += 18
      pdf
        .moveTo(MARGIN, y)
        .lineTo(MARGIN + width, y)
        .lineWidth(0.7)
        .stroke(LINE)
      y += 5
      lacks ||= [title, note].some(lacksLetters)
      for (const line of lines) {
        lacks ||= lacksLetters(line.words)
        const height = heightOf(pdf, line, width)
        room(height)
        drawLine(pdf, line, currency, y, width)
        y += height
      }
      y += 12
    },
    end() {
      drawFeet(pdf, head, width, lacks)
      pdf.end()
      return whole
    },
  }
}

function drawHead(pdf: Pdf, { title, about, company, look }: StatementHead, width: number): number {
  drawLogoAt(pdf, look, MARGIN, LOGO_TOP, LOGO_HIGH)
  pdf.font(face.bold).fontSize(20).fillColor(INK).text(printable(title), MARGIN, MARGIN, { width })
  pdf
    .moveTo(MARGIN, MARGIN + 30)
    .lineTo(MARGIN + width, MARGIN + 30)
    .lineWidth(2)
    .stroke(look.accent)
  const words = printable([company, about].filter((each) => each !== '').join(' · '))
  pdf.font(face.plain).fontSize(10).fillColor(MUTED)
  pdf.text(words, MARGIN, MARGIN + 38, { width })
  return MARGIN + 38 + pdf.heightOfString(words, { width }) + 14
}

const LOOKS = {
  head: { font: face.bold, size: 10, indent: 0 },
  sum: { font: face.plain, size: 10, indent: 0 },
  part: { font: face.plain, size: 9, indent: 14 },
  small: { font: face.plain, size: 8.5, indent: 14 },
} as const

function heightOf(pdf: Pdf, { words, level = 'sum', minor }: StatementLine, width: number): number {
  const { font, size, indent } = LOOKS[level]
  pdf.font(font).fontSize(size)
  const across = width - indent - (minor === undefined ? 0 : AMOUNT)
  return pdf.heightOfString(printable(words) || ' ', { width: across }) + 4
}

function drawLine(
  pdf: Pdf,
  { words, level = 'sum', minor, risk = false }: StatementLine,
  currency: string,
  y: number,
  width: number,
): void {
  const { font, size, indent } = LOOKS[level]
  const colour = risk ? RISK : level === 'part' || level === 'small' ? MUTED : INK
  pdf.font(font).fontSize(size).fillColor(colour)
  const across = width - indent - (minor === undefined ? 0 : AMOUNT)
  pdf.text(printable(words), MARGIN + indent, y, { width: across })
  if (minor === undefined) return
  const amount = minor === null ? 'unknown' : columnAmount(minor, currency)
  pdf.text(amount, MARGIN, y, { width, align: 'right' })
}

function drawFeet(pdf: Pdf, { title, about, asOf }: StatementHead, width: number, lacks: boolean): void {
  const { start, count } = pdf.bufferedPageRange()
  for (let at = start; at < start + count; at += 1) {
    pdf.switchToPage(at)
    // Below the margin, where writing would otherwise begin another page.
    pdf.page.margins.bottom = 0
    const y = pdf.page.height - MARGIN + 14
    pdf.font(face.plain).fontSize(8).fillColor(MUTED)
    if (lacks) pdf.text(missingWords, MARGIN, y - 11, { width })
    pdf.text(printable(`${title} · ${about} · ${asOf}`), MARGIN, y, {
      width: width - 80,
      height: 10,
      ellipsis: true,
    })
    pdf.text(`Page ${at - start + 1} of ${count}`, MARGIN, y, { align: 'right', width })
  }
}
