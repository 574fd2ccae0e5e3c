import type { PastCap } from '../approvals/billing-policy'
import type { Round } from '../approvals/round'
import { latestRounds } from '../approvals/round-table'
import { raiseAttention, settleMilestoneAttention } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import type { Happening } from '../history/history-table'
import { formatAmount, formatMoney, money } from '../money/money'
import { shareText } from '../money/share'
import { markDirty } from '../outbox/deal-mirror-table'
import { type Sql, violates } from '../postgres/database'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { Actor } from '../tenants/actor'
import { conflict, Refusal } from '../tenants/refusal'
import { settleFreed } from './books/settle-freed'
import type { Headroom } from './cap'
import { followToBill } from './catch-up/ask-to-bill'
import { askedBefore, tellOfTwice } from './catch-up/tell-of-twice'
import {
  type BillingOutlook,
  type InvoiceAhead,
  lookAhead,
  type MilestoneParts,
  readMilestoneParts,
} from './composing/look-ahead'
import { billableNow, type PayerPart } from './composing/payer-part'
import { type DecidedInvoice, decideInvoice, type InvoiceDecision } from './decide-invoice'
import { wasFreed } from './earlier-billing-table'
import { removeMonthlyDue } from './monthly/monthly-due-table'
import { withMends } from './preflight/mend'
import { askToGenerate } from './prepared/ask-to-generate'
import type { InvoiceChanges } from './prepared/invoice-changes'
import { setAsideOutdated } from './prepared/take-prepared'

const leftOf = ({ remainingMinor }: Headroom): bigint =>
  remainingMinor === null || remainingMinor < 0n ? 0n : remainingMinor

function passesCap(schedule: Schedule, milestone: Milestone, room: Headroom, askedMinor: bigint): string {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  return (
    `Billing ${text(askedMinor)} for “${milestone.name}” would pass the contract: ${text(leftOf(room))} remains of ` +
    `${text(schedule.contractMinor)}.`
  )
}

/** The problem that past-the-cap billing answers with: the numbers a person needs to decide. */
function overBilling(schedule: Schedule, milestone: Milestone, room: Headroom, askedMinor: bigint): Refusal {
  return conflict(
    'over_billing',
    `${passesCap(schedule, milestone, room, askedMinor)} Lower the amount, or raise the contract by a change order. ` +
      'Nothing was changed.',
    {
      remaining: formatAmount(money(leftOf(room), schedule.currency)),
      attempted: formatAmount(money(askedMinor, schedule.currency)),
      currency: schedule.currency,
      milestoneId: milestone.milestoneId,
    },
  )
}

export interface BillRequest {
  readonly schedule: Schedule
  readonly milestone: Milestone
  /** A person means it: some of it was billed before, and that invoice does not count any more. */
  readonly again: boolean
  /** The schedule bills by itself. */
  readonly byPolicy: boolean
  /** What becomes of it where it would pass the contract; left out: it is refused. */
  readonly pastCap?: PastCap
  /** Bills only these parts, one payer's say; left out: everything that nothing bills now. */
  readonly onlyParts?: readonly string[]
  /** What a bookkeeper changed; left out: what they changed of those that wait for review. */
  readonly changes?: InvoiceChanges
  /** Whether it is e-mailed; left out: as the schedule says. */
  readonly delivery?: 'send' | 'post'
}

/**
 * Line 4 of the story: puts a billing intent and its message in for each payer, in the caller's transaction, under
 * the schedule's lock: all of them, or none. Nothing is sent here. `byPolicy`: the schedule bills by itself, so what
 * a person can mend does not stop the work from being completed; it is shown as blocked instead. A schedule that
 * prepares holds its invoices until a person bills, which has those that are held made. Answers what
 * happened, for the caller to record after everything else. What a client accepted is shown as blocked past the contract
 * too, where `pastCap` says so.
 * Refuses: over_billing, already_billed, not_completed, preflight_failed.
 */
