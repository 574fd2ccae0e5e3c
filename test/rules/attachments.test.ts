/** Which files go with an invoice, under which names, and how one that was lost is recognised again. */
import { limits } from '../../config/limits'
import type { StoredFile } from '../../src/documents/file'
import {
  isNoteOf,
  namesOf,
  noteOf,
  onceEach,
  refusedByType,
  sentAs,
} from '../../src/invoices/attachments/attachment'
import { attachmentChecks } from '../../src/invoices/attachments/attachment-check'

const aFile = (more: Partial<StoredFile> = {}): StoredFile => ({
  fileId: 'f',
  dealId: 'd',
  kind: 'evidence',
  milestoneId: 'm',
  version: 1,
  name: 'Report.pdf',
  type: 'application/pdf',
  size: 100,
  sha256: 'a'.repeat(64),
  inline: true,
  note: null,
  item: null,
  uploadedBy: 'Ana',
  uploadedAt: new Date(0),
  ...more,
})
const OFFICE = 'application/vnd.openxmlformats-officedocument'

test.each([
  ['Report.pdf', 'application/pdf'],
  ['a.png', 'image/png'],
  ['a.jpg', 'image/jpeg'],
  ['a.gif', 'image/gif'],
  ['a.docx', `${OFFICE}.wordprocessingml.document`],
  ['a.xlsx', `${OFFICE}.spreadsheetml.sheet`],
  ['a.ods', 'application/vnd.oasis.opendocument.spreadsheet'],
  ['a.txt', 'text/plain; charset=utf-8'],
  ['a.csv', 'text/csv; charset=utf-8'],
])('QuickBooks takes %s', (name, type) => {
  expect(refusedByType(aFile({ name, type }))).toBeNull()
  expect(sentAs({ name, type })).toEqual({ fileName: name, contentType: type.replace(/;.*/, '') })
})

test.each([
  ['a.webp', 'image/webp'],
  ['a.heic', 'image/heic'],
  ['a.pptx', `${OFFICE}.presentationml.presentation`],
  ['a.odt', 'application/vnd.oasis.opendocument.text'],
  ['a.md', 'text/markdown; charset=utf-8'],
  ['a.eml', 'message/rfc822'],
])('and not %s: it says what to do', (name, type) => {
  const ending = name.slice(1)
  expect(refusedByType(aFile({ name, type }))).toBe(
    `QuickBooks takes no ${ending} files. Save it as PDF to have it attached.`,
  )
})

test('nor what is too large for one request', () => {
  expect(refusedByType(aFile({ size: limits.quickbooksUploadBytes }))).toBeNull()
  expect(refusedByType(aFile({ size: limits.quickbooksUploadBytes + 1 }))).toBe(
    'QuickBooks takes files up to 99 MB.',
  )
})

test.each([
  ['scan.jfif', 'image/jpeg', 'scan.jfif.jpg'],
  ['notes.log', 'text/plain; charset=utf-8', 'notes.log.txt'],
  ['scan.jpeg', 'image/jpeg', 'scan.jpeg'],
])('%s of type %s is sent as %s, under an ending that QuickBooks knows', (name, type, fileName) => {
  expect(sentAs({ name, type }).fileName).toBe(fileName)
})

test('a file is recognised by the hash in its note, whatever a person wrote around it', () => {
  const file = aFile({ sha256: 'b'.repeat(64) })
  const note = noteOf('Milepost M2-7KQ4XB', file)
  expect(note).toBe(`Milepost M2-7KQ4XB sha256 ${'b'.repeat(64)}`)
  expect(isNoteOf(note, file)).toBe(true)
  expect(isNoteOf(`for the archive: ${note}, thanks`, file)).toBe(true)
  expect(isNoteOf(note, aFile())).toBe(false)
  expect(isNoteOf(undefined, file)).toBe(false)
})

test('every content goes once, the first of them', () => {
  const [first, again, other] = [
    aFile({ fileId: '1' }),
    aFile({ fileId: '2', kind: 'agreement' }),
    aFile({ fileId: '3', sha256: 'c'.repeat(64) }),
  ]
  expect(onceEach([first, again, other])).toEqual([first, other])
})

test('names as a sentence has them', () => {
  const names = ['a', 'b', 'c'].map((name) => ({ name }))
  expect([1, 2, 3].map((count) => namesOf(names.slice(0, count)))).toEqual([
    '“a”',
    '“a” and “b”',
    '“a”, “b” and “c”',
  ])
})

test('before billing, what does not go is named once for each reason, and stops nothing', () => {
  const because = (name: string) => `QuickBooks takes no .${name} files. Save it as PDF to have it attached.`
  const ahead = [
    { file: aFile({ name: 'a.webp' }), leftOutBecause: because('webp') },
    { file: aFile(), leftOutBecause: null },
    { file: aFile({ name: 'b.webp' }), leftOutBecause: because('webp') },
    { file: aFile({ name: 'c.eml' }), leftOutBecause: because('eml') },
  ]
  const mend = { label: 'Look at the files', href: '/deals/7?milestone=m1' }
  expect(attachmentChecks(ahead, { dealId: '7', milestoneId: 'm1' })).toEqual([
    {
      check: 'attachments',
      ok: true,
      detail: `“a.webp” and “b.webp” do not go with the invoice. ${because('webp')}`,
      mend,
    },
    {
      check: 'attachments',
      ok: true,
      detail: `“c.eml” does not go with the invoice. ${because('eml')}`,
      mend,
    },
  ])
})
