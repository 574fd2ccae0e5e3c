/**
 * Goal: the same decision makes the same key for ever, and another decision another one; our mark is recognised in
 * any memo. Method: golden values that no change may move, and properties.
 */
import fc from 'fast-check'
import { bodyHashOf, markerOf, partKey, requestKeyOf } from '../../src/invoices/intent'
import { hasMarker, markerIn } from '../../src/invoices/sending/find-invoice'

const WORKSPACE = '6f1c1f6e-5f0a-4a44-9a3a-1c8f4f0f6d10'
const MILESTONE = '0b6f5d1e-7d5b-4a8e-8a55-0a4f6f8a9b21'

test('the key of a known decision is this one, in every version', () => {
  expect(partKey(MILESTONE, 'work')).toBe(`${MILESTONE}:1:1:work`)
  expect(requestKeyOf(WORKSPACE, [partKey(MILESTONE, 'work')], 1)).toBe('gx7mgay3h4vmnd63yoe63lw4nqof4vrg')
  expect(requestKeyOf(WORKSPACE, [partKey(MILESTONE, 'work')], 2)).toBe('wehfkjfkhhovedl6fjjnhwitq6jw4wwo')
})

test('a key is 32 characters that a URL takes as they are', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.array(fc.string(), { minLength: 1 }),
      fc.nat(),
      (workspaceId, parts, generation) => {
        expect(requestKeyOf(workspaceId, parts, generation)).toMatch(/^[a-z2-7]{32}$/)
      },
    ),
  )
})

test('another workspace, part, kind, payer, claim or generation makes another key; the order of parts does not', () => {
  const key = partKey(MILESTONE, 'work')
  const others = [
    requestKeyOf(WORKSPACE, [key], 1),
    requestKeyOf(WORKSPACE, [key], 2),
    requestKeyOf(WORKSPACE.replace('6', '7'), [key], 1),
    requestKeyOf(WORKSPACE, [partKey(MILESTONE, 'deposit')], 1),
    requestKeyOf(WORKSPACE, [partKey(MILESTONE, 'work', 'c2')], 1),
    requestKeyOf(WORKSPACE, [partKey(MILESTONE, 'work', 1, 2)], 1),
    requestKeyOf(WORKSPACE, [key, 'b'], 1),
    requestKeyOf(WORKSPACE, [`${key},b`], 1),
  ]
  expect(new Set(others).size).toBe(others.length)
  expect(requestKeyOf(WORKSPACE, ['b', key], 1)).toBe(requestKeyOf(WORKSPACE, [key, 'b'], 1))
})

test('the mark is short, and recognised wherever a memo has it', () => {
  const marker = markerOf('M2', requestKeyOf(WORKSPACE, ['a'], 1))
  expect(marker).toMatch(/^Milepost M2-[A-Z2-7]{6}$/)
  for (const memo of [
    marker,
    `Voided - ${marker}`,
    `${marker}.`,
    `Thanks! ${marker}\nCall us`,
    `${marker} ${marker}`,
  ]) {
    expect(hasMarker(memo, marker)).toBe(true)
    expect(markerIn(memo)).toBe(marker)
  }
})

test.each([
  undefined,
  '',
  'Milepost',
  'Milepost M2-ABCDE',
  'Milepost M2-ABCDEFG',
  'Milepost M2-abcdef',
  'Milepost M-ABCDEF',
  'XMilepost M2-ABCDEF',
  'Milepost M2-ABCDE1',
])('%j carries no mark', (memo) => {
  expect(markerIn(memo)).toBeNull()
})

test('a longer mark is not mistaken for a shorter one', () => {
  expect(hasMarker('Milepost M2-ABCDEFG', 'Milepost M2-ABCDEF')).toBe(false)
  expect(hasMarker('Milepost M12-ABCDEF', 'Milepost M2-ABCDEF')).toBe(false)
  expect(hasMarker(undefined, 'Milepost M2-ABCDEF')).toBe(false)
})

test('a body’s hash changes with any byte of it', () => {
  expect(bodyHashOf('{"a":1}')).not.toBe(bodyHashOf('{"a":1} '))
  expect(bodyHashOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})
