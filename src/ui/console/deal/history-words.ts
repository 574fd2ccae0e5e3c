import type { HistoryEntryView } from '../../../http/contract/deal'
import { dayOf, dayText, exactText } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'

export interface HistoryDay {
  readonly name: string
  readonly entries: HistoryEntryView[]
}

/** Entries under the day they happened on, where the company is: as the times beside them. */
export function daysOf(entries: readonly HistoryEntryView[]): HistoryDay[] {
  const days: HistoryDay[] = []
  for (const entry of entries) {
    const name = exactText(dayOf(entry.at))
    const last = days.at(-1)
    if (last?.name === name) last.entries.push(entry)
    else days.push({ name, entries: [entry] })
  }
  return days
}

/** One thing that an entry changed. Null is nothing: it came, or it went. */
export interface Difference {
  /** Empty where the sentence names it already. */
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** Fields whose own name is no word for people. */
const words: Readonly<Record<string, string>> = {
  plannedOn: 'planned for',
  plannedFrom: 'planned from',
  workStatus: 'work',
  dueOn: 'due',
  sha256: 'SHA-256',
  planHash: 'SHA-256 of the plan',
  hash: 'SHA-256',
  snapshotHash: 'SHA-256 of what was shown',
  quickbooksId: 'QuickBooks id',
  itemId: 'item',
  customerId: 'customer',
  classId: 'class',
  locationId: 'location',
  shareBase: 'share taken of',
  code: 'number',
  snapshot: 'shown',
}
const HASH = /^[0-9a-f]{64}$/
const DECIMAL = /^-?\d+(?:\.\d+)?$/
const DAY = /^\d{4}-\d\d-\d\d$/
/** `in_progress` and its like. */
const STATUS = /^[a-z]+(?:_[a-z]+)+$/

const nameOf = (field: string): string =>
  words[field] ?? field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll('_', ' ')

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isMoney = (value: unknown): value is { amount: string; currency: string } =>
  isFields(value) &&
  Object.keys(value).length === 2 &&
  typeof value['amount'] === 'string' &&
  typeof value['currency'] === 'string'
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** One value in words; null for nothing. */
function said(value: unknown): string | null {
  if (isNothing(value)) return null
  if (isMoney(value)) return moneyText(value)
  if (Array.isArray(value)) return value.map(said).join(', ')
  if (isFields(value)) {
    const parts = Object.entries(value).filter(([, part]) => !isNothing(part))
    return parts
      .map(([field, part]) => (field === 'name' ? said(part) : `${nameOf(field)} ${said(part)}`))
      .join(', ')
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = String(value)
  if (HASH.test(text)) return `${text.slice(0, 12)}…`
  if (DAY.test(text)) return dayText(text)
  return STATUS.test(text) ? text.replaceAll('_', ' ') : text
}

/** A list whose members have names: told one by one. */
const isNamed = (value: unknown): value is readonly (Fields & { name: string })[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((each) => isFields(each) && typeof each['name'] === 'string')

/**
 * What an entry changed, in words, in the order it was kept: "amount $15,000.00 → $16,000.00", criteria that came and
 * went one by one. Empty when it kept nothing that differs.
 */
export function differences(before: unknown, after: unknown): Difference[] {
  return compared('', before, after)
}

/** As much of a text as could stand in a sentence by chance. */
const LITTLE = 4

/** What an entry changed beside what its sentence says already. */
export const changesOf = (entry: Pick<HistoryEntryView, 'what' | 'before' | 'after'>): Difference[] =>
  differences(entry.before, entry.after).filter(
    ({ before, after }) =>
      before !== null || after === null || after.length < LITTLE || !entry.what.includes(after),
  )

function compared(name: string, before: unknown, after: unknown): Difference[] {
  if (isMoney(before) || isMoney(after)) return single(name, before, after)
  if (isNamed(before) || isNamed(after)) {
    const [old, now] = [byName(before), byName(after)]
    return keysOf(old, now).flatMap((key) => compared(join(name, key), rest(old[key]), rest(now[key])))
  }
  if (Array.isArray(before) || Array.isArray(after)) return listed(name, before, after)
  if (isFields(before) || isFields(after)) {
    const [old, now] = [moneyInside(before), moneyInside(after)]
    return keysOf(old, now).flatMap((key) => compared(join(name, nameOf(key)), old[key], now[key]))
  }
  return single(name, before, after)
}

/** The fields of a value, its amount with the currency that stands beside it. */
function moneyInside(value: unknown): Fields {
  if (!isFields(value)) return {}
  const { amount, currency, ...others } = value
  if (typeof amount !== 'string' || typeof currency !== 'string' || !DECIMAL.test(amount)) return value
  return { ...others, amount: { amount, currency } }
}

function single(name: string, before: unknown, after: unknown): Difference[] {
  const [old, now] = [said(before), said(after)]
  return old === now ? [] : [{ name, before: old, after: now }]
}

/** Members that went and came; what stayed is not told. */
function listed(name: string, before: unknown, after: unknown): Difference[] {
  const texts = (value: unknown) => (Array.isArray(value) ? value.map((each) => said(each) ?? '') : [])
  const [old, now] = [texts(before), texts(after)]
  return [
    ...old.filter((text) => !now.includes(text)).map((text) => ({ name, before: text, after: null })),
    ...now.filter((text) => !old.includes(text)).map((text) => ({ name, before: null, after: text })),
  ]
}

const join = (outer: string, inner: string): string => (outer === '' ? inner : `${outer} › ${inner}`)
const keysOf = (old: Fields, now: Fields): string[] => [
  ...new Set([...Object.keys(old), ...Object.keys(now)]),
]
const byName = (value: unknown): Fields =>
  isNamed(value) ? Object.fromEntries(value.map((each) => [each.name, each])) : {}

/** What a named member says beside its name; a lone value stands for itself. */
function rest(member: unknown): unknown {
  if (!isFields(member)) return member
  const { name: _, ...others } = member
  const values = Object.values(others)
  return values.length === 1 ? values[0] : others
}

/** By which way something was done. */
export function fromWords({ who, from }: Pick<HistoryEntryView, 'who' | 'from'>): string {
  switch (from) {
    case '':
    case who:
      return ''
    case 'console':
      return 'in the console'
    case 'api':
      return 'through the API'
    case 'card':
      return 'from HubSpot’s deal card'
    case 'portal':
      return 'in the client’s portal'
    case 'QuickBooks':
    case 'HubSpot':
      return `following ${from}`
    case 'trigger':
      return 'because its day came'
    default:
      return `by ${from}`
  }
}
