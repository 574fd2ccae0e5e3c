import { raiseAttention, settleMilestoneAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { readDealNames } from '../../deals/deal-table'
import type { Happening } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { mayLeave } from '../bill-milestone'
import { askedBefore, tellOfTwice } from '../catch-up/tell-of-twice'
import type { InvoiceLine } from '../composing/invoice-line'
import { type BillingOutlook, lookAhead, readMilestoneParts } from '../composing/look-ahead'
import { billableNow, claimInKey } from '../composing/payer-part'
import { decideInvoice } from '../decide-invoice'
import { wasFreed } from '../earlier-billing-table'
import { type MonthlyDue, removeMonthlyDue } from './monthly-due-table'
import { type DueWork, type MonthlyInvoice, monthlyInvoices } from './monthly-invoice'

const SETTLED_BY_BILLING = ['ready_to_bill', 'billing_blocked', 'unlinked_document'] as const

/** Work that is due and can't be billed now, and what stands in its way. */
export interface LeftOut {
  readonly schedule: Schedule
  readonly milestone: Milestone
  readonly why: string
  /** The deal that its own went into: its month never comes. */
  readonly mergedInto: BillingOutlook['mergedInto']
}

/** The invoices of a month, as they would be made now. */
export interface Month {
  readonly invoices: readonly MonthlyInvoice[]
  readonly leftOut: readonly LeftOut[]
  /** Rows of work that something else bills meanwhile, or that is not completed any more. */
  readonly spent: readonly string[]
}

/**
 * Looks at everything that waits, under its schedules' locks, and puts it together. What one milestone takes of its
 * contract the next one does not find any more, although neither is billed yet.
 */
export async function lookAtMonth(sql: Sql, clock: Clock, due: readonly MonthlyDue[]): Promise<Month> {
  const work: DueWork[] = []
  const leftOut: LeftOut[] = []
  const spent: string[] = []
  for (const scheduleId of [...new Set(due.map((each) => each.scheduleId))].sort()) {
    const schedule = await lockSchedule(sql, scheduleId)
    if (!schedule) continue
    const waiting = new Set(
      due.filter((each) => each.scheduleId === scheduleId).map((each) => each.milestoneId),
    )
    const beside: InvoiceLine[] = []
    const dealName = (await readDealNames(sql, [schedule.dealId])).get(schedule.dealId) ?? ''
    for (const milestone of await readMilestones(sql, [scheduleId])) {
      if (!waiting.has(milestone.milestoneId)) continue
      const seen = await lookAtMilestone(sql, clock, schedule, milestone, beside)
      if (seen === 'spent') spent.push(milestone.milestoneId)
      else if ('why' in seen) leftOut.push(seen)
      else {
        work.push(...seen.work.map((each) => ({ ...each, dealName })))
        beside.push(...seen.work.flatMap(({ ahead }) => ahead.lines))
      }
    }
  }
  return { invoices: monthlyInvoices(work), leftOut, spent }
}

async function lookAtMilestone(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  milestone: Milestone,
  beside: readonly InvoiceLine[],
): Promise<'spent' | LeftOut | { readonly work: readonly Omit<DueWork, 'dealName'>[] }> {
  const parts = await readMilestoneParts(sql, schedule, milestone)
  const billable = billableNow(milestone, parts.unbilled)
  // What was billed before and freed is billed again only when a person says so; another claim was never billed.
  const known = (await wasFreed(sql, milestone.milestoneId))
    ? new Set(parts.earlier.map((part) => claimInKey(part.partKey)))
    : new Set<string>()
  const unbilled = billable.filter((part) => !known.has(claimInKey(part.partKey)))
  if (milestone.workStatus === 'cancelled' || unbilled.length === 0) return 'spent'
  const outlook = await lookAhead(sql, clock, schedule, milestone, { all: unbilled, unbilled, beside })
  const failed = outlook.checks.filter((check) => !check.ok)
  const { delivery, lookAlikes, mergedInto } = outlook
  if (failed.length > 0)
    return { schedule, milestone, why: failed.map((check) => check.detail).join(' '), mergedInto }
  return { work: outlook.invoices.map((ahead) => ({ schedule, milestone, ahead, delivery, lookAlikes })) }
}

/**
 * Bills everything that waits, in the caller's transaction: one invoice for each customer and way of billing. What can't
 * be billed stays and is named to people. Answers what was decided, and what to record.
 */
export async function billMonth(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  due: readonly MonthlyDue[],
): Promise<{
  readonly month: Month
  readonly intentIds: readonly string[]
  readonly story: readonly Happening[]
}> {
  const month = await lookAtMonth(sql, clock, due)
  const intentIds: string[] = []
  const story: Happening[] = []
  for (const invoice of month.invoices) {
    const { intentId, marker } = await decideMonthly(sql, actor, clock, invoice)
    intentIds.push(intentId)
    story.push(...tell(invoice, marker))
  }
  const billed = new Map(
    month.invoices.flatMap(({ work }) => work.map((each) => [each.milestone.milestoneId, each] as const)),
  )
  const setAside = month.leftOut.flatMap(({ milestone, mergedInto }) =>
    mergedInto === null ? [] : [milestone.milestoneId],
  )
  await removeMonthlyDue(sql, [...new Set([...billed.keys(), ...month.spent, ...setAside])])
  for (const [milestoneId, { schedule, milestone, lookAlikes }] of billed) {
    const seemed = await askedBefore(sql, schedule, milestone)
    await settleMilestoneAttention(sql, milestoneId, SETTLED_BY_BILLING, actor.who, 'billed')
    for (const each of [...seemed, ...lookAlikes]) await tellOfTwice(sql, schedule, milestone, each)
  }
  for (const left of month.leftOut) await raiseLeftOut(sql, left)
  await markDirty(sql, [
    ...month.invoices.flatMap(({ work }) => work.map((each) => each.schedule.dealId)),
    ...month.leftOut.map(({ schedule }) => schedule.dealId),
  ])
  return { month, intentIds, story }
}

async function decideMonthly(sql: Sql, actor: Actor, clock: Clock, { work, head, lines }: MonthlyInvoice) {
  const [first] = work
  const { facts } = first.ahead
  const milestones = new Set(work.map(({ milestone }) => milestone.milestoneId))
  const keyParts = work.map(({ ahead }) => ahead.part.partKey)
  let generation = 1
  for (const { schedule, milestone, ahead } of work) {
    const { earlier } = await readMilestoneParts(sql, schedule, milestone)
    const before = earlier.filter((part) => part.partKey === ahead.part.partKey).length
    if (before >= generation) generation = before + 1
  }
  const otherDeals = [...new Set(work.map(({ schedule }) => schedule.dealId))].filter(
    (dealId) => dealId !== first.schedule.dealId,
  )
  return decideInvoice(sql, actor, clock, {
    schedule: first.schedule,
    otherDeals,
    head,
    lines,
    facts,
    delivery: first.delivery,
    markOf: milestones.size > 1 ? 'S' : `M${first.milestone.number}`,
    keyParts,
    generation,
  })
}

/** Each deal hears what of it is on the invoice. */
function tell({ work }: MonthlyInvoice, marker: string): Happening[] {
  const deals = [...new Set(work.map(({ schedule }) => schedule.dealId))]
  return deals.map((dealId) => {
    const own = work.filter(({ schedule }) => schedule.dealId === dealId)
    const minor = own.reduce((sum, { ahead }) => sum + ahead.part.amountMinor, 0n)
    const names = own.map(({ milestone }) => `“${milestone.name}”`).join(', ')
    const [{ schedule, ahead, delivery }] = work
    const others =
      deals.length > 1
        ? `, with work of ${deals.length - 1 === 1 ? 'another deal' : `${deals.length - 1} other deals`}`
        : ''
    return {
      what: `Decided to bill ${formatMoney(money(minor, schedule.currency))} for ${names} on the invoice of the month${others}`,
      dealId,
      milestoneId: own.length === 1 ? (own[0]?.milestone.milestoneId ?? null) : null,
      after: { delivery, customer: ahead.facts.customer?.name, marker, dueOn: ahead.composed.dueOn },
    }
  })
}

async function raiseLeftOut(sql: Sql, { schedule, milestone, why, mergedInto }: LeftOut): Promise<void> {
  await raiseAttention(sql, {
    cause: `billing_blocked:${milestone.milestoneId}`,
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title: `“${milestone.name}” was left out of the invoice of the month`,
    detail: why,
    actions: [{ action: 'bill', label: 'Bill it now' }, ...mayLeave(mergedInto)],
    amountMinor: milestone.amountMinor,
    currency: schedule.currency,
  })
}
