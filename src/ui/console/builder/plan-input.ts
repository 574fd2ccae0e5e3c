import type { MilestoneView, PlannedMilestoneInput } from '../../../http/contract/milestone'
import type { ScheduleInput, ScheduleView } from '../../../http/contract/schedule'
import { typedDecimal } from '../../parts/minor-units'
import { wordsInput } from '../milestone-form/milestone-words'
import { type DraftApprover, type PlanDraft, type PlanHeader, type PlanRow, rowOf } from './plan-draft'
import { typedShare } from './plan-sums'

/** What stands in the way of saving, by JSON pointer, as the server's own errors are. */
export type PlanErrors = ReadonlyMap<string, string>

function termsInput(terms: string | null): NonNullable<ScheduleInput['terms']> | null {
  if (terms === null) return null
  if (terms === 'receipt') return { dueOnReceipt: true }
  return terms.startsWith('net:') ? { netDays: Number(terms.slice(4)) } : { quickbooksId: terms }
}

function approversInput(approvers: readonly DraftApprover[]) {
  return approvers
    .filter((approver) => approver.name.trim() !== '' || approver.email.trim() !== '')
    .map(({ name, role, email }) => ({
      name: name.trim(),
      email: email.trim(),
      ...(role.trim() === '' ? {} : { role: role.trim() }),
    }))
}

/** How the approval is asked stays as it was saved; who is asked, and whether, is in the draft. */
function approvalInput(row: PlanRow) {
  const asked = { required: row.approval, approvers: approversInput(row.approvers) }
  if (row.saved === null) return row.approval ? asked : undefined
  const { rule, windowDays, deemed } = row.saved.approval
  return { ...asked, rule, windowDays, deemed }
}

function worth(row: PlanRow, draft: PlanDraft): Pick<PlannedMilestoneInput, 'amount' | 'share'> {
  if (row.unit === 'share') {
    const share = typedShare(row.value)
    return share === null ? {} : { share }
  }
  const amount = typedDecimal(row.value, draft.digits)
  return amount === null ? {} : { amount: { amount, currency: draft.currency } }
}

function savedWorth(saved: MilestoneView): Pick<PlannedMilestoneInput, 'amount' | 'share'> {
  return saved.share === null ? { amount: saved.amount } : { share: saved.share }
}

type Spoken = Pick<
  PlannedMilestoneInput,
  'description' | 'deliverable' | 'criteria' | 'evidenceRequired' | 'plannedOn' | 'trigger' | 'approval'
>

function spoken(row: PlanRow): Spoken {
  const { name: _, ...words } = wordsInput(row.words)
  const approval = approvalInput(row)
  return {
    ...words,
    ...(row.saved === null ? {} : { trigger: row.saved.trigger }),
    ...(approval === undefined ? {} : { approval }),
  }
}

/**
 * What a saved milestone never said, and nobody says now, is not sent: an empty note, or an approval that it
 * only takes from the schedule, would count as a change, which a locked milestone refuses.
 */
function unsaidLeftOut(row: PlanRow, held: ReadonlySet<string>): Spoken {
  const now = spoken(row)
  if (row.saved === null) return now
  const before = spoken(rowOf(row.saved))
  const names = [
    'description',
    'deliverable',
    'criteria',
    'evidenceRequired',
    'plannedOn',
    'trigger',
    'approval',
  ] as const
  for (const name of names) {
    if (!held.has(name) && JSON.stringify(now[name]) === JSON.stringify(before[name])) delete now[name]
  }
  return now
}

function milestoneInput(
  row: PlanRow,
  draft: PlanDraft,
  schedule: ScheduleView | null,
): PlannedMilestoneInput {
  const held = schedule?.milestones.find((milestone) => milestone.id === row.saved?.id)
  return {
    name: row.words.name.trim(),
    ...unsaidLeftOut(row, new Set(Object.keys(held ?? {}))),
    ...(row.saved?.locked ? savedWorth(row.saved) : worth(row, draft)),
    ...(row.saved === null ? {} : { id: row.saved.id }),
  }
}

/** Fields that this page doesn't edit go back as they came. */
function keptFields(schedule: ScheduleView | null): Partial<ScheduleInput> {
  if (schedule === null) return {}
  const { cadence, control, notToExceed, retainage, deposit, payers, approval, lateFee, pauseWork } = schedule
  return {
    ...(schedule.class === undefined ? {} : { class: schedule.class }),
    ...(schedule.location === undefined ? {} : { location: schedule.location }),
    ...(cadence === undefined ? {} : { cadence }),
    ...(control === undefined ? {} : { control }),
    ...(notToExceed === undefined ? {} : { notToExceed }),
    ...(retainage === undefined ? {} : { retainage }),
    ...(deposit === undefined ? {} : { deposit }),
    ...(payers === undefined ? {} : { payers }),
    ...(approval === undefined ? {} : { approval }),
    ...(lateFee === undefined ? {} : { lateFee }),
    ...(pauseWork === undefined ? {} : { pauseWork }),
  }
}

function headerInput(header: PlanHeader, draft: PlanDraft): Omit<ScheduleInput, 'milestones'> {
  const { currency, digits } = draft
  const ref = (id: string | null) => (id === null ? null : { quickbooksId: id })
  const rate = typedDecimal(header.hourlyRate, digits)
  return {
    billingType: header.billingType,
    contractValue: { amount: typedDecimal(header.contractValue, digits) ?? '', currency },
    contractDate: header.contractDate === '' ? null : header.contractDate,
    contractReference: header.contractReference.trim() === '' ? null : header.contractReference.trim(),
    customer: ref(header.customerId),
    item: ref(header.itemId),
    taxCode: header.taxCode,
    terms: termsInput(header.terms),
    delivery: header.delivery,
    ...(header.billingType === 'fixed' || rate === null ? {} : { hourlyRate: { amount: rate, currency } }),
  }
}

/** The draft as the contract takes it. */
export function planInput(draft: PlanDraft, schedule: ScheduleView | null): ScheduleInput {
  return {
    ...keptFields(schedule),
    ...headerInput(draft.header, draft),
    milestones: draft.rows.map((row) => milestoneInput(row, draft, schedule)),
  }
}

/** What a person must mend before it is worth sending. */
export function planErrors(draft: PlanDraft): PlanErrors {
  const errors = new Map<string, string>()
  const { header, digits } = draft
  if (typedDecimal(header.contractValue, digits) === null) {
    errors.set('/contractValue', 'An amount, such as 50,000.00')
  }
  if (
    header.billingType !== 'fixed' &&
    header.hourlyRate !== '' &&
    typedDecimal(header.hourlyRate, digits) === null
  ) {
    errors.set('/hourlyRate', 'An amount, such as 120.00')
  }
  draft.rows.forEach((row, at) => {
    if (row.words.name.trim() === '') errors.set(`/milestones/${at}/name`, 'Give it a name')
    if (row.saved?.locked === true) return
    const input = worth(row, draft)
    if (input.amount === undefined && input.share === undefined) {
      const wanted = row.unit === 'share' ? 'A share, such as 40 or 1/3' : 'An amount, such as 15,000.00'
      errors.set(`/milestones/${at}/amount`, wanted)
    }
  })
  return errors
}
