import { drawnLetters } from './typeface'

/** What stands for each letter that can't be printed truly: a box, as everywhere, and never another letter. */
export const MISSING = '□'

/**
 * Scripts that are set from the left to the right, one letter after the other. The typeface has some letters of Arabic and
 * Hebrew too, but set without their rules they would say something else.
 */
const SET =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]$/u

/** What has no shape of its own: directions, joiners, and the choice between two looks of one sign. */
const SHAPELESS = /\p{Cf}|\ufe0e|\ufe0f/gu

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Words as our papers show them: white space made one, and a box for each letter that the typeface lacks. */
export function printable(words: string): string {
  const drawn = drawnLetters()
  const shows = (sign: string) => SET.test(sign) && drawn.has(sign.codePointAt(0) ?? 0)
  const said = words
    .normalize('NFC')
    .replace(/[\s\u202f]+/g, ' ')
    .trim()
  if (/^[\x20-\x7e]*$/.test(said)) return said
  return [...letters.segment(said)]
    .map(({ segment }) => {
      const signs = [...segment.replace(SHAPELESS, '')]
      return signs.every(shows) ? signs.join('') : MISSING
    })
    .join('')
    .replace(/ +/g, ' ')
    .trim()
}

const boxesIn = (words: string): number => words.split(MISSING).length - 1

/** Whether a box stands for a letter of these words. */
export const lacksLetters = (words: string): boolean => boxesIn(printable(words)) > boxesIn(words)

/** Said on a paper that has boxes. */
export const missingWords = `${MISSING} stands for a letter that this paper’s typeface lacks.`
