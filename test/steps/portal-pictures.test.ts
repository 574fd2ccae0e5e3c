/**
 * Goal: small pictures cost a client nothing: they are drawn before anybody looks, a page that is opened earlier shows a calm
 * place instead, no picture holds off whoever has a link, and none costs the page or its original. Method: many photos over
 * HTTP with the limiter on, a drawer that waits until it is let go, and every question to the database written down.
 */
import { Jimp } from 'jimp'
import { limits } from '../../config/limits'
import { submitMilestone, withdrawMilestone } from '../../src/approvals/submit-milestone'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import type { Drawn } from '../../src/documents/thumbnails/draw-in-thread'
import { drawWanted } from '../../src/documents/thumbnails/draw-wanted'
import { makeThumbnails } from '../../src/documents/thumbnails/make-thumbnail'
import { throttleBy } from '../../src/http/throttle'
import type { Database } from '../../src/postgres/database'
import { attachEvidence } from '../../src/schedules/attach-evidence'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, linkFor, openPortalDoor } from '../fixtures/portal'

const LARGE_BYTES = 1_100_000
/** More than anybody may try links in a minute. */
const PHOTOS = 34

let office: Office
let small: Buffer
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  small = await new Jimp({ width: 40, height: 40, color: 0x336699ff }).getBuffer('image/jpeg')
})
afterAll(() => office.close())

/** A whole photo of its own content, and larger than what is shown as it is. */
function photo(n: number, size = LARGE_BYTES): Buffer {
  const parts: Buffer[] = [Buffer.from(small.subarray(0, 2))]
  for (let filled = 0; filled < size; filled += 65_000) {
    const comment = Buffer.alloc(65_000, n + 1)
    comment.writeUInt16BE(0xfffe, 0)
    comment.writeUInt16BE(64_998, 2)
    parts.push(comment)
  }
  return Buffer.concat([...parts, small.subarray(2)])
}

const add = (milestoneId: string, name: string, bytes: Uint8Array) =>
  office.within((sql) =>
    attachEvidence(sql, owner, bytesInDatabase(sql), { milestoneId, note: null, name, bytes }),
  )
async function planned() {
  const { ids } = await office.plan({
    ...draftOf('1000', [fixed('Design', '1000')]),
    approval: { required: true, approvers: [ana] },
  })
  return must(ids[0])
}
const submit = (milestoneId: string) =>
  office.within((sql) => submitMilestone(sql, owner, { milestoneId, note: null }))
const wanted = async () =>
  (
    await office.within((sql) => sql<{ sha256: string }>('select sha256 from wanted_picture order by due_at'))
  ).map(({ sha256 }) => sha256)
const drawn: Drawn = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 1]), width: 320, height: 240 }

/** A drawer as the test says, and what went wrong with it. */
function drawing(draw: () => Promise<Drawn>) {
  const errors: unknown[] = []
  const parts = {
    database: office.database,
    clock: office.clock,
    draw,
    log: (error: unknown) => void errors.push(error),
  }
  return { parts, errors, turn: () => drawWanted(parts, office.workspaceId) }
}

test('more photos than can be drawn yet: each has its place, the page stays open, and so does the answer', async () => {
  const id = await planned()
  await office.within(async (sql) => {
    for (let n = 0; n < PHOTOS; n += 1) {
      const given = { milestoneId: id, note: null, name: `photo-${n}.jpg`, bytes: photo(n) }
      await attachEvidence(sql, owner, bytesInDatabase(sql), given)
    }
  })
  await submit(id)
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  const { parts, errors } = drawing(() => released.then(() => drawn))
  const door = await openPortalDoor(office, throttleBy(null), { makeThumbnail: makeThumbnails(parts) })
  try {
    const origin = door.url.replace('/api/portal', '')
    const token = await linkFor(office, id)
    const html = await (await fetch(`${origin}/portal/${token}`)).text()
    const pictures = [...html.matchAll(/src="([^"]+\/small)"/g)].map(([, src]) => `${origin}${must(src)}`)
    expect(pictures).toHaveLength(PHOTOS)
    const places = await Promise.all(pictures.map((src) => fetch(src)))
    const told = places.map(({ status, headers }) =>
      [status, headers.get('content-type'), headers.get('cache-control')].join(' '),
    )
    expect(new Set(told)).toEqual(new Set(['200 image/svg+xml no-store']))
    expect(await must(places[0]).text()).toContain('Open it meanwhile.')
    // What a link asks that opens is no try of links, however often it is refused.
    for (let n = 0; n < limits.visitsPerMinute + 5; n += 1)
      expect((await fetch(`${origin}/portal/${token}/files/${id}`)).status).toBe(404)
    expect((await fetch(`${origin}/portal/${token}`)).status).toBe(200)
    release()
    // The line goes on by itself: nobody has to ask for each again.
    while ((await wanted()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
    const after = await fetch(must(pictures.at(-1)))
    expect([after.status, after.headers.get('content-type'), after.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'private, max-age=31536000, immutable',
    ])
    expect((await door.answer(token, at(id, 'approve'))).status).toBe(200)
    expect(errors).toEqual([])
    // Whoever tries links is held off all the same, at this address too.
    const tries = await Promise.all(
      Array.from({ length: limits.visitsToPortal + 1 }, async (_, n) => {
        const guess = String(n).padStart(43, '0')
        return (await fetch(`${origin}/portal/${guess}/files/${id}/small`)).status
      }),
    )
    expect(new Set(tries)).toEqual(new Set([404, 429]))
  } finally {
    release()
    await door.close()
  }
})

test('a picture that is drawn costs neither the page nor its original', async () => {
  const id = await planned()
  await add(id, 'site.jpg', photo(200))
  await submit(id)
  await drawing(async () => drawn).turn()
  let questions: string[] = []
  const counting: Database = {
    ...office.database,
    inWorkspace: (workspaceId, work) =>
      office.database.inWorkspace(workspaceId, (sql) =>
        work(async (text, values) => {
          questions.push(text)
          return sql(text, values)
        }),
      ),
  }
  const door = await openPortalDoor(office, undefined, { database: counting })
  try {
    const token = await linkFor(office, id)
    const html = await (await fetch(door.url.replace('/api/portal', `/portal/${token}`))).text()
    const src = must(/src="([^"]+\/small)"/.exec(html)?.[1])
    questions = []
    const answer = await fetch(door.url.replace('/api/portal', src))
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0xff, 0xd8, 0xff, 1])
    expect(questions.filter((text) => /billing_part|file_bytes|document/.test(text))).toEqual([])
    expect(questions.length).toBeLessThanOrEqual(4)
  } finally {
    await door.close()
  }
})

