import type { MilestoneView, PlannedMilestoneInput } from '../../../http/contract/milestone'
import type { ShareView } from '../../../http/contract/money'
import type { ScheduleView } from '../../../http/contract/schedule'
import { typedDecimal } from '../../parts/minor-units'
import { shareInput, shareTyped } from '../../parts/typed-share'
import { type MilestoneWords, noWords, wordsInput, wordsOf } from '../milestone-form/milestone-words'
import { type ApprovalDraft, approvalInput, approvalOf } from './approval-draft'
import { type DraftPayer, payersInput, payersOf } from './payer-draft'
import { plainPercent } from './retainage-draft'
import { type TriggerDraft, triggerInput, triggerOf, whenDone } from './trigger-draft'

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
  readonly trigger: TriggerDraft
  /** Null takes the schedule's. */
  readonly approval: ApprovalDraft | null
  /** None: who pays the schedule. */
  readonly payers: readonly DraftPayer[]
  /** What its invoice line names; null: what the schedule names. */
  readonly itemId: string | null
  readonly taxCode: string | null
  /** Percent held back of its invoices, as typed; null: what the schedule says. */
  readonly heldBack: string | null
}

type Worth = Pick<PlanRow, 'unit' | 'value'>

function worthOf(share: ShareView | null | undefined, amount: string): Worth {
  return share === null || share === undefined
    ? { unit: 'amount', value: amount }
    : { unit: 'share', value: shareTyped(share) }
}

/** What a saved milestone says itself, where it would otherwise take the schedule's. */
export type OwnTerms = Pick<
  ScheduleView['milestones'][number],
  'approval' | 'payers' | 'item' | 'taxCode' | 'retainage'
>

/** A saved milestone as a row. */
export function rowOf(milestone: MilestoneView, own: OwnTerms): PlanRow {
  return {
    key: milestone.id,
    saved: milestone,
    words: wordsOf(milestone),
    ...worthOf(milestone.share, milestone.amount.amount),
    trigger: triggerOf(milestone.trigger),
    approval: own.approval === undefined ? null : approvalOf(own.approval),
    payers: payersOf(own.payers),
    itemId: own.item?.quickbooksId ?? null,
    taxCode: own.taxCode ?? null,
    heldBack: own.retainage?.percent ?? null,
  }
}

let born = 0

/** A new, empty row. */
export function newRow(words: Partial<MilestoneWords> = {}): PlanRow {
  born += 1
  return {
    // Rows may have been kept from an earlier visit, when the counting began at one too.
    key: `new-${born}-${crypto.randomUUID()}`,
    saved: null,
    words: { ...noWords, ...words },
    unit: 'amount',
    value: '',
    trigger: whenDone,
    approval: null,
    payers: [],
    itemId: null,
    taxCode: null,
    heldBack: null,
  }
}

/** A milestone in the contract's words, as far as they are known, as a new row. */
export function rowOfInput(
  said: { readonly [F in keyof PlannedMilestoneInput]?: PlannedMilestoneInput[F] | undefined },
): PlanRow {
  return {
    ...newRow(
      wordsOf({
        name: said.name ?? '',
        description: said.description ?? null,
        deliverable: said.deliverable ?? null,
        criteria: said.criteria ?? [],
        evidenceRequired: said.evidenceRequired ?? [],
        plannedFrom: said.plannedFrom ?? null,
        plannedOn: said.plannedOn ?? null,
      }),
    ),
    ...worthOf(said.share, said.amount?.amount ?? ''),
    trigger: triggerOf(said.trigger),
    approval: said.approval === undefined ? null : approvalOf(said.approval),
    payers: payersOf(said.payers),
    itemId: said.item?.quickbooksId ?? null,
    taxCode: said.taxCode ?? null,
    heldBack: said.retainage?.percent ?? null,
  }
}

/** What a row is worth, as the contract takes it; nothing while it can't be read. */
export function worthInput(
  { unit, value }: Worth,
  currency: string,
  digits: number,
): Pick<PlannedMilestoneInput, 'amount' | 'share'> {
  if (unit === 'share') {
    const share = shareInput(value)
    return share === null ? {} : { share }
  }
  const amount = typedDecimal(value, digits)
  return amount === null ? {} : { amount: { amount, currency } }
}

/** The row as the contract takes it: what is empty is left out. */
export function milestoneInput(row: PlanRow, currency: string, digits: number): PlannedMilestoneInput {
  const { name, description, deliverable, criteria, evidenceRequired, plannedFrom, plannedOn } = wordsInput(
    row.words,
  )
  const trigger = triggerInput(row.trigger)
  return {
    ...(row.saved === null ? {} : { id: row.saved.id }),
    name,
    ...(description === '' ? {} : { description }),
    ...(deliverable === '' ? {} : { deliverable }),
    ...(criteria.length === 0 ? {} : { criteria }),
    ...(evidenceRequired.length === 0 ? {} : { evidenceRequired }),
    ...worthInput(row, currency, digits),
    ...(plannedFrom === null ? {} : { plannedFrom }),
    ...(plannedOn === null ? {} : { plannedOn }),
    ...(JSON.stringify(trigger) === JSON.stringify(triggerInput(whenDone)) ? {} : { trigger }),
    ...(row.approval === null ? {} : { approval: approvalInput(row.approval) }),
    ...(row.payers.length === 0 ? {} : { payers: payersInput(row.payers) }),
    ...(row.itemId === null ? {} : { item: { quickbooksId: row.itemId } }),
    ...(row.taxCode === null ? {} : { taxCode: row.taxCode }),
    ...(row.heldBack === null ? {} : { retainage: { percent: plainPercent(row.heldBack) } }),
  }
}
