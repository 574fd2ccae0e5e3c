import { parse } from 'chrono-node'
import { countOf } from './amount-words'

/** A day that words mean, several that they may mean, or none. */
export type DayOf =
  | { readonly day: string }
  | { readonly either: readonly [string, string] }
  | { readonly none: true }

const NONE: DayOf = { none: true }
const pad = (part: number) => String(part).padStart(2, '0')

/** `YYYY-MM-DD`, or null when the calendar has no such day. */
function dayText(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return exists ? `${year}-${pad(month)}-${pad(day)}` : null
}

/**
 * The calendar day that words mean, seen from `today` (`YYYY-MM-DD`, in the workspace's zone). A day without a year is
 * the next one; a month without a day is none; 03/04/2026 may be two days.
 */
export function dayOf(words: string, today: string): DayOf {
  const text = words.trim()
  const figures = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})$/.exec(text)
  if (figures) return figureDay(Number(figures[1]), Number(figures[2]), figures[3] ?? '')
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (iso) {
    const day = dayText(Number(iso[1]), Number(iso[2]), Number(iso[3]))
    return day === null ? NONE : { day }
  }
  const [year = 0, month = 1, date = 1] = today.split('-').map(Number)
  const short = /^(\d{1,2})[/.](\d{1,2})$/.exec(text)
  if (short) return shortDay(Number(short[1]), Number(short[2]), today)
  // Noon by the machine's own clock: only the calendar's numbers are used, so its zone is without effect.
  const noon = new Date(year, month - 1, date, 12)
  if (/\b(?:19|20)\d\d$/.test(text)) return found(text, noon)
  const month29 = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(text)
  if (!month29) return fromToday(text, noon, today)
  // The 29th of February may be some years away.
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const next = found(`${text} ${year + ahead}`, noon)
    if ('day' in next && next.day >= today) return next
  }
  return NONE
}

/** Two figures without a year are the next such day; 3/4 may be two days. */
function shortDay(first: number, second: number, today: string): DayOf {
  const year = Number(today.slice(0, 4))
  const next = (month: number, day: number) =>
    [year, year + 1].map((each) => dayText(each, month, day)).find((each) => each !== null && each >= today)
  const [american, european] = [next(first, second), next(second, first)]
  if (american && european && american !== european) return { either: [american, european] }
  const day = american ?? european
  return day ? { day } : NONE
}

function figureDay(first: number, second: number, yearText: string): DayOf {
  const year = yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText)
  const american = dayText(year, first, second)
  const european = dayText(year, second, first)
  if (american !== null && european !== null && american !== european) return { either: [american, european] }
  const day = american ?? european
  return day === null ? NONE : { day }
}

function fromToday(text: string, noon: Date, today: string): DayOf {
  if (/^next (?:week|month)$/i.test(text)) return NONE
  const months = /^(?:in|within) (\w+) months?$/i.exec(text)
  if (months) {
    const count = /^an?$/i.test(months[1] ?? '') ? 1 : countOf(months[1] ?? '')
    const day = count > 0 && count < 1_000 ? rhythm(today, count, 'month', 2)[1] : undefined
    return day === undefined ? NONE : { day }
  }
  const next = found(text, noon)
  if (!('day' in next) || next.day >= today) return next
  // A weekday that was: its next one.
  const weekday = /^(?:this )?\w+day$/i.test(text)
  if (!weekday) return NONE
  const later = new Date(`${next.day}T12:00:00Z`)
  later.setUTCDate(later.getUTCDate() + 7)
  return { day: later.toISOString().slice(0, 10) }
}

function found(text: string, noon: Date): DayOf {
  const results = parse(text, noon)
  const [result] = results
  if (results.length !== 1 || !result || result.end) return NONE
  const { start } = result
  const told = start.isCertain('day') || start.isCertain('weekday')
  const [year, month, day] = [start.get('year'), start.get('month'), start.get('day')]
  if (!told || year === null || month === null || day === null) return NONE
  // Words that were passed over would change the meaning: "mid", "30th of February".
  const passedOver = text.toLowerCase().replace(result.text.toLowerCase(), '')
  if (/\w/.test(passedOver.replace(/^\s*(?:the|in|within)\b/, ''))) return NONE
  const exists = dayText(year, month, day)
  return exists === null ? NONE : { day: exists }
}

/** The days of a rhythm: `from` itself first, then every `each` of a unit, the last day of a month where it is shorter. */
export function rhythm(from: string, each: number, unit: 'day' | 'week' | 'month', count: number): string[] {
  const [year = 0, month = 1, date = 1] = from.split('-').map(Number)
  return Array.from({ length: count }, (_, index) => {
    if (unit === 'month') {
      const last = new Date(Date.UTC(year, month + index * each, 0))
      const day = Math.min(date, last.getUTCDate())
      return `${last.getUTCFullYear()}-${pad(last.getUTCMonth() + 1)}-${pad(day)}`
    }
    const days = index * each * (unit === 'week' ? 7 : 1)
    return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10)
  })
}
