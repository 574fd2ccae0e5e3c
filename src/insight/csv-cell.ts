/** A mark that tells spreadsheets that the letters are UTF-8. */
const UTF8 = '\ufeff'

/**
 * A cell of words as every spreadsheet reads it: what it would run as a formula gets an apostrophe, and stays text. Amounts
 * are not passed through here: a minus of theirs is a number's.
 */
export function wordsCell(words: string): string {
  const plain = words.replace(/[\r\n]+/g, ' ')
  const safe = /^[\s'"]*[=+\-@\t＝＋－＠]/.test(plain) ? `'${plain}` : plain
  return /[",;\t']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A table of such cells as a file: its lines one after the other, each with its own end. */
export const csvFile = (lines: readonly string[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from([UTF8, ...lines].join('')))
