import { settleAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import { addMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict, Refusal } from '../../tenants/refusal'
import { decideAttachments } from '../attachments/decide-attachments'
import { billMilestone } from '../bill-milestone'
import { readParts } from '../billing-part-table'
import { composeInvoice } from '../composing/compose-invoice'
import { netOfLines, sizeOfLines } from '../composing/invoice-line'
import { readMilestoneParts } from '../composing/look-ahead'
import { noticeOverdrawn } from '../deposits/notice-overdrawn'
import { type BillingIntent, bodyHashOf, dealsOf } from '../intent'
import { askToGenerate } from './ask-to-generate'
import { lockInvoice } from './lock-invoice'
import { lookAtPrepared, type PreparedOutlook } from './look-at-prepared'
import { replacePrepared } from './prepared-table'
import { readyCause } from './take-prepared'

/**
 * A bookkeeper has a prepared invoice made: it is checked once more, written with today's dates and their changes,
 * frozen, and queued with its message. Pressed twice, or by two at once, it is made once: the second one finds it on its
 * way. Nothing is sent here. Refuses not_prepared for one that was set aside or refused, prepared_outdated, over_billing,
 * not_completed, preflight_failed.
 */
export async function generateInvoice(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  { intentId, delivery }: { intentId: string; delivery: 'send' | 'post' },
): Promise<void> {
  const intent = await lockInvoice(sql, intentId)
  if (intent.state === 'cancelled' || intent.state === 'refused') throw notPrepared(intent)
  if (intent.state !== 'prepared') return
  const outlook = await lookAtPrepared(sql, clock, intent, { changes: intent.changes, delivery })
  const { milestone, schedule } = outlook
  const story =
    milestone === null
      ? await generateKept(sql, actor, clock, intent, outlook, delivery)
      : await generateOfMilestone(sql, actor, clock, schedule, milestone, intent, delivery)
  await record(sql, actor, story)
}

/** Why an invoice that is not prepared can't be changed or made. */
export function notPrepared({ state }: Pick<BillingIntent, 'state'>): Refusal {
  switch (state) {
    case 'cancelled':
      return conflict(
        'not_prepared',
        'This invoice was set aside: its work was taken back, or is billed otherwise. Nothing was made of it.',
      )
    case 'refused':
      return conflict(
        'not_prepared',
        'QuickBooks refused this invoice. Mend the cause, and try it again from what needs you.',
      )
    default:
      return conflict(
        'not_prepared',
        'This invoice is on its way to QuickBooks, or is there. What it says is changed in QuickBooks.',
      )
  }
}

async function generateOfMilestone(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
  milestone: Milestone,
  intent: BillingIntent,
  delivery: 'send' | 'post',
): Promise<readonly Happening[]> {
  const onlyParts = (await readParts(sql, [intent.intentId])).map((part) => part.partKey)
  const bill = { schedule, milestone, onlyParts, delivery, changes: intent.changes }
  const story = await billMilestone(sql, actor, clock, { ...bill, again: true, byPolicy: false })
  const { unbilled } = await readMilestoneParts(sql, schedule, milestone)
  // Another payer's waits on, and the question is about that one alone now.
  if (unbilled.length > 0) {
    const askedMinor = unbilled.reduce((sum, part) => sum + part.amountMinor, 0n)
    await askToGenerate(sql, schedule, milestone, { askedMinor, failed: [], intentId: null })
  }
  return story
}

async function generateKept(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  intent: BillingIntent,
  { ahead, checks }: PreparedOutlook,
  delivery: 'send' | 'post',
): Promise<readonly Happening[]> {
  const failed = checks.filter((check) => !check.ok)
  if (failed.length > 0)
    throw new Refusal(409, 'preflight_failed', failed.map(({ detail }) => detail).join(' '), {
      checks: failed,
    })
  const { head, lines, facts } = ahead
  const { body, issuedOn } = composeInvoice(head, lines, facts, clock.now(), intent.marker)
  const frozen = JSON.stringify(body)
  const before = await readParts(sql, [intent.intentId])
  await replacePrepared(
    sql,
    intent.intentId,
    {
      ...intent,
      body: frozen,
      bodyHash: bodyHashOf(frozen),
      customerId: head.customerId ?? '',
      issuedOn,
      amountMinor: netOfLines(lines),
      sizeMinor: sizeOfLines(lines),
      delivery,
      createdBy: actor.who,
      state: 'queued',
    },
    lines,
  )
  // What was prepared may have drawn more than this does.
  await noticeOverdrawn(sql, intent, before)
  await decideAttachments(sql, {
    intentId: intent.intentId,
    marker: intent.marker,
    dealIds: dealsOf(intent),
    milestoneIds: [...new Set(lines.flatMap(({ milestoneId }) => milestoneId ?? []))],
  })
  await addMessage(sql, { kind: 'invoice.create', subjectId: intent.intentId, dealId: intent.dealId })
  await settleAttention(sql, readyCause(intent.intentId), actor.who, 'generated')
  await markDirty(sql, dealsOf(intent))
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  const sum = text(intent.amountMinor)
  // What is drawn of a deposit is as it is when the invoice is made.
  const now = text(netOfLines(lines))
  return dealsOf(intent).map((dealId) => ({
    what: `Had the prepared invoice of ${sum} made${now === sum ? '' : `, as ${now}`}`,
    dealId,
    after: { delivery, marker: intent.marker },
  }))
}
