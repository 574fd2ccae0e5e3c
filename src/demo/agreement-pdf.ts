/** What stands in a small agreement; amounts and days as people read them. */
export interface AgreementText {
  readonly title: string
  readonly reference: string
  readonly client: string
  readonly lines: readonly { readonly name: string; readonly amount: string }[]
  readonly total: string
  readonly signedOn: string
}

const AGENCY = 'Harbour & Co'
const WIDTH = 595
const HEIGHT = 842
const MARGIN = 64
const AMOUNTS_END = WIDTH - MARGIN
/** Of Courier, at 10 points: every letter is as wide, so a column of amounts can end in one line. */
const LETTER = 6

/** A signed agreement of one page, as a PDF of plain bytes with the fonts that every reader has. */
export function agreementPdf(text: AgreementText): Uint8Array {
  const page: string[] = []
  let y = HEIGHT - MARGIN - 20
  const put = (font: string, size: number, x: number, words: string) =>
    page.push(`BT /${font} ${size} Tf ${x} ${y} Td (${escaped(words)}) Tj ET`)
  const row = (name: string, amount: string, font = 'F1') => {
    put(font, 10, MARGIN, name)
    put('F3', 10, AMOUNTS_END - LETTER * amount.length, amount)
    y -= 22
  }
  put('F2', 22, MARGIN, text.title)
  y -= 28
  put('F1', 11, MARGIN, `Statement of work ${text.reference}, between ${AGENCY} and ${text.client}`)
  y -= 44
  put('F2', 12, MARGIN, 'Milestones, each billed when it is approved')
  y -= 26
  for (const line of text.lines) row(line.name, line.amount)
  page.push(`0.6 w ${MARGIN} ${y + 14} m ${AMOUNTS_END} ${y + 14} l S`)
  y -= 6
  row('Contract value, without tax', text.total, 'F2')
  y -= 30
  put('F1', 10, MARGIN, 'What is not in this list is agreed in writing, by change order.')
  y -= 70
  page.push(`0.6 w ${MARGIN} ${y + 16} m ${MARGIN + 190} ${y + 16} l S`)
  page.push(`0.6 w ${WIDTH - MARGIN - 190} ${y + 16} m ${AMOUNTS_END} ${y + 16} l S`)
  y += 22
  put('F4', 16, MARGIN + 8, 'Olivia Marsh')
  put('F4', 16, WIDTH - MARGIN - 182, text.client)
  y -= 40
  put('F1', 9, MARGIN, `${AGENCY}, ${text.signedOn}`)
  put('F1', 9, WIDTH - MARGIN - 190, `The client, ${text.signedOn}`)
  return pdfOf(page.join('\n'))
}

const FONTS = ['Helvetica', 'Helvetica-Bold', 'Courier', 'Times-Italic']

/** Objects one after the other, then the table of where each begins, which readers open the file by. */
function pdfOf(content: string): Uint8Array {
  const fonts = FONTS.map((_, index) => `/F${index + 1} ${index + 5} 0 R`).join(' ')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents 4 0 R /Resources << /Font << ${fonts} >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...FONTS.map((name) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
  ]
  let file = '%PDF-1.4\n'
  const starts = objects.map((object, index) => {
    const start = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return start
  })
  const table = file.length
  const rows = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`
  // One byte a letter, so that the places counted above are the file's.
  return Uint8Array.from(Buffer.from(file, 'latin1'))
}

const escaped = (words: string): string => words.replace(/[\\()]/g, '\\$&')
