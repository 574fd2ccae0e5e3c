import { settleIntentAttention, settleMilestoneAttention } from '../../attention/attention-table'
import { type Happening, record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { readMilestones, setWorkStatus } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { lockSchedule } from '../../schedules/schedule-table'
import type { Actor } from '../../tenants/actor'
import { conflict, notFound } from '../../tenants/refusal'
import { readParts } from '../billing-part-table'
import { reviveInvoices } from '../books/compare-invoice'
import { readDocuments } from '../books/document-table'
import { followLateness } from '../books/follow-lateness'
import { lookAgainAt } from '../by-hand/look-again'
import { billsMilestone } from '../composing/invoice-line'
import { lockIdleBeside } from '../earlier-billing-table'
import type { BillingIntent, BillingPart } from '../intent'
import { lockIntent, readIntent, readIntents } from '../intent-table'
import { noticeOverRelease } from '../retainage/notice-over-release'
import { askToBill } from './ask-to-bill'
import { inSentence, nameOfInvoice } from './held-invoice'
import { endLink, passOnWorkBefore, readInvoiceLink, readWorkBefore } from './invoice-link-table'
import { withdrawAnswers } from './withdraw-answers'

/** What unlinking left behind. */
export interface Unlinked {
  readonly quickbooksId: string
  readonly docNumber: string | null
  readonly dealId: string
}

/**
 * Ends a link: the invoice bills nothing here any more, and its milestones get back the work status that they had.
 * The document in QuickBooks is not touched, and may be linked again. Unlinking what is unlinked answers the present
 * state. Refuses not_found; not_linked for an invoice that Milepost made; already_billed where a credit on it is billed again.
 */
export async function unlinkInvoice(sql: Sql, actor: Actor, intentId: string): Promise<Unlinked> {
  const seen = await readIntent(sql, intentId)
  if (!seen) throw notFound('invoice')
  const schedule = await lockSchedule(sql, seen.scheduleId)
  const intent = await lockIntent(sql, intentId)
  if (!schedule || !intent) throw notFound('invoice')
  const link = await readInvoiceLink(sql, intentId)
  if (intent.origin !== 'linked' || !link) {
    throw conflict(
      'not_linked',
      'Milepost made this invoice; it can’t be unlinked. Void it in QuickBooks: then its milestone is free.',
    )
  }
  const document = (await readDocuments(sql, 'Invoice', [link.quickbooksId])).get(link.quickbooksId)
  const named = { quickbooksId: link.quickbooksId, docNumber: document?.body?.DocNumber ?? null }
  const answer = { ...named, dealId: schedule.dealId }
  if (link.unlinkedAt !== null) return answer

  const held = await readParts(sql, [intentId])
  const parts = ofEachMilestone(held.filter(ofMilestone))
  const before = await readWorkBefore(sql, intentId)
  const stays = await otherLinks(sql, schedule, intentId)
  for (const to of stays) if (before.has(to.milestoneId)) await passOnWorkBefore(sql, intentId, to)
  const idle = await lockIdleBeside(sql, intentId)
  await endLink(sql, intentId, actor.who)
  const revived = await reviveInvoices(sql, idle)
  const refunded = await withdrawAnswers(sql, actor, schedule, intentId)
  const billed = new Set((await otherLinks(sql, schedule, intentId)).map((each) => each.milestoneId))
  const story = [
    ...parts.map((part) => tell(schedule, intent, part, named)),
    ...revived,
    ...(await giveBack(sql, actor, schedule, parts, before, billed, inSentence(named))),
  ]
  await settleIntentAttention(
    sql,
    [intentId],
    ['edited', 'freed', 'credited', 'credit_undone', 'overdue', 'late_fee', 'pause_work', 'copied_document'],
    actor.who,
    'unlinked',
  )
  for (const { milestoneId } of parts)
    await settleMilestoneAttention(sql, milestoneId, ['ready_to_bill'], actor.who, 'unlinked')
  for (const part of parts) {
    await askToBill(
      sql,
      schedule,
      part,
      `${nameOfInvoice(named)} was unlinked from it. Bill it, or link the right invoice.`,
    )
  }
  await lookAgainAt(
    sql,
    parts.map(({ milestoneId }) => milestoneId),
  )
  // What it held back may be released already.
  await noticeOverRelease(sql, intent, held)
  const expected = await followLateness(sql, [intent.customerId])
  await markDirty(sql, [schedule.dealId, ...refunded, ...expected])
  await record(sql, actor, story)
  return answer
}

/** Milestones that another intent bills now, or another payer's linked invoice. */
async function otherLinks(
  sql: Sql,
  schedule: Schedule,
  intentId: string,
): Promise<{ intentId: string; milestoneId: string }[]> {
  const others = (await readIntents(sql, { scheduleIds: [schedule.scheduleId] })).filter(
    (each) => each.intentId !== intentId,
  )
  const parts = await readParts(
    sql,
    others.map((each) => each.intentId),
  )
  return parts.filter(ofMilestone).filter((part) => part.live)
}

/** The work that an invoice bills, which is always a milestone's; what it holds back goes with that. */
const ofMilestone = (part: BillingPart): part is LinkedWork =>
  part.milestoneId !== null && billsMilestone(part)

type LinkedWork = BillingPart & { readonly milestoneId: string }

/** Two shares of one customer are one milestone's work: told, settled and given back once. */
const ofEachMilestone = (parts: readonly LinkedWork[]): LinkedWork[] =>
  [...new Set(parts.map(({ milestoneId }) => milestoneId))].flatMap((milestoneId) => {
    const [first, ...others] = parts.filter((part) => part.milestoneId === milestoneId)
    if (!first) return []
    return [
      { ...first, amountMinor: others.reduce((sum, part) => sum + part.amountMinor, first.amountMinor) },
    ]
  })

function tell(
  schedule: Schedule,
  intent: BillingIntent,
  part: BillingPart,
  invoice: Pick<Unlinked, 'quickbooksId' | 'docNumber'>,
): Happening {
  return {
    what: `Unlinked ${inSentence(invoice)}; it stays in QuickBooks as it is`,
    dealId: schedule.dealId,
    milestoneId: part.milestoneId,
    before: {
      ...invoice,
      linkedBy: intent.createdBy,
      milestone: formatMoney(money(part.amountMinor, schedule.currency)),
    },
    after: { billing: 'not billed' },
  }
}

/** Work that linking completed goes back to what it was, unless something else bills it, or a person moved it since. */
async function giveBack(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  parts: readonly LinkedWork[],
  before: Awaited<ReturnType<typeof readWorkBefore>>,
  held: ReadonlySet<string>,
  name: string,
): Promise<Happening[]> {
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const story: Happening[] = []
  for (const { milestoneId } of parts) {
    const milestone = milestones.find((each) => each.milestoneId === milestoneId)
    const was = before.get(milestoneId)
    if (!milestone || !was || held.has(milestoneId) || milestone.workStatus !== 'completed') continue
    await setWorkStatus(sql, milestoneId, { ...was, completed: null })
    await settleMilestoneAttention(sql, milestoneId, ['ready_to_bill'], actor.who, 'unlinked')
    story.push({
      what: `“${milestone.name}” is ${was.workStatus === 'pending' ? 'pending' : 'in progress'} again: ${name} was unlinked`,
      dealId: schedule.dealId,
      milestoneId,
      before: { workStatus: 'completed' },
      after: { workStatus: was.workStatus },
    })
  }
  return story
}
