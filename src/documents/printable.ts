/** What the fonts that every PDF reader has can show: the letters of Windows-1252. */
const SHOWN = /^[\x20-\x7e\xa0-\xff\u20ac\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u2022\u2122]$/u

/** Letters with a stroke, which no mark can be taken from. */
const STROKED: Readonly<Record<string, string>> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ħ: 'h', Ħ: 'H', ı: 'i' }

/**
 * Words as the built-in fonts can show them: a letter with a mark that they lack is shown without it, a minus as a hyphen,
 * and what remains as a question mark, never as another letter.
 */
export function printable(words: string): string {
  return [...words.replace(/[\s\u202f]+/g, ' ').replace(/\u2212/g, '-')]
    .map((letter) => {
      if (SHOWN.test(letter)) return letter
      const plain = STROKED[letter] ?? letter.normalize('NFKD').replace(/\p{Mark}/gu, '')
      return plain !== '' && [...plain].every((each) => SHOWN.test(each)) ? plain : '?'
    })
    .join('')
    .trim()
}
