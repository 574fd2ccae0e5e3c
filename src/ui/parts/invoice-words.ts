import type { InvoiceView } from '../../http/contract/deal'
import { daysBetween } from './day-text'
import { minorOf } from './minor-units'

const besideMilestones: Partial<Record<InvoiceView['kinds'][number], string>> = {
  deposit: 'Deposit',
  retainage_release: 'Release of retainage',
  hours: 'Hours',
  cost: 'Costs',
}

/** What an invoice is for: its milestones, or what it bills beside them. */
export function invoiceSubject({ milestones, kinds }: Pick<InvoiceView, 'milestones' | 'kinds'>): string {
  const named =
    milestones.length > 0
      ? milestones.map(({ name }) => name)
      : kinds.flatMap((kind) => besideMilestones[kind] ?? [])
  return named.join(', ') || 'Not linked to a milestone'
}

/** "3 days late" where something is open after its day; null otherwise. `today` is `YYYY-MM-DD`. */
export function lateText(
  { dueOn, balance }: Pick<InvoiceView, 'dueOn' | 'balance'>,
  today: string,
): string | null {
  if (dueOn === null || balance === null || minorOf(balance) <= 0n) return null
  const days = daysBetween(dueOn, today)
  if (days <= 0) return null
  return days === 1 ? '1 day late' : `${days} days late`
}
