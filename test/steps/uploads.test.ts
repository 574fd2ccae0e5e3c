/**
 * Goal: a file that comes in pieces goes on where it broke off, is nobody else's, becomes a file once, and is judged as any
 * other. Method: the use cases on PostgreSQL, with connections that break, pieces that come twice or out of place, and
 * bytes that are not what was announced.
 */
import { usualUploads } from '../../config/upload-limits'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { sha256Of } from '../../src/documents/file-bytes'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listEvidence } from '../../src/documents/file-table'
import { assignEvidence } from '../../src/schedules/assign-evidence'
import { cancelUpload, completeUpload, gatherUpload } from '../../src/schedules/uploads/complete-upload'
import { startUpload, type UploadAhead } from '../../src/schedules/uploads/start-upload'
import { takePiece } from '../../src/schedules/uploads/take-piece'
import { removeUntouched } from '../../src/schedules/uploads/upload-table'
import { freshPdf } from '../fixtures/attaching'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { png } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const me = { ...owner, personId: '11111111-1111-4111-8111-111111111111' }
const other = { ...owner, personId: '22222222-2222-4222-8222-222222222222', who: 'Somebody else' }

const aMilestone = async (more: object = {}) => {
  const { ids, dealId } = await office.plan(
    draftOf('1000.00', [fixed('Design', '1000.00', { evidenceRequired: ['Photos', 'Report'], ...more })]),
  )
  return { id: must(ids[0]), dealId }
}
const ahead = (milestoneId: string, bytes: Uint8Array, more: Partial<UploadAhead> = {}): UploadAhead => ({
  to: { milestoneId },
  name: 'Report.pdf',
  size: bytes.length,
  sha256: sha256Of(bytes),
  item: null,
  note: null,
  ...more,
})
const begin = (request: UploadAhead, who = me) =>
  office.within((sql) => startUpload(sql, who, usualUploads, request))
const start = async (request: UploadAhead, who = me) => {
  const started = await begin(request, who)
  if ('file' in started) throw new Error('it is there already')
  return started.upload
}
const piece = (uploadId: string, at: number, bytes: Uint8Array, who = me) =>
  office.within((sql) => takePiece(sql, who.personId, { uploadId, at, bytes }))
const complete = async (uploadId: string, who = me) => {
  const whole = await office.within((sql) => gatherUpload(sql, who.personId, uploadId))
  return office.within((sql) =>
    completeUpload(sql, who, bytesInDatabase(sql), uploadId, whole?.bytes ?? null),
  )
}
const pieces = async () =>
  must(
    (
      await office.within((sql) => sql<{ count: number }>('select count(*)::int as count from upload_piece'))
    )[0],
  ).count

test('what broke off goes on where it stopped, for whoever began it; pieces that come again change nothing', async () => {
  const { id } = await aMilestone()
  const bytes = freshPdf('in pieces')
  const { uploadId, received } = await start(ahead(id, bytes, { item: 'Report', note: 'all rooms' }))
  expect(received).toBe(0)
  expect((await piece(uploadId, 0, bytes.subarray(0, 10))).received).toBe(10)
  // Its answer was lost, and it comes again; then the page is opened anew, and the same file chosen.
  expect((await piece(uploadId, 0, bytes.subarray(0, 10))).received).toBe(10)
  const again = await start(ahead(id, bytes, { name: 'Renamed.pdf', item: 'Report' }))
  expect(again).toMatchObject({ uploadId, received: 10 })
  expect(await refusalOf(piece(uploadId, 12, bytes.subarray(12)))).toMatchObject({
    code: 'upload_out_of_step',
    received: 10,
  })
  expect(await refusalOf(piece(uploadId, 10, new Uint8Array(bytes.length)))).toMatchObject({
    code: 'upload_out_of_step',
  })
  expect(await refusalOf(complete(uploadId))).toMatchObject({ code: 'upload_out_of_step', received: 10 })
  expect((await start(ahead(id, bytes), other)).received).toBe(0)
  for (const theirs of [
    piece(uploadId, 10, bytes.subarray(10), other),
    complete(uploadId, other),
    office.within((sql) => cancelUpload(sql, other.personId, uploadId)),
  ]) {
    expect(await refusalOf(theirs)).toMatchObject({ code: 'not_found' })
  }
  await piece(uploadId, 10, bytes.subarray(10))
  const { file, duplicate } = await complete(uploadId)
  expect([file.name, file.item, file.sha256, duplicate]).toEqual([
    'Renamed.pdf',
    'Report',
    sha256Of(bytes),
    false,
  ])
  expect(await complete(uploadId)).toMatchObject({ file: { fileId: file.fileId } })
  expect(await office.within((sql) => bytesInDatabase(sql).get(file.sha256))).toEqual(new Uint8Array(bytes))
  expect(await pieces()).toBe(0)
})