export async function billMilestone(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  request: BillRequest,
): Promise<readonly Happening[]> {
  const { schedule, milestone } = request
  if (milestone.workStatus !== 'completed' && !isClaimedAhead(milestone)) {
    throw conflict(
      'not_completed',
      `“${milestone.name}” is not completed and accepted yet; only finished work is billed.`,
    )
  }
  await setAsideOutdated(sql, actor, schedule, milestone)
  const parts = await readMilestoneParts(sql, schedule, milestone)
  const asked = billableNow(milestone, partsAsked(parts, request.onlyParts))
  if (asked.length === 0) throw alreadyBilled(milestone)
  if (!request.again && (await wasFreed(sql, milestone.milestoneId))) {
    throw conflict(
      'already_billed',
      `“${milestone.name}” was billed before, and that invoice was voided or deleted. Say "again": true to bill it again.`,
    )
  }
  const outlook = await lookAhead(sql, clock, schedule, milestone, {
    all: asked,
    unbilled: asked,
    ...(request.changes && { changes: request.changes }),
    ...(request.delivery && { delivery: request.delivery }),
  })
  const { room, checks, invoices, lookAlikes, mergedInto } = outlook
  // Whoever bills by hand has looked: there is nothing to wait for.
  const delivery = outlook.delivery === 'prepare' && !request.byPolicy ? 'post' : outlook.delivery
  const askedMinor = asked.reduce((sum, part) => sum + part.amountMinor, 0n)
  const overCap = room.remainingMinor !== null && askedMinor > room.remainingMinor
  const failed = checks.filter((check) => !check.ok)
  if (overCap && request.pastCap !== 'blocked') throw overBilling(schedule, milestone, room, askedMinor)
  if (overCap) {
    const others = failed.filter(({ check }) => check !== 'headroom').map(({ detail }) => detail)
    const why = passesCap(schedule, milestone, room, askedMinor)
    const stands = await whatStands(sql, milestone)
    await raiseBlocked(sql, schedule, milestone, askedMinor, [why, stands, PAST_CAP, ...others], mergedInto)
    return []
  }
  // What stops an invoice that is prepared may be mended before it is generated; a merged deal's never is.
  if (failed.length > 0 && (delivery !== 'prepare' || mergedInto !== null)) {
    if (!request.byPolicy) {
      throw new Refusal(409, 'preflight_failed', failed.map((check) => check.detail).join(' '), {
        checks: failed,
      })
    }
    const why = withMends(failed)
    await raiseBlocked(sql, schedule, milestone, askedMinor, why, mergedInto)
    return []
  }

  const planned: PlannedInvoice[] = []
  for (const ahead of invoices) {
    const { partKey } = ahead.part
    const { marker, intentId } = await decideOnce(sql, actor, clock, milestone, {
      schedule,
      head: ahead.head,
      lines: ahead.lines,
      facts: ahead.facts,
      delivery,
      markOf: `M${milestone.number}`,
      keyParts: [partKey],
      generation: parts.earlier.filter((part) => part.partKey === partKey).length + 1,
      ...(ahead.changes && { changes: ahead.changes }),
      asksItself: true,
    })
    planned.push({ ahead, marker, intentId })
  }
  await removeMonthlyDue(sql, [milestone.milestoneId])
  const seemed = await askedBefore(sql, schedule, milestone)
  await settleQuestions(sql, actor, schedule, milestone, parts, asked)
  if (delivery === 'prepare') {
    const [only, ...others] = planned
    const intentId = others.length > 0 ? null : (only?.intentId ?? null)
    await askToGenerate(sql, schedule, milestone, { askedMinor, failed, intentId })
  }
  for (const each of [...seemed, ...lookAlikes]) await tellOfTwice(sql, schedule, milestone, each)
  await markDirty(sql, [schedule.dealId])
  return [tell(schedule, milestone, planned, delivery)]
}

/** Whether work that goes on was claimed: what is claimed is billed before it is completed. */
const isClaimedAhead = (milestone: Milestone): boolean =>
  milestone.claims.length > 0 &&
  (milestone.workStatus === 'in_progress' || milestone.workStatus === 'in_review')

/** What may be billed of what is asked for. Parts that are none of today's stand for all of them. */
function partsAsked(parts: MilestoneParts, only: readonly string[] | undefined): readonly PayerPart[] {
  if (only === undefined || !parts.all.some((part) => only.includes(part.partKey))) return parts.unbilled
  return parts.unbilled.filter((part) => only.includes(part.partKey))
}

