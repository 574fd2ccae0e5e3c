/**
 * Goal: a small picture is made once for its content, outlives no picture, and trouble with one is tried a few times and
 * then told. Method: the use cases on PostgreSQL, with a stand-in for the thread that counts and misbehaves on command.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { limits } from '../../config/limits'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import type { Drawn } from '../../src/documents/thumbnails/draw-in-thread'
import { makeThumbnails } from '../../src/documents/thumbnails/make-thumbnail'
import { showThumbnail } from '../../src/http/show-thumbnail'
import { attachFile } from '../../src/schedules/attach-file'
import { deleteFile } from '../../src/schedules/delete-file'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { addDeal, owner } from '../fixtures/plan'
import { gif, pdf, png } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const JPEG: Drawn = { bytes: new Uint8Array([0xff, 0xd8, 1]), width: 320, height: 200 }

/** A maker whose drawing is what the test says, and what it was asked. */
function maker(draw: () => Promise<Drawn>) {
  const asked: string[] = []
  const errors: unknown[] = []
  const make = makeThumbnails({
    database: office.database,
    draw: (type) => {
      asked.push(type)
      return draw()
    },
    log: (error) => errors.push(error),
  })
  return { asked, errors, make: (fileId: string) => make(office.workspaceId, fileId) }
}

let deals = 83_000
async function aFile(name: string, bytes: Uint8Array) {
  deals += 1
  const dealId = String(deals)
  await office.within((sql) => addDeal(sql, dealId))
  return office.within((sql) =>
    attachFile(sql, owner, bytesInDatabase(sql), { dealId, kind: 'other', note: null, name, bytes }),
  )
}
const show = (file: { name: string; sha256: string }) => office.within((sql) => showThumbnail(sql, file))
const said = async (file: { name: string; sha256: string }) => {
  const { status, code, detail } = await refusalOf(show(file))
  return `${status} ${code}: ${detail}`
}
const kept = async (sha256: string) =>
  (await office.within((sql) => sql('select 1 from thumbnail where sha256 = $1', [sha256]))).length

test('many who look at once draw once, a second file of the same bytes not again; it goes with the last of them', async () => {
  const { asked, errors, make } = maker(async () => JPEG)
  const file = await aFile('site.png', png)
  expect(await said(file)).toBe('404 not_ready: The small picture is being made. Ask again in a moment.')
  await Promise.all([make(file.fileId), make(file.fileId.toUpperCase()), make(file.fileId)])
  expect(await show(file)).toMatchObject({ name: 'site.png.jpg', type: 'image/jpeg', inline: true })
  const twin = await aFile('other.png', png)
  await make(twin.fileId)
  expect([asked, errors]).toEqual([['image/png'], []])
  await office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), file.fileId))
  expect(await kept(file.sha256)).toBe(1)
  await office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), twin.fileId))
  expect(await kept(file.sha256)).toBe(0)
})

test('what is no picture, and what is damaged, says so, and is not tried again', async () => {
  const { asked, make } = maker(async () => ({ problem: 'It ends early.', again: false }))
  const paper = await aFile('SOW.pdf', pdf())
  await make(paper.fileId)
  expect(await said(paper)).toBe(
    '404 not_found: There is no small picture of “SOW.pdf”. Small pictures are made of PNG, JPEG and GIF.',
  )
  const half = await aFile('half.gif', gif)
  await make(half.fileId)
  await make(half.fileId)
  expect(asked).toEqual(['image/gif'])
  expect(await said(half)).toBe('404 not_found: There is no small picture of “half.gif”. It ends early.')
})

test('a thread that dies is tried again a few times; then that is told', async () => {
  const broken: Drawn = { problem: 'Drawing it broke off.', again: true }
  const { asked, make } = maker(async () => (asked.length === limits.thumbnailTries + 1 ? JPEG : broken))
  const file = await aFile('photo.png', Buffer.concat([png, Buffer.from('photo')]))
  for (let tries = 0; tries < limits.thumbnailTries + 2; tries += 1) await make(file.fileId)
  expect(asked).toHaveLength(limits.thumbnailTries)
  expect(await said(file)).toContain('404 not_found')
})

test('a picture whose drawing ends the program is not drawn for ever', async () => {
  const file = await aFile('heavy.png', Buffer.concat([png, Buffer.from('heavy')]))
  // Each of them is a program that did not live to say what became of it.
  for (let tries = 0; tries < limits.thumbnailTries; tries += 1) {
    const ended = maker(() => new Promise(() => undefined))
    expect([await ended.make(file.fileId), ended.asked.length]).toEqual([false, 1])
  }
  const next = maker(async () => JPEG)
  await next.make(file.fileId)
  expect([next.asked, await said(file)]).toEqual([
    [],
    '404 not_found: There is no small picture of “heavy.png”. Drawing it was not finished.',
  ])
})

test('who asks waits a moment only; it is there the next time', async () => {
  let finish: (drawn: Drawn) => void = () => undefined
  const { make } = maker(() => new Promise((resolve) => (finish = resolve)))
  const file = await aFile('slow.png', Buffer.concat([png, Buffer.from('slow')]))
  expect(await make(file.fileId)).toBe(false)
  expect(await said(file)).toContain('404 not_ready')
  finish(JPEG)
  while ((await show(file).catch(() => null)) === null) await pause(20)
  expect(await show(file)).toMatchObject({ type: 'image/jpeg' })
})

test('a drawing that throws, and a file that went meanwhile, leave nothing behind and stop nobody', async () => {
  const file = await aFile('gone.png', Buffer.concat([png, Buffer.from('gone')]))
  const thrown = maker(() => Promise.reject(new Error('out of threads')))
  await thrown.make(file.fileId)
  expect(thrown.errors).toEqual([new Error('out of threads')])
  const late = maker(async () => {
    await office.within((sql) => deleteFile(sql, owner, bytesInDatabase(sql), file.fileId))
    return JPEG
  })
  await late.make(file.fileId)
  expect([late.errors, await kept(file.sha256)]).toEqual([[], 0])
  expect(await late.make('6f1f7c3e-0000-4000-8000-000000000000')).toBe(true)
})