test('two who finish at once make one file; two pieces at once are one', async () => {
  const { id } = await aMilestone()
  const bytes = freshPdf('at once')
  const { uploadId } = await start(ahead(id, bytes))
  const both = await Promise.all([piece(uploadId, 0, bytes), piece(uploadId, 0, bytes)])
  expect(both.map(({ received }) => received)).toEqual([bytes.length, bytes.length])
  const [one, two] = await Promise.all([complete(uploadId), complete(uploadId)])
  expect(one?.file.fileId).toBe(two?.file.fileId)
  expect(await office.within((sql) => listEvidence(sql, [id]))).toHaveLength(1)
})

test('bytes that are there already are named before any is sent, and stand for the item that was said', async () => {
  const { id } = await aMilestone()
  const first = await start(ahead(id, png, { name: 'image.png' }))
  await piece(first.uploadId, 0, png)
  const { file } = await complete(first.uploadId)
  expect(await begin(ahead(id, png, { name: 'other.png', item: 'Photos' }))).toMatchObject({
    file: { fileId: file.fileId, name: 'image.png', item: 'Photos' },
  })
  // Who could not tell the hash before learns it after.
  const blind = await start(ahead(id, png, { name: 'image.png', sha256: null, item: 'Report' }))
  await piece(blind.uploadId, 0, png)
  expect(await complete(blind.uploadId)).toMatchObject({
    file: { fileId: file.fileId, item: 'Photos' },
    duplicate: true,
  })
})

test('what is refused is refused before it is sent, and what its bytes tell when they are here; nothing is kept', async () => {
  const approval = { required: true, approvers: [{ name: 'Cleo', email: 'cleo@client.example' }] }
  const { id, dealId } = await aMilestone({ approval })
  const bytes = freshPdf('refused')
  const refused = async (more: Partial<UploadAhead>) => refusalOf(begin(ahead(id, bytes, more)))
  expect(await refused({ size: usualUploads.fileBytes + 1 })).toMatchObject({ code: 'payload_too_large' })
  expect(await refused({ name: '…' })).toMatchObject({ errors: [{ pointer: '/name' }] })
  expect(await refused({ item: 'Signature' })).toMatchObject({
    errors: [
      {
        pointer: '/item',
        detail: '“Signature” is not asked of “Design”. Asked for: “Photos”, “Report”.',
      },
    ],
  })
  expect(await refused({ to: { dealId: '999', kind: 'other' } })).toMatchObject({ code: 'not_found' })
  expect(await refused({ to: { dealId, kind: 'other' }, item: 'Photos' })).toMatchObject({
    errors: [{ pointer: '/item' }],
  })
  // Another file than announced, and one that is none of those that are taken.
  const damaged = await start(ahead(id, bytes))
  await piece(damaged.uploadId, 0, new Uint8Array(bytes.length))
  expect(await refusalOf(complete(damaged.uploadId))).toMatchObject({ code: 'upload_damaged' })
  await office.within((sql) => cancelUpload(sql, me.personId, damaged.uploadId))
  const program = Buffer.from('MZ'.padEnd(200, '\0'))
  const hostile = await start(ahead(id, program, { name: 'photo.png' }))
  await piece(hostile.uploadId, 0, program)
  expect(await refusalOf(complete(hostile.uploadId))).toMatchObject({ code: 'validation_failed' })
  await office.within((sql) => cancelUpload(sql, me.personId, hostile.uploadId))
  // It is submitted while a file is on its way: what is judged stays as it is.
  const late = await start(ahead(id, bytes))
  await piece(late.uploadId, 0, bytes)
  await office.within((sql) =>
    submitMilestone(sql, owner, {
      milestoneId: id,
      note: null,
      answers: ['Photos', 'Report'].map((item) => ({ item, fileIds: [], note: 'Shown on site' })),
    }),
  )
  expect(await refusalOf(complete(late.uploadId))).toMatchObject({ code: 'milestone_locked' })
  expect(await refused({})).toMatchObject({ code: 'milestone_locked' })
  expect(await office.within((sql) => listEvidence(sql, [id]))).toEqual([])
  await office.within((sql) => cancelUpload(sql, me.personId, late.uploadId))
  expect(await pieces()).toBe(0)
})

