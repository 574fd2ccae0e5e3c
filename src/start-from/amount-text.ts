import { limits } from '../../config/limits'
import { currencyDigits, parseAmount } from '../money/money'
import { type Share, shareRatio } from '../money/share'

/** What a cell says, or why it can't be taken, with what to write instead. */
export type Typed<T> = { readonly is: T } | { readonly problem: string }

const SYMBOLS: Readonly<Record<string, readonly string[]>> = {
  $: 'USD CAD AUD NZD SGD HKD MXN CLP COP ARS TWD BRL'.split(' '),
  US$: ['USD'],
  CA$: ['CAD'],
  C$: ['CAD'],
  A$: ['AUD'],
  AU$: ['AUD'],
  NZ$: ['NZD'],
  S$: ['SGD'],
  HK$: ['HKD'],
  R$: ['BRL'],
  '€': ['EUR'],
  '£': ['GBP'],
  '¥': ['JPY', 'CNY'],
  '₹': ['INR'],
}
const NUMBER = `[\\d.,'\u2019 ]*\\d`
const MARKED = new RegExp(
  `^(?:([A-Za-z]{3}(?![A-Za-z$])|[A-Za-z]{0,2}[$€£¥₹])\\s*)?(${NUMBER})\\s*([A-Za-z]{3}|[A-Za-z]{0,2}[$€£¥₹])?$`,
)

/**
 * An amount as a spreadsheet or a person writes it ("15,000.00", "$15,000", "15.000,00 €"), as decimal text of the
 * currency. What can be read in two ways is a problem, never a guess.
 */
export function readAmountText(cell: string, currency: string): Typed<string> {
  const text = cell.replace(/[\u00a0\u202f]/g, ' ').trim()
  if (/^[-\u2212(]/.test(text)) return { problem: `${cell} is below zero. A milestone bills zero or more.` }
  const match = MARKED.exec(text)
  if (!match) return { problem: `“${cell}” is not an amount. Write it like 15000.00.` }
  for (const mark of [match[1], match[3]]) {
    if (mark !== undefined && !isMarkOf(mark, currency)) {
      return { problem: `“${cell}” is not in ${currency}, the currency of this plan.` }
    }
  }
  const number = plainNumber(match[2] ?? '', currencyDigits(currency))
  if (number === 'unclear') return { problem: twoReadings(cell) }
  if (number === null) return { problem: `“${cell}” is not an amount. Write it like 15000.00.` }
  if (parseAmount(number, currency) === null) {
    return { problem: `${cell} has more decimals than ${currency} has (${currencyDigits(currency)}).` }
  }
  const [whole = '', fraction = ''] = number.split('.')
  const size = whole.replace(/^0+(?=\d)/, '')
  if (size.length > limits.wholeDigitsPerAmount)
    return { problem: `${cell} is larger than QuickBooks can keep.` }
  const decimals = fraction.slice(0, currencyDigits(currency))
  return { is: decimals === '' ? size : `${size}.${decimals}` }
}

function isMarkOf(mark: string, currency: string): boolean {
  const upper = mark.toUpperCase()
  return upper === currency || (SYMBOLS[upper]?.includes(currency) ?? false)
}

function twoReadings(cell: string): string {
  const digits = cell.replace(/[^\d.,]/g, '')
  const [whole = '', fraction = ''] = digits.split(/[.,]/)
  return `“${cell}” can be read as ${whole}${fraction} and as ${whole}.${fraction}. Write it without a thousands separator.`
}

/** The number with a point and nothing else; null when it is none, `unclear` when it has two readings. */
function plainNumber(given: string, digits: number): string | 'unclear' | null {
  let text = given
  if (/[ '\u2019]/.test(text)) {
    if (!/^\d{1,3}(?:[ '\u2019]\d{3})+(?:[.,]\d+)?$/.test(text)) return null
    text = text.replace(/[ '\u2019]/g, '')
    return text.replace(',', '.')
  }
  if (/^\d+$/.test(text)) return text
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const [whole, mark, rest] = [text.slice(0, last), text[last] ?? '', text.slice(last + 1)]
  const other = mark === '.' ? ',' : '.'
  if (!/^\d+$/.test(rest)) return null
  if (whole.includes(other)) {
    return isGrouped(whole, other) ? `${whole.replaceAll(other, '')}.${rest}` : null
  }
  if (whole.includes(mark)) return isGrouped(text, mark) ? text.replaceAll(mark, '') : null
  if (whole === '') return `0.${rest}`
  const maybeGrouped = rest.length === 3 && /^[1-9]\d{0,2}$/.test(whole)
  if (!maybeGrouped) return `${whole}.${rest}`
  // Three decimals are what dinars have; a comma before three digits is how the rest of the world writes thousands.
  if (mark === '.' && digits === 3) return `${whole}.${rest}`
  if (mark === ',' && digits !== 3) return `${whole}${rest}`
  return 'unclear'
}

/** Groups of three, or as India writes them: 12,34,567. */
function isGrouped(text: string, mark: string): boolean {
  const groups = text.split(mark)
  const [first = '', ...others] = groups
  const final = others.pop() ?? ''
  return (
    /^\d{1,3}$/.test(first) &&
    /^\d{3}$/.test(final) &&
    (others.every((group) => /^\d{3}$/.test(group)) ||
      (mark === ',' && others.every((group) => /^\d{2}$/.test(group))))
  )
}

const GLYPHS: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
}

/** True for a cell that can only be meant as a share, in whatever column it stands. */
export const looksLikeShare = (cell: string): boolean =>
  /%\s*$/.test(cell) || /^\s*\d+\s*\/\s*\d+\s*$/.test(cell) || cell.trim() in GLYPHS

/** A share as people write it: "33.34 %", "33,34%", "1/3", or a bare number above 1 in a column of percentages. */
export function readShareText(cell: string): Typed<Share> {
  const text = cell.replace(/[\u00a0\u202f]/g, ' ').trim()
  const fraction = /^(\d{1,6})\s*\/\s*(\d{1,6})$/.exec(GLYPHS[text] ?? text)
  if (fraction) {
    const [over, under] = [Number(fraction[1]), Number(fraction[2])]
    if (over === 0 || under === 0) return { problem: `“${cell}” is not a fraction of anything.` }
    return atMostAll(cell, { fraction: `${over}/${under}` })
  }
  const percent = /^(\d{1,3})(?:[.,](\d+))?\s*(%)?$/.exec(text)
  if (!percent) return { problem: `“${cell}” is not a share. Write it like 33.34 % or 1/3.` }
  const [, whole = '', given = '', sign] = percent
  const decimals = given.replace(/0+$/, '')
  if (decimals.length > 4) return { problem: `“${cell}” has more than four decimals. Write thirds as 1/3.` }
  const value = `${Number(whole)}${decimals === '' ? '' : `.${decimals}`}`
  if (sign === undefined && (Number(whole) === 0 || value === '1')) {
    return {
      problem: `“${cell}” may be ${value} % or a part of 1. Write it with a percent sign, or as a fraction.`,
    }
  }
  return atMostAll(cell, { percent: value })
}

function atMostAll(cell: string, share: Share): Typed<Share> {
  const { over, under } = shareRatio(share)
  return over > under ? { problem: `${cell} is more than the whole contract.` } : { is: share }
}
