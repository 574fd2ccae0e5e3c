import { type Entity, part, parts, text } from './value'

/** A one-page PDF that reads as the document does: enough to be opened, filed and looked at. */
export function documentPdf(kind: string, companyName: string, entity: Entity): Buffer {
  const lines = [
    companyName,
    `${kind.toUpperCase()} ${text(entity, 'DocNumber') ?? ''}`,
    `Date ${text(entity, 'TxnDate') ?? ''}    Due ${text(entity, 'DueDate') ?? '-'}`,
    `Bill to ${text(part(entity, 'CustomerRef'), 'name') ?? ''}`,
    '',
    ...parts(entity, 'Line')
      .filter((line) => text(line, 'DetailType') !== 'SubTotalLineDetail')
      .map((line) => `${text(line, 'Description') ?? itemName(line)}    ${text(line, 'Amount') ?? ''}`),
    '',
    `Tax ${text(part(entity, 'TxnTaxDetail'), 'TotalTax') ?? '0'}`,
    `Total ${text(entity, 'TotalAmt') ?? '0'} ${text(part(entity, 'CurrencyRef'), 'value') ?? ''}`,
    `Balance due ${text(entity, 'Balance') ?? '0'}`,
  ]
  return pdf(lines)
}

const itemName = (line: Entity): string =>
  text(part(part(line, 'SalesItemLineDetail'), 'ItemRef'), 'name') ?? text(line, 'DetailType') ?? ''

function pdf(lines: readonly string[]): Buffer {
  const shown = lines.flatMap((line) => line.split(/\r?\n/)).slice(0, 48)
  const escaped = shown.map((line) => `(${line.slice(0, 100).replace(/[\\()]/g, '\\$&')}) Tj T*`)
  const stream = Buffer.from(`BT /F1 11 Tf 15 TL 56 780 Td ${escaped.join(' ')} ET`, 'latin1')
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream.toString('latin1')}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const at = Buffer.byteLength(body, 'latin1')
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return String(at).padStart(10, '0')
  })
  const start = Buffer.byteLength(body, 'latin1')
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(body, 'latin1')
}
