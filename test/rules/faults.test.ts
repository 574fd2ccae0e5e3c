/** Goal: nothing that can go wrong is without a test that plays it. Method: the table of faults against the tests' own text. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { faults, type Played } from '../fixtures/faults'

const root = path.resolve(__dirname, '../..')
const QUOTES = ["'", '"', '`']

/** What is not there of it; null when the test is there and is run. */
function missing({ file, title, holds }: Played, text: string): string | null {
  const found = QUOTES.flatMap((quote) => [...text.matchAll(literal(`(${quote}${title}`))])
  if (found.length === 0) return `${file} has no test “${title}”`
  const skipped = found.every(({ index }) => /\.(?:skip|todo|failing)$/.test(text.slice(0, index)))
  if (skipped) return `“${title}” of ${file} is not run`
  return holds === undefined || text.includes(holds) ? null : `${file} does not hold ${holds}`
}
const literal = (words: string) => new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'g')

describe.each(Object.keys(faults))('%s', (group) => {
  test.each(Object.entries(faults[group] ?? {}))('%s', (_, played) => {
    expect(played.length).toBeGreaterThan(0)
    expect(
      played.flatMap((each) => missing(each, readFileSync(path.join(root, each.file), 'utf8')) ?? []),
    ).toEqual([])
  })
})

describe('the table goes red', () => {
  const told = { file: 'a.test.ts', title: 'one thing' }
  test.each([
    ['for a title that is not there', "test('another thing')", told],
    ['for words in the middle of a title', "test('more than one thing')", told],
    ['for a test that is not run', "test.skip('one thing', () => {})", told],
    ['for a case that is not in its list', "test.each([1])('one thing')", { ...told, holds: 'two' }],
  ])('%s', (_, text, played) => expect(missing(played, text)).toMatch(/a\.test\.ts/))
  test('and is content with what is there', () => {
    expect(missing({ ...told, holds: 'two' }, "test.each(['two'])('one thing of %s')")).toBeNull()
  })
})
