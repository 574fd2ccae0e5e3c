/**
 * Goal: a client who gets a HEIC picture gets the picture, and nothing that its camera wrote. Method: a real file of an
 * encoder, and one with a note in every place that has room for one; then the same files cut short, broken, and built to
 * keep the machine busy.
 */
import fc from 'fast-check'
import { heicWithoutNotes } from '../../src/documents/strip-heic'
import { cameraHeic, notedHeic, TILE } from '../fixtures/heic-pictures'
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
      'one tile ten thousand times',
      cameraHeic({ times: 10_000, place: (at) => ({ offset: at, length: 60 }) }),
    ],
  ] as const) {
    expect([what, strip(bytes)]).toEqual([what, null])
  }
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