test('a small picture is given whose original is not; what can’t be drawn has a place that says so', async () => {
  const id = await planned()
  const frame = Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 40, 0, 40, 1, 1, 17, 0])
  const huge = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0x27, 0x10, 0x27, 0x10, 1, 1, 17, 0]),
    photo(201).subarray(2),
  ])
  const cut = await add(id, 'cut.jpg', frame)
  const wide = await add(id, 'wide.jpg', huge)
  await submit(id)
  const { turn, errors } = drawing(async () => drawn)
  await turn()
  const door = await openPortalDoor(office)
  try {
    const token = await linkFor(office, id)
    const get = (path: string) => fetch(door.url.replace('/api/portal', `/portal/${token}/files/${path}`))
    expect((await get(cut.fileId)).status).toBe(409)
    expect((await get(`${cut.fileId}/small`)).headers.get('content-type')).toBe('image/jpeg')
    const place = await get(`${wide.fileId}/small`)
    expect([place.status, place.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
    expect(await place.text()).toContain('No small picture.')
    expect((await get(wide.fileId)).headers.get('content-type')).toBe('image/jpeg')
    // Taken back, it is nobody's to see any more, large or small.
    await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
    expect([(await get(cut.fileId)).status, (await get(`${cut.fileId}/small`)).status]).toEqual([404, 404])
    expect(errors).toEqual([])
  } finally {
    await door.close()
  }
})

test('photos are drawn when they are kept, by whoever has the upkeep; what fails comes later, and not for ever', async () => {
  const id = await planned()
  const due = async () => {
    const [row] = await office.within((sql) =>
      sql<{ due: boolean }>('select due_at <= milepost.now() as due from upkeep'),
    )
    return must(row).due
  }
  await office.within((sql) => sql("update upkeep set due_at = milepost.now() + interval '1 hour'"))
  const { sha256 } = await add(id, 'late.jpg', photo(210, 1))
  expect([await due(), await wanted()]).toEqual([true, [sha256]])
  const dying = drawing(async () => ({ problem: 'Drawing it broke off.', again: true }))
  for (let tries = 0; tries < limits.thumbnailTries; tries += 1) {
    expect(await wanted()).toEqual([sha256])
    const inMs = await dying.turn()
    if (tries === limits.thumbnailTries - 1) expect(inMs).toBeNull()
    else {
      // Not at once again: a second turn finds nothing to do.
      expect(must(inMs)).toBeGreaterThan(limits.thumbnailMs)
      await dying.turn()
      office.clock.moveTo(office.clock.offsetMs() + must(inMs))
    }
  }
  expect(await wanted()).toEqual([])
  const thrown = drawing(() => Promise.reject(new Error('out of threads')))
  const other = await add(id, 'other.jpg', photo(211, 1))
  await thrown.turn()
  expect([thrown.errors, await wanted()]).toEqual([[new Error('out of threads')], [other.sha256]])
  // Submitted, it is wanted once more only where it is not drawn: nothing is drawn twice, nothing is forgotten.
  await office.within((sql) => sql('delete from wanted_picture'))
  await submit(id)
  expect(await wanted()).toEqual([other.sha256])
  await drawing(async () => drawn).turn()
  expect(await wanted()).toEqual([])
})
