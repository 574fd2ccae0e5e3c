/**
 * Goal: a small picture is upright, small and clean of the camera's notes, and nothing is unpacked for one that is too
 * large or a bomb; a thread that dies or hangs is ended. Method: pictures made here, drawn in threads as the program does.
 */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'
import decodeJpeg from '@jimp/js-jpeg'
import { Jimp } from 'jimp'
import { limits } from '../../config/limits'
import { type Drawn, drawInThread } from '../../src/documents/thumbnails/draw-in-thread'
import { pictureSize } from '../../src/documents/thumbnails/picture-size'
import { type Thumbnail, undrawableBecause } from '../../src/documents/thumbnails/thumbnail'
import { compileInto } from '../fixtures/child-program'
import { gif, jpeg, pdf, png, webp } from '../fixtures/sample-files'

let folder: string
let draw: ReturnType<typeof drawInThread>
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thumbnails-'))
  await compileInto(folder, ['config', 'src/documents/thumbnails'])
  await symlink(path.resolve('node_modules'), path.join(folder, 'node_modules'))
  draw = drawInThread(path.join(folder, 'src/documents/thumbnails/thumbnail-thread.js'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function drawThumbnail(type: string, bytes: Uint8Array): Promise<Thumbnail> {
  const drawn = await draw(type, bytes)
  if ('problem' in drawn) throw new Error(JSON.stringify(drawn))
  return drawn
}
/** Draws by another program in the thread's place. */
async function drawBy(program: string): Promise<Drawn> {
  const file = path.join(folder, 'other.js')
  await writeFile(file, program)
  return drawInThread(file)('image/png', png)
}

const RED = 0xff0000ff
const BLUE = 0x0000ffff

/** A picture whose left half is red and whose right half is blue. */
async function halves(width: number, height: number, type: 'image/png' | 'image/jpeg'): Promise<Buffer> {
  const picture = new Jimp({ width, height, color: RED })
  picture.composite(new Jimp({ width: Math.floor(width / 2), height, color: BLUE }), Math.ceil(width / 2), 0)
  return picture.getBuffer(type)
}

/** A JPEG with the camera's notes: how it was held, and where. */
function withNotes(bytes: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 2 + 12 + 4)
  tiff.write('MM\0*', 0, 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(2, 8)
  const entry = (at: number, tag: number, kind: number, count: number, value: (at: number) => void) => {
    tiff.writeUInt16BE(tag, at)
    tiff.writeUInt16BE(kind, at + 2)
    tiff.writeUInt32BE(count, at + 4)
    value(at + 8)
  }
  entry(10, 0x0112, 3, 1, (at) => tiff.writeUInt16BE(orientation, at))
  entry(22, 0x8825, 4, 1, (at) => tiff.writeUInt32BE(38, at))
  tiff.writeUInt16BE(1, 38)
  entry(40, 0x0001, 2, 2, (at) => tiff.write('N\0', at, 'latin1'))
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([bytes.subarray(0, 2), head, body, bytes.subarray(2)])
}

/** The same PNG with other data behind its header. */
function withData(bytes: Buffer, packed: Buffer, change: (header: Buffer) => void = () => undefined): Buffer {
  const header = Buffer.from(bytes.subarray(8, 33))
  change(header)
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    crc.writeUInt32BE(crcOf(body))
    return Buffer.concat([length, body, crc])
  }
  return Buffer.concat([
    bytes.subarray(0, 8),
    chunk('IHDR', header.subarray(8, 21)),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** What colour a small picture has at a place, as far as JPEG keeps it. */
async function colourAt(bytes: Uint8Array, x: number, y: number): Promise<string> {
  const { data, width } = await decodeJpeg().decode(Buffer.from(bytes))
  const at = (y * width + x) * 4
  const [red = 0, blue = 0] = [data[at], data[at + 2]]
  return red > 200 && blue < 80
    ? 'red'
    : blue > 200 && red < 80
      ? 'blue'
      : red > 240 && blue > 240
        ? 'white'
        : 'other'
}

test('a large picture becomes small in its own shape; a small one stays as large as it is', async () => {
  const photo = await halves(1_000, 500, 'image/jpeg')
  const drawn = await drawThumbnail('image/jpeg', photo)
  expect([drawn.width, drawn.height]).toEqual([limits.thumbnailSide, limits.thumbnailSide / 2])
  expect(pictureSize('image/jpeg', drawn.bytes)).toEqual({ width: 320, height: 160 })
  expect([await colourAt(drawn.bytes, 20, 80), await colourAt(drawn.bytes, 300, 80)]).toEqual(['red', 'blue'])
  const small = await drawThumbnail('image/png', await halves(40, 20, 'image/png'))
  expect([small.width, small.height]).toEqual([40, 20])
})

test('it is upright as the camera was held, and nothing of the camera’s notes is in it', async () => {
  const photo = withNotes(await halves(600, 300, 'image/jpeg'), 6)
  expect(photo.includes('Exif')).toBe(true)
  const drawn = await drawThumbnail('image/jpeg', photo)
  // Held a quarter turn to the left: what was left is up.
  expect([drawn.width, drawn.height]).toEqual([160, 320])
  expect([await colourAt(drawn.bytes, 80, 20), await colourAt(drawn.bytes, 80, 300)]).toEqual(['red', 'blue'])
  expect(Buffer.from(drawn.bytes).includes('Exif')).toBe(false)
  expect(Buffer.from(drawn.bytes).includes('MM\0*')).toBe(false)
})

test('what is transparent stands on white', async () => {
  const glass = await new Jimp({ width: 30, height: 30, color: 0x00000000 }).getBuffer('image/png')
  expect(await colourAt((await drawThumbnail('image/png', glass)).bytes, 15, 15)).toBe('white')
})

test('sizes are read from headers alone', () => {
  expect(pictureSize('image/png', png)).toEqual({ width: 1, height: 1 })
  expect(pictureSize('image/gif', gif)).not.toBeNull()
  expect(pictureSize('image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0]))).toBeNull()
  expect(pictureSize('image/jpeg', Buffer.from([0xff, 0xd8]))).toBeNull()
  expect(pictureSize('application/pdf', pdf())).toBeNull()
})

test('what can’t be drawn says why before anything is unpacked', async () => {
  expect(undrawableBecause('image/webp', webp)).toBe('Small pictures are made of PNG, JPEG and GIF.')
  expect(undrawableBecause('image/png', png.subarray(0, 20))).toBe('It is no whole picture.')
  const huge = withData(png, deflateSync(Buffer.alloc(10)), (header) => {
    header.writeUInt32BE(60_000, 8)
    header.writeUInt32BE(60_000, 12)
  })
  expect(undrawableBecause('image/png', huge)).toBe('It has more than 24 million pixels.')
  await expect(drawThumbnail('image/png', huge)).rejects.toThrow('24 million')
})

test.each([
  ['one that unpacks to far more than its pixels', deflateSync(Buffer.alloc(50_000_000)), 0],
  ['the same in seven passes', deflateSync(Buffer.alloc(50_000_000)), 1],
])('a bomb is not unpacked: %s', async (_, packed, interlace) => {
  const bomb = withData(png, packed, (header) => header.writeUInt8(interlace, 20))
  expect(inflateSync(packed).length).toBe(50_000_000)
  await expect(drawThumbnail('image/png', bomb)).rejects.toThrow(/larger than|maxOutputLength|Cannot create/i)
})

test('a picture that ends early is refused, not drawn by half', async () => {
  const photo = await halves(600, 300, 'image/png')
  await expect(drawThumbnail('image/png', photo.subarray(0, 200))).rejects.toThrow()
  expect(undrawableBecause('image/jpeg', jpeg.subarray(0, 3))).toBe('It is no whole picture.')
})

test('a thread that dies is no picture yet, and may be tried again; the next one is drawn', async () => {
  expect(await drawBy('process.exit(3)')).toEqual({ problem: 'Drawing it broke off.', again: true })
  expect(await drawBy("throw new Error('no memory')")).toEqual({ problem: 'Drawing it failed.', again: true })
  const [broken, whole] = await Promise.all([
    draw('image/png', png.subarray(0, 40)),
    draw('image/png', await halves(20, 20, 'image/png')),
  ])
  expect(broken).toMatchObject({ problem: expect.any(String), again: false })
  expect(whole).toMatchObject({ width: 20, height: 20 })
})
