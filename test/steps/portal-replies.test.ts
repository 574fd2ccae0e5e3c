/**
 * Goal: a client sends files along with an answer; they stand beside it for both sides, and the work's own evidence stays as it
 * was judged. What is no file that is taken, too many, or of an answer that is refused, is kept nowhere. Method: the page's own
 * forms over HTTP, as a browser without scripts sends them.
 */
import { usualUploads } from '../../config/upload-limits'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listEvidence, listFiles } from '../../src/documents/file-table'
import { usesAmong } from '../../src/documents/file-use-table'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { notedHeic } from '../fixtures/heic-pictures'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { at, linkFor, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless, formTo } from '../fixtures/portal-page'
import { heic, hostile, jpeg, pdf, png } from '../fixtures/sample-files'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, submit, kept, read } = reviews(() => office)
const { open } = browserless(() => portal)

type Given = readonly (readonly [name: string, bytes: Uint8Array])[]
/** The form of this answer with files, as it is sent. */
async function answerWith(token: string, path: string, typed: Record<string, string>, files: Given) {
  const address = `/portal/${token}${path}`
  const fields = formTo(await open(`/portal/${token}`), address)
  fields.delete('files')
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  for (const [name, value] of Object.entries(typed)) form.set(name, value)
  for (const [name, bytes] of files) form.append('files', new Blob([new Uint8Array(bytes)]), name)
  return open(address, { method: 'POST', body: form })
}
const signed = { name: 'Ana Ruiz', confirm: 'yes' }
const filesOf = (dealId: string) => office.within((sql) => listFiles(sql, dealId, { limit: 50, offset: 0 }))

test('photos of what should change come with the answer, and are there for both sides', async () => {
  const { id, dealId, token } = await submitted()
  const evidence = await office.within((sql) => listEvidence(sql, [id]))
  const photo: Given = [
    ['crack.png', png],
    ['list.pdf', pdf('/Title(list)')],
  ]
  const answer = await answerWith(token, at(id, 'request-revision'), { ...signed, reason: 'A crack' }, photo)
  expect(answer.status).toBe(303)
  const files = await filesOf(dealId)
  expect(files.map(({ name, kind, uploadedBy, note }) => [name, kind, uploadedBy, note]).sort()).toEqual([
    ['crack.png', 'other', 'Ana Ruiz', 'Sent by Ana Ruiz with their answer to “Design”, round 1'],
    ['list.pdf', 'other', 'Ana Ruiz', 'Sent by Ana Ruiz with their answer to “Design”, round 1'],
  ])
  const [decision] = await kept(id)
  expect([...must(decision).fileIds].sort()).toEqual(files.map(({ fileId }) => fileId).sort())
  const uses = await office.within((sql) => usesAmong(sql, [must(files[0]).fileId]))
  expect([...uses.values()].flat()).toEqual(['the answer of Ana Ruiz to round 1 of “Design”'])
  expect(await office.questions(dealId)).toEqual([
    expect.stringContaining('Ana Ruiz asked for changes to “Design”'),
  ])
  expect(await office.within((sql) => listEvidence(sql, [id]))).toEqual(evidence)
  // Both sides open them from the answer.
  const said = must(milestoneOf(await portal.page(token), id).decisions[0])
  expect(said.files.map(({ name }) => name)).toEqual(['crack.png', 'list.pdf'])
  const { html } = await open(`/portal/${token}`)
  const address = must(/href="([^"]+)"[^>]*>list\.pdf</.exec(html)?.[1])
  expect((await open(address)).headers.get('content-disposition')).toMatch(/^attachment/)
  const elsewhere = await submitted()
  const fileId = must(address.split('/').at(-1))
  expect((await open(`/portal/${elsewhere.token}/files/${fileId}`)).status).toBe(404)
})

test('a signed sheet with an approval is a sign-off; pressed twice it is one answer with one file', async () => {
  const { id, dealId, token } = await submitted()
  const sheet: Given = [['signed.pdf', pdf('/Title(signed)')]]
  const page = await open(`/portal/${token}`)
  const fields = formTo(page, `/portal/${token}${at(id, 'approve')}`)
  fields.delete('files')
  const press = () => {
    const form = new FormData()
    for (const [name, value] of [...fields, ...Object.entries(signed)]) form.set(name, value)
    for (const [name, bytes] of sheet) form.append('files', new Blob([new Uint8Array(bytes)]), name)
    return open(`/portal/${token}${at(id, 'approve')}`, { method: 'POST', body: form })
  }
  const both = await Promise.all([press(), press()])
  expect(both.map(({ status }) => status)).toEqual([303, 303])
  expect((await filesOf(dealId)).filter(({ kind }) => kind !== 'certificate')).toMatchObject([
    { name: 'signed.pdf', kind: 'sign_off', version: 1 },
  ])
  expect(must((await kept(id))[0]).fileIds).toHaveLength(1)
  expect((await read(id)).workStatus).toBe('completed')
})

