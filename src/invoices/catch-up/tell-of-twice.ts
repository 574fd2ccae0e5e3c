import { raiseAttention } from '../../attention/attention-table'
import { openCauses, standingCauses } from '../../attention/open-causes-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { readDocuments } from '../books/document-table'
import { findBefore } from '../by-hand/find-places'
import type { LookAlike } from './find-look-alike'
import { byHandCause, heldInvoice, nameOfInvoice, unplacedId } from './held-invoice'

/** Billing goes on: a likeness is no proof. A person is asked, because the client may be asked to pay twice. */
export async function tellOfTwice(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  { invoice, words }: LookAlike,
): Promise<void> {
  await raiseAttention(sql, {
    cause: byHandCause(invoice.quickbooksId, milestone),
    kind: 'unlinked_document',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” may be billed twice`,
    detail: `${words} Milepost bills it too. Void one of the two in QuickBooks, or leave it if they are different work.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: invoice.netMinor,
    currency: schedule.currency,
  })
}

/**
 * Invoices of which a person was being asked whether they bill this milestone, alone or with others, named or not: once
 * Milepost bills it, linking them is no answer any more, and whether the client pays twice is the question. Call it before
 * they are settled.
 */
export async function askedBefore(
  sql: Sql,
  schedule: Schedule,
  { milestoneId }: Pick<Milestone, 'milestoneId'>,
): Promise<LookAlike[]> {
  const causes = await standingCauses(sql, 'unlinked_document', { milestoneIds: [milestoneId] })
  const ids = [...new Set(causes.flatMap((cause) => unplacedId(cause) ?? []))]
  if (ids.length === 0) return []
  const { currency } = await readWorkspace(sql)
  const documents = await readDocuments(sql, 'Invoice', ids)
  const invoices = [...documents.values()]
    .map((document) => heldInvoice(document, currency))
    .filter(({ gone }) => gone === null)
  // What is asked stands at the first milestone of its sum.
  const own = await openCauses(sql, 'unlinked_document', { milestoneIds: [milestoneId] })
  const before = await findBefore(sql, invoices, schedule, milestoneId)
  return invoices
    .filter(({ quickbooksId }) => {
      const [best] = before.get(quickbooksId)?.places ?? []
      const isIn = best?.milestones.some((each) => each.milestoneId === milestoneId) ?? false
      return isIn || own.some((cause) => unplacedId(cause) === quickbooksId)
    })
    .map((invoice) => ({
      invoice,
      words: `${nameOfInvoice(invoice)} of ${invoice.customer ?? 'this customer'} for ${formatMoney(money(invoice.totalMinor ?? 0n, invoice.currency))} seemed to bill it.`,
    }))
}
