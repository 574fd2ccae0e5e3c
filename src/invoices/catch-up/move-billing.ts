import { settleIntentAttention } from '../../attention/attention-table'
import type { Happening } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { conflict } from '../../tenants/refusal'
import { moveParts, readParts } from '../billing-part-table'
import type { BilledIntent } from '../billing-status'
import { compareInvoice, factsNow } from '../books/compare-invoice'
import { readDocuments } from '../books/document-table'
import { emptiedParts } from '../books/emptied'
import { readBilledIntents } from '../books/read-billed-intents'
import { billsMilestone, netOfLines, sizeOfLines } from '../composing/invoice-line'
import { claimInKey, payerParts } from '../composing/payer-part'
import { editOf } from '../edited/edit'
import { readOpenRestore } from '../edited/restore-table'
import type { BillingPart } from '../intent'
import { lockIntents, readIntent, readIntents, setAmount } from '../intent-table'
import { retainageKeyOf } from '../retainage/retainage-line'
import { changedCause } from '../sending/follow-changed'
import { inSentence } from './held-invoice'
import type { LinkPlan } from './link-plan'

/** QuickBooks' ids of standing invoices that were to bill these milestones, and bill nothing of one of them any more. */
export async function emptiedInvoices(
  sql: Sql,
  schedule: Schedule,
  milestoneIds: readonly string[],
): Promise<string[]> {
  const intents = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  return intents.flatMap((each) => {
    const isOne = liveEmptied(each).some(({ milestoneId }) => milestoneIds.includes(milestoneId ?? ''))
    return isOne ? (each.intent.quickbooksId ?? []) : []
  })
}

const liveEmptied = (billed: BilledIntent): BillingPart[] => emptiedParts(billed).filter(({ live }) => live)

/**
 * The parts that stand in the way of these links by their keys alone: of the same part, or of the same claim by another
 * division of the milestone. What was held back of them goes with them, where nothing holds it back any more.
 */
export function partsMoving(
  schedule: Schedule,
  intents: readonly BilledIntent[],
  plans: readonly Pick<LinkPlan, 'parts'>[],
): BillingPart[] {
  const linked = plans.flatMap(({ parts }) => parts)
  const keys = new Set(linked.map(({ partKey }) => partKey))
  const known = new Set(
    linked.flatMap(({ milestone }) => payerParts(schedule, milestone).map(({ partKey }) => partKey)),
  )
  const isSameClaim = (part: BillingPart) =>
    !known.has(part.partKey) &&
    linked.some(
      ({ milestone, partKey }) =>
        milestone.milestoneId === part.milestoneId && claimInKey(partKey) === claimInKey(part.partKey),
    )
  return intents.flatMap((each) => {
    const emptied = liveEmptied(each)
    const work = emptied.filter(
      (part) => billsMilestone(part) && (keys.has(part.partKey) || isSameClaim(part)),
    )
    const held = new Set(work.map(({ partKey }) => retainageKeyOf(partKey)))
    return [...work, ...emptied.filter(({ kind, partKey }) => kind === 'retainage' && held.has(partKey))]
  })
}

/** A line that is being put back bills its work again in a moment. Refuses already_billed. */
export async function refuseRestored(sql: Sql, moving: readonly BillingPart[]): Promise<void> {
  for (const intentId of new Set(moving.map((part) => part.intentId))) {
    if ((await readOpenRestore(sql, intentId)) === null) continue
    throw conflict(
      'already_billed',
      'The invoice that billed this work is being put back as it was sent. Take that back first, or leave this one. Nothing was linked.',
    )
  }
}

/**
 * What other invoices were to bill of the linked milestones, and bill nothing of any more, is not theirs: the linked ones
 * bill it. What was decided of it is kept with them, for the day on which its line is there again. Answers what to record.
 */
export async function moveBilling(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  { plans, moving }: { readonly plans: readonly LinkPlan[]; readonly moving: readonly BillingPart[] },
): Promise<Happening[]> {
  const story: Happening[] = []
  const ids = [...new Set(moving.map(({ intentId }) => intentId))]
  for (const intent of await lockIntents(sql, ids)) {
    const { intentId, quickbooksId } = intent
    const own = moving.filter((part) => part.intentId === intentId)
    await moveParts(
      sql,
      intentId,
      own.map(({ partKey }) => partKey),
    )
    const now = await readParts(sql, [intentId])
    await setAmount(sql, intentId, { amountMinor: netOfLines(now), sizeMinor: sizeOfLines(now) })
    const document = (await readDocuments(sql, 'Invoice', [quickbooksId ?? ''])).get(quickbooksId ?? '')
    if (!document) continue
    const number = document.body?.DocNumber ?? document.quickbooksId
    if (editOf(await factsNow(sql, intent, document), now, intent) === null)
      await settleIntentAttention(sql, [intentId], ['edited'], actor.who, 'linked', [changedCause(intentId)])
    for (const { milestoneId, amountMinor } of own.filter(billsMilestone)) {
      const to = plans.find(({ parts }) =>
        parts.some(({ milestone }) => milestone.milestoneId === milestoneId),
      )
      if (to === undefined) continue
      story.push({
        what: `Invoice ${number} bills nothing of its milestone any more: ${inSentence(to.invoice)} bills it`,
        dealId: schedule.dealId,
        milestoneId,
        before: { decided: formatMoney(money(amountMinor, schedule.currency)), on: number },
        after: { on: to.invoice.docNumber ?? to.invoice.quickbooksId },
      })
    }
  }
  return story
}

/** What is asked about the invoices that gave something up, and what waits for them, is looked at again. */
export async function compareMoved(sql: Sql, moving: readonly BillingPart[]): Promise<Happening[]> {
  const story: Happening[] = []
  const ids = [...new Set(moving.map(({ intentId }) => intentId))]
  for (const { intentId, quickbooksId } of await readIntents(sql, { intentIds: ids })) {
    const document = (await readDocuments(sql, 'Invoice', [quickbooksId ?? ''])).get(quickbooksId ?? '')
    const intent = document === undefined ? null : await readIntent(sql, intentId)
    if (document && intent) story.push(...(await compareInvoice(sql, intent, document)))
  }
  return story
}
