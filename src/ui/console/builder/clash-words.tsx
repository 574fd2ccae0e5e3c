import type { ReactNode } from 'react'
import type { MasterKind } from '../../../http/contract/workspace'
import { deliveryWords } from '../../parts/delivery-choice'
import type { MergeChoice, Side } from '../../parts/merge-notice'
import { typedDecimal } from '../../parts/minor-units'
import { Day } from '../../parts/moment'
import { moneyText } from '../../parts/money-text'
import { MasterName } from '../masters/master-name'
import type { PlanDraft } from './plan-draft'
import type { PlanClash } from './row-merge'

/** What a field is called on the page. */
const fieldNames: Readonly<Record<string, string>> = {
  name: 'Name',
  description: 'Notes',
  deliverable: 'Deliverable',
  criteria: 'Acceptance criteria',
  evidence: 'Evidence required',
  plannedFrom: 'Planned from',
  plannedOn: 'Planned day',
  worth: 'Amount',
  trigger: 'When it is billed',
  approval: 'Approval',
  payers: 'Payers',
  billingType: 'How this job is billed',
  contractValue: 'Contract value',
  currency: 'Currency',
  contractDate: 'Contract date',
  contractReference: 'Contract reference',
  hourlyRate: 'Hourly rate',
  notToExceed: 'Hours: not to exceed',
  customerId: 'Customer in QuickBooks',
  itemId: 'Product or service',
  classId: 'Class',
  locationId: 'Location',
  taxCode: 'Tax code',
  heldBack: 'Retainage',
  terms: 'Payment terms',
  delivery: 'When a milestone is done',
  monthlyOn: 'How often',
  control: 'Changes of the plan',
  retainage: 'Retainage',
  deposit: 'Deposit',
  lateFee: 'Late fee',
  lateFeeAfterDays: 'Late fee: flagged after',
  pauseWork: 'Work pauses',
  pauseAfterDays: 'Work pauses: flagged after',
}

export const fieldName = (field: string): string => fieldNames[field] ?? field

/** What the choice is about: "Amount of Design". */
export function clashName({ about }: PlanClash): string {
  switch (about.of) {
    case 'header':
      return fieldName(about.field)
    case 'row':
      return `${fieldName(about.field)} of ${about.row}`
    case 'removed':
      return about.row
    case 'order':
      return 'Order of the milestones'
    case 'plan':
      return 'The milestones and their terms'
  }
}

const masters: Readonly<Record<string, MasterKind>> = {
  customerId: 'customers',
  itemId: 'items',
  classId: 'classes',
  locationId: 'locations',
}
const money: ReadonlySet<string> = new Set(['contractValue', 'hourlyRate', 'notToExceed'])

const fieldIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

function amountWords(typed: string, currency: string, digits: number): string {
  const amount = typedDecimal(typed, digits)
  return amount === null ? typed : moneyText({ amount, currency })
}

/** One side of a field in words a person can choose by. */
export function fieldWords(field: string, value: unknown, currency: string, digits: number): ReactNode {
  const kind = masters[field]
  if (field === 'worth') {
    const typed = String(fieldIn(value, 'value') ?? '')
    if (fieldIn(value, 'unit') === 'amount') return amountWords(typed, currency, digits)
    return typed.includes('/') ? typed : `${typed}\u00a0%`
  }
  if (value === null || value === '') return field === 'approval' ? 'as in the whole plan' : 'empty'
  if (typeof value !== 'string') return 'changed'
  if (kind !== undefined) return <MasterName kind={kind} id={value} />
  if (money.has(field)) return amountWords(value, currency, digits)
  if (field === 'plannedOn' || field === 'plannedFrom' || field === 'contractDate') return <Day at={value} />
  if (field === 'delivery' && value in deliveryWords) {
    return Object.entries(deliveryWords).find(([name]) => name === value)?.[1] ?? value
  }
  return value
}

function sideWords(clash: PlanClash, side: Side, { currency, digits }: PlanDraft): ReactNode {
  const { about } = clash
  if (about.of === 'removed') return side === about.by ? 'removed' : 'kept, as changed'
  if (about.of === 'order' || about.of === 'plan') return String(clash[side])
  return fieldWords(about.field, clash[side], currency, digits)
}

/** The choices in words, as a person makes them. */
export function choicesOf(clashes: readonly PlanClash[], draft: PlanDraft): MergeChoice[] {
  return clashes.map((clash) => ({
    id: clash.id,
    label: clashName(clash),
    mine: sideWords(clash, 'mine', draft),
    theirs: sideWords(clash, 'theirs', draft),
  }))
}
