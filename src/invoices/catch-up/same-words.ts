/** How much of a name stands in a text: all of it, the better half, or nothing that counts. */
export type Likeness = 'all' | 'part' | null

/** Words that say nothing about which work is meant. */
const EMPTY: ReadonlySet<string> = new Set(
  'a an and at by for from in of on or the to with milestone phase stage part project invoice work services'.split(
    ' ',
  ),
)
const LONG_ENOUGH = 4

/** The words of a text, in small letters without accents. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

/** Whether `name` is spoken of in `text`: word for word, or by most of the words that mean something. */
export function likeness(name: string, text: string): Likeness {
  const wanted = wordsOf(name)
  const found = wordsOf(text)
  if (wanted.length === 0 || found.length === 0) return null
  if (` ${found.join(' ')} `.includes(` ${wanted.join(' ')} `)) return 'all'
  const telling = [...new Set(wanted.filter((word) => !EMPTY.has(word) && word.length > 1))]
  const there = new Set(found)
  const met = telling.filter((word) => there.has(word))
  if (telling.length > 1 && met.length === telling.length) return 'all'
  const enough = met.length * 2 >= telling.length && met.some((word) => word.length >= LONG_ENOUGH)
  return telling.length > 1 && enough ? 'part' : null
}

const NUMBERED = /\b(?:milestone|phase|stage)\s*(?:no\.?|nr\.?|#)?\s*0*(\d{1,4})\b/giu

/** The numbers of the milestones that a text names: "Milestone 2", "phase 02", "Stage #2". */
export const numbersIn = (text: string): number[] =>
  [...text.matchAll(NUMBERED)].map(([, digits]) => Number(digits))
