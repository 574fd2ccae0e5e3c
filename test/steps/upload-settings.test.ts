/**
 * Goal: whoever runs the program says how large files may be and how many; each figure holds at every door, and stands in
 * the words of what it refuses. Method: limits that settings say, smaller than the usual ones, over HTTP on a stage and at
 * the client's door of an office.
 */
import { createHash } from 'node:crypto'
import { readSettings } from '../../config/settings'
import { type UploadLimits, uploadLimitsOf } from '../../config/upload-limits'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { keptInDatabase } from '../../src/documents/file-store'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { attachFile } from '../../src/schedules/attach-file'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { addDeal, draftOf, fixed, owner } from '../fixtures/plan'
import { at, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { browserless, formTo } from '../fixtures/portal-page'
import { pdf } from '../fixtures/sample-files'
import { openStage, type Stage } from '../fixtures/stage'

const limits = uploadLimitsOf(
  readSettings({
    UPLOAD_FILE_MB: '2',
    UPLOAD_PIECE_KB: '64',
    UPLOADS_PER_PERSON: '2',
    FILES_PER_DEAL: '2',
    FILES_PER_MILESTONE: '1',
    FILES_PER_FORM: '2',
    FILES_PER_WORKSPACE: '4',
    FILES_PER_WORKSPACE_GB: '1',
  }),
)
const TWO_MB = 2 * 1024 * 1024

let stage: Stage
let api: Api
let office: Office
let portal: Portal
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage, null, { files: keptInDatabase(limits) })
  await stage.within((sql) => addDeal(sql, '6001', 'Lobby'))
  office = await openOffice()
  portal = await openPortalDoor(office, undefined, { files: keptInDatabase(limits) })
})
afterAll(async () => {
  await api.close()
  await stage.close()
  await portal.close()
  await office.close()
})

const begin = (name: string, size: number) =>
  api.ask('POST', '/uploads', {
    to: { dealId: '6001', kind: 'other' },
    name,
    size,
    sha256: createHash('sha256').update(name).digest('hex'),
  })

test('a page is told the figures; a file past them, a piece past them and one more on its way are refused with them', async () => {
  expect((await api.ask('GET', '/me')).body).toMatchObject({ fileBytes: TWO_MB })
  expect((await begin('a.pdf', TWO_MB + 1)).body).toMatchObject({
    code: 'payload_too_large',
    detail: 'A file may have 2 MB at most.',
  })
  const { body } = await begin('a.pdf', TWO_MB)
  expect(body).toMatchObject({ pieceBytes: 65_536, received: 0 })
  const send = (bytes: number, from: number) =>
    api.send(
      'PUT',
      `/uploads/${String(body['id'])}?at=${from}`,
      Buffer.alloc(bytes),
      'application/octet-stream',
    )
  expect((await send(65_537, 0)).body).toMatchObject({
    code: 'payload_too_large',
    detail: 'A piece may have 64 kB at most.',
  })
  expect((await send(65_536, 0)).body).toMatchObject({ received: 65_536 })
  await begin('b.pdf', 10)
  expect((await begin('c.pdf', 10)).body).toMatchObject({
    code: 'too_many_files',
    detail: 'You have 2 files on their way, which is the most. Let some arrive, or cancel them.',
    limit: 2,
  })
})

test('the same in one request, whose file is read no further than it may be', async () => {
  const form = new FormData()
  form.append('kind', 'other')
  form.append('file', new Blob([Buffer.alloc(TWO_MB + 1)]), 'a.pdf')
  const whole = new Response(form)
  const type = must(whole.headers.get('content-type') ?? undefined)
  const answer = await api.send('POST', '/deals/6001/files', Buffer.from(await whole.arrayBuffer()), type)
  expect([answer.status, answer.body]).toMatchObject([413, { detail: 'A file may have 2 MB at most.' }])
})

test('a client is told the figures, and refused with them', async () => {
  const { submitted } = reviews(() => office)
  const { open } = browserless(() => portal)
  const { id, token } = await submitted()
  const page = await open(`/portal/${token}`)
  expect(page.text).toContain('2 at most, 2 MB each')
  const answerWith = async (files: readonly Uint8Array[]) => {
    const form = new FormData()
    const address = `/portal/${token}${at(id, 'request-revision')}`
    for (const [name, value] of formTo(page, address)) if (name !== 'files') form.set(name, value)
    for (const bytes of files) form.append('files', new Blob([new Uint8Array(bytes)]), 'a.pdf')
    return open(address, { method: 'POST', body: form })
  }
  const many = await answerWith([pdf(), pdf(), pdf()])
  expect([many.status, many.text]).toEqual([413, expect.stringContaining('2 files can go with an answer.')])
  const large = await answerWith([Buffer.alloc(TWO_MB + 1)])
  expect([large.status, large.text]).toEqual([413, expect.stringContaining('A file may have 2 MB at most.')])
})

test('a deal, a milestone and a workspace hold as many as was set, of every kind', async () => {
  const { ids, dealId } = await office.plan(draftOf('1000.00', [fixed('Design', '1000.00')]))
  const put = (name: string, within: UploadLimits = limits) =>
    office.within((sql) =>
      attachFile(sql, owner, bytesInDatabase(sql, within), {
        dealId,
        kind: 'other',
        note: null,
        name,
        bytes: pdf(`/Title(${name})`),
      }),
    )
  const show = (name: string) =>
    office.within((sql) =>
      attachEvidence(sql, owner, bytesInDatabase(sql, limits), {
        milestoneId: must(ids[0]),
        note: null,
        name,
        bytes: pdf(`/Title(${name})`),
      }),
    )
  await put('1.pdf')
  await put('2.pdf')
  expect(await refusalOf(put('3.pdf'))).toMatchObject({
    code: 'too_many_files',
    detail: 'This deal has 2 files, which is the most. An admin or the owner can delete some.',
  })
  await show('photo.pdf')
  expect(await refusalOf(show('more.pdf'))).toMatchObject({
    detail: expect.stringContaining('has 1 file of evidence, which is the most.'),
  })
  await put('4.pdf', { ...limits, filesPerDeal: 10 })
  expect(await refusalOf(put('5.pdf', { ...limits, filesPerDeal: 10 }))).toMatchObject({
    detail: expect.stringContaining('This workspace keeps 4 files, which is the most.'),
    limit: 4,
  })
  const tiny = { ...limits, filesPerDeal: 10, filesPerWorkspace: 10, bytesPerWorkspace: 500 }
  expect(await refusalOf(put('6.pdf', tiny))).toMatchObject({ code: 'storage_full', limit: 500 })
})
