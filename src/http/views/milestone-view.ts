import { approvalOf } from '../../approvals/round'
import type { DealPageData } from '../../insight/read-deal-page'
import { formatMoney, money, sumOrUnknown } from '../../money/money'
import { shareText } from '../../money/share'
import type { Tracked } from '../../reconcile/figures'
import { labelOf } from '../../reconcile/label'
import type { Tracker } from '../../reconcile/read-trackers'
import { codeOf, lockReason, unlockedBy } from '../../schedules/milestone'
import { type Actor, mayAct } from '../../tenants/actor'
import type { MilestoneView } from '../contract/milestone'
import { agreementCheckView } from './document-view'
import { invoiceView } from './invoice-view'
import { moneyView } from './money-view'
import type { VendorLinks } from './vendor-links'

/** A milestone as every surface shows it, with what this person may do next. */
export function milestoneView(
  tracker: Tracker,
  { milestone, billing }: Tracked,
  page: Pick<DealPageData, 'rounds' | 'attention' | 'deal' | 'checks' | 'agreement' | 'changedBy'>,
  actor: Actor,
  links: VendorLinks,
): MilestoneView {
  const { schedule } = tracker
  const { currency } = schedule
  const approval = approvalOf(schedule, milestone)
  const held = page.rounds.get(milestone.milestoneId)
  const block = page.attention.find(
    (item) => item.kind === 'billing_blocked' && item.milestoneId === milestone.milestoneId,
  )
  const blockedBecause = billing.blockedBecause ?? block?.detail ?? null
  const lockedBecause = lockReason(milestone)
  const check = page.checks.get(milestone.milestoneId)
  const billed = billing.billedMinor
  return {
    id: milestone.milestoneId,
    position: milestone.position,
    code: codeOf(milestone),
    ordinal: milestone.ordinal,
    name: milestone.name,
    description: milestone.details.description,
    deliverable: milestone.details.deliverable,
    criteria: [...milestone.details.criteria],
    evidenceRequired: [...milestone.details.evidenceRequired],
    amount: moneyView(milestone.amountMinor, currency),
    share: milestone.share,
    shareOf:
      milestone.share !== null && milestone.shareBaseMinor !== null
        ? `${shareText(milestone.share)} of ${formatMoney(money(milestone.shareBaseMinor, currency))}`
        : null,
    shareBase: moneyView(milestone.shareBaseMinor, currency),
    plannedFrom: milestone.details.plannedFrom ?? null,
    plannedOn: milestone.plannedOn,
    trigger: { ...milestone.details.trigger, on: [...milestone.details.trigger.on] },
    billsOn: milestone.triggerOn,
    approval: { ...approval, approvers: approval.approvers.map((approver) => ({ ...approver })) },
    workStatus: milestone.workStatus,
    billingStatus: billing.status,
    label: labelOf(milestone, billing, blockedBecause !== null),
    overdue: billing.overdue,
    blocked: blockedBecause !== null,
    partiallyBilled: billed !== null && billed > 0n && billed < milestone.amountMinor,
    difference: billing.difference,
    locked: lockedBecause !== null,
    lockedBecause,
    unlockedBy: unlockedBy(milestone),
    billed: moneyView(billed, currency),
    paid: moneyView(
      sumOrUnknown(billing.intents.filter((each) => each.invoice?.effective).map((each) => each.paidMinor)),
      currency,
    ),
    completedOn: milestone.completedAt?.toISOString() ?? null,
    completedNote: milestone.completedNote,
    blockedBecause,
    invoices: billing.intents.flatMap((each) => {
      const view = invoiceView(tracker, each, page.deal.name, links)
      if (view.quickbooksId === null) return []
      const status =
        view.status === 'queued' || view.status === 'unclear' || view.status === 'refused'
          ? 'posted'
          : view.status
      return [
        {
          id: view.id,
          quickbooksId: view.quickbooksId,
          docNumber: view.docNumber,
          status,
          total: view.total,
          balance: view.balance ?? view.total,
          dueOn: view.dueOn,
          link: view.link,
        },
      ]
    }),
    round: held
      ? {
          id: held.round.roundId,
          number: held.round.number,
          state: held.round.state,
          note: held.round.note,
          endsAt: null,
          decisions: held.decisions.map((decision) => ({
            approver: decision.who,
            role: decision.role,
            decision: decision.decision,
            reason: decision.reason,
            at: decision.at.toISOString(),
          })),
        }
      : null,
    changeOrder: page.changedBy.get(milestone.milestoneId) ?? null,
    agreementCheck: check ? agreementCheckView(check, milestone, currency, page.agreement) : null,
    actions: actionsFor(milestone.workStatus, approval.required, milestone.billed, actor),
    version: milestone.version,
  }
}

function actionsFor(
  work: MilestoneView['workStatus'],
  needsApproval: boolean,
  billed: boolean,
  actor: Actor,
): MilestoneView['actions'] {
  const member = mayAct(actor, 'member')
  const actions: MilestoneView['actions'] = []
  if (work === 'pending' && member) actions.push('start')
  if ((work === 'pending' || work === 'in_progress') && member)
    actions.push(needsApproval ? 'submit' : 'complete')
  if (work === 'in_review' && member) actions.push('decide', 'withdraw')
  if (work === 'completed' && !billed) {
    if (mayAct(actor, 'bookkeeper')) actions.push('bill')
    if (mayAct(actor, 'admin'))
      actions.push(...(needsApproval ? (['revoke', 'reopen'] as const) : (['reopen'] as const)))
  }
  return actions
}
