import type { BilledIntent, MilestoneBilling } from '../invoices/billing-status'
import { billedByPart } from '../invoices/books/document'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { creditedOf } from '../invoices/credits/credited-net'
import { decidedOfCredits } from '../schedules/claim'
import type { Milestone } from '../schedules/milestone'

/** What was decided of a milestone and is not billed, and never will be, because a person said so. Minor units, net. */
export interface ClosedDifference {
  /** Credits and refunds took it, and nobody bills it again. */
  readonly creditedMinor: bigint
  /** Its invoices were edited in QuickBooks and left so; below zero where they bill more. */
  readonly editedMinor: bigint
}

/** `left`: the intents whose invoices a person left as they were edited. */
export function closedOf(
  milestone: Pick<Milestone, 'milestoneId' | 'claims'>,
  billing: Pick<MilestoneBilling, 'intents'>,
  left: ReadonlySet<string>,
  currency: string,
): ClosedDifference {
  const { milestoneId } = milestone
  let creditedMinor = 0n
  let editedMinor = 0n
  for (const each of billing.intents.filter(({ invoice }) => invoice?.effective === true)) {
    const { intentId } = each.intent
    const credited = creditedOf(each, milestoneId, currency) ?? 0n
    // No more than what is still gone: a credit may have been taken back since.
    const gone = credited - decidedOfCredits(milestone, 'again', intentId)
    const said = decidedOfCredits(milestone, 'closed', intentId)
    const closed = said < gone ? said : gone
    if (closed > 0n) creditedMinor += closed
    if (left.has(intentId)) editedMinor += differenceOf(each, milestoneId)
  }
  return { creditedMinor, editedMinor }
}

/** What was decided that an invoice bills of a milestone, less what its lines bill. */
export function differenceOf({ intent, parts, invoice }: BilledIntent, milestoneId: string): bigint {
  const byPart = invoice === null ? null : billedByPart(invoice, parts, intent)
  return parts
    .filter((part) => part.milestoneId === milestoneId && billsMilestone(part))
    .reduce((sum, part) => sum + part.amountMinor - (byPart?.get(part.partKey) ?? part.amountMinor), 0n)
}

/** Whether an invoice bills something else of milestones than was decided. */
export function isEdited({ intent, parts, invoice }: BilledIntent): boolean {
  if (invoice?.effective !== true) return false
  const byPart = billedByPart(invoice, parts, intent)
  return parts.some((part) => billsMilestone(part) && byPart.get(part.partKey) !== part.amountMinor)
}