const alreadyBilled = (milestone: Milestone): Refusal =>
  conflict('already_billed', `“${milestone.name}” is billed already, or its invoice is on its way.`)

async function decideOnce(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  milestone: Milestone,
  decision: InvoiceDecision,
): Promise<DecidedInvoice> {
  try {
    return await decideInvoice(sql, actor, clock, decision)
  } catch (error) {
    if (violates(error, 'billing_part_live')) throw alreadyBilled(milestone)
    throw error
  }
}

/** Billing answers the questions about what is billed now; those about another payer's part stay. */
async function settleQuestions(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  milestone: Milestone,
  parts: MilestoneParts,
  asked: readonly PayerPart[],
): Promise<void> {
  const open = new Set(parts.unbilled.filter((part) => !asked.includes(part)).map((part) => part.partKey))
  await settleFreed(sql, milestone.milestoneId, { earlier: parts.earlier, open }, actor.who, 'billed')
  if (open.size > 0) return followToBill(sql, schedule, milestone, actor.who, 'billed')
  const kinds = ['ready_to_bill', 'billing_blocked', 'unlinked_document'] as const
  await settleMilestoneAttention(sql, milestone.milestoneId, kinds, actor.who, 'billed')
}

interface PlannedInvoice extends DecidedInvoice {
  readonly ahead: InvoiceAhead
}

function tell(
  schedule: Schedule,
  milestone: Milestone,
  planned: readonly PlannedInvoice[],
  delivery: BillingOutlook['delivery'],
): Happening {
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const invoices = planned.map(({ ahead: { part, facts, composed }, marker }) => ({
    customer: facts.customer?.name,
    ...(part.share !== null && { share: shareText(part.share), amount: text(part.amountMinor) }),
    marker,
    dueOn: composed.dueOn,
  }))
  const sum = planned.reduce((all, { ahead }) => all + ahead.part.amountMinor, 0n)
  const [only, ...others] = invoices
  const payers =
    others.length > 0 ? ` to ${invoices.length} payers` : only?.share ? ` to ${only.customer}` : ''
  return {
    what: `${delivery === 'prepare' ? 'Prepared an invoice of' : 'Decided to bill'} ${text(sum)} for “${milestone.name}”${payers}`,
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    after: others.length > 0 ? { delivery, invoices } : { delivery, ...only },
  }
}

/** What to do where work that is done would pass the contract. */
const PAST_CAP =
  'Raise the contract by a change order, or put right in QuickBooks what other invoices bill too much; then try again.'

/** Accepted is what was judged; what a colleague completed, or its day, nobody accepted. */
async function whatStands(sql: Sql, { milestoneId, completedHow }: Milestone): Promise<string> {
  const round = (await latestRounds(sql, [milestoneId])).get(milestoneId)
  const judged = round !== undefined && round.takenBackAt === null && !NO_ACCEPTANCE.has(round.state)
  return `It is ${judged && completedHow !== 'trigger' ? 'accepted' : 'completed'}, and that stands.`
}

const NO_ACCEPTANCE: ReadonlySet<Round['state']> = new Set<Round['state']>(['withdrawn', 'revised'])

/** Work of a plan that a merge set aside can't be billed there: a person may leave it at that. */
export const mayLeave = (mergedInto: BillingOutlook['mergedInto']): { action: string; label: string }[] =>
  mergedInto === null ? [] : [{ action: 'leave', label: 'Leave it' }]

async function raiseBlocked(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
  askedMinor: bigint,
  why: readonly string[],
  mergedInto: BillingOutlook['mergedInto'],
): Promise<void> {
  await raiseAttention(sql, {
    cause: `billing_blocked:${milestone.milestoneId}`,
    kind: 'billing_blocked',
    dealId: schedule.dealId,
    milestoneId: milestone.milestoneId,
    title:
      milestone.workStatus === 'completed'
        ? `“${milestone.name}” is completed but can't be billed yet`
        : `What is claimed of “${milestone.name}” can't be billed yet`,
    detail: why.join(' '),
    actions: [{ action: 'bill', label: 'Try again' }, ...mayLeave(mergedInto)],
    amountMinor: askedMinor,
    currency: schedule.currency,
  })
  // Less is ready to be billed.
  await markDirty(sql, [schedule.dealId])
}
