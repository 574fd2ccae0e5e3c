import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import type { HeldInvoice } from '../catch-up/held-invoice'
import { confidenceOf, type Fit, fitOf, type Job, type OpenMilestone } from '../catch-up/likeness'
import { openParts, openWholes } from '../catch-up/open-parts'
import { billsMilestone } from '../composing/invoice-line'
import { claimInKey, payerParts } from '../composing/payer-part'

/** A milestone that invoices bill: as it would look if nothing did, whole and in parts, each with the invoice that bills it. */
export interface BilledWork {
  readonly milestone: Milestone
  readonly parts: readonly { readonly part: OpenMilestone; readonly by: BilledIntent }[]
}

/** A milestone that is billed already, and an invoice made by hand that looks the same. */
export interface BilledTwice {
  readonly schedule: Schedule
  readonly dealName: string
  readonly milestone: Milestone
  /** The number of the invoice that bills it; null where QuickBooks gave none yet. */
  readonly billedBy: string | null
  readonly points: number
  readonly reasons: readonly string[]
}

/**
 * What of a milestone these invoices bill, as an invoice made by hand may bill it again: each part with the invoice that bills
 * it, or another division of its claim; and all of it, or all that is one customer's, with the first that bills any of that.
 * What only others than the invoice's customer are billed is no reason to warn. Null where nothing of it is billed.
 */
export function billedWork(
  schedule: Schedule,
  milestone: Milestone,
  standing: readonly BilledIntent[],
  zone: string,
): BilledWork | null {
  const keysOf = ({ parts }: BilledIntent) =>
    parts
      .filter((part) => part.milestoneId === milestone.milestoneId && billsMilestone(part))
      .map(({ partKey }) => partKey)
  const billing = standing.map((by) => ({ by, keys: keysOf(by) })).filter(({ keys }) => keys.length > 0)
  if (billing.length === 0) return null
  const customers = new Map(
    payerParts(schedule, milestone).map(({ partKey, customerId }) => [partKey, customerId]),
  )
  const withFirst = (parts: readonly OpenMilestone[], bills: (key: string, part: OpenMilestone) => boolean) =>
    parts.flatMap((part) => {
      const found = billing.find(({ keys }) => keys.some((key) => bills(key, part)))
      return found === undefined ? [] : [{ part, by: found.by }]
    })
  return {
    milestone,
    parts: [
      ...withFirst(
        openWholes(schedule, milestone, zone),
        (key, { partKey }) => !customers.has(key) || customers.get(key) === customers.get(partKey),
      ),
      ...withFirst(openParts(schedule, { milestone, billed: [] }, zone), (key, { partKey }) =>
        customers.has(key) ? key === partKey : claimInKey(key) === claimInKey(partKey),
      ),
    ],
  }
}

/**
 * Milestones that are billed and no larger than the invoice, or that look like it: it may be for them too, or for their sum.
 * What another customer pays is in none of its sums.
 */
export function workAlike(work: readonly BilledWork[], invoice: HeldInvoice, job: Job): Milestone[] {
  const isTheirs = ({ payerId }: OpenMilestone) => payerId === null || payerId === invoice.customerId
  const may = (part: OpenMilestone) =>
    (invoice.netMinor !== null && part.amountMinor <= invoice.netMinor && isTheirs(part)) ||
    isLikely(fitOf(invoice, part, job))
  return work.flatMap(({ milestone, parts }) => (parts.some(({ part }) => may(part)) ? milestone : []))
}
const isLikely = (fit: Fit | null): boolean => fit !== null && confidenceOf(fit) !== null

/** Milestones of which an invoice made by hand probably bills again what another one bills, and whether its words say so. */
export function billedLike(
  work: readonly BilledWork[],
  invoice: HeldInvoice,
  job: Job,
  schedule: Schedule,
): (BilledTwice & { readonly named: boolean })[] {
  return work.flatMap(({ milestone, parts }) => {
    if (parts.some(({ by }) => by.intent.quickbooksId === invoice.quickbooksId)) return []
    const likely = parts.flatMap(({ part, by }) => {
      const fit = fitOf(invoice, part, job)
      return fit !== null && isLikely(fit) ? [{ ...fit, by }] : []
    })
    const fit = likely.find(({ named }) => named) ?? likely[0]
    if (fit === undefined) return []
    const { points, reasons, named, by } = fit
    const billedBy = by.invoice?.docNumber ?? null
    return [{ schedule, dealName: job.dealName, milestone, billedBy, points, reasons, named }]
  })
}
