/**
 * Goal: names print as people write them, and what can't be printed is a box, never another letter and never nothing. Method:
 * words of many scripts through a paper, read back by a library that knows nothing of ours; and any words at all.
 */
import fc from 'fast-check'
import { renderCertificate } from '../../src/approvals/certificates/render-certificate'
import { lacksLetters, MISSING, printable } from '../../src/documents/paper/printable'
import { certified, wordsIn } from '../fixtures/certificates'

const HASH = 'd'.repeat(64)

test('names of Europe and Vietnam, Greek and Cyrillic come back from the paper letter by letter', async () => {
  const names = [
    'Zażółć gęślą jaźń, Łódź',
    'Příliš žluťoučký kůň, Šárka Dvořáková',
    'Ελληνική Εταιρεία Ύδρευσης',
    'Съешь ещё этих мягких булок, Київ, Ђорђе',
    'İstanbul Çağlayan Şişli ığüö',
    'Nguyễn Thị Ánh Tuyết, Đặng Hữu Phước',
    'Ķekava, Tõnu Šķēle, Ærø, Þór Ýmir',
    'office, fifty, flow',
    '−5 ≤ 6 × ½ → €',
  ]
  const deliverable = names.join(' · ')
  const bytes = await renderCertificate(
    certified({ company: names[0] ?? '', snapshot: { deliverable } }),
    HASH,
  )
  const { text } = wordsIn(bytes)
  const words = text.replace(/\s+/g, ' ')
  for (const name of names) expect(words).toContain(name)
  expect(text).not.toContain(MISSING)
  // Only the letters that are used come into the file.
  expect(bytes.byteLength).toBeLessThan(60_000)
})

test('a letter that was typed as two signs is one', () => {
  expect(printable('Z\u0307o\u0301l\u0301')).toBe('Żóĺ')
})

test.each([
  ['Chinese and Japanese', '東京 Tower', '□□ Tower'],
  ['Arabic, whose letters join', 'شركة Acme', '□□□□ Acme'],
  ['Hebrew, set from the right', 'חברה Ltd', '□□□□ Ltd'],
  ['a family of one sign', 'Team 👨‍👩‍👧 One', 'Team □ One'],
  ['Hindi', 'क्षि', '□'],
  ['half a letter', 'a\ud800b', 'a□b'],
])('%s: a box for each letter', (_, typed, shown) => {
  expect(printable(typed)).toBe(shown)
  expect(lacksLetters(typed)).toBe(true)
})

test('what has no shape is left out, so that nothing turns the words around', () => {
  expect(printable('pay\u202e 001\u202c\u00adnow\u200b')).toBe('pay 001now')
  expect(lacksLetters('pay\u202e 001')).toBe(false)
})

test('a box that somebody typed is theirs', () => {
  expect(lacksLetters('□ done')).toBe(false)
  expect(lacksLetters('□ 完了')).toBe(true)
})

test('any words give words that are the same when printed again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (typed) => {
      const once = printable(typed)
      expect(printable(once)).toBe(once)
      expect(once).not.toMatch(/[\n\t\u202e]|\p{Script=Han}|\p{Script=Arabic}|\p{Script=Hebrew}/u)
    }),
    { numRuns: 300 },
  )
})
