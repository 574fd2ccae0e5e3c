import { formatAmount, formatMoney, money, sumOrUnknown } from '../../money/money'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { conflict, type Refusal } from '../../tenants/refusal'
import { billedByPart, invoiceFacts, type StoredDocument } from '../books/document'
import type { Headroom } from '../cap'
import type { BillingPart } from '../intent'
import { type HeldBackPart, heldBackParts, workOf } from './held-back'
import { type HeldInvoice, heldInvoice, inSentence, nameOfInvoice } from './held-invoice'
import { type BilledMilestone, linesFor, type OpenPart, partsToLink } from './parts-to-link'

/** One milestone, or one payer's part of it, as an invoice will bill it. Minor units, net of tax. */
export interface LinkedPart {
  readonly milestone: Milestone
  readonly partKey: string
  /** What it is worth by the schedule. */
  readonly amountMinor: bigint
  /** What the invoice bills of it. */
  readonly countsMinor: bigint
  /** The line that is this part; null where the whole invoice is shared among its parts. */
  readonly lineId: string | null
}

/** What linking one invoice means, before anything is written. */
export interface LinkPlan {
  readonly invoice: HeldInvoice
  readonly parts: readonly LinkedPart[]
  /** What it holds back of them: lines of its own, below zero, that bill nothing. */
  readonly heldBack: readonly HeldBackPart[]
  readonly countsMinor: bigint
  readonly amountMinor: bigint
}

/**
 * How an invoice divides among milestones: by its lines where each part has one of its amount, otherwise all of it
 * by the parts' amounts. Refuses what can't be linked, in words: invoice_not_effective, currency_mismatch,
 * customer_mismatch, already_billed, milestone_locked, wrong_status.
 */
export function planLink(
  schedule: Schedule,
  document: StoredDocument,
  wanted: readonly BilledMilestone[],
  about: {
    readonly homeCurrency: string
    /** What retainage is written with; null where nobody chose it. */
    readonly retainageItemId: string | null
    /** Keys of what other invoices hold back. */
    readonly holding: ReadonlySet<string>
    readonly customerIds: ReadonlySet<string>
    /** Keys of parts that other invoices take in the same step. */
    readonly taken?: ReadonlySet<string>
  },
): LinkPlan {
  const seen = heldInvoice(document, about.homeCurrency)
  const { work: invoice, heldBack: linesHeldBack } = workOf(seen, about.retainageItemId)
  const refusal = refusalFor(schedule, invoice, about.customerIds)
  if (refusal) throw refusal
  const parts = partsToLink(schedule, wanted, invoice, about.taken ?? new Set())
  const lines = linesFor(invoice, parts)
  const tied = parts.map((part, index) => ({ ...part, lineId: lines[index] ?? null }))
  const heldBack = heldBackParts(linesHeldBack, parts, about.holding)
  const asPart =
    (kind: 'work' | 'retainage') =>
    (part: OpenPart & Pick<LinkedPart, 'lineId'>): BillingPart => ({
      intentId: '',
      partKey: part.partKey,
      milestoneId: part.milestone.milestoneId,
      scheduleId: schedule.scheduleId,
      kind,
      reads: { text: [], itemId: null, taxCode: null, serviceOn: null },
      amountMinor: part.amountMinor,
      lineId: part.lineId,
      live: true,
      movedMinor: null,
    })
  const counted = billedByPart(
    invoiceFacts(document, schedule.currency),
    [...tied.map(asPart('work')), ...heldBack.map(asPart('retainage'))],
    { origin: 'linked', currency: schedule.currency },
  )
  const linked = tied.map((part) => ({ ...part, countsMinor: counted.get(part.partKey) ?? null }))
  const countsMinor = sumOrUnknown(linked.map((part) => part.countsMinor))
  if (countsMinor === null) throw unreadable(invoice)
  return {
    invoice: seen,
    heldBack: heldBack.map((part) => ({
      ...part,
      amountMinor: counted.get(part.partKey) ?? part.amountMinor,
    })),
    parts: linked.map((part) => ({ ...part, countsMinor: part.countsMinor ?? 0n })),
    countsMinor,
    amountMinor: parts.reduce((sum, part) => sum + part.amountMinor, 0n),
  }
}

/**
 * What linking several invoices in one step means, each as `planLink` says, in the order in which they are given. Those that
 * bill exactly what their parts are worth choose first: of two shares of one customer, the one of another amount takes what
 * they leave, whichever is named first.
 */
export function planLinks(
  schedule: Schedule,
  links: readonly { readonly document: StoredDocument; readonly wanted: readonly BilledMilestone[] }[],
  about: Omit<Parameters<typeof planLink>[3], 'taken'>,
): readonly LinkPlan[] {
  const plans = new Map<number, LinkPlan>()
  const taken = new Set<string>()
  for (const exactly of [true, false]) {
    for (const [at, { document, wanted }] of links.entries()) {
      if (plans.has(at)) continue
      const plan = planLink(schedule, document, wanted, { ...about, taken })
      if (exactly && plan.parts.some(({ amountMinor, countsMinor }) => amountMinor !== countsMinor)) continue
      plans.set(at, plan)
      for (const { partKey } of plan.parts) taken.add(partKey)
    }
  }
  return [...plans].sort(([a], [b]) => a - b).map(([, plan]) => plan)
}

const unreadable = (invoice: HeldInvoice): Refusal =>
  conflict(
    'invoice_not_effective',
    `The amounts of ${inSentence(invoice)} can’t be read. Nothing was linked.`,
  )

/** Why an invoice can't be linked to this schedule at all; null when it can. */
export function refusalFor(
  schedule: Pick<Schedule, 'currency'>,
  invoice: HeldInvoice,
  customerIds: ReadonlySet<string>,
): Refusal | null {
  const name = nameOfInvoice(invoice)
  if (invoice.gone !== null)
    return conflict('invoice_not_effective', `${name} is ${invoice.gone} in QuickBooks: it bills nothing.`)
  if (invoice.netMinor === null) return unreadable(invoice)
  if (invoice.netMinor <= 0n) return conflict('invoice_not_effective', `${name} bills nothing.`)
  if (invoice.currency !== schedule.currency) {
    return conflict(
      'currency_mismatch',
      `${name} is in ${invoice.currency}; this schedule is in ${schedule.currency}.`,
    )
  }
  if (!customerIds.has(invoice.customerId)) {
    return conflict(
      'customer_mismatch',
      `${name} is for ${invoice.customer ?? 'another customer'}, who is not the customer of this deal. ` +
        'Choose that customer in the plan first, if it should be.',
    )
  }
  return null
}

/** What can still be billed must hold all that the invoices count. Refuses over_billing, with the numbers. */
export function guardCap(schedule: Schedule, room: Headroom, plans: readonly LinkPlan[]): void {
  const attempted = plans.reduce((sum, plan) => sum + plan.countsMinor, 0n)
  const { remainingMinor } = room
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  if (remainingMinor === null) {
    throw conflict(
      'preflight_failed',
      'An invoice of this deal could not be read, so what is left of the contract is unknown. Check now, then link.',
    )
  }
  if (attempted <= remainingMinor) return
  const left = remainingMinor > 0n ? remainingMinor : 0n
  throw conflict(
    'over_billing',
    `These invoices bill ${text(attempted)}, and ${text(left)} remains of the contract of ` +
      `${text(schedule.contractMinor)}. Link fewer, or raise the contract first. Nothing was linked.`,
    {
      remaining: formatAmount(money(left, schedule.currency)),
      attempted: formatAmount(money(attempted, schedule.currency)),
      currency: schedule.currency,
    },
  )
}
