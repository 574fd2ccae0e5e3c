import type { Share } from '../../money/share'
import { caseOf, find, type Part } from './phrase-tree'

/** An amount as it was written. The digits are not read before the currency is known. */
export interface WrittenAmount {
  readonly from: number
  readonly to: number
  /** "50,000", "1.2", "50.000,00". */
  readonly number: string
  /** How many zeros "k" or "million" adds. */
  readonly zeros: 0 | 3 | 6
  /** "$", "usd", "euros"; null for a number alone. Two when written before and behind: "$50 CAD". */
  readonly currencies: readonly string[]
}

export function writtenAmount(part: Part, text: string): WrittenAmount {
  const slice = (found: Part | null) => (found ? text.slice(found.from, found.to).trim() : null)
  const number = find(part, 'number')
  const scale = slice(find(part, 'scale'))
  const currencies = [find(part, 'symbol'), find(part, 'code'), find(part, 'currencyNoun')]
    .map(slice)
    .filter((word) => word !== null)
  return {
    from: part.from,
    to: part.to,
    number: slice(number) ?? '',
    zeros: scale === null ? 0 : /^(?:k|thousand|grand)$/i.test(scale) ? 3 : 6,
    currencies: currencies.map((word) => word.toLowerCase()),
  }
}

/** What digits with their marks may mean, as decimal text: one reading, several, or none. */
export function readingsOf(written: Pick<WrittenAmount, 'number' | 'zeros'>): readonly string[] {
  return decimalsOf(written.number, written.zeros > 0)
    .map((decimal) => shifted(decimal, written.zeros))
    .filter((decimal, index, all) => all.indexOf(decimal) === index)
}

const GROUPS = /^\d{1,3}(?:[,.' ]\d{3})+$/

function decimalsOf(number: string, scaled: boolean): string[] {
  const marks = [...new Set(number.replace(/\d/g, ''))]
  if (marks.length === 0) return [number]
  const last = number.replace(/[^,.' ]/g, '').at(-1) ?? ''
  const at = number.lastIndexOf(last)
  const [whole, fraction] = [number.slice(0, at), number.slice(at + 1)]
  const plain = (text: string) => text.replace(/[,.' ]/g, '')
  if (marks.length > 1) {
    // The last mark is the point, the ones before part thousands; a space or an apostrophe is never a point.
    const groups = whole.replace(/\d/g, '')
    const sound = last !== ' ' && last !== "'" && new Set(groups).size === 1 && !groups.includes(last)
    return sound && GROUPS.test(whole) ? [`${plain(whole)}.${fraction}`] : []
  }
  const once = number.split(last).length === 2
  const grouped = GROUPS.test(number)
  if (last === ' ' || last === "'") return grouped ? [plain(number)] : []
  if (last === ',') {
    if (grouped && !scaled) return [plain(number)]
    if (once && fraction.length <= 2) return [`${whole}.${fraction}`]
    return once && scaled ? [`${whole}.${fraction}`] : []
  }
  if (!once) return grouped ? [plain(number)] : []
  // "50.000" is fifty in London and fifty thousand in Berlin.
  return grouped && !scaled && !/^0/.test(whole)
    ? [plain(number), `${whole}.${fraction}`]
    : [`${whole}.${fraction}`]
}

/** Decimal text with its point moved to the right. */
function shifted(decimal: string, zeros: number): string {
  const [whole = '', fraction = ''] = decimal.split('.')
  const digits = fraction.padEnd(zeros, '0')
  const moved = `${whole}${digits.slice(0, zeros)}`.replace(/^0+(?=\d)/, '')
  const rest = digits.slice(zeros)
  return rest === '' ? moved : `${moved}.${rest}`
}

const COUNTS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]
const PARTS: readonly [RegExp, number][] = [
  [/^hal(?:f|ves)$/, 2],
  [/^third/, 3],
  [/^(?:quarter|fourth)/, 4],
  [/^fifth/, 5],
  [/^sixth/, 6],
  [/^eighth/, 8],
  [/^tenth/, 10],
]

/** "3" or "three". */
export function countOf(word: string): number {
  const named = COUNTS.indexOf(word.trim().toLowerCase())
  return named >= 0 ? named : Number(word.trim())
}

/** How many of them make a whole: "thirds" → 3. */
export const partsNamed = (word: string): number =>
  PARTS.find(([form]) => form.test(word.trim().toLowerCase()))?.[1] ?? 1

/** A percentage or a fraction as it was written; null when it has more digits than a share can. */
export function writtenShare(part: Part, text: string): Share | null {
  const figure = find(part, 'percentFigure')
  if (figure) return percentOf(text.slice(figure.from, figure.to))
  const fraction = find(part, 'fraction')
  if (!fraction) return null
  if (caseOf(fraction, 'fraction') === 'figures') {
    const [over = '', under = ''] = text.slice(fraction.from, fraction.to).split('/')
    return fractionOf(Number(over), Number(under))
  }
  const noun = find(fraction, 'fractionNoun')
  const many = find(fraction, 'howManyOf')
  const word = many
    ? text
        .slice(many.from, many.to)
        .replace(/[\s-]+$/, '')
        .toLowerCase()
    : 'a'
  const over = word === 'a' || word === 'an' ? 1 : countOf(word)
  return noun ? fractionOf(over, partsNamed(text.slice(noun.from, noun.to))) : null
}

/** "12,5" and "12.5" are both twelve and a half percent. */
export function percentOf(text: string): Share | null {
  const percent = text
    .replace(',', '.')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '')
  return /^\d{1,3}(?:\.\d{1,4})?$/.test(percent) && Number(percent) > 0 ? { percent } : null
}

function fractionOf(over: number, under: number): Share | null {
  const sound = over > 0 && under > 0 && over <= 999_999 && under <= 999_999
  return sound ? { fraction: `${over}/${under}` } : null
}
