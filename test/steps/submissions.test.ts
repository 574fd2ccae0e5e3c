/**
 * Goal: nothing is submitted without the evidence that was agreed, and what was shown can be read later exactly as it was,
 * whatever happens to its files. Method: real files on a real database; the hash is worked out again from what is kept.
 */
import { decideRound } from '../../src/approvals/decide-round'
import { latestRounds, readRounds } from '../../src/approvals/round-table'
import { snapshotHash } from '../../src/approvals/snapshot'
import { submitMilestone, withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { attachFile } from '../../src/schedules/attach-file'
import { deleteFile } from '../../src/schedules/delete-file'
import { removeEvidence } from '../../src/schedules/remove-evidence'
import type { Actor } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { pdf, png } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())

const ana: Actor = { ...owner, email: 'ana@client.example' }

async function planned(evidenceRequired: string[] = ['Photos', 'Test log']) {
  const { ids, dealId } = await office.plan({
    ...draftOf('100', [fixed('Design', '100', { evidenceRequired, criteria: ['Signed'] })]),
    approval: {
      required: true,
      approvers: [{ name: 'Ana Ruiz', role: 'Lead', email: 'ana@client.example' }],
    },
  })
  return { id: must(ids[0]), dealId }
}
const add = (milestoneId: string, name: string, bytes: Uint8Array) =>
  office.within((sql) =>
    attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId, note: null, name, bytes }),
  )
const submit = (
  milestoneId: string,
  answers: { item: string; fileIds: string[]; note: string | null }[] = [],
  note: string | null = 'Please look',
) => office.within((sql) => submitMilestone(sql, owner, { milestoneId, note, answers }))
const round = (id: string) => office.within(async (sql) => must((await latestRounds(sql, [id])).get(id)))
const bytesOf = (sha256: string) => office.within((sql) => bytesInDatabase(sql).get(sha256))
const revise = (roundId: string) =>
  office.within((sql) =>
    decideRound(sql, ana, office.parts, { roundId, verdict: { decision: 'revise', reason: 'Blurred' } }),
  )

test('without its evidence nothing is submitted, and what is missing is named', async () => {
  const { id } = await planned()
  expect(await refusalOf(submit(id))).toMatchObject({
    code: 'evidence_missing',
    status: 409,
    missing: ['Photos', 'Test log'],
  })
  await add(id, 'photos.png', png)
  expect(await refusalOf(submit(id))).toMatchObject({ code: 'evidence_missing', missing: ['Test log'] })
  await submit(id, [{ item: 'Test log', fileIds: [], note: 'Shown to Ana on site' }])
  expect((await round(id)).snapshot.required).toMatchObject([
    { item: 'Photos', note: null, fileIds: [expect.any(String)] },
    { item: 'Test log', fileIds: [], note: 'Shown to Ana on site' },
  ])
})

test.each<[string, { item: string; fileIds: string[]; note: string | null }, string]>([
  ['an item nobody asked for', { item: 'Video', fileIds: [], note: 'x' }, '/evidence/0/item'],
  [
    'a file of nothing',
    { item: 'Photos', fileIds: ['00000000-0000-4000-8000-000000000000'], note: null },
    '/evidence/0/fileIds/0',
  ],
])('%s answers nothing', async (_, answer, pointer) => {
  const { id } = await planned(['Photos'])
  await add(id, 'photos.png', png)
  expect(await refusalOf(submit(id, [answer]))).toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer }],
  })
})

test('what was shown is read later exactly: its hash follows from what is kept', async () => {
  const { id, dealId } = await planned(['Photos'])
  const file = await add(id, 'photos.png', png)
  const agreement = await office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind: 'agreement',
      note: null,
      name: 'SOW.pdf',
      bytes: pdf('/Title(sow)'),
    }),
  )
  await submit(id)
  const { snapshot, snapshotHash: hash, snapshotVersion } = await round(id)
  expect(snapshot).toEqual({
    name: 'Design',
    deliverable: null,
    criteria: ['Signed'],
    amount: '100.00',
    currency: 'USD',
    evidence: [
      {
        fileId: file.fileId,
        name: 'photos.png',
        type: 'image/png',
        size: png.length,
        sha256: file.sha256,
        note: null,
      },
    ],
    required: [{ item: 'Photos', fileIds: [file.fileId], note: null }],
    agreement: { fileId: agreement.fileId, name: 'SOW.pdf', version: 1, sha256: agreement.sha256 },
    note: 'Please look',
    rule: 'any',
    approvers: [{ name: 'Ana Ruiz', role: 'Lead' }],
  })
  expect(snapshotHash(snapshot, snapshotVersion)).toBe(hash)
})

test('a picture that was judged stays readable in its round, and is not submitted again once removed', async () => {
  const { id, dealId } = await planned(['Photos'])
  const first = await add(id, 'photos.png', png)
  await submit(id)
  await revise((await round(id)).roundId)
  await office.within((sql) =>
    removeEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, fileId: first.fileId }),
  )
  expect(await bytesOf(first.sha256)).not.toBeNull()
  const other = await add(id, 'photos-2.pdf', pdf('/Title(photos)'))
  await submit(id)
  const [second, before] = await office.within((sql) => readRounds(sql, [id]))
  expect(must(second).snapshot.evidence.map(({ fileId }) => fileId)).toEqual([other.fileId])
  expect(must(before).snapshot.evidence.map(({ fileId }) => fileId)).toEqual([first.fileId])
  expect([must(second).revisions, must(before).revisions]).toEqual([1, 1])
  expect(await office.questions(dealId)).toEqual([])
})

test('a question that was taken back keeps no file; asked changes are told until it is submitted again', async () => {
  const { id, dealId } = await planned(['Photos'])
  const file = await add(id, 'photos.png', Buffer.concat([png, Buffer.from('other')]))
  await submit(id)
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  await office.within((sql) =>
    removeEvidence(sql, owner, bytesInDatabase(sql), { milestoneId: id, fileId: file.fileId }),
  )
  expect(await bytesOf(file.sha256)).toBeNull()
  await submit(id, [{ item: 'Photos', fileIds: [], note: 'None were taken' }])
  await revise((await round(id)).roundId)
  expect(await office.questions(dealId)).toEqual([
    'revision_requested: Ana Ruiz asked for changes to “Design”',
  ])
  await submit(id, [{ item: 'Photos', fileIds: [], note: 'None were taken' }])
  expect(await office.questions(dealId)).toEqual([])
})

test('an agreement that was part of what was judged is not deleted', async () => {
  const { id, dealId } = await planned([])
  const { fileId } = await office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind: 'agreement',
      note: null,
      name: 'SOW.pdf',
      bytes: pdf('/Title(kept)'),
    }),
  )
  await submit(id)
  await revise((await round(id)).roundId)
  expect(
    await refusalOf(office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), fileId))),
  ).toMatchObject({
    code: 'file_in_use',
    detail: expect.stringContaining('round 1 of the approval of “Design”'),
  })
})
