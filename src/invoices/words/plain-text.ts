const PLAIN: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2013': '-',
  '\u2014': '-',
  '\u2026': '...',
  '\u2212': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
}

/** QuickBooks companies in the United States take ISO-8859-1 only. */
const LATIN_1 = /^[\n\r\t\x20-\x7e\xa0-\xff]*$/

/**
 * Typographic punctuation as a typewriter has it: companies in the United States store ISO-8859-1 only, and an
 * apostrophe that a phone typed is no reason not to bill.
 */
export function plainPunctuation(text: string): string {
  return text.replace(
    /[\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2212\u00a0\u202f]/g,
    (letter) => PLAIN[letter] ?? letter,
  )
}

/** The letters of a text that a company in the United States can't store, once its punctuation is plain; empty for none. */
export const notStoredInUnitedStates = (text: string): string =>
  [...new Set([...plainPunctuation(text)].filter((letter) => !LATIN_1.test(letter)))].join(' ')
