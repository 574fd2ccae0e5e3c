import dayjs from 'dayjs'
import type { HistoryEntryView } from '../../../http/contract/deal'
import { exactText } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'

export interface HistoryDay {
  readonly name: string
  readonly entries: HistoryEntryView[]
}

/** Entries under the day they happened on, where the browser is. */
export function daysOf(entries: readonly HistoryEntryView[]): HistoryDay[] {
  const days: HistoryDay[] = []
  for (const entry of entries) {
    const name = exactText(dayjs(entry.at).format('YYYY-MM-DD'))
    const last = days.at(-1)
    if (last?.name === name) last.entries.push(entry)
    else days.push({ name, entries: [entry] })
  }
  return days
}

function isMoney(value: unknown): value is { amount: string; currency: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'amount' in value &&
    typeof value.amount === 'string' &&
    'currency' in value &&
    typeof value.currency === 'string'
  )
}

function said(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (isMoney(value)) return moneyText(value)
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(said).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function fieldsOf(value: unknown): Map<string, unknown> {
  return new Map(
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [],
  )
}

/** Field by field, what an entry changed; empty when it kept no fields. "plannedOn" is said "planned on". */
export function differences(
  before: unknown,
  after: unknown,
): { name: string; before: string; after: string }[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({
      name: name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' '),
      before: said(old.get(name)),
      after: said(now.get(name)),
    }))
    .filter((change) => change.before !== change.after)
}
