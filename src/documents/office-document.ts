import { zipEntries } from './zip-directory'

export type OfficeEnding = 'docx' | 'xlsx' | 'pptx' | 'odt' | 'ods' | 'odp'

/** The part without which it is none of these. */
const MAIN_PARTS: readonly (readonly [string, OfficeEnding])[] = [
  ['word/document.xml', 'docx'],
  ['xl/workbook.xml', 'xlsx'],
  ['ppt/presentation.xml', 'pptx'],
]
const OPEN_DOCUMENT: Readonly<Record<string, OfficeEnding>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
}
/** What runs when it is opened, or would. */
const RUNS =
  /(?:^|\/)vbaProject\.bin$|^Basic\/|^Scripts\/|\.(?:exe|dll|com|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|jar|msi|lnk)$/i
const MIMETYPE_AT = 30

/** Which office document this ZIP is, or in words why it is not taken. */
export function officeDocument(bytes: Uint8Array): { ending: OfficeEnding } | { problem: string } {
  const entries = zipEntries(bytes)
  if (entries === null)
    return { problem: 'It is a damaged document, or another kind of file is hidden in it.' }
  if (entries.some((entry) => entry.encrypted)) return { problem: protectedWords }
  const names = new Set(entries.map((entry) => entry.name))
  if ([...names].some((name) => RUNS.test(name))) {
    return { problem: 'It has macros or a program in it. Save it without them, or as PDF.' }
  }
  if (names.has('[Content_Types].xml')) {
    const main = MAIN_PARTS.find(([name]) => names.has(name))
    if (main) return { ending: main[1] }
  }
  const ending = entries.some((entry) => entry.name === 'mimetype' && entry.offset === 0)
    ? OPEN_DOCUMENT[declaredType(bytes)]
    : undefined
  if (ending && names.has('content.xml')) return { ending }
  return { problem: 'ZIP archives are not taken. Send the files in it one by one.' }
}

export const protectedWords =
  'It is protected by a password: nobody could read it here later. Send it without one.'

/** An OpenDocument file says in its first entry, uncompressed, what it is. */
function declaredType(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(MIMETYPE_AT, MIMETYPE_AT + 100)).toString('latin1')
  return /^mimetype(application\/vnd\.oasis\.opendocument\.[a-z]+)(?=PK)/.exec(text)?.[1] ?? ''
}
