import { decidesHere, recordsHere } from '../../approvals/judge'
import { approvalOf, type Round } from '../../approvals/round'
import type { DealPageData } from '../../insight/read-deal-page'
import { billsMilestone } from '../../invoices/composing/invoice-line'
import { billableNow, claimInKey, payerParts, unbilledParts } from '../../invoices/composing/payer-part'
import type { IntentState } from '../../invoices/intent'
import { formatMoney, money, sumOrUnknown } from '../../money/money'
import { shareText } from '../../money/share'
import type { Tracked } from '../../reconcile/figures'
import { labelOf } from '../../reconcile/label'
import type { Tracker } from '../../reconcile/read-trackers'
import { progressOf } from '../../schedules/claim'
import { codeOf, lockReason, unlockedBy } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { type Actor, mayAct } from '../../tenants/actor'
import type { MilestoneView } from '../contract/milestone'
import { claimsView, isPartlyBilled } from './claims-view'
import { agreementCheckView } from './document-view'
import { invoiceView } from './invoice-view'
import { moneyView } from './money-view'
import { milestonePayersView } from './payer-view'
import { approverView, roundView } from './round-view'
import type { VendorLinks } from './vendor-links'

/** A milestone as every surface shows it, with what this person may do next. */
export function milestoneView(
  { schedule, today }: Pick<Tracker, 'schedule' | 'today'>,
  tracked: Tracked,
  page: Pick<
    DealPageData,
    'rounds' | 'monthlyDue' | 'attention' | 'deal' | 'checks' | 'agreement' | 'changedBy' | 'customers'
  >,
  actor: Actor,
  links: VendorLinks,
): MilestoneView {
  const { milestone, billing } = tracked
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
    monthlyOn: page.monthlyDue.get(milestone.milestoneId) ?? null,
    approval: {
      ...approval,
      approvers: approval.approvers.map(approverView),
      partial: approval.partial ?? true,
    },
    workStatus: milestone.workStatus,
    billingStatus: billing.status,
    label: labelOf(milestone, billing, blockedBecause !== null),
    overdue: billing.overdue,
    blocked: blockedBecause !== null,
    partiallyBilled: isPartlyBilled(tracked),
    claims: claimsView(tracked, currency),
    difference: billing.difference,
    locked: lockedBecause !== null,
    lockedBecause,
    unlockedBy: unlockedBy(milestone),
    billed: moneyView(billed, currency),
    retained: moneyView(billing.retainedMinor, currency),
    certified: moneyView(less(billed, billing.retainedMinor), currency),
    paid: moneyView(
      sumOrUnknown(billing.intents.filter((each) => each.invoice?.effective).map((each) => each.paidMinor)),
      currency,
    ),
    completedOn: milestone.completedAt?.toISOString() ?? null,
    completedBy: milestone.completedBy,
    completedNote: milestone.completedNote,
    blockedBecause,
    invoices: billing.intents.flatMap((each) => {
      // Which milestones it bills is not told here.
      const view = invoiceView({ names: new Map(), customers: page.customers }, each, page.deal.name, links)
      if (view.quickbooksId === null) return []
      const status =
        view.status === 'prepared' ||
        view.status === 'queued' ||
        view.status === 'unclear' ||
        view.status === 'refused'
          ? 'posted'
          : view.status
      return [
        {
          id: view.id,
          quickbooksId: view.quickbooksId,
          docNumber: view.docNumber,
          customer: view.customer,
          status,
          total: view.total,
          balance: view.balance ?? view.total,
          dueOn: view.dueOn,
          link: view.link,
        },
      ]
    }),
    payers: milestonePayersView({ schedule, today }, tracked, page.customers),
    freed: wasFreed(tracked),
    round: held ? roundView(held.round, held.decisions) : null,
    changeOrder: page.changedBy.get(milestone.milestoneId) ?? null,
    agreementCheck: check ? agreementCheckView(check, milestone, currency, page.agreement) : null,
    actions: actionsFor(schedule, tracked, approval.required, held?.round, actor),
    version: milestone.version,
  }
}

