/**
 * Goal: the table of the tie-out runs no formula, loses no cent and no letter, and reads back as it was. Method: words
 * that spreadsheets would run; every cell parsed again by a library.
 */
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { wordsCell } from '../../src/insight/csv-cell'
import { csvHead, tieOutColumns, tieOutLines } from '../../src/insight/tie-out/tie-out-csv'
import { ownedDifferences } from '../../src/insight/tie-out/tie-out-row'
import { dealOf, noLines, tieOutOf } from '../fixtures/tie-out-deal'

const tieOut = tieOutOf(
  dealOf(
    [{ ...noLines, work: 100_000n, byHand: -700n }],
    [{ cash: 0n, credit: 40_000n, journal: 0n, unapplied: 0n, over: [40_000n] }],
  ),
)
const rowsOf = (name: string, company: string | null = null): Record<string, string>[] =>
  parse(csvHead() + tieOutLines({ dealId: '100', name, company }, tieOut, ownedDifferences(tieOut, [])), {
    columns: true,
  })

test.each([
  ['=1+1', `"'=1+1"`],
  ['+49 30 1234', `"'+49 30 1234"`],
  ['-cmd', `"'-cmd"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1+1', `"'\t=1+1"`],
  ['＝1+1', `"'＝1+1"`],
  [`'=1+1`, `"''=1+1"`],
  ['line\nbreak', 'line break'],
  ['a "b", c', '"a ""b"", c"'],
  ['Łódź 東京', 'Łódź 東京'],
])('%j is written %j', (words, cell) => expect(wordsCell(words)).toBe(cell))

test('no cell of words begins like a formula, whatever a deal is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      for (const row of rowsOf(name, name))
        for (const column of ['Deal', 'Company', 'Figure'])
          expect(row[column]?.trimStart() ?? '').not.toMatch(/^[=+\-@\t＝＋－＠]/)
    }),
    { numRuns: 50 },
  )
})

test('amounts are exact decimals, those that are taken off with their minus', () => {
  const rows = rowsOf('Job')
  expect(Object.keys(rows[0] ?? {})).toEqual([...tieOutColumns])
  for (const { Amount } of rows) expect(Amount).toMatch(/^(-?\d+\.\d{2}|unknown)$/)
  const extras = rows.filter((row) => row['Identity'] === 'B' && row['Figure'] === 'Extras')
  expect(extras.map((row) => [row['Row'], row['Amount'], row['QuickBooks ID'], row['Number']])).toEqual([
    ['figure', '-7.00', '', ''],
    ['document', '-7.00', 'i0', '1000'],
  ])
})

test('the documents of a figure sum to it, and an open item says that it is', () => {
  const rows = rowsOf('Job')
  const minor = (row: Record<string, string>) => BigInt((row['Amount'] ?? '').replace('.', ''))
  for (const figure of rows.filter((row) => row['Row'] === 'figure')) {
    const behind = rows.filter(
      (row) =>
        row['Row'] === 'document' &&
        ['Identity', 'About', 'Figure'].every((column) => row[column] === figure[column]),
    )
    if (behind.length > 0) expect(behind.reduce((sum, row) => sum + minor(row), 0n)).toBe(minor(figure))
  }
  expect(
    rows.filter((row) => row['State'] === 'open').map((row) => [row['Amount'], row['Deal state']]),
  ).toEqual([['402.82', 'differs']])
})
