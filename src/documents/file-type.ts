import { filetypename } from 'magic-bytes.js'
import { endingOf } from './file-name'
import { pdfBesides, pictureHidesSomething, plainText, textRuns } from './hidden-content'
import { officeDocument, protectedWords } from './office-document'

/** What a file is by its content; `ending` is the one to add where its name has none. */
export interface FileType {
  readonly type: string
  readonly ending: string
  readonly inline: boolean
}

type Verdict = FileType | { readonly problem: string }

export const TAKEN_WORDS =
  'PDF, PNG, JPEG, GIF, WebP, HEIC, Word, Excel, PowerPoint, OpenDocument, plain text, CSV, Markdown and e-mail (.eml)'

interface Known {
  readonly type: string
  readonly endings: readonly [string, ...string[]]
  /** How a person calls it. */
  readonly words: string
}

const OFFICE = 'application/vnd.openxmlformats-officedocument'
const KNOWN: Readonly<Record<string, Known>> = {
  pdf: { type: 'application/pdf', endings: ['pdf'], words: 'a PDF' },
  png: { type: 'image/png', endings: ['png'], words: 'a PNG picture' },
  jpg: { type: 'image/jpeg', endings: ['jpg', 'jpeg', 'jpe', 'jfif'], words: 'a JPEG picture' },
  gif: { type: 'image/gif', endings: ['gif'], words: 'a GIF picture' },
  webp: { type: 'image/webp', endings: ['webp'], words: 'a WebP picture' },
  heif: { type: 'image/heic', endings: ['heic', 'heif'], words: 'a HEIC picture' },
  docx: { type: `${OFFICE}.wordprocessingml.document`, endings: ['docx'], words: 'a Word document' },
  xlsx: { type: `${OFFICE}.spreadsheetml.sheet`, endings: ['xlsx'], words: 'an Excel workbook' },
  pptx: { type: `${OFFICE}.presentationml.presentation`, endings: ['pptx'], words: 'a presentation' },
  odt: { type: 'application/vnd.oasis.opendocument.text', endings: ['odt'], words: 'an OpenDocument text' },
  ods: {
    type: 'application/vnd.oasis.opendocument.spreadsheet',
    endings: ['ods'],
    words: 'an OpenDocument sheet',
  },
  odp: { type: 'application/vnd.oasis.opendocument.presentation', endings: ['odp'], words: 'a presentation' },
  txt: { type: 'text/plain; charset=utf-8', endings: ['txt', 'text', 'log'], words: 'plain text' },
  csv: { type: 'text/csv; charset=utf-8', endings: ['csv'], words: 'CSV' },
  md: { type: 'text/markdown; charset=utf-8', endings: ['md', 'markdown'], words: 'Markdown' },
  eml: { type: 'message/rfc822', endings: ['eml'], words: 'an e-mail' },
}

/** Other names of the same content, and those that the first bytes alone can't tell from nothing. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  png: ['apng'],
  heif: ['pic', 'pif', 'sea', 'ytr'],
}
const PICTURES = ['png', 'jpg', 'gif', 'webp', 'heif']
/** Old office files and Outlook messages: one container, which may be encrypted or hold macros unseen. */
const OLE = ['doc', 'xls', 'ppt', 'msg']

/**
 * What a file is by its bytes, never by its name or by what the sender says; or in one sentence why it is not taken.
 * A name whose ending says something else is a reason too.
 */
export function recogniseType(bytes: Uint8Array, name: string): Verdict {
  if (bytes.length === 0) return { problem: 'The file is empty.' }
  const guesses = filetypename(bytes)
  for (const own of ['pdf', ...PICTURES]) {
    if (!guesses.includes(own)) continue
    const others = guesses.filter((guess) => guess !== own && !ALIASES[own]?.includes(guess))
    if (others.length > 0)
      return { problem: 'It is several kinds of file at once. Save it anew and send that.' }
    return own === 'pdf' ? pdf(bytes, name) : picture(own, bytes, name)
  }
  if (guesses.includes('zip')) {
    const office = officeDocument(bytes)
    return 'problem' in office ? office : named(office.ending, name, false)
  }
  if (OLE.some((guess) => guesses.includes(guess))) {
    return {
      problem: 'Old Office files and Outlook messages are not taken. Save it as PDF, or in a newer format.',
    }
  }
  return text(bytes, name)
}

function pdf(bytes: Uint8Array, name: string): Verdict {
  const besides = pdfBesides(bytes)
  if (besides.archive)
    return { problem: 'Another kind of file is hidden in this PDF. Print it to PDF anew and send that.' }
  if (besides.encrypted) return { problem: protectedWords }
  return named('pdf', name, !besides.active)
}

function picture(own: string, bytes: Uint8Array, name: string): Verdict {
  if (pictureHidesSomething(bytes)) {
    return { problem: 'Another kind of file is hidden in this picture. Save it anew and send that.' }
  }
  // Browsers don't show HEIC.
  return named(own, name, own !== 'heif')
}

function text(bytes: Uint8Array, name: string): Verdict {
  const ending = endingOf(name)
  if (ending === 'eml') {
    const head = Buffer.from(bytes.subarray(0, 8_192)).toString('latin1')
    const isMail =
      /^[\w-]+:/.test(head) && /^from:/im.test(head) && /^(?:date|subject|message-id):/im.test(head)
    return isMail ? named('eml', name, false) : { problem: 'It is called an e-mail, but is none.' }
  }
  const content = plainText(bytes)
  if (content === null) return { problem: `This kind of file is not taken. Milepost takes ${TAKEN_WORDS}.` }
  if (textRuns(content))
    return { problem: 'Pages, drawings in SVG and scripts are not taken. Save it as PDF.' }
  const own = ['csv', 'md'].find((kind) => KNOWN[kind]?.endings.includes(ending)) ?? 'txt'
  return named(own, name, false)
}

/** The type, unless the name's ending claims another one. */
function named(kind: string, name: string, inline: boolean): Verdict {
  const known = KNOWN[kind]
  if (!known) throw new Error(`no such kind of file: ${kind}`)
  const ending = endingOf(name)
  if (ending !== '' && !known.endings.includes(ending)) {
    return {
      problem: `It is called .${ending}, but is ${known.words} by its content. Name it .${known.endings[0]}, or send the right file.`,
    }
  }
  return { type: known.type, ending: known.endings[0], inline }
}
