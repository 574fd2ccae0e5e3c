import PDFDocument from 'pdfkit'
import { dayWords } from '../../clock/day'
import { drawLogoAt, type PaperLook } from '../../documents/paper/paper-look'
import { lacksLetters, missingWords, printable } from '../../documents/paper/printable'
import { face, setTypeface } from '../../documents/paper/typeface'
import { retainageWords } from '../../invoices/retainage/withheld'
import { formatMoney, money } from '../../money/money'
import { columnAmount } from './column-amount'
import type { PayApplicationPage } from './read-pay-application'
import { type Sheet, sheetHead, sheetRows, sheetTotals } from './sheet'

const MARGIN = 54
const INK = '#16211c'
const MUTED = '#5c6b64'
const LINE = '#c9d2cd'
/** The logo stands in the margin above the title. */
const LOGO_TOP = 16
const LOGO_HIGH = 32
const PANEL = '#eef4f0'

/** Of what is said beside the sums: more would push the signatures off the page. */
const THREE_LINES = 38

type Pdf = InstanceType<typeof PDFDocument>

/**
 * An application for payment on paper: a summary that two people sign, and a continuation sheet with a row for each
 * milestone, on as many pages as it needs. `madeAt` is said in the file.
 */
export async function renderPayApplication(
  page: PayApplicationPage,
  madeAt: Date,
): Promise<Uint8Array<ArrayBuffer>> {
  const title = `Application for payment ${page.application.number}, ${page.deal.name}`
  const pdf = new PDFDocument({
    size: page.paper,
    margin: MARGIN,
    bufferPages: true,
    info: { Title: title, Author: page.contractor, CreationDate: madeAt },
    lang: 'en',
  })
  setTypeface(pdf)
  const whole = bytesOf(pdf)
  drawSummary(pdf, page)
  drawSheet(pdf, page)
  drawFeet(pdf, page)
  pdf.end()
  return whole
}

function bytesOf(pdf: Pdf): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    pdf.on('data', (piece: Buffer) => pieces.push(piece))
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))))
    pdf.on('error', reject)
  })
}

/** What is longer than its place ends in dots, instead of lying over its neighbour. */
const oneLine = (size: number) => ({ height: size * 1.2, ellipsis: true })

const left = (pdf: Pdf): number => pdf.page.margins.left
const right = (pdf: Pdf): number => pdf.page.width - pdf.page.margins.right

/** The head of a page: its title with the logo above it on the first, its number, and a rule in the company's colour. */
function heading(pdf: Pdf, title: string, number: number, look: PaperLook): void {
  pdf.font(face.bold).fontSize(20).fillColor(INK).text(title, left(pdf), MARGIN, { lineBreak: false })
  pdf.text(`No. ${number}`, left(pdf), MARGIN, { align: 'right', width: right(pdf) - left(pdf) })
  pdf
    .moveTo(left(pdf), MARGIN + 30)
    .lineTo(right(pdf), MARGIN + 30)
    .lineWidth(2)
    .stroke(look.accent)
}

function drawSummary(pdf: Pdf, page: PayApplicationPage): void {
  const { look } = page
  // Above the title, in the margin that every printer leaves.
  drawLogoAt(pdf, look, left(pdf), LOGO_TOP, LOGO_HIGH)
  heading(pdf, 'Application for payment', page.application.number, look)
  const below = drawFacts(pdf, page, MARGIN + 46)
  const sums = drawSums(pdf, page, below + 14)
  drawSignatures(pdf, page, sums + 26)
}

/** Who asks whom, for what, as of when: two columns of names and what they are. */
function drawFacts(pdf: Pdf, page: PayApplicationPage, top: number): number {
  const { schedule, application, through, today } = page
  const { contractReference, contractDate } = schedule.terms
  const contract = [contractReference, contractDate === null ? null : `dated ${dayWords(contractDate)}`]
  const facts: readonly (readonly [string, string])[] = [
    ['Project', page.deal.name],
    ['Period to', dayWords(through)],
    ['To, the owner', page.owner.join(', ')],
    ['Application date', dayWords(today)],
    ['From, the contractor', page.contractor],
    ['Contract', contract.filter((part) => part !== null).join(', ')],
    ['Invoices', application.invoices.length === 0 ? 'not invoiced yet' : application.invoices.join(', ')],
    ['Currency', `${schedule.currency}, net of tax`],
  ]
  const width = (right(pdf) - left(pdf)) / 2
  let y = top
  for (let row = 0; row < facts.length; row += 2) {
    const heights = [facts[row], facts[row + 1]].map((fact, column) => {
      if (!fact) return 0
      const x = left(pdf) + column * width
      const [name, said] = fact
      pdf
        .font(face.plain)
        .fontSize(8)
        .fillColor(MUTED)
        .text(name, x, y, { width: width - 16 })
      const words = printable(said) || 'not said'
      const room = { width: width - 16, height: THREE_LINES, ellipsis: true }
      pdf
        .fontSize(10.5)
        .fillColor(INK)
        .text(words, x, y + 11, room)
      return 11 + Math.min(pdf.heightOfString(words, { width: width - 16 }), THREE_LINES)
    })
    y += Math.max(...heights) + 9
  }
  return y
}

