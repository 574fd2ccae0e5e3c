/**
 * Goal: a deal's files are kept once, in versions, and nothing that is referred to is lost; a refused one leaves nothing.
 * Method: the use cases on PostgreSQL, and the moments at which two people do it at once.
 */
import { usualUploads } from '../../config/upload-limits'
import type { DealFileKind } from '../../src/documents/file'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { listFiles, readAgreement, readFile } from '../../src/documents/file-table'
import { endFileUses, recordFileUse } from '../../src/documents/file-use-table'
import { readHistory } from '../../src/history/history-table'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { attachFile } from '../../src/schedules/attach-file'
import { deleteFile } from '../../src/schedules/delete-file'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { addDeal, owner } from '../fixtures/plan'
import { threeParts } from '../fixtures/planning'
import { hostile, pdf, png } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const attach = (
  dealId: string,
  bytes: Uint8Array,
  more: { kind?: DealFileKind; name?: string; note?: string } = {},
) =>
  office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind: more.kind ?? 'agreement',
      note: more.note ?? null,
      name: more.name ?? 'SOW.pdf',
      bytes,
    }),
  )
const remove = (fileId: string) =>
  office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), fileId))
const bytesOf = (sha256: string) => office.within((sql) => bytesInDatabase(sql).get(sha256))
const kept = async () =>
  (await office.within((sql) => sql<{ sha256: string }>('select sha256 from file_bytes'))).length
const files = (dealId: string) => office.within((sql) => listFiles(sql, dealId, { limit: 50, offset: 0 }))
const story = async (dealId: string) =>
  (await office.within((sql) => readHistory(sql, { dealId, limit: 50 }))).map((entry) => entry.what)

let deals = 70_000
async function aDeal(): Promise<string> {
  deals += 1
  await office.within((sql) => addDeal(sql, String(deals)))
  return String(deals)
}
const page = (words: string) => pdf(`/Title(${words})`)

test('the agreement again is its next version, and the earlier ones stay readable', async () => {
  const dealId = await aDeal()
  const first = await attach(dealId, page('v1'), { name: 'SOW.pdf', note: 'signed by both' })
  const second = await attach(dealId, page('v2'), { name: 'SOW amended.pdf' })
  expect(first).toMatchObject({ version: 1, name: 'SOW.pdf', kind: 'agreement', note: 'signed by both' })
  expect(second).toMatchObject({ version: 2, name: 'SOW amended.pdf', uploadedBy: owner.who })
  expect((await files(dealId)).map((file) => file.version)).toEqual([2, 1])
  expect(await bytesOf(first.sha256)).toEqual(new Uint8Array(page('v1')))
  expect(await bytesOf(second.sha256)).toEqual(new Uint8Array(page('v2')))
  const { duplicate: _, ...kept } = second
  expect(await office.within((sql) => readAgreement(sql, dealId))).toEqual(kept)
  expect(await story(dealId)).toEqual([
    'Attached the agreement “SOW amended.pdf”, version 2',
    'Attached the agreement “SOW.pdf”, version 1',
  ])
})

test('other files are versions of one only under one name', async () => {
  const dealId = await aDeal()
  const version = async (name: string, words: string, kind: DealFileKind = 'sign_off') =>
    (await attach(dealId, page(words), { kind, name })).version
  expect(await version('Photos.pdf', 'a')).toBe(1)
  expect(await version('photos.PDF', 'b')).toBe(2)
  expect(await version('Other.pdf', 'c')).toBe(1)
  expect(await version('Photos.pdf', 'd', 'other')).toBe(1)
})

test('the same bytes sent again are the same file; of other deals they are another one, kept once', async () => {
  const [one, two] = [await aDeal(), await aDeal()]
  const before = await kept()
  const first = await attach(one, page('same'))
  expect(await attach(one, page('same'), { name: 'again.pdf' })).toEqual({ ...first, duplicate: true })
  const other = await attach(two, page('same'))
  expect(other.fileId).not.toBe(first.fileId)
  expect(await kept()).toBe(before + 1)
  expect(await story(one)).toHaveLength(1)
})

