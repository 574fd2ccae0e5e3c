/**
 * Goal: a logo that clients see is a picture that we drew: small, with nothing else of the file in it, and what could harm is
 * refused in words before it is unpacked. Method: pictures made here, drawn in threads as the program does.
 */
import { crc32, deflateSync } from 'node:zlib'
import readPng from '@jimp/js-png'
import { Jimp } from 'jimp'
import { limits } from '../../config/limits'
import type { DrawLogo } from '../../src/documents/thumbnails/draw-in-thread'
import { recogniseLogo } from '../../src/documents/thumbnails/logo'
import { block, mark, openDrawing } from '../fixtures/logos'
import { gif, jpeg, pdf, webp } from '../fixtures/sample-files'

let drawing: Awaited<ReturnType<typeof openDrawing>>
let draw: DrawLogo
beforeAll(async () => {
  drawing = await openDrawing()
  draw = drawing.draw
})
afterAll(() => drawing.close())

async function drawn(bytes: Uint8Array) {
  const known = recogniseLogo(bytes)
  if ('problem' in known) throw new Error(known.problem)
  const logo = await draw(known.type, bytes)
  if ('problem' in logo) throw new Error(logo.problem)
  return logo
}

test('a word mark stays clear around its ink, twice as fine as its room, and dark ink wants a light ground', async () => {
  const { bytes, width, height, ground } = await drawn(await mark(0x16201bff))
  expect({ width, height, ground }).toEqual({ width: 307, height: 96, ground: 'light' })
  const again = await readPng().decode(Buffer.from(bytes))
  const at = (x: number, y: number) => again.data.subarray((y * 307 + x) * 4, (y * 307 + x) * 4 + 4)
  expect([...at(2, 2)][3]).toBe(0)
  expect([...at(100, 40)]).toEqual([0x16, 0x20, 0x1b, 0xff])
  expect(bytes.byteLength).toBeLessThan(10_000)
})

test('white ink on nothing wants a dark ground, and a full picture any', async () => {
  expect((await drawn(await mark(0xffffffff))).ground).toBe('dark')
  expect((await drawn(await block(0xffffffff, 'image/png'))).ground).toBe('any')
  expect(await drawn(await block(0x1f5494ff, 'image/jpeg', 160, 40))).toMatchObject({
    width: 160,
    height: 40,
  })
})

test('nothing else of the file is in it: no notes, and nothing behind the picture', async () => {
  const picture = await block(0x1f5494ff, 'image/png')
  const note = Buffer.from('tEXtGPS\0 52.5200N 13.4050E', 'latin1')
  const chunk = Buffer.alloc(note.length + 8)
  chunk.writeUInt32BE(note.length - 4, 0)
  note.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(note), note.length + 4)
  const { bytes } = await drawn(Buffer.concat([picture.subarray(0, 33), chunk, picture.subarray(33)]))
  expect(Buffer.from(bytes).toString('latin1')).not.toMatch(/GPS|13\.4050/)
})

test.each<[string, Uint8Array, string]>([
  ['a drawing in SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'SVG'],
  ['an animated picture', gif, 'is no logo. Send a PNG or a JPEG.'],
  ['WebP', webp, 'is no logo. Send a PNG or a JPEG.'],
  ['a PDF', pdf(), 'is no logo. Send a PNG or a JPEG.'],
  ['words', Buffer.from('our logo'), 'is no logo. Send a PNG or a JPEG.'],
  ['nothing', Buffer.alloc(0), 'The file is empty.'],
  ['a JPEG without a picture', jpeg, 'It is no whole picture.'],
  ['too large a file', Buffer.alloc(limits.logoBytes + 1, 1), 'may have 2 MB at most'],
])('%s is refused in words, before anything is unpacked', (_, bytes, words) => {
  const known = recogniseLogo(bytes)
  expect('problem' in known && known.problem).toContain(words)
})

test('more pixels than anybody needs are refused by the header alone', async () => {
  const huge = await block(0x1f5494ff, 'image/png')
  huge.writeUInt32BE(60_000, 16)
  huge.writeUInt32BE(60_000, 20)
  expect(recogniseLogo(huge)).toEqual({ problem: expect.stringContaining('24 million') })
})

test('a bomb behind a small header, a broken picture and mere noise end their thread, and the next one is drawn', async () => {
  const small = await block(0x1f5494ff, 'image/png', 20, 20)
  const packed = deflateSync(Buffer.alloc(40_000_000))
  const data = Buffer.alloc(packed.length + 12)
  data.writeUInt32BE(packed.length, 0)
  data.write('IDAT', 4, 'latin1')
  packed.copy(data, 8)
  const bomb = Buffer.concat([small.subarray(0, 33), data, small.subarray(33)])
  await expect(draw('image/png', bomb)).resolves.toMatchObject({ problem: expect.any(String), again: false })
  const broken = Buffer.from(small)
  broken.fill(7, 45, 60)
  await expect(draw('image/png', broken)).resolves.toMatchObject({ problem: expect.any(String) })
  const noise = new Jimp({ width: 320, height: 96, color: 0xff })
  let seed = 1
  for (let at = 0; at < noise.bitmap.data.length; at += 1) {
    seed = (seed * 48_271) % 2_147_483_647
    noise.bitmap.data[at] = seed & 0xff
  }
  const loud = await noise.getBuffer('image/png')
  const answer = await draw('image/png', loud)
  if ('problem' in answer) expect(answer.problem).toContain('too much detail')
  else expect(answer.bytes.byteLength).toBeLessThanOrEqual(limits.logoDrawnBytes)
  expect(await drawn(small)).toMatchObject({ width: 20, height: 20 })
})

test('a line too thin to be seen is refused', async () => {
  await expect(drawn(await block(0x1f5494ff, 'image/png', 1_000, 1))).resolves.toMatchObject({ height: 1 })
})
