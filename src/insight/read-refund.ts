import { readDeal } from '../deals/deal-table'
import type { BilledIntent } from '../invoices/billing-status'
import { type Attribution, readAttributions } from '../invoices/books/attribution-table'
import type { StoredDocument } from '../invoices/books/document'
import { billedByPart } from '../invoices/books/document'
import { readDocuments } from '../invoices/books/document-table'
import { readBilled } from '../invoices/books/read-billed-intents'
import { billsMilestone } from '../invoices/composing/invoice-line'
import { readCandidates } from '../invoices/refunds/read-candidates'
import type { RefundCandidate } from '../invoices/refunds/refund'
import { readOpenRefund } from '../invoices/refunds/refund-table'
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

/** One thing that a refund gives back: the invoice, and the milestone where it is one. */
export interface RefundPart {
  readonly billed: BilledIntent
  readonly milestone: Milestone | null
  /** How much of the refund it is, tax included, as it counts now; null is unknown. */
  readonly minor: bigint | null
}

/** Everything that the page of one refund shows. */
export interface RefundData {
  readonly document: StoredDocument
  /** What a person said; null while nobody did. */
  readonly said: Pick<Attribution, 'by' | 'at'> | null
  /** What it was said to be for, as it was said; nothing where it is none of ours. */
  readonly parts: readonly RefundPart[]
  /** The likely ones first, and then the newest invoices. */
  readonly candidates: readonly CandidateSeen[]
}

/** One refund, by QuickBooks' id. Refuses not_found. */
export async function readRefund(sql: Sql, refundId: string): Promise<RefundData> {
  const document = (await readDocuments(sql, 'RefundReceipt', [refundId])).get(refundId)
  if (!document) throw notFound('refund')
  const said = await readAttributions(sql, 'RefundReceipt', refundId)
  const open = await readOpenRefund(sql, refundId)
  const [weighed] = open === null ? [] : await readCandidates(sql, [open])
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
    said: said[0] ?? null,
    parts: await readSaid(sql, refundId, said),
    candidates: [...candidates.filter(({ likely }) => likely), ...candidates.filter(({ likely }) => !likely)],
  }
}

async function readSaid(sql: Sql, refundId: string, said: readonly Attribution[]): Promise<RefundPart[]> {
  const intentIds = [...new Set(said.flatMap(({ intentId }) => intentId ?? []))]
  if (intentIds.length === 0) return []
  const all = await readBilled(sql, { intentIds })
  const parts: RefundPart[] = []
  for (const { intentId, milestoneId } of said) {
    const billed = all.find(({ intent }) => intent.intentId === intentId)
    if (!billed) continue
    const counted = billed.attributed.find(
      (each) =>
        each.quickbooksId === refundId && each.kind === 'RefundReceipt' && each.milestoneId === milestoneId,
    )
    const milestone = milestoneId === null ? null : await readMilestone(sql, milestoneId)
    parts.push({ billed, milestone, minor: counted?.totalMinor ?? null })
  }
  return parts
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
