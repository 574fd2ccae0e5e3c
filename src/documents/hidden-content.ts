import { packedObjects, readNames, takeApart } from './packed-objects'
import { endOfZip } from './zip-directory'

/** What a page in a browser would run, wherever it stands in a picture. */
const MARKUP = /<(?:script|html|iframe|svg|object|embed)[\s>/]|<!doctype\s+html|<\?php|javascript:/i
/** A PDF that does more than show itself. */
const ACTIVE = /\/(?:JavaScript|JS|Launch|OpenAction|AA|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData)\b/
const ENCRYPTED = /\/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)/
const HEAD = 1_024

/** The bytes as text of the same length, for looking through. */
const asText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

/** Whether a picture is something else besides: a page, or an archive behind it. As far as bytes tell. */
export function pictureHidesSomething(bytes: Uint8Array): boolean {
  const text = asText(bytes)
  // Valid beginnings of a GIF that are the beginning of a script too.
  if (/^GIF8[79]a(?:\/\*|=|`)/.test(text)) return true
  return endOfZip(bytes) !== null || MARKUP.test(text) || text.includes('%PDF-')
}

/** What a PDF is besides what it shows. `archive` when it is a ZIP or a page too; `active` also where nobody can tell. */
export function pdfBesides(bytes: Uint8Array): { archive: boolean; encrypted: boolean; active: boolean } {
  const text = asText(bytes)
  const apart = takeApart(text)
  const objects = apart && packedObjects(bytes, apart.streams)
  const isActive = (part: string) => ACTIVE.test(readNames(part))
  return {
    archive: endOfZip(bytes) !== null || MARKUP.test(text.slice(0, HEAD)),
    encrypted: ENCRYPTED.test(text),
    active: apart === null || objects === null || isActive(apart.outside) || isActive(objects),
  }
}

/**
 * Plain text: UTF-8 without control characters that isn't the beginning of a page, a script or a program's data.
 * Null when it is no such text.
 */
export function plainText(bytes: Uint8Array): string | null {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text)) return null
  return text
}

/** Whether a text is a page, a script or a document of another program in disguise. */
export const textRuns = (text: string): boolean =>
  /^\s*(?:<[!?a-z]|#!|%!|%PDF-|\{\\rtf)/i.test(text) || MARKUP.test(text)
