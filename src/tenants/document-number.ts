/** QuickBooks takes no longer number. */
const LONGEST = 21

/** The running number's place: as many zeros as it has digits at least. */
const PLACE = /\{(0{1,8})\}/g
const PLACE_IN_TEXT = /\{0{1,8}\}/
const PERIOD = /\{(year|month)\}/g

/** The numbers of one series count on from each other: a pattern, in one year (and month) where it says so. */
export interface NumberSeries {
  readonly series: string
  numberOf(count: number): string
  /** The count in a number of the series; null for any other number. */
  countIn(number: string): number | null
  /** What every number of the series is like, in QuickBooks' query language. */
  readonly like: string
}

/**
 * What is wrong with a pattern of invoice numbers, in words for the person who typed it; null where nothing is.
 * `MP-{year}-{0000}` is one: a running number, and beside it plain characters, {year} and {month}.
 */
export function patternTrouble(pattern: string): string | null {
  const places = pattern.match(PLACE) ?? []
  if (places.length !== 1) return 'Say once where the running number goes, such as {0000}.'
  const plain = pattern.replace(PLACE, '').replace(PERIOD, '')
  if (/[{}]/.test(plain)) return 'Only {year}, {month} and the running number, {0000}, are filled in.'
  if (!/^[\x21-\x7e]*$/.test(plain)) return 'Use plain letters, digits and signs, without spaces.'
  if (pattern.includes('{month}') && !pattern.includes('{year}'))
    return 'Say the year too: next year’s months would begin with the same numbers.'
  if (numberSeries(pattern, '2026-12-31').numberOf(1).length > LONGEST)
    return `QuickBooks takes ${LONGEST} characters at most.`
  return null
}

/** The series that an invoice of this day (`YYYY-MM-DD`) takes its number from. */
export function numberSeries(pattern: string, day: string): NumberSeries {
  const series = pattern.replace(PERIOD, (_all, part) =>
    part === 'year' ? day.slice(0, 4) : day.slice(5, 7),
  )
  const [before = '', after = ''] = series.split(PLACE_IN_TEXT)
  return {
    series,
    like: `${before}%${after}`,
    countIn: (number) => {
      const digits = number.slice(before.length, number.length - after.length)
      const isOurs = number.startsWith(before) && number.endsWith(after) && /^\d{1,9}$/.test(digits)
      return isOurs && number.length > before.length + after.length ? Number(digits) : null
    },
    numberOf: (count) =>
      series.replace(PLACE, (_all, zeros: string) => String(count).padStart(zeros.length, '0')),
  }
}