const partIsAcceptable = ({ partial, rule, approvers }: Round): boolean =>
  partial && (rule === 'any' || approvers.length < 2)

const less = (whole: bigint | null, part: bigint | null): bigint | null =>
  whole === null || part === null ? null : whole - part

/** Its parts in every invoice that was ever decided, with how far that is; what goes with its work on them left out. */
const partsOf = ({ milestone, billing }: Tracked) =>
  billing.intents.flatMap(({ intent, parts }) =>
    parts
      .filter((part) => part.milestoneId === milestone.milestoneId && billsMilestone(part))
      // What is prepared bills nothing yet.
      .map((part) => ({ ...part, live: part.live && intent.state !== 'prepared', state: intent.state })),
  )

/** Whether some of it was billed by an invoice that does not count any more, and that no other one replaced. */
function wasFreed(tracked: Tracked): boolean {
  const parts = partsOf(tracked)
  const live = new Set(parts.filter((part) => part.live).map((part) => part.partKey))
  const wasBilled = (state: IntentState) => state !== 'cancelled' && state !== 'prepared'
  return parts.some((part) => !part.live && wasBilled(part.state) && !live.has(part.partKey))
}

function actionsFor(
  schedule: Schedule,
  tracked: Tracked,
  needsApproval: boolean,
  round: Round | undefined,
  actor: Actor,
): MilestoneView['actions'] {
  const { milestone } = tracked
  const { workStatus: work } = milestone
  const member = mayAct(actor, 'member')
  const actions: MilestoneView['actions'] = []
  if (work === 'pending' && member) actions.push('start')
  if ((work === 'pending' || work === 'in_progress') && member)
    actions.push(needsApproval ? 'submit' : 'complete')
  const last = progressOf(milestone).at(-1)
  if (work === 'in_progress' && member) {
    if (!needsApproval) actions.push('progress')
    const isLast = ({ partKey }: { partKey: string }) => claimInKey(partKey) === String(last?.number)
    if (last && !partsOf(tracked).some((part) => part.live && isLast(part))) actions.push('withdraw_claim')
  }
  const open = work === 'in_review' && round?.state === 'open' ? round : null
  if (open && decidesHere(open, actor)) actions.push('decide')
  if (open && recordsHere(open, actor)) actions.push('record')
  if (work === 'in_review' && member) actions.push('withdraw')
  // Work in review is split by whoever decides it, where a part may be accepted.
  const inHand = open === null || (actions.includes('decide') && partIsAcceptable(open))
  const divisible =
    inHand &&
    !milestone.billed &&
    progressOf(milestone).length === 0 &&
    milestone.amountMinor > 1n &&
    work !== 'cancelled'
  if (divisible && mayAct(actor, work === 'completed' ? 'admin' : 'member')) actions.push('split')
  const parts = partsOf(tracked)
  const live = parts.filter((part) => part.live)
  const unbilled = billableNow(milestone, unbilledParts(payerParts(schedule, milestone), parts))
  const goesOn = work === 'in_progress' || work === 'completed'
  if (goesOn && unbilled.length > 0 && mayAct(actor, 'bookkeeper')) actions.push('bill')
  if (work !== 'completed') return actions
  if (!mayAct(actor, 'admin')) return actions
  // Before its first send an invoice is taken back with the judgement; reopening asks for that first.
  const claimed = new Set(progressOf(milestone).map(({ number }) => String(number)))
  const ofCompleting = live.filter((part) => !claimed.has(claimInKey(part.partKey)))
  const neverSent = ofCompleting.every((part) => part.state === 'queued' || part.state === 'refused')
  if (neverSent && (needsApproval || ofCompleting.length > 0)) actions.push('revoke')
  if (live.length === 0) actions.push('reopen')
  return actions
}
