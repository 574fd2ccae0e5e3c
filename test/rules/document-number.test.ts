/** Goal: a pattern of numbers is understood or refused in words, and its numbers are told from all others. */
import fc from 'fast-check'
import { numberSeries, patternTrouble } from '../../src/tenants/document-number'

test.each([
  ['MP-{year}-{0000}', null],
  ['{00}', null],
  ['{year}{month}/{000000}', null],
  ['MP-{year}', 'Say once'],
  ['{0}-{0}', 'Say once'],
  ['MP-{jahr}-{0000}', 'Only {year}'],
  ['MP {0000}', 'plain letters'],
  ['Größe-{0000}', 'plain letters'],
  ['{month}-{0000}', 'Say the year too'],
  ['A-very-long-beginning-{0000}', '21 characters'],
])('%s', (pattern, trouble) => {
  if (trouble === null) expect(patternTrouble(pattern)).toBeNull()
  else expect(patternTrouble(pattern)).toContain(trouble)
})

test.each([
  ['MP-{year}-{0000}', '2026-03-08', 7, 'MP-2026-0007', 'MP-2026-%'],
  ['MP-{year}-{0000}', '2027-01-01', 12345, 'MP-2027-12345', 'MP-2027-%'],
  ['{year}{month}.{00}/A', '2026-11-21', 1, '202611.01/A', '202611.%/A'],
])('%s on %s gives %i', (pattern, day, count, number, like) => {
  const series = numberSeries(pattern, day)
  expect([series.numberOf(count), series.like]).toEqual([number, like])
})

test('a series knows its own numbers, and no others', () => {
  const series = numberSeries('MP-{year}-{0000}', '2026-03-08')
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999 }), (count) => {
      expect(series.countIn(series.numberOf(count))).toBe(count)
    }),
  )
  for (const other of ['MP-2025-0001', 'MP-2026-', 'MP-2026-12a', '1042', 'MP-2026-0001-X', ''])
    expect(series.countIn(other)).toBeNull()
})
