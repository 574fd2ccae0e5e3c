import { limits } from '../../config/limits'
import { currencyDigits, parseAmount } from '../money/money'
import { type Share, shareRatio } from '../money/share'
import { type FieldError, invalid } from '../tenants/refusal'
import type { MilestoneDetails, Trigger } from './milestone'
import { type MoneyTerms, type MoneyText, moneyTermErrors } from './money-terms'
import type { Payer } from './payers'
import {
  type ApprovalRule,
  type BillingType,
  type Cadence,
  type Delivery,
  noApproval,
  type ScheduleTerms,
  type Terms,
} from './schedule'
import { emptyTerms } from './schedule-table'
import type { ScheduleSource } from './source'

export type { MoneyText }

export interface ApprovalDraft {
  readonly required: boolean
  readonly rule?: 'any' | 'all' | undefined
  readonly approvers?:
    | readonly { name: string; role?: string | undefined; email: string; inside?: boolean | undefined }[]
    | undefined
  readonly windowDays?: number | undefined
  readonly deemed?: boolean | undefined
  /** Whether an approver may accept a part; left out: yes. */
  readonly partial?: boolean | undefined
}

/** A milestone as a person typed it: an amount or a share. Without an id it is a new one. */
export interface MilestoneDraft {
  readonly id?: string | undefined
  readonly name: string
  readonly description?: string | undefined
  readonly deliverable?: string | undefined
  readonly criteria?: readonly string[] | undefined
  readonly evidenceRequired?: readonly string[] | undefined
  readonly amount?: MoneyText | undefined
  readonly share?: Share | undefined
  /** With `plannedOn` the days it is planned for. */
  readonly plannedFrom?: string | null | undefined
  readonly plannedOn?: string | null | undefined
  readonly trigger?: Trigger | undefined
  /** Who pays this one; left out or empty: who pays the schedule. */
  readonly payers?: readonly Payer[] | undefined
  /** What its invoice line names; left out: what the schedule names. */
  readonly item?: { readonly quickbooksId: string } | undefined
  readonly taxCode?: string | undefined
  /** Held back of its invoices; left out: as the schedule says. */
  readonly retainage?: { readonly percent: string } | undefined
  readonly approval?: ApprovalDraft | undefined
}

type Ref = { readonly quickbooksId: string } | null | undefined

export interface ScheduleDraft extends MoneyTerms {
  readonly billingType: BillingType
  readonly contractValue: MoneyText
  readonly contractDate?: string | null | undefined
  readonly contractReference?: string | null | undefined
  readonly customer?: Ref
  readonly item?: Ref
  readonly class?: Ref
  readonly location?: Ref
  readonly taxCode?: string | null | undefined
  readonly terms?: Terms | null | undefined
  readonly delivery?: Delivery | undefined
  readonly cadence?: Cadence | undefined
  readonly control?: 'open' | 'formal' | undefined
  readonly payers?: readonly Payer[] | undefined
  readonly approval?: ApprovalDraft | undefined
  readonly lateFee?: string | null | undefined
  readonly lateFeeAfterDays?: number | null | undefined
  readonly pauseWork?: string | null | undefined
  readonly pauseAfterDays?: number | null | undefined
  /** Left out it stays what it is; null forgets it. */
  readonly source?: ScheduleSource | null | undefined
  readonly milestones: readonly MilestoneDraft[]
}

const LARGEST_WHOLE = 10n ** BigInt(limits.wholeDigitsPerAmount)

/** Minor units of an amount as it was typed, or what is wrong with it. */
function typedAmount({ amount, currency }: MoneyText): { minor: bigint } | { problem: string } {
  const parsed = parseAmount(amount, currency)
  if (parsed === null) return { problem: `${amount} has more digits than ${currency} has.` }
  if (parsed.minor < 0n) return { problem: `${amount} is below zero.` }
  if (parsed.minor >= LARGEST_WHOLE * 10n ** BigInt(currencyDigits(currency))) {
    return { problem: `${amount} is larger than QuickBooks can keep.` }
  }
  return parsed
}

/** The contract value in minor units, or where it is wrong. */
export function contractMinor(value: MoneyText): bigint {
  const typed = typedAmount(value)
  if ('problem' in typed) throw invalid([{ pointer: '/contractValue/amount', detail: typed.problem }])
  return typed.minor
}

