/**
 * Goal: files in a bucket are neither lost nor doubled, whatever the bucket does; what it can't be trusted with is refused.
 * Method: the store on PostgreSQL and an object store on a real port that works signatures out for itself.
 */
import { limits } from '../../config/limits'
import { type Bucket, BucketAway, openBucket } from '../../src/documents/bucket/bucket'
import { sha256Of } from '../../src/documents/file-bytes'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { type FileStore, filesInBucket, filesInDatabase } from '../../src/documents/file-store'
import { attachFile } from '../../src/schedules/attach-file'
import { deleteFile } from '../../src/schedules/delete-file'
import { freshPdf } from '../fixtures/attaching'
import { must } from '../fixtures/must'
import { type ObjectStore, STORE, STORE_SECRET, startObjectStore } from '../fixtures/object-store'
import { type Office, openOffice } from '../fixtures/office'
import { addDeal, owner } from '../fixtures/plan'

let office: Office
let store: ObjectStore
let files: FileStore
/** The same for a bucket that says nothing: soon given up. A busy machine may be slow to answer otherwise. */
let impatient: FileStore
beforeAll(async () => {
  office = await openOffice()
  store = await startObjectStore()
  const at = { ...STORE, url: store.url, secretKey: STORE_SECRET }
  files = filesInBucket(office.database, openBucket({ ...at, deadlineMs: 10_000 }))
  impatient = filesInBucket(office.database, openBucket({ ...at, deadlineMs: 400 }))
})
afterEach(() => store.misbehave(null))
afterAll(async () => {
  await store.close()
  await office.close()
})

let deals = 84_000
async function aDeal(): Promise<string> {
  deals += 1
  await office.within((sql) => addDeal(sql, String(deals)))
  return String(deals)
}
/** As the API does: brought first, then made a file of. */
async function attach(dealId: string, bytes: Uint8Array, name = 'Photo.pdf', through = files) {
  await through.bring(office.workspaceId, bytes)
  return office.within((sql) =>
    attachFile(sql, owner, through.at(sql), { dealId, kind: 'other', note: null, name, bytes }),
  )
}
const remove = (fileId: string) => office.within((sql) => deleteFile(sql, owner, files.at(sql), fileId))
const read = async (sha256: string, through = files) => {
  const found = await office.within((sql) => through.at(sql).locate(sha256))
  return found && through.load(found)
}
const inDatabase = (sha256: string) =>
  office.within((sql) => sql('select 1 from file_bytes where sha256 = $1 and bytes is not null', [sha256]))
const states = async (sha256: string) =>
  (
    await office.within((sql) =>
      sql<{ state: string }>('select state from bucket_object where sha256 = $1 order by since', [sha256]),
    )
  ).map(({ state }) => state)
const under = (sha256: string) => [...store.objects.keys()].filter((key) => key.includes(sha256))

test('a file stands in the bucket alone, under its workspace, and is read and deleted there', async () => {
  const bytes = freshPdf('one')
  const file = await attach(await aDeal(), bytes)
  expect(under(file.sha256)).toEqual([expect.stringContaining(`${office.workspaceId}/`)])
  expect(await inDatabase(file.sha256)).toEqual([])
  expect(Buffer.from(must(await read(file.sha256)))).toEqual(Buffer.from(bytes))
  await remove(file.fileId)
  expect([await read(file.sha256), await states(file.sha256)]).toEqual([null, ['unwanted']])
  await files.sweep(office.workspaceId)
  expect([under(file.sha256), await states(file.sha256)]).toEqual([[], []])
})

test('the same bytes in two deals are one object; what was sent besides goes when its time is over', async () => {
  const first = freshPdf('twice')
  const one = await attach(await aDeal(), first)
  const two = await attach(await aDeal(), new Uint8Array(first), 'Other.pdf')
  expect([one.sha256, under(one.sha256).length]).toEqual([two.sha256, 2])
  office.clock.moveTo(office.clock.offsetMs() + limits.bucketArrivalMs + 1_000)
  await files.sweep(office.workspaceId)
  expect(under(one.sha256)).toHaveLength(1)
  await remove(one.fileId)
  await files.sweep(office.workspaceId)
  expect(Buffer.from(must(await read(two.sha256)))).toEqual(Buffer.from(first))
})

test('a file that is deleted while the same bytes come in again takes nothing of theirs', async () => {
  const bytes = freshPdf('again')
  const old = await attach(await aDeal(), bytes)
  const fresh = new Uint8Array(bytes)
  await files.bring(office.workspaceId, fresh)
  await remove(old.fileId)
  const dealId = await aDeal()
  const again = await office.within((sql) =>
    attachFile(sql, owner, files.at(sql), { dealId, kind: 'other', note: null, name: 'B.pdf', bytes: fresh }),
  )
  await files.sweep(office.workspaceId)
  expect(Buffer.from(must(await read(again.sha256)))).toEqual(Buffer.from(bytes))
})

