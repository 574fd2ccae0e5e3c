/**
 * Goal: evidence belongs to its milestone, every file once, and stays as it was once the work is judged or billed. Method:
 * the use cases on PostgreSQL, with each refusal.
 */
import { usualUploads } from '../../config/upload-limits'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listEvidence, listFiles } from '../../src/documents/file-table'
import { usesAmong } from '../../src/documents/file-use-table'
import { readHistory } from '../../src/history/history-table'
import { readAttachments } from '../../src/invoices/attachments/attachment-table'
import { setIntentState } from '../../src/invoices/intent-table'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { deleteFile } from '../../src/schedules/delete-file'
import { removeEvidence } from '../../src/schedules/remove-evidence'
import { freshPdf } from '../fixtures/attaching'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { hostile, png } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const add = (milestoneId: string, name = 'Report.pdf', bytes: Uint8Array = freshPdf(name)) =>
  office.within((sql) =>
    attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId, note: null, name, bytes }),
  )
const remove = (milestoneId: string, fileId: string) =>
  office.within((sql) => removeEvidence(sql, owner, bytesInDatabase(sql), { milestoneId, fileId }))
const names = async (milestoneId: string) =>
  (await office.within((sql) => listEvidence(sql, [milestoneId]))).map(({ name }) => name)
/** "code: words" of a refusal. */
const said = async (work: Promise<unknown>) => {
  const { code, detail } = await refusalOf(work)
  return `${code}: ${detail}`
}
const twoMilestones = (more: object = {}) =>
  office.plan(draftOf('2000.00', [fixed('Design', '1000.00', more), fixed('Build', '1000.00')]))

test('two pictures of one name are two pieces of evidence; the same bytes are one', async () => {
  const { dealId, ids } = await twoMilestones()
  const [design, build] = [must(ids[0]), must(ids[1])]
  const first = await add(design, 'image.png', png)
  expect(first).toMatchObject({
    kind: 'evidence',
    milestoneId: design,
    dealId,
    type: 'image/png',
    version: 1,
  })
  expect((await add(design, 'other.png', png)).fileId).toBe(first.fileId)
  await add(design, 'image.pdf')
  await add(design, 'image.pdf')
  await add(build, 'image.png', png)
  expect(await names(design)).toEqual(['image.png', 'image.pdf', 'image.pdf'])
  expect(await names(build)).toEqual(['image.png'])
  expect(await office.within((sql) => listFiles(sql, dealId, { limit: 50, offset: 0 }))).toEqual([])
  const [newest] = await office.within((sql) => readHistory(sql, { dealId, limit: 1 }))
  expect(newest).toMatchObject({ what: 'Added evidence “image.png” to “Build”', milestoneId: build })
})

test('it is removed from its own milestone alone, and its bytes go with the last of it', async () => {
  const { ids } = await twoMilestones()
  const [design, build] = [must(ids[0]), must(ids[1])]
  const file = await add(design)
  expect(await refusalOf(remove(build, file.fileId))).toMatchObject({ code: 'not_found' })
  expect(
    await said(office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), file.fileId))),
  ).toMatch(/^file_in_use: .*is a milestone’s evidence/)
  await remove(design, file.fileId)
  expect(await names(design)).toEqual([])
  expect(await office.within((sql) => bytesInDatabase(sql).get(file.sha256))).toBeNull()
  expect(await refusalOf(remove(design, file.fileId))).toMatchObject({ code: 'not_found' })
})

test('removed evidence that is added again is there again', async () => {
  const { ids } = await twoMilestones()
  const design = must(ids[0])
  const bytes = freshPdf('again')
  const { fileId } = await add(design, 'a.pdf', bytes)
  await remove(design, fileId)
  const again = await add(design, 'a.pdf', bytes)
  expect(again.fileId).not.toBe(fileId)
  expect(await names(design)).toEqual(['a.pdf'])
})

test('what is no file that is taken is refused, and nothing is stored', async () => {
  const { ids } = await twoMilestones()
  for (const [, name, bytes] of hostile)
    expect(await refusalOf(add(must(ids[0]), name, bytes))).toMatchObject({ code: 'validation_failed' })
  expect(await names(must(ids[0]))).toEqual([])
})

test('there is a most', async () => {
  const { ids } = await twoMilestones()
  const design = must(ids[0])
  for (let count = 0; count < usualUploads.evidencePerMilestone; count += 1) await add(design)
  expect(await refusalOf(add(design))).toMatchObject({ code: 'too_many_files' })
  await add(must(ids[1]))
})

test('in review nothing of it moves', async () => {
  const approval = { required: true, approvers: [{ name: 'Cleo', email: 'cleo@client.example' }] }
  const { ids } = await twoMilestones({ approval })
  const design = must(ids[0])
  const { fileId } = await add(design)
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: design, note: null }))
  const locked = /^milestone_locked: It is in review\. Withdraw/
  expect(await said(add(design))).toMatch(locked)
  expect(await said(remove(design, fileId))).toMatch(locked)
})

const complete = (milestoneId: string) =>
  office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId, note: null }))

test('completed work takes what comes late, and gives nothing back; billed work does neither', async () => {
  const { ids, scheduleId } = await office.plan(
    draftOf('1000.00', [fixed('Design', '1000.00')], { customer: { quickbooksId: '999999' } }),
  )
  const design = must(ids[0])
  const { fileId } = await add(design)
  // No such customer: completed, and not billed.
  await complete(design)
  expect(await office.intents(scheduleId)).toEqual([])
  await add(design, 'Late.pdf')
  expect(await said(remove(design, fileId))).toMatch(/^milestone_locked: It is completed\. Reopen it/)
})

test('an invoice keeps its evidence as long as it may exist', async () => {
  const { ids, scheduleId } = await twoMilestones()
  const design = must(ids[0])
  const { fileId } = await add(design)
  await complete(design)
  const { intentId, marker } = must((await office.intents(scheduleId))[0])
  expect(await office.within((sql) => readAttachments(sql, [intentId]))).toMatchObject([
    { position: 1, state: 'wanted', file: { fileId } },
  ])
  expect(await refusalOf(add(design))).toMatchObject({ code: 'milestone_locked' })
  const uses = async () => (await office.within((sql) => usesAmong(sql, [fileId]))).get(fileId) ?? []
  expect(await uses()).toEqual([`the invoice with the mark ${marker.replace('Milepost ', '')}`])
  await office.within((sql) => setIntentState(sql, intentId, { state: 'cancelled' }))
  expect(await uses()).toEqual([])
  // It turned up in QuickBooks after all.
  await office.within((sql) => setIntentState(sql, intentId, { state: 'posted' }))
  expect(await uses()).toHaveLength(1)
})