test('a file that is not taken is named beside its field; nothing of the answer is recorded, and what was typed stays', async () => {
  const { id, dealId, token } = await submitted()
  const nothing = async () => {
    expect(await filesOf(dealId)).toEqual([])
    expect(await kept(id)).toEqual([])
  }
  const program: Given = [
    ['fine.png', png],
    ['setup.exe', Buffer.from('MZ'.padEnd(200, '\0'))],
  ]
  const typed = { ...signed, reason: 'See inside' }
  const refused = await answerWith(token, at(id, 'request-revision'), typed, program)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('“setup.exe”: This kind of file is not taken.')
  expect(refused.html).toContain('>See inside</textarea>')
  expect(refused.text).toContain('If you had chosen files, choose them again: a page can’t keep them.')
  await nothing()
  const many: Given = Array.from({ length: usualUploads.filesPerForm + 1 }, (_, index) => [
    `${index}.png`,
    png,
  ])
  const tooMany = await answerWith(token, at(id, 'approve'), signed, many)
  expect([tooMany.status, tooMany.text]).toEqual([
    413,
    expect.stringContaining('5 files can go with an answer.'),
  ])
  const large: Given = [['video.pdf', Buffer.alloc(usualUploads.fileBytes + 1)]]
  const tooLarge = await answerWith(token, at(id, 'approve'), signed, large)
  expect([tooLarge.status, tooLarge.text]).toEqual([
    413,
    expect.stringContaining('A file may have 25 MB at most.'),
  ])
  // A name is missing: the file that came with it is not kept either.
  const unsigned = await answerWith(token, at(id, 'approve'), { confirm: 'yes', name: '' }, [['a.png', png]])
  expect(unsigned.status).toBe(422)
  // Whose link it is, is asked before anything is read.
  const stranger = new FormData()
  stranger.append('files', new Blob([png]), 'a.png')
  const nobody = await open(`/portal/nobody${at(id, 'approve')}`, { method: 'POST', body: stranger })
  expect(nobody.status).toBe(404)
  await nothing()
})

test('mislabelled, booby-trapped and two things at once: each is named and refused, and nothing of it is stored', async () => {
  const { id, dealId, token } = await submitted()
  const stored = () => office.within(async (sql) => (await sql('select 1 from file_bytes')).length)
  const before = await stored()
  for (const [what, name, bytes] of hostile) {
    const refused = await answerWith(token, at(id, 'approve'), signed, [[name, bytes]])
    // An empty file is what a browser sends for none chosen, unless it has a name.
    expect([what, refused.status]).toEqual([what, 422])
    expect([what, refused.text]).toEqual([what, expect.stringContaining(`“${name}”`)])
  }
  expect(await filesOf(dealId)).toEqual([])
  expect(await kept(id)).toEqual([])
  expect(await stored()).toBe(before)
})

test('what was asked about meanwhile changed: the answer is stale, and its files are not kept', async () => {
  const { id, dealId, token } = await submitted()
  const fields = formTo(await open(`/portal/${token}`), `/portal/${token}${at(id, 'approve')}`)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  await submit(id)
  const form = new FormData()
  fields.delete('files')
  for (const [name, value] of [...fields, ...Object.entries(signed)]) form.set(name, value)
  form.append('files', new Blob([png]), 'a.png')
  const stale = await open(`/portal/${token}${at(id, 'approve')}`, { method: 'POST', body: form })
  expect([stale.status, await filesOf(dealId)]).toEqual([409, []])
})

test('a PDF is looked at in place, in a frame of its own; one that runs something is only saved; photos come without notes', async () => {
  const { id } = await submitted()
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  const noted = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xe1, 0, 24]),
    Buffer.from('Exif\0\0MM\0*SECRET GPS\0\0', 'latin1'),
    jpeg.subarray(2),
  ])
  for (const [name, bytes] of [
    ['report.pdf', pdf()],
    ['form.pdf', pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>')],
    ['site.jpg', noted],
    ['garden.heic', notedHeic],
    ['half.heic', heic],
  ] as const) {
    await office.within((sql) =>
      attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, note: null, name, bytes }),
    )
  }
  await submit(id)
  const token = await linkFor(office, id)
  const page = await open(`/portal/${token}`)
  expect(page.headers.get('content-security-policy')).toContain("frame-src 'self'")
  const frames = [...page.html.matchAll(/<iframe src="([^"#]+)/g)].map(([, src = '']) => src)
  expect(frames).toHaveLength(1)
  const framed = await open(must(frames[0]))
  expect(framed.headers.get('content-type')).toBe('application/pdf')
  expect(framed.headers.get('content-disposition')).toMatch(/^inline/)
  expect(framed.headers.get('x-content-type-options')).toBe('nosniff')
  expect(framed.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'.*frame-ancestors 'self'$/,
  )
  expect(page.text).toContain('HEIC picture: browsers don’t show it, save it to look at it')
  const addressOf = (name: string) => {
    const { evidence } = must(milestoneOf(shown, id).review)
    return must(evidence.find((file) => file.name === name)).url.replace('/api/portal', '/portal')
  }
  const shown = await portal.page(token)
  expect((await open(`${addressOf('form.pdf')}/preview`)).status).toBe(404)
  expect((await open(addressOf('form.pdf'))).headers.get('content-disposition')).toMatch(/^attachment/)
  const given = async (name: string) => {
    const answer = await fetch(`${portal.url.replace('/api/portal', '')}${addressOf(name)}`)
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
  const photo = (await given('site.jpg')).bytes
  expect([photo.includes('SECRET'), photo.subarray(0, 3).toString('hex')]).toEqual([false, 'ffd8ff'])
  const { answer, bytes } = await given('garden.heic')
  expect([bytes.includes('SECRET'), bytes.length]).toEqual([false, notedHeic.length])
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
  // Whose notes can’t be found is not given out, by either face of the door; colleagues have it as it came.
  const half = await given('half.heic')
  const words =
    '“half.heic” is not given out, because where it was taken can’t be told from the picture in it.'
  expect([half.answer.status, half.bytes.includes('ftypheic')]).toEqual([409, false])
  expect((await open(addressOf('half.heic'))).text).toContain(`This picture can’t be opened here ${words}`)
  const { url } = must(must(milestoneOf(shown, id).review).evidence.find(({ name }) => name === 'half.heic'))
  expect((await portal.ask('GET', url.replace('/api/portal', ''))).body).toMatchObject({
    code: 'picture_with_notes',
    detail: expect.stringContaining(words),
  })
})