test.each([
  'away',
  'busy',
  'silent',
  'forgetful',
] as const)('a bucket that is %s takes no file: nothing is known of it, and what may have come goes later', async (how) => {
  const [dealId, bytes] = [await aDeal(), freshPdf(how)]
  store.misbehave(how)
  const through = how === 'silent' ? impatient : files
  await expect(attach(dealId, bytes, 'Photo.pdf', through)).rejects.toThrow(BucketAway)
  expect(await office.within((sql) => sql('select 1 from file where deal_id = $1', [dealId]))).toEqual([])
  store.misbehave(null)
  expect(await attach(dealId, bytes)).toMatchObject({ name: 'Photo.pdf' })
  office.clock.moveTo(office.clock.offsetMs() + limits.bucketArrivalMs + 1_000)
  await files.sweep(office.workspaceId)
  expect(await states(sha256Of(bytes))).toEqual(['kept'])
})

test.each([
  'away',
  'busy',
  'silent',
  'half an answer',
] as const)('reading from a bucket that is %s says that it is, not that the file is gone', async (how) => {
  const file = await attach(await aDeal(), freshPdf(`read ${how}`))
  store.misbehave(how)
  await expect(read(file.sha256, how === 'silent' ? impatient : files)).rejects.toThrow(BucketAway)
  store.misbehave(null)
  expect(await read(file.sha256)).not.toBeNull()
})

test('bytes that were changed or lost in the bucket are never given out', async () => {
  const file = await attach(await aDeal(), freshPdf('changed'))
  const key = must(under(file.sha256)[0])
  store.objects.set(key, Buffer.from('something else'))
  await expect(read(file.sha256)).rejects.toThrow('changed in the bucket')
  store.objects.delete(key)
  await expect(read(file.sha256)).rejects.toThrow('gone from the bucket')
  const found = must(await office.within((sql) => bytesInDatabase(sql).locate(file.sha256)))
  await expect(filesInDatabase.load(found)).rejects.toThrow('none is set')
})

test('a sweep that the bucket breaks off is taken up again, and forgets nothing', async () => {
  const file = await attach(await aDeal(), freshPdf('swept'))
  await remove(file.fileId)
  store.misbehave('busy')
  await expect(files.sweep(office.workspaceId)).rejects.toThrow('SlowDown')
  store.misbehave(null)
  expect([under(file.sha256).length, await states(file.sha256)]).toEqual([1, ['unwanted']])
  await files.sweep(office.workspaceId)
  expect([under(file.sha256).length, await states(file.sha256)]).toEqual([0, []])
})

test('an object that came too late to be used makes no file', async () => {
  const [dealId, bytes] = [await aDeal(), freshPdf('late')]
  await files.bring(office.workspaceId, bytes)
  office.clock.moveTo(office.clock.offsetMs() + limits.bucketArrivalMs + 1_000)
  await files.sweep(office.workspaceId)
  await expect(attach(dealId, bytes)).rejects.toThrow('too slow')
})

test('what the database has is moved once, checked there; a bucket that changes it moves nothing', async () => {
  const dealId = await aDeal()
  const bytes = freshPdf('old')
  const file = await office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), {
      dealId,
      kind: 'other',
      note: null,
      name: 'Old.pdf',
      bytes,
    }),
  )
  expect(Buffer.from(must(await read(file.sha256)))).toEqual(Buffer.from(bytes))
  store.misbehave('garbling')
  await expect(files.move(office.workspaceId)).rejects.toThrow('changed what it was given')
  store.misbehave('away')
  await expect(files.move(office.workspaceId)).rejects.toThrow(BucketAway)
  store.misbehave(null)
  expect(await inDatabase(file.sha256)).toHaveLength(1)
  expect(await files.move(office.workspaceId)).toBe(1)
  expect(await files.move(office.workspaceId)).toBe(0)
  expect(await inDatabase(file.sha256)).toEqual([])
  expect(Buffer.from(must(await read(file.sha256)))).toEqual(Buffer.from(bytes))
})

test('a wrong secret, region or bucket is refused by name, and nothing is known of the file', async () => {
  const open = (more: object) =>
    openBucket({ ...STORE, url: store.url, secretKey: STORE_SECRET, deadlineMs: 10_000, ...more })
  const put = (other: Bucket) => other.put('a/b', Buffer.from('x'))
  await expect(put(open({ secretKey: 'another' }))).rejects.toThrow('403 SignatureDoesNotMatch')
  await expect(put(open({ region: 'us-east-1' }))).rejects.toThrow('403 InvalidAccessKeyId')
  await expect(put(open({ bucket: 'other' }))).rejects.toThrow('404 NoSuchBucket')
  await expect(open({ bucket: 'other' }).get('a/b')).rejects.toThrow('NoSuchBucket')
})
