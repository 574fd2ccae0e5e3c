import { strict } from 'chrono-node'
import { DateTime } from 'luxon'
import type { Typed } from './amount-text'

/**
 * A day as people write it: 2026-03-15, 15 March 2026, 15.3.2026. "03/04/2026" is two days, and a day without a year
 * is in any year: both are problems, never guesses. Answers `YYYY-MM-DD`.
 */
export function readDayText(cell: string): Typed<string> {
  const text = cell.trim()
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text)
  if (iso) return day(cell, iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text)
  if (dotted) return day(cell, dotted[3], dotted[2], dotted[1])
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text)
  if (slashed) {
    const [, first = '', second = '', year] = slashed
    if (Number(first) > 12) return day(cell, year, second, first)
    if (Number(second) > 12 || Number(first) === Number(second)) return day(cell, year, first, second)
    return {
      problem: `“${cell}” is one day in America and another in Europe. Write ${year}-${first.padStart(2, '0')}-${second.padStart(2, '0')} or ${year}-${second.padStart(2, '0')}-${first.padStart(2, '0')}.`,
    }
  }
  const [found] = /\p{L}/u.test(text) && text.length <= 100 ? strict.parse(text) : []
  const start = found?.start
  if (!start || found.end || found.text !== text || !start.isCertain('day') || !start.isCertain('month')) {
    return { problem: `“${cell}” is not a day. Write it like 2026-03-15.` }
  }
  if (!start.isCertain('year')) return { problem: `“${cell}” has no year. Write it like 2026-03-15.` }
  return day(cell, String(start.get('year')), String(start.get('month')), String(start.get('day')))
}

function day(cell: string, year = '', month = '', date = ''): Typed<string> {
  const iso = DateTime.fromObject({ year: Number(year), month: Number(month), day: Number(date) }).toISODate()
  return iso === null ? { problem: `“${cell}” is no day of the calendar.` } : { is: iso }
}
