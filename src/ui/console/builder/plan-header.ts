import type { ScheduleInput } from '../../../http/contract/schedule'
import type { WorkspaceView } from '../../../http/contract/workspace'
import type { Delivery } from '../../parts/delivery-choice'
import { typedDecimal } from '../../parts/minor-units'
import { shareInput, shareTyped } from '../../parts/typed-share'
import { type ApprovalDraft, approvalInput, approvalOf, wholeDays } from './approval-draft'
import { type DraftPayer, payersInput, payersOf } from './payer-draft'
import { type RetainageDraft, retainageInput, retainageOf } from './retainage-draft'

export type HeaderInput = Omit<ScheduleInput, 'milestones'>

/** A deposit while it is chosen. */
export interface DepositDraft {
  readonly mode: 'none' | 'income' | 'liability' | 'advance'
  /** As typed: "20", or "1/5". */
  readonly share: string
  readonly draw: 'full' | 'proportional'
  /** An advance is billed when the client accepts the plan, not by a button. */
  readonly bySignature: boolean
}

/** The schedule's own fields as they are typed; ids are QuickBooks'. */
export interface PlanHeader {
  readonly billingType: ScheduleInput['billingType']
  readonly contractValue: string
  readonly contractDate: string
  readonly contractReference: string
  readonly hourlyRate: string
  readonly notToExceed: string
  readonly customerId: string | null
  readonly payers: readonly DraftPayer[]
  readonly itemId: string | null
  readonly classId: string | null
  readonly locationId: string | null
  readonly taxCode: string | null
  /** A QuickBooks id, `net:7`, `receipt`, or null for QuickBooks' own. */
  readonly terms: string | null
  readonly delivery: Delivery
  /** The day of the month for a monthly invoice, as typed; null bills each milestone when it is approved. */
  readonly monthlyOn: string | null
  readonly control: 'open' | 'formal'
  readonly approval: ApprovalDraft
  readonly retainage: RetainageDraft
  readonly deposit: DepositDraft
  readonly lateFee: string
  /** How many days late an invoice is when each is flagged, as typed; empty from the first. */
  readonly lateFeeAfterDays: string
  readonly pauseWork: string
  readonly pauseAfterDays: string
  /** What the plan was started from, where it was. */
  readonly source: NonNullable<ScheduleInput['source']> | null
}

export function termsTyped(terms: HeaderInput['terms']): string | null {
  if (terms === undefined || terms === null) return null
  if ('quickbooksId' in terms) return terms.quickbooksId
  return 'netDays' in terms ? `net:${terms.netDays}` : 'receipt'
}

export function termsInput(terms: string | null): HeaderInput['terms'] {
  if (terms === null) return null
  if (terms === 'receipt') return { dueOnReceipt: true }
  if (!terms.startsWith('net:')) return { quickbooksId: terms }
  const netDays = wholeDays(terms.slice(4), 0, 999)
  return netDays === null ? null : { netDays }
}

/** What a plan starts with before anything is said; an hourly one, until someone plans milestones. */
export function headerBefore(workspace: WorkspaceView, contractValue: string): PlanHeader {
  const { itemId, taxCode, netDays } = workspace.defaults
  const said = { billingType: 'hourly', contractValue: { amount: contractValue, currency: '' } } as const
  const terms = netDays === null ? null : `net:${netDays}`
  return { ...headerOf(said, workspace.defaults), itemId, taxCode, terms }
}

/** What the workspace does where a schedule says nothing. */
export type HeaderDefaults = Pick<WorkspaceView['defaults'], 'delivery' | 'cadence'>

