import { typedDecimal } from '../../parts/minor-units'
import { shareError, shareInput } from '../../parts/typed-share'
import { type ApprovalDraft, typedApprovers, wholeDays } from './approval-draft'
import { payersErrors } from './payer-draft'
import type { PlanDraft } from './plan-draft'
import { lockOf } from './plan-lock'
import type { PlanRow } from './plan-row'
import { percentTyped, retainageErrors } from './retainage-draft'
import { triggerError } from './trigger-draft'

/** What stands in the way of saving, by JSON pointer, as the server's own errors are. */
export type PlanErrors = ReadonlyMap<string, string>

export interface FoundErrors {
  /** Wrong as typed: said at once. */
  readonly wrong: PlanErrors
  /** Not there yet: said once saving was tried. */
  readonly missing: PlanErrors
}

type Say = (pointer: string, detail: string, missing?: boolean) => void

const email = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

const sameAddress = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase()

function approvalErrors(approval: ApprovalDraft, pointer: string, say: Say): void {
  if (!approval.required) return
  if (wholeDays(approval.windowDays, 1, 60) === null) {
    say(`${pointer}/windowDays`, 'A number of business days, 1 to 60', approval.windowDays === '')
  }
  const typed = typedApprovers(approval)
  if (approval.rule === 'all' && typed.length === 0) {
    say(`${pointer}/approvers`, 'When all must approve, name who they are')
  }
  typed.forEach(({ approver }, place) => {
    const { name, email: address } = approver
    if (name.trim() === '') say(`${pointer}/approvers/${place}/name`, 'Who is it?', true)
    if (!email.test(address.trim())) {
      say(`${pointer}/approvers/${place}/email`, 'An e-mail address', address === '')
    } else if (typed.slice(0, place).some((other) => sameAddress(other.approver.email, address))) {
      say(`${pointer}/approvers/${place}/email`, 'This address is there already')
    }
  })
}

function moneyError(typed: string, digits: number, pointer: string, such: string, say: Say): void {
  if (typed.trim() !== '' && typedDecimal(typed, digits) === null) say(pointer, `An amount, such as ${such}`)
}

function headerErrors({ header, digits }: PlanDraft, say: Say): void {
  if (typedDecimal(header.contractValue, digits) === null) {
    say('/contractValue', 'An amount, such as 50,000.00', header.contractValue.trim() === '')
  }
  if (header.billingType !== 'fixed') {
    moneyError(header.hourlyRate, digits, '/hourlyRate', '120.00', say)
    moneyError(header.notToExceed, digits, '/notToExceed', '5,000.00', say)
  }
  if (header.terms?.startsWith('net:') && wholeDays(header.terms.slice(4), 0, 999) === null) {
    say('/terms', 'A number of days, 0 to 999', header.terms === 'net:')
  }
  if (header.monthlyOn !== null && wholeDays(header.monthlyOn, 1, 28) === null) {
    say('/cadence/day', 'A day of the month, 1 to 28', header.monthlyOn === '')
  }
  for (const [pointer, days] of [
    ['/lateFeeAfterDays', header.lateFeeAfterDays],
    ['/pauseAfterDays', header.pauseAfterDays],
  ] as const)
    if (days.trim() !== '' && wholeDays(days, 1, 365) === null)
      say(pointer, 'A number of days, 1 to 365', false)
  retainageErrors(header.retainage, digits, say)
  if (header.deposit.mode !== 'none' && shareInput(header.deposit.share) === null) {
    say('/deposit/share', shareError(header.deposit.share), header.deposit.share.trim() === '')
  }
  payersErrors(header.payers, '/payers', say)
  approvalErrors(header.approval, '/approval', say)
}

type RowErrors = ReadonlyArray<readonly [field: string, detail: string, missing: boolean]>

function findInRow(row: PlanRow, digits: number): RowErrors {
  const found: [string, string, boolean][] = []
  const say: Say = (pointer, detail, missing = false) => found.push([pointer, detail, missing])
  if (row.words.name.trim() === '') say('/name', 'Give it a name', true)
  const empty = row.value.trim() === ''
  if (row.unit === 'share') {
    if (shareInput(row.value) === null) say('/share', shareError(row.value), empty)
  } else if (typedDecimal(row.value, digits) === null) {
    const such = digits === 0 ? '15,000' : `15,000.${'0'.repeat(digits)}`
    say('/amount', `An amount, such as ${such}`, empty)
  }
  const wrong = triggerError(row.trigger)
  if (wrong !== null) say(`/${wrong.field}`, wrong.detail)
  if (row.approval !== null) approvalErrors(row.approval, '/approval', say)
  if (row.heldBack !== null && percentTyped(row.heldBack) === null) {
    say('/retainage', 'A percentage, such as 10, at most 100', row.heldBack.trim() === '')
  }
  payersErrors(row.payers, '/payers', say)
  const { plannedFrom, plannedOn } = row.words
  // Days of one form compare as text.
  if (plannedFrom !== '' && plannedOn === '') say('/plannedFrom', 'Say the last day too')
  else if (plannedFrom > plannedOn) say('/plannedFrom', 'It begins after its last day')
  return found
}

/** Rows never change in place, so what was found in one holds for as long as it is there. */
const rowErrors = new WeakMap<PlanRow, { digits: number; found: RowErrors }>()

function errorsIn(row: PlanRow, digits: number): RowErrors {
  const held = rowErrors.get(row)
  if (held?.digits === digits) return held.found
  const found = findInRow(row, digits)
  rowErrors.set(row, { digits, found })
  return found
}

/** What a person must mend before it is worth sending. */
export function planErrors(draft: PlanDraft): FoundErrors {
  const wrong = new Map<string, string>()
  const missing = new Map<string, string>()
  const say: Say = (pointer, detail, absent = false) => (absent ? missing : wrong).set(pointer, detail)
  headerErrors(draft, say)
  if (draft.header.billingType === 'hourly' && draft.rows.length > 0) {
    say('/billingType', 'An hourly job has no milestones: remove them, or choose Fixed price or Mixed')
  }
  draft.rows.forEach((row, at) => {
    if (lockOf(row, draft.formal).all !== null) return
    for (const [field, detail, absent] of errorsIn(row, draft.digits)) {
      say(`/milestones/${at}${field}`, detail, absent)
    }
  })
  return { wrong, missing }
}
