import type { OrderCertificate } from '../../approvals/certificates/certificate'
import {
  type ChangeOrder,
  type ChangeOrderLine,
  netEffect,
  orderName,
  refreshLines,
  sumsOf,
} from '../../change-orders/change-order'
import { conflictsOf } from '../../change-orders/line-conflict'
import { basisOf, lineWords } from '../../change-orders/order-story'
import { patched } from '../../change-orders/patched'
import { detailsOf, type MilestoneDraft } from '../../schedules/draft'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { type Actor, mayAct } from '../../tenants/actor'
import type { ChangeOrderLineView, ChangeOrderView, MilestoneFactsView } from '../contract/change-order'
import { moneyView } from './money-view'

/**
 * A change order as every surface shows it. A draft is shown against the milestones as they are now; what was sent,
 * as it was sent, with what no longer fits beside it.
 */
export function changeOrderView(
  stored: ChangeOrder,
  schedule: Schedule,
  milestones: readonly Milestone[],
  actor: Actor,
  certificates: readonly OrderCertificate[] = [],
): ChangeOrderView {
  const open = stored.state === 'draft' || stored.state === 'sent'
  const order =
    stored.state === 'draft'
      ? { ...stored, lines: refreshLines(stored.lines, milestones, stored.currency) }
      : stored
  const { currency, sent, ended } = order
  const paper = certificates.find(({ changeOrderId }) => changeOrderId === order.changeOrderId)
  const sums = sumsOf(order, schedule)
  return {
    id: order.changeOrderId,
    dealId: schedule.dealId,
    number: order.number,
    name: orderName(order),
    revision: order.revision,
    state: order.state,
    reason: order.reason,
    lines: order.lines.map((line) => lineView(line, order, schedule)),
    netEffect: moneyView(netEffect(order.lines), currency),
    contractSumBefore: moneyView(sums.before, currency),
    contractSumAfter: moneyView(sums.after, currency),
    conflicts: open ? conflictsOf(order.lines, milestones, currency) : [],
    draftedAt: order.drafted.at.toISOString(),
    draftedBy: order.drafted.by,
    sentAt: sent?.at.toISOString() ?? null,
    sentBy: sent?.by ?? null,
    decision: ended
      ? {
          at: ended.at.toISOString(),
          by: ended.by,
          via: ended.via,
          on: ended.on,
          signedBy: ended.signedBy,
          reason: ended.reason,
          fileIds: [...ended.fileIds],
        }
      : null,
    certificate: paper ? { number: paper.number, fileId: paper.fileId } : null,
    actions: actionsFor(order, actor),
    version: order.version,
  }
}

function lineView(
  line: ChangeOrderLine,
  order: Pick<ChangeOrder, 'state' | 'currency'>,
  schedule: Schedule,
): ChangeOrderLineView {
  const { currency } = order
  const before = line.before === null ? null : line.before.draft
  const after =
    line.op === 'add' ? line.given : line.op === 'change' ? patched(line.before.draft, line.given) : null
  const moved = line.amountMinor !== line.beforeMinor
  const { shareOf } = line.before ?? { shareOf: null }
  return {
    op: line.op,
    milestoneId: line.op === 'add' && order.state !== 'approved' ? null : line.milestoneId,
    name: (after ?? before)?.name ?? '',
    milestone: line.op === 'add' ? { ...line.given } : null,
    set: line.op === 'change' ? { ...line.given } : null,
    quantity: line.quantity,
    unitPrice: line.unitPrice === null ? null : { amount: line.unitPrice, currency },
    basis: basisOf(line, schedule),
    before: before && factsView(before, line.beforeMinor, currency, shareOf),
    after:
      after &&
      factsView(
        moved ? { ...after, share: undefined } : after,
        line.amountMinor,
        currency,
        moved ? null : shareOf,
      ),
    effect: moneyView(line.amountMinor - line.beforeMinor, currency),
    words: lineWords(line, currency),
  }
}

function factsView(
  draft: MilestoneDraft,
  minor: bigint,
  currency: string,
  shareOf: string | null,
): MilestoneFactsView {
  const details = detailsOf(draft)
  return {
    name: draft.name,
    amount: moneyView(minor, currency),
    shareOf,
    share: draft.share ?? null,
    description: details.description,
    deliverable: details.deliverable,
    criteria: [...details.criteria],
    evidenceRequired: [...details.evidenceRequired],
    plannedFrom: draft.plannedFrom ?? null,
    plannedOn: draft.plannedOn ?? null,
  }
}

function actionsFor(order: ChangeOrder, actor: Actor): ChangeOrderView['actions'] {
  const member = mayAct(actor, 'member')
  if (order.state === 'draft' && member) return ['edit', 'send', 'withdraw']
  if (order.state !== 'sent' || !member) return []
  return mayAct(actor, 'bookkeeper') ? ['approve', 'reject', 'revise', 'withdraw'] : ['revise', 'withdraw']
}