/** What can't be of the rates, the retainage and the deposit. */
export const moneyErrors = (draft: ScheduleDraft, minor: bigint): FieldError[] =>
  moneyTermErrors(draft, { currency: draft.contractValue.currency, minor }, typedAmount)

/** Which billing type goes with milestones: an hourly schedule has none. */
export function checkBillingType(draft: ScheduleDraft): void {
  if (draft.billingType === 'hourly' && draft.milestones.length > 0) {
    throw invalid([
      { pointer: '/milestones', detail: 'An hourly schedule has no milestones. Choose fixed or mixed.' },
    ])
  }
}

/** Header fields of a draft; left-out ones take the workspace's defaults when they are needed. */
export function termsOf(draft: ScheduleDraft, held: ScheduleTerms | null): ScheduleTerms {
  return {
    ...emptyTerms,
    contractDate: draft.contractDate ?? null,
    contractReference: draft.contractReference || null,
    customerId: draft.customer?.quickbooksId ?? null,
    payers: draft.payers ?? [],
    itemId: draft.item?.quickbooksId ?? null,
    classId: draft.class?.quickbooksId ?? null,
    locationId: draft.location?.quickbooksId ?? null,
    taxCode: draft.taxCode ?? null,
    terms: draft.terms ?? null,
    delivery: draft.delivery ?? null,
    // Left out it stays: nobody lifts formal control by not speaking of it.
    control: draft.control ?? held?.control ?? 'open',
    approval: draft.approval ? approvalOf(draft.approval) : noApproval,
    lateFee: draft.lateFee || null,
    lateFeeAfterDays: draft.lateFeeAfterDays ?? null,
    pauseWork: draft.pauseWork || null,
    pauseAfterDays: draft.pauseAfterDays ?? null,
    source: draft.source === undefined ? (held?.source ?? null) : draft.source,
    hourlyRate: draft.hourlyRate ?? null,
    notToExceed: draft.notToExceed ?? null,
    retainage: draft.retainage ?? null,
    deposit: draft.deposit ?? null,
    cadence: draft.cadence ?? null,
  }
}

export function approvalOf(draft: ApprovalDraft): ApprovalRule {
  return {
    required: draft.required,
    rule: draft.rule ?? 'any',
    approvers: (draft.approvers ?? []).map((approver, index) => ({
      id: String(index + 1),
      name: approver.name,
      role: approver.role || null,
      email: approver.email,
      ...(approver.inside === true && { inside: true }),
    })),
    windowDays: draft.windowDays ?? noApproval.windowDays,
    deemed: draft.deemed ?? false,
    ...(draft.partial === false && { partial: false }),
  }
}

export function detailsOf(draft: Omit<MilestoneDraft, 'amount' | 'share'>): MilestoneDetails {
  return {
    description: draft.description || null,
    deliverable: draft.deliverable || null,
    criteria: draft.criteria ?? [],
    evidenceRequired: draft.evidenceRequired ?? [],
    ...(draft.plannedFrom && { plannedFrom: draft.plannedFrom }),
    trigger: draft.trigger ?? { on: ['acceptance'] },
    approval: draft.approval ? approvalOf(draft.approval) : null,
    ...(draft.payers && draft.payers.length > 0 && { payers: draft.payers }),
    ...(draft.item && { itemId: draft.item.quickbooksId }),
    ...(draft.taxCode && { taxCode: draft.taxCode }),
    ...(draft.retainage && { retainage: draft.retainage }),
  }
}

/** The fixed amount of a draft in minor units, null for a share; wrong ones are added to `errors`. */
export function draftAmount(
  draft: Pick<MilestoneDraft, 'amount' | 'share'>,
  currency: string,
  pointer: string,
  errors: FieldError[],
): bigint | null {
  if (draft.share) {
    const { over, under } = shareRatio(draft.share)
    if (over > under) errors.push({ pointer: `${pointer}/share`, detail: 'A share is at most 100 %.' })
    if (over === 0n) {
      errors.push({
        pointer: `${pointer}/share`,
        detail: 'A share is more than 0 %. For work that costs nothing give an amount of 0.',
      })
    }
    return null
  }
  if (!draft.amount) return null
  if (draft.amount.currency !== currency) {
    errors.push({ pointer: `${pointer}/amount/currency`, detail: `The schedule is in ${currency}.` })
    return null
  }
  const typed = typedAmount(draft.amount)
  if ('problem' in typed) {
    errors.push({ pointer: `${pointer}/amount/amount`, detail: typed.problem })
    return null
  }
  return typed.minor
}
