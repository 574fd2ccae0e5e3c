import type { DealPageView } from '../../../http/contract/deal'
import type { MilestoneView } from '../../../http/contract/milestone'
import type { ShareView } from '../../../http/contract/money'
import type { ScheduleInput } from '../../../http/contract/schedule'
import type { TemplateView } from '../../../http/contract/template'
import type { WorkspaceView } from '../../../http/contract/workspace'
import type { Delivery } from '../../parts/delivery-choice'
import { digitsOf } from '../../parts/minor-units'
import { type MilestoneWords, noWords, wordsOf } from '../milestone-form/milestone-words'

export interface DraftApprover {
  readonly name: string
  readonly role: string
  readonly email: string
}

/** One milestone while it is being planned: what is typed, as it is typed. */
export interface PlanRow {
  /** Its name among the rows; the milestone's id once it is saved. */
  readonly key: string
  /** What is saved; null for a new row. */
  readonly saved: MilestoneView | null
  readonly words: MilestoneWords
  readonly unit: 'amount' | 'share'
  /** "15000.00", or "40" for percent, or "1/3". */
  readonly value: string
  readonly approval: boolean
  readonly approvers: readonly DraftApprover[]
}

export interface PlanHeader {
  readonly billingType: ScheduleInput['billingType']
  readonly contractValue: string
  readonly contractDate: string
  readonly contractReference: string
  readonly customerId: string | null
  readonly itemId: string | null
  readonly taxCode: string | null
  /** A QuickBooks id, `net:7`, `receipt`, or null for the workspace's own. */
  readonly terms: string | null
  readonly delivery: Delivery
  readonly hourlyRate: string
}

export interface PlanDraft {
  readonly currency: string
  readonly digits: number
  /** The contract value that saved amounts were worked out from; null for a new plan. */
  readonly savedContract: string | null
  readonly header: PlanHeader
  readonly rows: readonly PlanRow[]
}

function worthOf(share: ShareView | null, amount: string): Pick<PlanRow, 'unit' | 'value'> {
  if (share === null) return { unit: 'amount', value: amount }
  return { unit: 'share', value: 'percent' in share ? share.percent : share.fraction }
}

export function rowOf(milestone: MilestoneView): PlanRow {
  return {
    key: milestone.id,
    saved: milestone,
    words: wordsOf(milestone),
    ...worthOf(milestone.share, milestone.amount.amount),
    approval: milestone.approval.required,
    approvers: milestone.approval.approvers.map(({ name, role, email }) => ({
      name,
      role: role ?? '',
      email,
    })),
  }
}

let born = 0

/** A new, empty row. */
export function newRow(words: Partial<MilestoneWords> = {}): PlanRow {
  born += 1
  return {
    key: `new-${born}`,
    saved: null,
    words: { ...noWords, ...words },
    unit: 'amount',
    value: '',
    approval: false,
    approvers: [],
  }
}

/** A template's milestones as new rows, with their shares. */
export function rowsOfTemplate(template: TemplateView): PlanRow[] {
  return template.milestones.map((milestone) => ({
    ...newRow({
      name: milestone.name,
      deliverable: milestone.deliverable ?? '',
      criteria: milestone.criteria.join('\n'),
    }),
    ...worthOf(milestone.share, ''),
  }))
}

function termsText(terms: ScheduleInput['terms']): string | null {
  if (terms === undefined || terms === null) return null
  if ('quickbooksId' in terms) return terms.quickbooksId
  return 'netDays' in terms ? `net:${terms.netDays}` : 'receipt'
}

/** The plan as it stands, or a new one filled in from the deal and the workspace's defaults. */
export function draftOf(page: DealPageView, workspace: WorkspaceView): PlanDraft {
  const { schedule, deal } = page
  const currency = schedule?.contractValue.currency ?? deal.amount?.currency ?? workspace.currency
  return {
    currency,
    digits: digitsOf(currency),
    savedContract: schedule?.contractValue.amount ?? null,
    header: {
      billingType: schedule?.billingType ?? 'fixed',
      contractValue: schedule?.contractValue.amount ?? deal.amount?.amount ?? '',
      contractDate: schedule?.contractDate ?? '',
      contractReference: schedule?.contractReference ?? '',
      customerId: schedule?.customer?.quickbooksId ?? null,
      itemId: schedule === null ? workspace.defaults.itemId : (schedule.item?.quickbooksId ?? null),
      taxCode: schedule === null ? workspace.defaults.taxCode : (schedule.taxCode ?? null),
      terms:
        schedule === null
          ? workspace.defaults.netDays === null
            ? null
            : `net:${workspace.defaults.netDays}`
          : termsText(schedule.terms),
      delivery: schedule?.delivery ?? workspace.defaults.delivery,
      hourlyRate: schedule?.hourlyRate?.amount ?? '',
    },
    rows: page.milestones.filter((milestone) => milestone.workStatus !== 'cancelled').map(rowOf),
  }
}
