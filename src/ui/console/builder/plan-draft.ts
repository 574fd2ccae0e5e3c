import type { DealPageView } from '../../../http/contract/deal'
import type { ScheduleInput } from '../../../http/contract/schedule'
import type { WorkspaceView } from '../../../http/contract/workspace'
import { digitsOf } from '../../parts/minor-units'
import { cadenceInput, type HeaderInput, headerBefore, headerOf, type PlanHeader } from './plan-header'
import { type OwnTerms, type PlanRow, rowOf, rowOfInput } from './plan-row'

/** A schedule while it is planned. Plain data, so that it can be kept while the page is reloaded. */
export interface PlanDraft {
  readonly currency: string
  readonly digits: number
  readonly header: PlanHeader
  readonly rows: readonly PlanRow[]
  /** Cancelled milestones: not shown, but they stay in the schedule. */
  readonly cancelled: readonly PlanRow[]
  /** Money and scope change by change order only. */
  readonly formal: boolean
  /** What approved change orders add to the contract value; a decimal, which may be below zero. */
  readonly changeOrders: string
}

function ownTermsOf(page: DealPageView): (id: string) => OwnTerms {
  const own = new Map((page.schedule?.milestones ?? []).map((milestone) => [milestone.id, milestone]))
  return (id) => own.get(id) ?? {}
}

/** The plan as it stands, or a new one filled in from the deal and the workspace's defaults. */
export function draftOf(page: DealPageView, workspace: WorkspaceView): PlanDraft {
  const { schedule, deal, state } = page
  const currency = schedule?.contractValue.currency ?? deal.amount?.currency ?? workspace.currency
  const own = ownTermsOf(page)
  const rows = page.milestones.map((milestone) => rowOf(milestone, own(milestone.id)))
  return {
    currency,
    digits: digitsOf(currency),
    header:
      schedule === null
        ? {
            ...headerBefore(workspace, deal.amount?.amount ?? ''),
            // Chosen for the deal before it was planned.
            customerId: page.payers[0]?.customer.quickbooksId ?? null,
          }
        : headerOf(schedule, workspace.defaults),
    rows: rows.filter((row) => row.saved?.workStatus !== 'cancelled'),
    cancelled: rows.filter((row) => row.saved?.workStatus === 'cancelled'),
    formal: (state !== null && state.acceptedOn !== null) || schedule?.control === 'formal',
    changeOrders: page.figures?.changeOrders?.amount ?? '0',
  }
}

type Known<T> = { readonly [F in keyof T]?: T[F] | undefined }

/** A schedule in the contract's words, as far as it is known: a template's, or one read from elsewhere. */
export type KnownSchedule = Known<HeaderInput> & {
  readonly milestones?: readonly Known<ScheduleInput['milestones'][number]>[] | undefined
}

function sayable(said: Known<HeaderInput>, otherwise: PlanHeader, currency: string): HeaderInput {
  const { billingType = otherwise.billingType, contractValue, ...rest } = said
  return {
    ...rest,
    billingType,
    contractValue: contractValue ?? { amount: otherwise.contractValue, currency },
  }
}

/** A new plan filled in with what is known; what isn't stays as the deal and the workspace have it. */
export function draftWith(start: PlanDraft, said: KnownSchedule): PlanDraft {
  const { milestones = [], ...header } = said
  const currency = header.contractValue?.currency ?? start.currency
  const known = headerOf(sayable(header, start.header, currency), {
    delivery: start.header.delivery,
    cadence: cadenceInput(start.header),
  })
  const { customerId, itemId, taxCode, terms } = start.header
  return {
    ...start,
    currency,
    digits: digitsOf(currency),
    header: {
      ...known,
      // Milestones are never hourly.
      billingType: known.billingType === 'hourly' && milestones.length > 0 ? 'fixed' : known.billingType,
      ...((header.customer ?? null) === null ? { customerId } : {}),
      ...(header.item === undefined ? { itemId } : {}),
      ...(header.taxCode === undefined ? { taxCode } : {}),
      ...(header.terms === undefined ? { terms } : {}),
    },
    rows: [...start.rows, ...milestones.map(rowOfInput)],
  }
}