function drawSums(pdf: Pdf, page: PayApplicationPage, top: number): number {
  const { application: all, schedule } = page
  const { retainage } = schedule.terms
  const earned = all.completedMinor - all.retainageMinor
  const agreed = retainage === null ? '' : ` (${retainageWords(retainage)})`
  const rows: readonly (readonly [string, bigint, 'plain' | 'sum' | 'due'])[] = [
    ['Original contract sum', all.originalMinor, 'plain'],
    ['Net change by change orders', all.changeOrdersMinor, 'plain'],
    ['Contract sum to date (1 + 2)', all.contractMinor, 'sum'],
    ['Total completed and stored to date', all.completedMinor, 'plain'],
    [`Retainage${agreed}`, all.retainageMinor, 'plain'],
    ['Total earned less retainage (4 − 5)', earned, 'sum'],
    ['Less previous certificates for payment', all.previousMinor, 'plain'],
    ['Current payment due (6 − 7)', earned - all.previousMinor, 'due'],
    ['Balance to finish, including retainage (3 − 6)', all.contractMinor - earned, 'plain'],
  ]
  const width = right(pdf) - left(pdf)
  let y = top
  for (const [place, [name, minor, kind]] of rows.entries()) {
    const height = kind === 'due' ? 34 : 25
    if (kind === 'due') pdf.rect(left(pdf), y, width, height).fill(PANEL)
    const size = kind === 'due' ? 13 : 10.5
    const at = y + (height - size) / 2
    pdf.font(kind === 'plain' ? face.plain : face.bold).fontSize(size)
    pdf
      .fillColor(kind === 'due' ? page.look.accent : INK)
      .text(String(place + 1), left(pdf) + 8, at, { lineBreak: false })
    pdf.text(printable(name), left(pdf) + 26, at, { ...oneLine(size), width: width - 170 })
    pdf.text(printable(formatMoney(money(minor, schedule.currency))), left(pdf), at, {
      width: width - 8,
      align: 'right',
    })
    y += height
    pdf.moveTo(left(pdf), y).lineTo(right(pdf), y).lineWidth(0.5).stroke(LINE)
  }
  return y
}

function drawSignatures(pdf: Pdf, page: PayApplicationPage, top: number): void {
  const width = (right(pdf) - left(pdf) - 28) / 2
  const sides: readonly (readonly [string, string, readonly string[]])[] = [
    [
      `The contractor, ${page.contractor}`,
      'The work in this application was done as the contract says, and the amount due has not been paid yet.',
      ['By', 'Date'],
    ],
    [
      'The owner, or who certifies for the owner',
      'The work was looked at as far as needed. The amount certified below may be paid.',
      ['Amount certified', 'By', 'Date'],
    ],
  ]
  for (const [column, [who, words, lines]] of sides.entries()) {
    const x = left(pdf) + column * (width + 28)
    pdf
      .font(face.bold)
      .fontSize(10)
      .fillColor(INK)
      .text(printable(who), x, top, { width, height: 24, ellipsis: true })
    pdf
      .font(face.plain)
      .fontSize(9)
      .fillColor(MUTED)
      .text(words, x, pdf.y + 3, { width })
    let y = Math.max(pdf.y, top + 40) + 22
    for (const line of lines) {
      pdf
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.7)
        .stroke(MUTED)
      pdf
        .fontSize(8)
        .fillColor(MUTED)
        .text(line, x, y + 3, { width })
      y += 34
    }
  }
}