test('an earlier version sent again is a new one: somebody went back to it', async () => {
  const dealId = await aDeal()
  await attach(dealId, page('first'))
  await attach(dealId, page('second'))
  expect(await attach(dealId, page('first'))).toMatchObject({ version: 3 })
})

test('bytes go with the last file that has them, and a version number is never given twice', async () => {
  const [one, two] = [await aDeal(), await aDeal()]
  const first = await attach(one, page('shared'))
  const other = await attach(two, page('shared'))
  await remove(first.fileId)
  expect(await bytesOf(first.sha256)).not.toBeNull()
  expect(await office.within((sql) => readFile(sql, first.fileId))).toBeNull()
  await remove(other.fileId)
  expect(await bytesOf(first.sha256)).toBeNull()
  expect(await refusalOf(remove(first.fileId))).toMatchObject({ code: 'not_found' })
  expect(await attach(one, page('shared'))).toMatchObject({ version: 2 })
  expect(await story(one)).toContain('Deleted the agreement “SOW.pdf”, version 1')
})

test.each(hostile)('refused, and nothing is left of it: %s', async (_, name, bytes) => {
  const dealId = await aDeal()
  const before = await kept()
  expect(await refusalOf(attach(dealId, bytes, { name, kind: 'other' }))).toMatchObject({
    code: 'validation_failed',
    status: 422,
    errors: [{ pointer: '/file', detail: expect.stringMatching(/\.$/) }],
  })
  expect(await kept()).toBe(before)
  expect(await files(dealId)).toEqual([])
  expect(await story(dealId)).toEqual([])
})

test('a name without anything readable, and a deal that is none, are refused', async () => {
  const dealId = await aDeal()
  expect(await refusalOf(attach(dealId, pdf(), { name: '\u202e..' }))).toMatchObject({ status: 422 })
  expect(await refusalOf(attach('999999999', pdf()))).toMatchObject({ code: 'not_found' })
})

test('a deal has room for so many files; deleting one makes room again', async () => {
  const dealId = await aDeal()
  await office.within((sql) =>
    sql(
      `insert into file (workspace_id, deal_id, kind, series, version, name, type, size, sha256, inline, uploaded_by)
       select milepost.current_workspace(), $1, 'other', 'n' || n, 1, 'n' || n, 'text/plain', 1, repeat('0', 64), false, 'x'
       from generate_series(1, $2::int) as n`,
      [dealId, usualUploads.filesPerDeal - 1],
    ),
  )
  const last = await attach(dealId, pdf())
  expect(await refusalOf(attach(dealId, png, { name: 'a.png', kind: 'other' }))).toMatchObject({
    code: 'too_many_files',
    status: 409,
    limit: usualUploads.filesPerDeal,
    detail: expect.stringContaining('An admin or the owner can delete some.'),
  })
  await remove(last.fileId)
  await attach(dealId, png, { name: 'a.png', kind: 'other' })
})

describe('what refers to a file keeps it', () => {
  test('an acceptance, until it is taken back; a change order beside it still does', async () => {
    const { dealId } = await office.plan(threeParts)
    const file = await attach(dealId, page('signed'))
    await office.within((sql) =>
      acceptSchedule(sql, owner, {
        dealId,
        on: '2026-03-01',
        by: 'Ana',
        fileIds: [file.fileId],
        ifVersion: null,
      }),
    )
    const subjectId = '00000000-0000-4000-8000-00000000c001'
    const use = {
      fileIds: [file.fileId],
      usedBy: 'change_order' as const,
      subjectId,
      words: 'change order CO-1',
    }
    await office.within((sql) => recordFileUse(sql, use))
    expect(await refusalOf(remove(file.fileId))).toMatchObject({
      code: 'file_in_use',
      status: 409,
      detail:
        '“SOW.pdf” stays: it belongs to the acceptance of the schedule by Ana on 2026-03-01 and change order CO-1.',
    })
    await office.within((sql) => endFileUses(sql, 'change_order', subjectId))
    expect(await refusalOf(remove(file.fileId))).toMatchObject({ code: 'file_in_use' })
    expect(await bytesOf(file.sha256)).not.toBeNull()
  })
})

