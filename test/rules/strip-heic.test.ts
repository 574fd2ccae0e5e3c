/**
 * Goal: a client who gets a HEIC picture gets the picture, and nothing that its camera wrote. Method: a real file of an
 * encoder, and one with a note in every place that has room for one; then the same files cut short, broken, and built to
 * keep the machine busy.
 */
import fc from 'fast-check'
import { heicWithoutNotes } from '../../src/documents/strip-heic'
import { box, cameraHeic, notedHeic, TILE } from '../fixtures/heic-pictures'
import { must } from '../fixtures/must'
import { heic } from '../fixtures/sample-files'

const strip = (bytes: Uint8Array) => {
  const kept = heicWithoutNotes(new Uint8Array(bytes))
  return kept === null ? null : Buffer.from(kept)
}

test('a real file keeps its tile and its grid to the byte, and loses EXIF and XMP; its EXIF reads as empty', () => {
  const kept = must(strip(notedHeic) ?? undefined)
  expect(notedHeic.includes('SECRET')).toBe(true)
  expect([kept.includes('SECRET'), kept.length]).toEqual([false, notedHeic.length])
  // The tile stands in bytes 593 to 640, the grid’s description behind “idat”.
  expect(kept.subarray(593, 640)).toEqual(notedHeic.subarray(593, 640))
  const idat = notedHeic.indexOf('idat')
  expect(kept.subarray(idat - 4, idat + 12)).toEqual(notedHeic.subarray(idat - 4, idat + 12))
  for (const part of ['hvcC', 'ispe', 'ipma', 'iref', 'pitm', 'iloc']) {
    const at = notedHeic.indexOf(part) - 4
    const end = at + notedHeic.readUInt32BE(at)
    expect([part, kept.subarray(at, end).equals(notedHeic.subarray(at, end))]).toEqual([part, true])
  }
  expect(kept.subarray(640, 658).toString('latin1')).toBe('\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0')
  expect(kept.subarray(658).every((byte) => byte === 0)).toBe(true)
})

test('nothing is left in names, in descriptions, in boxes of any kind, or between what is drawn', () => {
  const noted = cameraHeic()
  const kept = must(strip(noted) ?? undefined)
  expect([noted.toString('latin1').split('SECRET').length, kept.includes('SECRET')]).toEqual([11, false])
  expect([kept.indexOf(TILE), kept.length]).toEqual([noted.indexOf(TILE), noted.length])
  expect([kept.includes('udes'), kept.includes('uuid'), kept.includes('moov')]).toEqual([false, false, false])
})

test('what can’t be followed to its end is given to nobody', () => {
  const endless = { offset: 0, length: 0xffffffff }
  for (const [what, bytes] of [
    ['no list of items', heic],
    ['a kind that nobody draws', cameraHeic({ kind: 'Exif' })],
    ['a picture in another file', cameraHeic({ method: 2 })],
    ['a picture that is said to be beside its list, where nothing is', cameraHeic({ method: 1 })],
    ['a picture past the end', cameraHeic({ place: () => endless })],
    ['a picture of no bytes', cameraHeic({ place: (at) => ({ offset: at, length: 0 }) })],
    ['a picture that is the list itself', cameraHeic({ place: () => ({ offset: 0, length: 40 }) })],
    [
      'one tile five thousand times',
      cameraHeic({ times: 5_000, place: (at) => ({ offset: at, length: 60 }) }),
    ],
  ] as const) {
    expect([what, strip(bytes)]).toEqual([what, null])
  }
})

describe('a small file that says there is much', () => {
  const number = (value: number, bytes: 2 | 4) => {
    const out = Buffer.alloc(bytes)
    out.writeUIntBE(value, 0, bytes)
    return out
  }
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'))
  const infe = box('infe', number(2 << 24, 4), number(1, 2), number(0, 2), Buffer.from('hvc1\0', 'latin1'))
  const meta = (...iloc: Buffer[]) =>
    box(
      'meta',
      number(0, 4),
      box('hdlr', Buffer.alloc(25)),
      box('pitm', number(0, 4), number(1, 2)),
      box('iinf', number(0, 4), number(1, 2), infe),
      box('iloc', ...iloc),
    )
  /** Items of so many pieces each, whose places have no width. */
  const weightless = (items: number, pieces: number) =>
    Buffer.concat([
      ftyp,
      meta(
        number(0, 4),
        number(0, 2),
        number(items, 2),
        ...Array.from({ length: items }, () =>
          Buffer.concat([number(2, 2), number(0, 2), number(pieces, 2)]),
        ),
      ),
      box('mdat', Buffer.from('x')),
    ])
  /** One item in pieces of a byte, in the last of so many boxes for media. */
  const inPieces = (pieces: number, media: number) => {
    const made = (at: number) =>
      meta(
        number(0, 4),
        number(0x4200, 2),
        number(1, 2),
        number(1, 2),
        number(0, 2),
        number(pieces, 2),
        ...Array.from({ length: pieces }, () => Buffer.concat([number(at, 4), number(1, 2)])),
      )
    const empty = Array.from({ length: media - 1 }, () => box('mdat'))
    const at = ftyp.length + made(0).length + (media - 1) * 8 + 8
    return Buffer.concat([ftyp, made(at), ...empty, box('mdat', Buffer.from('tile'))])
  }

  test.each([
    ['six bytes an item, 65,535 pieces each', weightless(100, 65_535)],
    ['two thousand such items', weightless(2_000, 65_535)],
    ['places without a width, though few', weightless(1, 1)],
    ['pieces and boxes for media, sixty thousand of each', inPieces(60_000, 60_000)],
    ['one box for media too many', inPieces(1, 17)],
    ['one piece too many', inPieces(10_001, 1)],
  ])('%s: is given to nobody', (_, bytes) => {
    expect(strip(bytes)).toBeNull()
  })

  test('what is still within reason is given', () => {
    for (const bytes of [inPieces(300, 16), cameraHeic({ times: 100 })]) {
      expect(strip(bytes)?.length).toBe(bytes.length)
    }
  })

  test('a box of no content, ten thousand times', () => {
    const free = Array.from({ length: 10_000 }, () => box('free'))
    expect(strip(Buffer.concat([inPieces(1, 1), ...free]))).toBeNull()
    expect(strip(Buffer.concat([inPieces(1, 1), ...free.slice(100)]))).not.toBeNull()
  })
})

test.each([
  ['of an encoder', notedHeic],
  ['of a camera', cameraHeic()],
])('a file %s that was cut short, or has other bytes in it, ends in no error, and never in a note that was cut', (_, whole) => {
  for (let length = 0; length < whole.length; length += 1) {
    expect(strip(whole.subarray(0, length))?.includes('SECRET') ?? false).toBe(false)
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (changes) => {
        const broken = Buffer.from(whole)
        for (const [at, value] of changes) broken.writeUInt8(value, at)
        const kept = strip(broken)
        expect(kept === null || kept.length === broken.length).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
})
