/** Goal: a stolen or moved ciphertext is worth nothing, and keys can rotate. Method: seal, then tamper with each part. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { sealPlace } from '../../src/tenants/access-token'
import { sealer } from '../../src/tenants/seal'

const key = () => randomBytes(32).toString('base64')
const place = sealPlace('w1', 'quickbooks', 'refresh')
const first = key()
const seals = sealer([first])

test('what was sealed opens in its own place, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => seals.open(seals.seal(text, place), place) === text,
    ),
  )
})

test('the same text never seals alike twice', () => {
  const sealed = Array.from({ length: 50 }, () => seals.seal('token', place))
  expect(new Set(sealed).size).toBe(50)
  expect(sealed.join()).not.toContain('token')
})

test.each([
  sealPlace('w2', 'quickbooks', 'refresh'),
  sealPlace('w1', 'hubspot', 'refresh'),
  sealPlace('w1', 'quickbooks', 'access'),
])('it does not open at %s', (elsewhere) => {
  expect(() => seals.open(seals.seal('token', place), elsewhere)).toThrow()
})

test('any changed byte is noticed: nonce, tag or text', () => {
  const sealed = seals.seal('a token', place)
  const [id = '', text = ''] = sealed.split('.')
  const bytes = Buffer.from(text, 'base64url')
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(() => seals.open(`${id}.${changed.toString('base64url')}`, place)).toThrow()
  }
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => seals.open(`${id}.${bytes.subarray(0, length).toString('base64url')}`, place)).toThrow()
  }
})

test.each(['', '.', 'garbage', 'deadbeef.AAAA'])('%j does not open', (text) => {
  expect(() => seals.open(text, place)).toThrow('no seal key')
})

test('a new key seals, the old one still opens, and an old text is useless once its key is gone', () => {
  const next = key()
  const old = seals.seal('token', place)
  const rotated = sealer([next, first])
  expect(rotated.open(old, place)).toBe('token')
  const fresh = rotated.seal('token', place)
  expect(() => seals.open(fresh, place)).toThrow('no seal key')
  expect(() => sealer([next]).open(old, place)).toThrow('no seal key')
  expect(sealer([next]).open(fresh, place)).toBe('token')
})

test('look-ups survive a rotation, differ by key, and do not show the value', () => {
  const realm = '9130350000000101'
  const next = key()
  expect(sealer([next, first]).fingerprint(realm)).toEqual(seals.fingerprint(realm))
  expect(sealer([next]).fingerprint(realm)).not.toEqual(seals.fingerprint(realm))
  expect(seals.fingerprint(realm)).not.toEqual(seals.fingerprint(`${realm}1`))
  expect(seals.fingerprint(realm)).toHaveLength(32)
})

test.each([[[]], [['short']], [[Buffer.alloc(31).toString('base64')]]])('%j are no keys', (keys) => {
  expect(() => sealer(keys)).toThrow()
})
