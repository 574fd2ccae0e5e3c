/**
 * Goal: what a camera wrote beside a picture is not in what a client gets, and the picture is the same, the same way up.
 * Method: pictures with notes of every kind that say “SECRET”, drawn before and after.
 */
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import { Jimp } from 'jimp'
import { withoutNotes } from '../../src/documents/strip-picture'
import { drawInThread } from '../../src/documents/thumbnails/draw-in-thread'
import { compileInto } from '../fixtures/child-program'
import { must } from '../fixtures/must'
import { gif, heic, jpeg, pdf, png, webp } from '../fixtures/sample-files'

let folder: string
let draw: ReturnType<typeof drawInThread>
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'stripped-'))
  await compileInto(folder, ['config', 'src/documents/thumbnails'])
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  draw = drawInThread(path.join(folder, 'src/documents/thumbnails/thumbnail-thread.js'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const latin = (text: string) => Buffer.from(text, 'latin1')
const bytesOf = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const segment = (marker: number, content: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}
/** EXIF with the way up, and a maker’s words. */
const exif = (turn: number, order: 'II' | 'MM') => {
  const tiff = Buffer.alloc(26)
  const little = order === 'II'
  const put = (value: number, at: number, size: 2 | 4) =>
    little ? tiff.writeUIntLE(value, at, size) : tiff.writeUIntBE(value, at, size)
  tiff.write(order, 0, 'latin1')
  put(42, 2, 2)
  put(8, 4, 4)
  put(1, 8, 2)
  put(0x0112, 10, 2)
  put(3, 12, 2)
  put(1, 14, 4)
  put(turn, 18, 2)
  return Buffer.concat([latin('Exif\0\0'), tiff, latin('SECRET GPS 52.37 N 4.89 E')])
}
const has = (bytes: Uint8Array, word: string) => Buffer.from(bytes).includes(latin(word))
const strip = (type: string, bytes: Uint8Array<ArrayBuffer>) => must(withoutNotes(type, bytes) ?? undefined)

test.each([
  [1, 'MM'],
  [3, 'II'],
  [6, 'MM'],
  [8, 'II'],
] as const)('a JPEG turned %i, its EXIF in the order %s: no note is left, and it is drawn as before', async (turn, order) => {
  const drawn = new Jimp({ width: 40, height: 20, color: 0x2e8b57ff })
  for (let x = 0; x < 10; x += 1) for (let y = 0; y < 20; y += 1) drawn.setPixelColor(0xff0000ff, x, y)
  const plain = await drawn.getBuffer('image/jpeg')
  const noted = bytesOf(
    plain.subarray(0, 2),
    segment(0xe1, exif(turn, order)),
    segment(0xe1, latin('http://ns.adobe.com/xap/1.0/\0<SECRET/>')),
    segment(0xed, latin('Photoshop 3.0\0SECRET')),
    segment(0xe2, latin('MPF\0SECRET')),
    segment(0xfe, latin('SECRET')),
    plain.subarray(2),
    latin('SECRET behind its end'),
  )
  const stripped = strip('image/jpeg', noted)
  expect([has(noted, 'SECRET'), has(stripped, 'SECRET')]).toEqual([true, false])
  const [before, after] = [await draw('image/jpeg', noted), await draw('image/jpeg', stripped)]
  expect(before).toMatchObject(turn < 5 ? { width: 40, height: 20 } : { width: 20, height: 40 })
  expect(after).toEqual(before)
})

test('the profile of its colours stays', () => {
  const icc = segment(0xe2, latin('ICC_PROFILE\0\x01\x01colours'))
  const picture = bytesOf(jpeg.subarray(0, 2), icc, jpeg.subarray(2))
  expect(has(strip('image/jpeg', picture), 'colours')).toBe(true)
})

test('a PNG and a WebP lose their notes, and say so in their heads', async () => {
  const chunk = (name: string, content: string) => {
    const body = Buffer.concat([latin(name), latin(content)])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(content.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const noted = bytesOf(
    png.subarray(0, 33),
    chunk('eXIf', 'SECRET'),
    chunk('iTXt', 'XML:com.adobe.xmp\0\0\0\0\0SECRET'),
    // Of a kind that a maker of phones thought of.
    chunk('zzPr', 'SECRET'),
    png.subarray(33),
  )
  const stripped = strip('image/png', noted)
  expect(Buffer.from(stripped)).toEqual(Buffer.from(png))
  const riff = (name: string, content: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(name, 'latin1')
    head.writeUInt32LE(content.length, 4)
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)])
  }
  const extended = riff('VP8X', Buffer.from([0x1c, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
  const frame = Buffer.concat([Buffer.alloc(16), webp.subarray(12), riff('mkrN', latin('SECRET'))])
  const body = Buffer.concat([
    extended,
    webp.subarray(12),
    riff('ANMF', frame),
    riff('EXIF', latin('SECRET!')),
    riff('XMP ', latin('SECRET')),
    riff('mkrN', latin('SECRET')),
  ])
  const head = Buffer.from(webp.subarray(0, 12))
  head.writeUInt32LE(body.length + 4, 4)
  const clean = Buffer.from(strip('image/webp', bytesOf(head, body)))
  expect([has(clean, 'SECRET'), clean.readUInt8(20), clean.readUInt32LE(4)]).toEqual([
    false,
    0x10,
    clean.length - 8,
  ])
})

test('frames within frames, as deep as a file has room for, cost no time and are not followed', () => {
  let inner = Buffer.alloc(0)
  for (let depth = 0; depth < 3_000; depth += 1) {
    const head = Buffer.alloc(24)
    head.write('ANMF', 'latin1')
    head.writeUInt32LE(16 + inner.length, 4)
    inner = Buffer.concat([head, inner])
  }
  const picture = bytesOf(webp.subarray(0, 12), webp.subarray(12), inner)
  const began = performance.now()
  const clean = Buffer.from(strip('image/webp', picture))
  expect(clean.toString('latin1').split('ANMF')).toHaveLength(2)
  expect(performance.now() - began).toBeLessThan(5_000)
})

test('what ends early is what there is of it, without its notes; a file of another kind comes back as it is', async () => {
  const plain = await new Jimp({ width: 40, height: 20, color: 0x2e8b57ff }).getBuffer('image/jpeg')
  const noted = bytesOf(plain.subarray(0, 2), segment(0xe1, exif(6, 'MM')), plain.subarray(2))
  const cut = strip('image/jpeg', noted.subarray(0, noted.length - 20))
  expect([has(cut, 'SECRET'), cut.length > plain.length - 30]).toEqual([false, true])
  const half = strip(
    'image/png',
    bytesOf(png.subarray(0, 33), latin('\0\0\0\x06tEXtSECRETcrc!'), png.subarray(33, 50)),
  )
  expect(Buffer.from(half)).toEqual(png.subarray(0, 50))
  for (const [type, bytes] of [
    ['image/gif', gif],
    ['application/pdf', pdf()],
  ] as const) {
    expect(Buffer.from(strip(type, new Uint8Array(bytes)))).toEqual(Buffer.from(bytes))
  }
})

test.each([
  ['image/jpeg', jpeg.subarray(0, 8)],
  ['image/jpeg', latin('\xff\xd8\xff\xe1\xff\xffExif\0\0SECRET')],
  ['image/jpeg', latin('SECRET')],
  ['image/png', png.subarray(0, 40)],
  ['image/webp', latin('RIFF\x04\0\0\0WEBP')],
  ['image/webp', latin('RIFF\xff\0\0\0WEBPEXIF\xff\0\0\0SECRET')],
  ['image/heic', heic],
])('%s in which no picture can be told from its notes is passed on to nobody', (type, bytes) => {
  expect(withoutNotes(type, new Uint8Array(bytes))).toBeNull()
})

test.each([
  ['image/jpeg', jpeg.subarray(0, 2), '\xff\xdb\0\x02', jpeg.subarray(2)],
  ['image/jpeg', jpeg.subarray(0, 2), '\xff\xe1\0\x02', jpeg.subarray(2)],
  ['image/png', png.subarray(0, 33), '\0\0\0\0IDATcrc!', png.subarray(33)],
  ['image/webp', webp.subarray(0, 12), 'ABCD\0\0\0\0', webp.subarray(12)],
])('%s of ever so many empty pieces is passed on to nobody; a few thousand are none the matter', (type, head, piece, rest) => {
  const made = (pieces: number) =>
    withoutNotes(type, bytesOf(head, Buffer.alloc(pieces * piece.length, piece, 'latin1'), rest))
  expect(made(5_000)).not.toBeNull()
  for (const pieces of [10_001, 2_000_000]) expect(made(pieces)).toBeNull()
})

test('a WebP of frames of many empty pieces, each few enough: those of the whole file are counted', () => {
  const frame = (pieces: number) => {
    const head = Buffer.alloc(24)
    head.write('ANMF', 'latin1')
    head.writeUInt32LE(16 + pieces * 8, 4)
    return Buffer.concat([head, Buffer.alloc(pieces * 8, 'ABCD\0\0\0\0', 'latin1')])
  }
  const made = (frames: number, pieces: number) =>
    withoutNotes(
      'image/webp',
      bytesOf(
        webp.subarray(0, 12),
        webp.subarray(12),
        ...Array.from({ length: frames }, () => frame(pieces)),
      ),
    )
  expect(made(9, 1_000)).not.toBeNull()
  expect(made(11, 1_000)).toBeNull()
  // Some 26 MB, whose drawing pieces are told from the others one by one.
  expect(made(340, 9_600)).toBeNull()
})
