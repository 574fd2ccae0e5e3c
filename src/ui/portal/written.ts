import type { MoneyView, ShareView } from '../../http/contract/money'

/** The one place that says how the client's pages write numbers and days. */
const LOCALE = 'en-US'
const DAYS = 'en-GB'

const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text)

/** "$15,000.00", "CA$200.00", "−€200.00": the server's own digits, never rounded. */
export function moneyText({ amount, currency }: MoneyView): string {
  if (!isNumeric(amount)) return `${amount} ${currency}`
  const digits = amount.split('.')[1]?.length ?? 0
  try {
    return new Intl.NumberFormat(LOCALE, {
      style: 'currency',
      currency,
      currencyDisplay: 'symbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
      .format(amount)
      .replace('-', '−')
  } catch {
    return `${amount} ${currency}`
  }
}

/** "+$12,500.00": what changes a sum says in which direction. */
export const changeText = (money: MoneyView): string =>
  `${/^-|^0(\.0*)?$/.test(money.amount) ? '' : '+'}${moneyText(money)}`

/** Unknown is said, never shown as zero. */
export const figureText = (money: MoneyView | null): string =>
  money === null ? 'not known yet' : moneyText(money)

/** "40 %" or "1/3". */
export const shareText = (share: ShareView): string =>
  'percent' in share
    ? `${share.percent.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')}\u00a0%`
    : share.fraction

/** "24 November 2026", of a calendar day. */
export const dayText = (day: string): string =>
  new Intl.DateTimeFormat(DAYS, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

/** "24 November 2026 at 23:59", where the company is. */
export const momentText = (at: string, zone: string): string =>
  new Intl.DateTimeFormat(DAYS, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(
    new Date(at),
  )

/** "Tue 24 Nov, 23:59 (Berlin)": the end of a time to answer. */
export function deadlineText(at: string, zone: string): string {
  const parts = new Intl.DateTimeFormat(DAYS, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  })
    .formatToParts(new Date(at))
    .map(({ type, value }) => [type, value] as const)
  const of = new Map(parts)
  const city = zone.split('/').at(-1)?.replace(/_/g, ' ') ?? zone
  return `${of.get('weekday')} ${of.get('day')} ${of.get('month')}, ${of.get('hour')}:${of.get('minute')} (${city})`
}

/** "Ana Ruiz, Project lead". */
export const personText = ({
  name,
  role,
}: {
  readonly name: string
  readonly role: string | null
}): string => (role === null ? name : `${name}, ${role}`)

/** "Ana Ruiz, Bo Ek and Cem Kaya". */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** "1.4 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte'
  const many = bytes / (unit === 'kilobyte' ? 1_000 : 1_000_000)
  return new Intl.NumberFormat(LOCALE, {
    style: 'unit',
    unit,
    maximumFractionDigits: many < 10 ? 1 : 0,
  }).format(many)
}