/** The continuation sheet, on its side: its head on every page, its totals on the last. */
function drawSheet(pdf: Pdf, page: PayApplicationPage): void {
  const sheet: Sheet = {
    columns: sheetHead(),
    rows: sheetRows(page.application),
    totals: sheetTotals(page.application),
  }
  const amounts = (minor: bigint) => columnAmount(minor, page.schedule.currency)
  let y = newSheetPage(pdf, page, sheet)
  const widths = widthsOf(pdf, sheet)
  const put = (cells: readonly string[], bold: boolean) => {
    pdf.font(bold ? face.bold : face.plain).fontSize(9)
    const heights = cells.map((cell, at) => pdf.heightOfString(cell, { width: (widths[at] ?? 0) - 8 }))
    const height = Math.max(...heights) + 10
    if (y + height > pdf.page.height - MARGIN - 24) {
      y = newSheetPage(pdf, page, sheet)
      pdf.font(bold ? face.bold : face.plain).fontSize(9)
    }
    pdf.fillColor(INK)
    let x = left(pdf)
    for (const [at, cell] of cells.entries()) {
      const width = widths[at] ?? 0
      pdf.text(cell, x + 4, y + 5, { width: width - 8, align: sheet.columns[at]?.align ?? 'left' })
      x += width
    }
    y += height
    pdf.moveTo(left(pdf), y).lineTo(right(pdf), y).lineWidth(0.5).stroke(LINE)
  }
  for (const row of sheet.rows) {
    put(
      [printable(row.code), printable(row.name), ...row.amounts.map((cell) => cellText(cell, amounts))],
      false,
    )
  }
  put(['', 'Totals', ...sheet.totals.map((cell) => cellText(cell, amounts))], true)
}

const cellText = (cell: bigint | string, amounts: (minor: bigint) => string): string =>
  typeof cell === 'string' ? cell : amounts(cell)

function newSheetPage(pdf: Pdf, page: PayApplicationPage, sheet: Sheet): number {
  pdf.addPage({ size: page.paper, layout: 'landscape', margin: MARGIN })
  heading(pdf, 'Continuation sheet', page.application.number, page.look)
  const about = `${page.deal.name} · period to ${dayWords(page.through)} · amounts in ${page.schedule.currency}, net of tax`
  pdf
    .font(face.plain)
    .fontSize(9)
    .fillColor(MUTED)
    .text(printable(about), left(pdf), MARGIN + 38, { ...oneLine(9), width: right(pdf) - left(pdf) })
  const widths = widthsOf(pdf, sheet)
  const top = MARGIN + 56
  pdf.rect(left(pdf), top, right(pdf) - left(pdf), 30).fill(PANEL)
  pdf.font(face.bold).fontSize(8).fillColor(INK)
  let x = left(pdf)
  for (const [at, column] of sheet.columns.entries()) {
    const width = widths[at] ?? 0
    pdf.text(column.name, x + 4, top + 6, { width: width - 8, align: column.align })
    x += width
  }
  return top + 30
}

/** Columns' shares of the page, in points. */
function widthsOf(pdf: Pdf, sheet: Sheet): number[] {
  const whole = right(pdf) - left(pdf)
  const shares = sheet.columns.reduce((sum, column) => sum + column.share, 0)
  return sheet.columns.map((column) => (whole * column.share) / shares)
}

function drawFeet(pdf: Pdf, page: PayApplicationPage): void {
  const { start, count } = pdf.bufferedPageRange()
  const names = sheetRows(page.application).flatMap(({ code, name }) => [code, name])
  const reference = page.schedule.terms.contractReference ?? ''
  const lacks = [page.deal.name, page.contractor, ...page.owner, reference, ...names].some(lacksLetters)
  for (let at = start; at < start + count; at += 1) {
    pdf.switchToPage(at)
    // Below the margin, where writing would otherwise begin another page.
    pdf.page.margins.bottom = 0
    const y = pdf.page.height - MARGIN + 14
    pdf.font(face.plain).fontSize(8).fillColor(MUTED)
    if (lacks) pdf.text(missingWords, left(pdf), y - 11, { width: right(pdf) - left(pdf) })
    const about = `${page.contractor} · ${page.deal.name} · application ${page.application.number}`
    pdf.text(printable(about), left(pdf), y, { ...oneLine(8), width: right(pdf) - left(pdf) - 80 })
    pdf.text(`Page ${at - start + 1} of ${count}`, left(pdf), y, {
      align: 'right',
      width: right(pdf) - left(pdf),
    })
  }
}
