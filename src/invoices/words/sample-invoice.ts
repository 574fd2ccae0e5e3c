import { currencyDigits } from '../../money/money'
import type { Milestone } from '../../schedules/milestone'
import { noApproval, type Schedule } from '../../schedules/schedule'
import { emptyTerms } from '../../schedules/schedule-table'
import { composeInvoice } from '../composing/compose-invoice'
import { headOf } from '../composing/invoice-head'
import { netOfLines } from '../composing/invoice-line'
import type { InvoiceAhead } from '../composing/look-ahead'
import type { BillingFacts } from '../composing/read-billing-facts'
import { workLine } from '../composing/work-line'
import { drawLine } from '../deposits/deposit-line'
import { costExtra, hoursExtra } from '../extras/extra-line'
import { retainageLine } from '../retainage/retainage-line'
import { wordingOf } from './wording'

/** An invoice that nobody is sent: one line of each kind, through the same rules as every real one. */
export function sampleInvoice(
  given: BillingFacts,
  now: Date,
): { readonly schedule: Schedule; readonly ahead: InvoiceAhead } {
  const { currency } = given.workspace
  const minor = (units: bigint) => inMinor(units, currency)
  const facts: BillingFacts = {
    ...given,
    customer: { quickbooksId: '1', name: 'Acme Corp', active: true, body: {} },
    term: { quickbooksId: null, name: 'Net 30', days: 30 },
  }
  const schedule = sampleSchedule(currency)
  const milestone = sampleMilestone(schedule, minor(10_000n), now)
  const part = { customerId: '1', share: null, amountMinor: milestone.amountMinor, partKey: 'sample:work' }
  const work = workLine(schedule, milestone, { ...noApproval, required: true }, facts, part)
  const held = retainageLine({ schedule, milestone, part, work, facts, billed: [], beside: [] })
  const account = {
    deposits: [{ state: 'effective' as const, invoice: { docNumber: '1037', quickbooksId: '1' } }],
    effectiveMinor: minor(5_000n),
    drawnMinor: 0n,
    drawnUnderWayMinor: 0n,
  }
  const { depositItemId, depositTaxCode, costsItemId, hoursItemId } = facts.workspace.settings
  const item = { itemId: depositItemId, taxCode: depositTaxCode ?? facts.taxCode }
  const drawn = drawLine(work, item, account, minor(2_000n), currency, wordingOf(facts))
  const day = { customerId: '1', workedOn: '2026-02-18', spentOn: '2026-02-19' }
  const entry = { ...day, quickbooksId: 'sample', workerName: 'Emily Platt', minutes: 80, note: 'Workshop' }
  const cost = {
    ...day,
    txnKind: 'Bill' as const,
    txnId: 'sample',
    lineId: '1',
    vendorName: 'Norton Lumber',
    description: 'Plywood',
    amountMinor: minor(85n),
  }
  const as = (itemId: string | null) =>
    itemId === null ? facts : { ...facts, item: { quickbooksId: itemId, name: '', active: true, body: {} } }
  const lines = [
    work,
    ...(held === null ? [] : [held]),
    drawn,
    hoursExtra(schedule, entry, minor(120n)).lineFor(as(hoursItemId)),
    costExtra(schedule, cost).lineFor(as(costsItemId)),
  ]
  const head = headOf(schedule, facts, { ...part, amountMinor: netOfLines(lines) })
  const composed = composeInvoice(head, lines, facts, now, null)
  return { schedule, ahead: { part, facts, head, lines, composed } }
}

const inMinor = (units: bigint, currency: string): bigint => units * 10n ** BigInt(currencyDigits(currency))

/** The plan that the sample is of: its contract is round in every currency. */
export const sampleSchedule = (currency: string): Schedule => ({
  scheduleId: 'sample',
  dealId: '1',
  billingType: 'mixed',
  currency,
  originalMinor: inMinor(50_000n, currency),
  contractMinor: inMinor(50_000n, currency),
  terms: {
    ...emptyTerms,
    contractDate: '2026-01-15',
    contractReference: 'SOW-17',
    customerId: '1',
    retainage: { percent: '10' },
    lateFee: '1.5 % a month after the due date',
    pauseWork: 'Work rests when an invoice is 30 days late',
  },
  acceptedOn: null,
  acceptedBy: null,
  changedByOrder: false,
  version: 1,
})

const sampleMilestone = (schedule: Schedule, amountMinor: bigint, now: Date): Milestone => ({
  milestoneId: 'sample',
  scheduleId: schedule.scheduleId,
  ordinal: 2,
  position: 2,
  number: 2,
  code: null,
  split: null,
  name: 'Discovery complete',
  details: {
    description: null,
    deliverable: 'Requirements document v1.3',
    criteria: [],
    evidenceRequired: [],
    trigger: { on: ['acceptance'] },
    approval: null,
  },
  share: { percent: '20' },
  shareBaseMinor: schedule.originalMinor,
  amountMinor,
  plannedOn: null,
  workStatus: 'completed',
  changesRequested: false,
  completedAt: now,
  completedBy: 'Ana Ruiz, Project lead',
  completedNote: null,
  completedHow: 'person',
  triggerOn: null,
  triggerSpentOn: null,
  claims: [],
  agreed: [],
  version: 1,
  billed: false,
})
