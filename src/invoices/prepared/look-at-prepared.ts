import type { Clock } from '../../clock/clock'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestone } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readSchedule } from '../../schedules/schedule-table'
import { conflict, notFound } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import { readBilledIntents } from '../books/read-billed-intents'
import { headroom } from '../cap'
import { composeInvoice } from '../composing/compose-invoice'
import { headOf } from '../composing/invoice-head'
import { billsMilestone, netOfLines } from '../composing/invoice-line'
import { type InvoiceAhead, lookAhead } from '../composing/look-ahead'
import { payerParts } from '../composing/payer-part'
import { readBillingFacts } from '../composing/read-billing-facts'
import { readDrawnAnew } from '../deposits/read-drawn-anew'
import type { BillingIntent, BillingPart } from '../intent'
import { type Check, preflight } from '../preflight/preflight'
import { readStopped } from '../retainage/read-stopped'
import { type InvoiceChanges, withChangedMemo, withChangedTerms, withQuantities } from './invoice-changes'

/** A prepared invoice as it would be made now. */
export interface PreparedOutlook {
  readonly schedule: Schedule
  readonly ahead: InvoiceAhead
  readonly checks: readonly Check[]
  /** The one milestone whose work it bills; null where it bills none, or several. */
  readonly milestone: Milestone | null
}

/**
 * Looks at a prepared invoice with these changes. One of a milestone is looked at anew, with all that goes with its work
 * today; any other says the lines that it was decided with, and draws of deposits what there is today. Refuses prepared_outdated when others pay the milestone now.
 */
export async function lookAtPrepared(
  sql: Sql,
  clock: Clock,
  intent: Pick<BillingIntent, 'intentId' | 'scheduleId' | 'customerId' | 'currency'>,
  given: { readonly changes: InvoiceChanges; readonly delivery: 'send' | 'post' },
): Promise<PreparedOutlook> {
  const schedule = await readSchedule(sql, intent.scheduleId)
  if (!schedule) throw notFound('invoice')
  const parts = await readParts(sql, [intent.intentId])
  const milestones = await milestonesOf(sql, parts)
  const [milestone] = milestones
  if (milestone === undefined || milestones.length > 1)
    return lookAtKept(sql, clock, schedule, intent, parts, milestones, given)
  const keys = new Set(parts.map((part) => part.partKey))
  const asked = payerParts(schedule, milestone).filter((part) => keys.has(part.partKey))
  if (asked.length === 0) throw outdated(milestone)
  const look = { all: asked, unbilled: asked, ...given }
  const { invoices, checks } = await lookAhead(sql, clock, schedule, milestone, look)
  return { schedule, milestone, ahead: invoices[0], checks }
}

export const outdated = (milestone: Milestone) =>
  conflict(
    'prepared_outdated',
    `Others pay “${milestone.name}” since this was prepared. Bill the milestone: it makes the invoices of those who pay it now.`,
    { milestoneId: milestone.milestoneId },
  )

/** The milestones whose work these lines bill. */
export async function milestonesOf(sql: Sql, parts: readonly BillingPart[]): Promise<Milestone[]> {
  const ids = [...new Set(parts.filter(billsMilestone).flatMap((part) => part.milestoneId ?? []))]
  const found: Milestone[] = []
  for (const id of ids) {
    const milestone = await readMilestone(sql, id)
    if (milestone) found.push(milestone)
  }
  return found
}

/** An invoice of several milestones, or of none: its lines stay; its head, its day and what it draws are today's. */
async function lookAtKept(
  sql: Sql,
  clock: Clock,
  schedule: Schedule,
  intent: Parameters<typeof lookAtPrepared>[2],
  parts: readonly BillingPart[],
  milestones: readonly Milestone[],
  { changes, delivery }: Parameters<typeof lookAtPrepared>[3],
): Promise<PreparedOutlook> {
  const { customerId, currency } = intent
  const asChanged = withChangedTerms(schedule, changes)
  const [facts] = await readBillingFacts(sql, asChanged, [customerId])
  if (!facts) throw notFound('customer')
  const { taxCode } = changes
  const now = await readDrawnAnew(sql, intent, parts)
  const taxed =
    taxCode === undefined
      ? now.lines
      : now.lines.map((line) => ({ ...line, reads: { ...line.reads, taxCode } }))
  const amountMinor = netOfLines(taxed)
  const lines = withQuantities(taxed, changes, currency)
  const head = withChangedMemo(headOf(schedule, facts, { customerId, amountMinor }), changes)
  const composed = composeInvoice(head, lines, facts, clock.now(), null)
  const part = { customerId, amountMinor, share: null, partKey: parts[0]?.partKey ?? '' }
  const ahead: InvoiceAhead = { part, facts, head, lines, composed, changes }
  const gone = await readStopped(sql, schedule.dealId, parts)
  const about = { schedule, milestone: null, room: null, askedMinor: 0n, delivery, ...gone }
  return {
    schedule,
    milestone: null,
    ahead,
    checks: [
      // Its lines name items of their own, which were looked at when they were decided.
      ...preflight({ ...about, invoices: [ahead] }).filter(({ check }) => check !== 'item'),
      ...milestones.map(completedCheck),
      ...(await roomChecks(sql, parts)),
      ...now.checks,
    ],
  }
}

const completedCheck = ({ name, workStatus }: Milestone): Check => ({
  check: 'completed',
  ok: workStatus === 'completed',
  detail:
    workStatus === 'completed'
      ? `“${name}” is completed.`
      : `“${name}” is not completed and accepted any more.`,
  mend: null,
})

/** Whether each contract still holds what is billed and prepared of it, this invoice with it. */
async function roomChecks(sql: Sql, parts: readonly BillingPart[]): Promise<Check[]> {
  const checks: Check[] = []
  for (const scheduleId of new Set(parts.filter(billsMilestone).map((part) => part.scheduleId))) {
    const schedule = await readSchedule(sql, scheduleId)
    if (!schedule) continue
    const billed = (await readBilledIntents(sql, [schedule])).get(scheduleId) ?? []
    const [facts] = await readBillingFacts(sql, schedule, [null])
    const tolerance = facts?.workspace.settings.tolerancePercent ?? '0'
    const { remainingMinor } = headroom(schedule.contractMinor, tolerance, billed, schedule.currency)
    const ok = remainingMinor !== null && remainingMinor >= 0n
    const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
    checks.push({
      check: 'headroom',
      ok,
      detail:
        remainingMinor === null
          ? 'An invoice of this deal could not be read, so what is left is unknown.'
          : ok
            ? `${text(remainingMinor)} of the contract stays unbilled.`
            : `What is billed and prepared is ${text(-remainingMinor)} more than the contract.`,
      mend: ok ? null : { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` },
    })
  }
  return checks
}
