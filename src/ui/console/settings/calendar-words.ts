import type { AnswerOf } from '../api/caller'

type DaysOff = AnswerOf<'GET /days-off'>
type DayOff = DaysOff['items'][number]

const weekdays = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']

/** "Saturdays and Sundays", of the numbers of days of the week, Monday 1 to Sunday 7. */
export function weekendWords(weekend: readonly number[]): string {
  const names = [...weekend].sort((a, b) => a - b).flatMap((day) => weekdays[day - 1] ?? [])
  const last = names.at(-1) ?? 'No day of the week'
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}

/** The first so many days off from a day on (`YYYY-MM-DD`), each once, with all its names. */
export function nextDaysOff(items: readonly DayOff[], from: string, count: number): DayOff[] {
  const names = new Map<string, Set<string>>()
  for (const { day, name } of items) {
    if (day >= from) names.set(day, (names.get(day) ?? new Set()).add(name))
  }
  return [...names]
    .sort(([a], [b]) => a.localeCompare(b))
    .slice(0, count)
    .map(([day, all]) => ({ day, name: [...all].join(', ') }))
}

/** "Berlin, Germany": a calendar by its names; its letters where nobody knows them. */
export function placeWords(
  countries: DaysOff['countries'],
  { country, region }: { readonly country: string | null; readonly region: string | null },
): string {
  const known = countries.find(({ code }) => code === country)
  const name = known?.name ?? country ?? ''
  if (region === null) return name
  return `${known?.regions.find(({ code }) => code === region)?.name ?? region}, ${name}`
}
