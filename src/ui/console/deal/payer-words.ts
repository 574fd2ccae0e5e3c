import type { MilestoneView } from '../../../http/contract/milestone'
import type { DealPayerView } from '../../../http/contract/payer'
import { shareText } from '../../parts/money-text'

/** How far one payer's part is, in words. */
export const payerStatusWords: Record<MilestoneView['billingStatus'], string> = {
  not_billed: 'not billed',
  prepared: 'waits for a bookkeeper',
  queued: 'on its way',
  unclear: 'unclear: looking in QuickBooks',
  posted: 'invoiced, not sent',
  sent: 'invoiced',
  partially_paid: 'partially paid',
  paid: 'paid',
  settled: 'settled',
}

const nameOf = ({ customer }: Pick<DealPayerView, 'customer'>): string =>
  customer.name ?? `customer ${customer.quickbooksId}`

/** "Acme Corp 60 %", or the name alone where one pays all. */
export const payerName = (payer: DealPayerView): string =>
  payer.share === null ? nameOf(payer) : `${nameOf(payer)} ${shareText(payer.share)}`

/** "Billed to Acme Corp 60 % and Beta Ltd 40 %"; null while no customer is chosen. */
export function whoPays(payers: readonly DealPayerView[]): string | null {
  const names = payers.map(payerName)
  const last = names.at(-1)
  if (last === undefined) return null
  return `Billed to ${names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`}`
}

/** "1 of 2 payers invoiced"; null where one customer pays all, or nothing is billed yet. A payer may have several claims. */
export function payersStory({ payers }: MilestoneView): string | null {
  const all = [...new Set(payers.map(({ customer }) => customer.quickbooksId))]
  const statusesOf = (id: string) =>
    payers.filter(({ customer }) => customer.quickbooksId === id).map(({ billingStatus }) => billingStatus)
  const invoiced = all.filter((id) => statusesOf(id).some((status) => !unbilled.has(status)))
  if (all.length < 2 || invoiced.length === 0) return null
  const paid = all.filter((id) => statusesOf(id).every((status) => settled.has(status)))
  if (paid.length === all.length) return `paid by all ${all.length} payers`
  return [
    `${invoiced.length} of ${all.length} payers invoiced`,
    paid.length > 0 ? `${paid.length} paid` : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

type BillingStatus = MilestoneView['billingStatus']
const unbilled: ReadonlySet<BillingStatus> = new Set(['not_billed', 'prepared'])
const settled: ReadonlySet<BillingStatus> = new Set(['paid', 'settled'])
