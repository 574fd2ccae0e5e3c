/** What QuickBooks takes as a display name. */
export const LONGEST_NAME = 500
/** A colon divides a customer from its sub-customers; tabs and line ends can't be printed. */
const FORBIDDEN = /[:\t\n\r]/
/** QuickBooks companies in the United States take ISO-8859-1 only. */
const LATIN_1 = /^[\x20-\x7e\xa0-\xff]*$/

/** Why QuickBooks wouldn't take this as a name, in words; null when it would. */
export function nameProblem(name: string, isUnitedStates: boolean): string | null {
  if (name.trim() === '') return 'A customer needs a name.'
  if (name.length > LONGEST_NAME) return `QuickBooks takes names of up to ${LONGEST_NAME} characters.`
  if (FORBIDDEN.test(name)) return 'QuickBooks takes no colon, tab or line break in a name.'
  if (isUnitedStates && !LATIN_1.test(name)) {
    return `QuickBooks can't store these characters: ${foreign(name)}`
  }
  return null
}

export const foreign = (text: string): string =>
  [...new Set([...text].filter((letter) => !LATIN_1.test(letter)))].join(' ')

/** A name as QuickBooks would take it: without what it refuses, and not longer. */
export const tamedName = (name: string): string =>
  name
    .replace(/[:\t\n\r]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_NAME)

/** What to call a customer whose name is taken, best first: "Acme (customer)", then with a number. */
export function freeNames(name: string): string[] {
  const suffixes = ['customer', ...Array.from({ length: 8 }, (_, at) => `customer ${at + 2}`)]
  return suffixes.map((suffix) => {
    const tail = ` (${suffix})`
    return `${name.slice(0, LONGEST_NAME - tail.length).trimEnd()}${tail}`
  })
}

/** Kinds of companies, in the languages of the countries where QuickBooks Online is sold: no part of what one is called. */
const KINDS = new Set(
  `ab ag bv bvba co company corp corporation gmbh group holding inc incorporated kg limited llc llp ltd nv oy plc pllc
  pte pty sa sarl sas sl spa srl`.split(/\s+/),
)

/**
 * The words by which a company is known: in lower case, without accents, punctuation, or the kind of company.
 * "The Müller Co., Ltd." → muller; a name that is nothing else keeps its words.
 */
export function wordsOf(name: string): string[] {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’.]/g, '')
    .replace(/&/g, ' and ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const telling = words.filter((word) => !KINDS.has(word) && word !== 'the' && word !== 'and')
  return telling.length > 0 ? telling : words
}

/** Two names that mean the same: but for case, accents, punctuation and the kind of company. */
export const sameName = (one: string, other: string): boolean => {
  const words = wordsOf(one)
  return words.length > 0 && words.join(' ') === wordsOf(other).join(' ')
}

/** Whether one name is in the other, or most of their words are the same: "Acme" and "Acme Studios". */
export function similarName(one: string, other: string): boolean {
  const [a, b] = [new Set(wordsOf(one)), new Set(wordsOf(other))]
  const shared = [...a].filter((word) => b.has(word) && word.length > 2).length
  return shared > 0 && shared * 2 >= Math.min(a.size, b.size) + (Math.min(a.size, b.size) > 1 ? 1 : 0)
}