describe('at the same moment', () => {
  test('twenty send the same bytes: one file, one version, one entry', async () => {
    const dealId = await aDeal()
    const sent = await Promise.all(Array.from({ length: 20 }, () => attach(dealId, page('at once'))))
    expect(new Set(sent.map((file) => file.fileId)).size).toBe(1)
    expect(await story(dealId)).toHaveLength(1)
  })

  test('twenty send different ones: twenty versions, none missing, none twice', async () => {
    const { dealId } = await office.plan(threeParts)
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, index) => attach(dealId, page(`number ${index}`))),
    )
    expect(sent.map((file) => file.version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
  })

  test('one deletes the last file with these bytes while others attach them: whoever has a file has its bytes', async () => {
    for (let round = 0; round < 12; round += 1) {
      const [one, two, three] = [await aDeal(), await aDeal(), await aDeal()]
      const bytes = page(`race ${round}`)
      const { fileId, sha256 } = await attach(one, bytes)
      await Promise.all([remove(fileId), attach(two, bytes), attach(three, bytes)])
      expect(await bytesOf(sha256)).toEqual(new Uint8Array(bytes))
    }
  })

  test('one deletes a file while another accepts with it: either it is kept, or the acceptance is refused', async () => {
    for (let round = 0; round < 12; round += 1) {
      const { dealId } = await office.plan(threeParts)
      const file = await attach(dealId, page(`signed ${round}`))
      const accepting = office.within((sql) =>
        acceptSchedule(sql, owner, {
          dealId,
          on: '2026-03-01',
          by: 'Ana',
          fileIds: [file.fileId],
          ifVersion: null,
        }),
      )
      const [accepted, removed] = await Promise.allSettled([accepting, remove(file.fileId)])
      expect([accepted.status, removed.status].sort()).toEqual(['fulfilled', 'rejected'])
      const held = await office.within((sql) => readFile(sql, file.fileId))
      expect(held !== null).toBe(accepted.status === 'fulfilled')
      const lost =
        accepted.status === 'rejected' ? accepted.reason : must(removed as PromiseRejectedResult).reason
      expect(['validation_failed', 'file_in_use']).toContain(lost.code)
    }
  })
})

test('files of a deal that was merged into another are that one’s, and their versions go on', async () => {
  const [gone, survivor] = [await aDeal(), await aDeal()]
  const first = await attach(gone, page('before the merge'))
  await office.within((sql) =>
    sql(
      'insert into deal_alias (workspace_id, old_deal_id, deal_id) values (milepost.current_workspace(), $1, $2)',
      [gone, survivor],
    ),
  )
  const second = await attach(gone, page('after the merge'))
  expect([second.dealId, second.version]).toEqual([survivor, 2])
  expect((await files(survivor)).map((file) => file.fileId)).toEqual([second.fileId, first.fileId])
  await remove(first.fileId)
  expect(await files(survivor)).toHaveLength(1)
})

test('another workspace sees none of it, by any id', async () => {
  const dealId = await aDeal()
  const file = await attach(dealId, page('ours alone'))
  const seen = await office.database.inWorkspace('00000000-0000-4000-8000-000000000001', async (sql) => [
    await readFile(sql, file.fileId),
    await bytesInDatabase(sql).get(file.sha256),
    (await listFiles(sql, dealId, { limit: 50, offset: 0 })).length,
  ])
  expect(seen).toEqual([null, null, 0])
})
