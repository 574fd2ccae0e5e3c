import { formatAmount, money } from '../money/money'
import type { MilestoneDraft, ScheduleDraft } from './draft'
import type { Milestone } from './milestone'
import type { ApprovalRule, Schedule } from './schedule'

/** A milestone that is stored: its draft names it. */
export type StoredMilestoneDraft = MilestoneDraft & { readonly id: string }

export interface StoredScheduleDraft extends Omit<ScheduleDraft, 'milestones'> {
  readonly milestones: readonly StoredMilestoneDraft[]
}

/** A stored schedule in the shape that planning takes: what was read can be changed and sent back. */
export function scheduleToDraft(schedule: Schedule, milestones: readonly Milestone[]): StoredScheduleDraft {
  const { terms } = schedule
  const ref = (id: string | null) => (id === null ? null : { quickbooksId: id })
  return {
    billingType: schedule.billingType,
    contractValue: {
      amount: formatAmount(money(schedule.originalMinor, schedule.currency)),
      currency: schedule.currency,
    },
    contractDate: terms.contractDate,
    contractReference: terms.contractReference,
    customer: ref(terms.customerId),
    ...(terms.payers.length > 0 && { payers: terms.payers }),
    item: ref(terms.itemId),
    class: ref(terms.classId),
    location: ref(terms.locationId),
    taxCode: terms.taxCode,
    terms: terms.terms,
    ...(terms.delivery === null ? {} : { delivery: terms.delivery }),
    control: terms.control,
    approval: approvalToDraft(terms.approval),
    lateFee: terms.lateFee,
    ...(terms.lateFeeAfterDays !== null && { lateFeeAfterDays: terms.lateFeeAfterDays }),
    pauseWork: terms.pauseWork,
    ...(terms.pauseAfterDays !== null && { pauseAfterDays: terms.pauseAfterDays }),
    source: terms.source,
    ...(terms.hourlyRate && { hourlyRate: terms.hourlyRate }),
    ...(terms.notToExceed && { notToExceed: terms.notToExceed }),
    ...(terms.retainage && { retainage: terms.retainage }),
    ...(terms.deposit && { deposit: terms.deposit }),
    ...(terms.cadence && { cadence: terms.cadence }),
    milestones: milestones.map((milestone) => milestoneToDraft(milestone, schedule.currency)),
  }
}

export function milestoneToDraft(milestone: Milestone, currency: string): StoredMilestoneDraft {
  const { details } = milestone
  return {
    id: milestone.milestoneId,
    name: milestone.name,
    ...(details.description === null ? {} : { description: details.description }),
    ...(details.deliverable === null ? {} : { deliverable: details.deliverable }),
    criteria: details.criteria,
    evidenceRequired: details.evidenceRequired,
    ...(milestone.share === null
      ? { amount: { amount: formatAmount(money(milestone.amountMinor, currency)), currency } }
      : { share: milestone.share }),
    ...(details.plannedFrom !== undefined && { plannedFrom: details.plannedFrom }),
    plannedOn: milestone.plannedOn,
    trigger: details.trigger,
    ...(details.payers && { payers: details.payers }),
    ...(details.itemId && { item: { quickbooksId: details.itemId } }),
    ...(details.taxCode && { taxCode: details.taxCode }),
    ...(details.retainage && { retainage: details.retainage }),
    ...(details.approval === null ? {} : { approval: approvalToDraft(details.approval) }),
  }
}

function approvalToDraft(approval: ApprovalRule) {
  return {
    required: approval.required,
    rule: approval.rule,
    approvers: approval.approvers.map(({ name, role, email, inside }) => ({
      name,
      ...(role === null ? {} : { role }),
      email,
      ...(inside && { inside }),
    })),
    windowDays: approval.windowDays,
    deemed: approval.deemed,
    ...(approval.partial === false && { partial: approval.partial }),
  }
}
