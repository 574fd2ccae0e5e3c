import { readDeal } from '../deals/deal-table'
import type { BilledIntent } from '../invoices/billing-status'
import { type Attribution, readAttribution } from '../invoices/books/attribution-table'
import type { StoredDocument } from '../invoices/books/document'
import { billedByPart } from '../invoices/books/document'
import { readDocuments } from '../invoices/books/document-table'
import { readBilled } from '../invoices/books/read-billed-intents'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { readCandidates } from '../invoices/refunds/read-candidates'
import type { RefundCandidate } from '../invoices/refunds/refund'
import { readOpenRefunds } from '../invoices/refunds/refund-table'
import { sumOrUnknown } from '../money/money'
import type { Sql } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import { readMilestone } from '../schedules/milestone-table'
import { notFound } from '../tenants/refusal'

/** What a refund may give back, with what is billed of it, net, in minor units; null is unknown. */
export interface CandidateSeen extends RefundCandidate {
  readonly dealName: string
  readonly billedMinor: bigint | null
}

/** Everything that the page of one refund shows. */
export interface RefundData {
  readonly document: StoredDocument
  readonly said: Attribution | null
  /** What it was said to be for: the invoice, and the milestone where it is one. */
  readonly to: { readonly billed: BilledIntent; readonly milestone: Milestone | null } | null
  /** The likely ones first, and then the newest invoices. */
  readonly candidates: readonly CandidateSeen[]
}

/** One refund, by QuickBooks' id. Refuses not_found. */
export async function readRefund(sql: Sql, refundId: string): Promise<RefundData> {
  const document = (await readDocuments(sql, 'RefundReceipt', [refundId])).get(refundId)
  if (!document) throw notFound('refund')
  const said = await readAttribution(sql, 'RefundReceipt', refundId)
  const [billed] = said?.intentId ? await readBilled(sql, { intentIds: [said.intentId] }) : []
  const milestone = said?.milestoneId ? await readMilestone(sql, said.milestoneId) : null
  const open = (await readOpenRefunds(sql)).filter((each) => each.refundId === refundId)
  const [weighed] = await readCandidates(sql, open)
  const names = new Map<string, string>()
  for (const dealId of new Set((weighed?.candidates ?? []).map((each) => each.dealId)))
    names.set(dealId, (await readDeal(sql, dealId))?.name ?? 'Unnamed deal')
  const candidates = (weighed?.candidates ?? []).map(
    (each): CandidateSeen => ({
      ...each,
      dealName: names.get(each.dealId) ?? '',
      billedMinor: billedOf(each),
    }),
  )
  return {
    document,
    said,
    to: billed ? { billed, milestone } : null,
    candidates: [...candidates.filter(({ likely }) => likely), ...candidates.filter(({ likely }) => !likely)],
  }
}

/** Of the milestone on that invoice; of one that bills none, all its lines. */
function billedOf({ billed: { invoice, parts, intent }, milestoneId }: RefundCandidate): bigint | null {
  if (invoice === null) return null
  const byPart = billedByPart(invoice, parts, intent)
  const own = parts.filter((part) =>
    milestoneId === null ? true : part.milestoneId === milestoneId && billsMilestone(part),
  )
  return sumOrUnknown(own.map((part) => byPart.get(part.partKey) ?? null))
}