/** What a schedule says, as it would be typed. */
export function headerOf(said: HeaderInput, defaults: HeaderDefaults): PlanHeader {
  const { deposit, cadence = defaults.cadence } = said
  return {
    billingType: said.billingType,
    contractValue: said.contractValue.amount,
    contractDate: said.contractDate ?? '',
    contractReference: said.contractReference ?? '',
    hourlyRate: said.hourlyRate?.amount ?? '',
    notToExceed: said.notToExceed?.amount ?? '',
    customerId: said.customer?.quickbooksId ?? null,
    payers: payersOf(said.payers),
    itemId: said.item?.quickbooksId ?? null,
    classId: said.class?.quickbooksId ?? null,
    locationId: said.location?.quickbooksId ?? null,
    taxCode: said.taxCode ?? null,
    terms: termsTyped(said.terms),
    delivery: said.delivery ?? defaults.delivery,
    monthlyOn: cadence.on === 'monthly' ? String(cadence.day) : null,
    control: said.control ?? 'open',
    approval: approvalOf(said.approval),
    retainage: retainageOf(said.retainage),
    deposit:
      deposit === undefined || deposit === null
        ? { mode: 'none', share: '', draw: 'full', bySignature: false }
        : {
            mode: deposit.mode,
            share: shareTyped(deposit.share),
            draw: deposit.draw ?? 'full',
            bySignature: deposit.billOn === 'signature',
          },
    lateFee: said.lateFee ?? '',
    lateFeeAfterDays: daysTyped(said.lateFeeAfterDays),
    pauseWork: said.pauseWork ?? '',
    pauseAfterDays: daysTyped(said.pauseAfterDays),
    source: said.source ?? null,
  }
}

const ref = (id: string | null) => (id === null ? null : { quickbooksId: id })
const daysTyped = (days: number | null | undefined) =>
  days === null || days === undefined ? '' : String(days)
const text = (typed: string) => (typed.trim() === '' ? null : typed.trim())

function moneyTyped(typed: string, currency: string, digits: number) {
  const amount = typedDecimal(typed, digits)
  return amount === null ? null : { amount, currency }
}

function depositInput({ mode, share, draw, bySignature }: DepositDraft): HeaderInput['deposit'] {
  const said = shareInput(share)
  if (mode === 'none' || said === null) return null
  return {
    mode,
    share: said,
    ...(mode === 'income' ? {} : { draw }),
    ...(mode === 'advance' && bySignature ? { billOn: 'signature' as const } : {}),
  }
}

/** When work is billed, as the contract takes it. */
export function cadenceInput({ monthlyOn }: Pick<PlanHeader, 'monthlyOn'>): HeaderDefaults['cadence'] {
  const day = monthlyOn === null ? null : wholeDays(monthlyOn, 1, 28)
  return day === null ? { on: 'approval' } : { on: 'monthly', day }
}

/** As the contract takes it. What can't be read was refused before. */
export function headerInput(header: PlanHeader, currency: string, digits: number): HeaderInput {
  const hourly = header.billingType !== 'fixed'
  return {
    billingType: header.billingType,
    contractValue: { amount: typedDecimal(header.contractValue, digits) ?? '', currency },
    contractDate: text(header.contractDate),
    contractReference: text(header.contractReference),
    hourlyRate: hourly ? moneyTyped(header.hourlyRate, currency, digits) : null,
    notToExceed: hourly ? moneyTyped(header.notToExceed, currency, digits) : null,
    customer: ref(header.customerId),
    payers: payersInput(header.payers),
    item: ref(header.itemId),
    class: ref(header.classId),
    location: ref(header.locationId),
    taxCode: header.taxCode,
    terms: termsInput(header.terms),
    delivery: header.delivery,
    cadence: cadenceInput(header),
    control: header.control,
    approval: approvalInput(header.approval),
    retainage: retainageInput(header.retainage, currency, digits),
    deposit: depositInput(header.deposit),
    lateFee: text(header.lateFee),
    lateFeeAfterDays: wholeDays(header.lateFeeAfterDays, 1, 365),
    pauseWork: text(header.pauseWork),
    pauseAfterDays: wholeDays(header.pauseAfterDays, 1, 365),
    ...(header.source === null ? {} : { source: header.source }),
  }
}