test('a person has so many on their way, and what nobody goes on with is forgotten', async () => {
  const { id } = await aMilestone()
  const busy = { ...owner, personId: '33333333-3333-4333-8333-333333333333' }
  for (let count = 0; count < usualUploads.uploadsPerPerson; count += 1)
    await start(ahead(id, freshPdf(`${count}`), { sha256: null }), busy)
  expect(await refusalOf(start(ahead(id, freshPdf('more')), busy))).toMatchObject({
    code: 'too_many_files',
    detail: `You have ${usualUploads.uploadsPerPerson} files on their way, which is the most. Let some arrive, or cancel them.`,
  })
  const bytes = freshPdf('forgotten')
  const { uploadId } = await start(ahead(id, bytes))
  await piece(uploadId, 0, bytes.subarray(0, 5))
  office.clock.moveTo(office.clock.offsetMs() + usualUploads.keptMs + 1_000)
  const fresh = await start(ahead(id, freshPdf('fresh')))
  await office.within((sql) => removeUntouched(sql, usualUploads.keptMs))
  expect(await refusalOf(piece(uploadId, 5, bytes.subarray(5)))).toMatchObject({ code: 'not_found' })
  expect([await pieces(), (await piece(fresh.uploadId, 0, bytes.subarray(0, 5))).received]).toEqual([0, 5])
})

test('evidence is for one of the things that were asked, or for none, while the work is open; submitting says what lacks', async () => {
  const approval = { required: true, approvers: [{ name: 'Cleo', email: 'cleo@client.example' }] }
  const { id } = await aMilestone({ approval })
  const bytes = freshPdf('IMG_1')
  const { uploadId } = await start(ahead(id, bytes, { name: 'IMG_1.pdf' }))
  await piece(uploadId, 0, bytes)
  const { fileId } = (await complete(uploadId)).file
  const assign = (item: string | null, milestoneId = id) =>
    office.within((sql) => assignEvidence(sql, owner, { milestoneId, fileId, item }))
  expect(await refusalOf(assign('Signature'))).toMatchObject({ code: 'validation_failed' })
  expect(await refusalOf(assign('Report', (await aMilestone()).id))).toMatchObject({ code: 'not_found' })
  expect((await assign('Report')).item).toBe('Report')
  const submit = () => office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  expect(await refusalOf(submit())).toMatchObject({ code: 'evidence_missing', missing: ['Photos'] })
  await assign(null)
  await assign('Photos')
  expect(await refusalOf(submit())).toMatchObject({ code: 'evidence_missing', missing: ['Report'] })
  const report = freshPdf('report')
  const second = await start(ahead(id, report, { item: 'Report' }))
  await piece(second.uploadId, 0, report)
  await complete(second.uploadId)
  await submit()
  expect(await refusalOf(assign('Report'))).toMatchObject({ code: 'milestone_locked' })
})

test('a workspace keeps so much and no more; what does not fit is refused with both numbers, and nothing is kept', async () => {
  const { id } = await aMilestone()
  const bytes = freshPdf('does not fit')
  const { uploadId } = await start(ahead(id, bytes))
  await piece(uploadId, 0, bytes)
  const full = 2 ** 30
  await office.within(async (sql) => {
    for (let at = 0; at < usualUploads.bytesPerWorkspace / full; at += 1)
      await sql(
        `insert into file (workspace_id, deal_id, kind, series, version, name, type, size, sha256, inline, uploaded_by)
         values (milepost.current_workspace(), '1', 'other', $1, 1, $1, 'text/plain', $2, repeat('a', 64), false, 'x')`,
        [`big ${at}`, full],
      )
  })
  const words = {
    code: 'storage_full',
    detail: expect.stringMatching(/^This workspace's files have 50 GB of 50 GB, so this one does not fit\./),
  }
  expect(await refusalOf(complete(uploadId))).toMatchObject(words)
  expect(await refusalOf(begin(ahead(id, freshPdf('another'))))).toMatchObject(words)
  expect(await office.within((sql) => listEvidence(sql, [id]))).toEqual([])
})
