import type {
  CustomerSumView,
  OutstandingRowView,
  OutstandingSumView,
} from '../../../http/contract/outstanding'
import { minorOf } from '../../parts/minor-units'
import { figureText } from '../../parts/money-text'

type Age = 'notDue' | 'days1to30' | 'days31to60' | 'days61to90' | 'over90'

/** How long money is open past its day, the youngest first, as the columns say it. */
export const ageWords: readonly (readonly [Age, string])[] = [
  ['notDue', 'Not due'],
  ['days1to30', '1–30 days late'],
  ['days31to60', '31–60'],
  ['days61to90', '61–90'],
  ['over90', 'Over 90'],
]

/** "1 invoice", "12 invoices". */
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`

/** The page's headline: what is open and what of it is late where there is one currency, and how many there are else. */
export function headline(currencies: readonly OutstandingSumView[]): string {
  const [only, ...others] = currencies
  if (only === undefined) return 'Nothing is outstanding'
  if (others.length > 0) return `Outstanding in ${currencies.length} currencies`
  if (only.total === null) return 'What is outstanding is not all known'
  const late = only.overdue !== null && minorOf(only.overdue) > 0n
  return `${figureText(only.total)} outstanding${late ? `, ${figureText(only.overdue)} of it late` : ', none of it late'}`
}

/** "3 customers, 5 open invoices; 1 more can’t be read". */
export function sumWords({ customers, invoices, unread }: OutstandingSumView): string {
  const open = `${many(customers, 'customer', 'customers')}, ${many(invoices, 'open invoice', 'open invoices')}`
  return unread === 0 ? `${open}.` : `${open}; ${unreadWords(unread)}.`
}

/** "1 more can’t be read, so what it adds is unknown". */
export const unreadWords = (unread: number): string =>
  unread === 1
    ? '1 more can’t be read, so what it adds is unknown'
    : `${unread} more can’t be read, so what they add is unknown`

/** "32 days late", "1 day late"; null for what nobody is late with. */
export function daysLateWords(days: number): string | null {
  if (days <= 0) return null
  return days === 1 ? '1 day late' : `${days} days late`
}

/** "2 open invoices", with those that can’t be read. */
export function rowWords({ invoices, unread }: Pick<OutstandingRowView, 'invoices' | 'unread'>): string {
  if (invoices === 0) return many(unread, 'invoice can’t be read', 'invoices can’t be read')
  const open = many(invoices, 'open invoice', 'open invoices')
  return unread === 0 ? open : `${open}, ${unread} more can’t be read`
}

/** What stands under a customer’s sum of invoices. */
export function invoicedWords({ invoices, unread }: Pick<CustomerSumView, 'invoices' | 'unread'>): string {
  const count = many(invoices, 'invoice', 'invoices')
  return unread === 0 ? `${count}, with tax` : `${count}, and ${unread} that can’t be read`
}
