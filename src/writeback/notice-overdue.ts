import { type AttentionItem, raiseAttention } from '../attention/attention-table'
import { endLeft, endOthers, readLeft } from '../attention/left-question-table'
import type { Clock } from '../clock/clock'
import { dayIn } from '../clock/day'
import { isCovered } from '../invoices/books/attributed'
import { readBilled } from '../invoices/books/read-billed-intents'
import { nameOfInvoice } from '../invoices/catch-up/held-invoice'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { readWorkspace } from '../tenants/workspace-table'
import { lateActions, lateFlags, lateWords } from './late-flags'
import {
  keepOverdue,
  listNewlyOverdue,
  listOverdue,
  type OverdueInvoice,
  readLatePolicies,
} from './overdue-table'
import { type LateOnDeal, shareOverdue } from './share-overdue'

const us = program('QuickBooks')

/**
 * A due date passes without anyone ringing: each sweep finds the invoices that are overdue, and those that are late
 * enough for what their plans agree; tells people, settles what is paid or due later by now, and has the deals written
 * anew.
 */
export async function noticeOverdue(
  parts: { database: Database; clock: Clock },
  workspaceId: string,
): Promise<void> {
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const { zone } = await readWorkspace(sql)
    const today = dayIn(zone, parts.clock.now())
    const overdue = await withoutCovered(sql, await listOverdue(sql, today))
    const intentIds = overdue.map(({ intentId }) => intentId)
    const policies = await readLatePolicies(sql, intentIds)
    const items = (await shareOverdue(sql, overdue)).flatMap((late) => [
      overdueItem(late),
      ...lateFlags(
        late,
        policies.filter(
          ({ intentId, dealId }) => intentId === late.intentId && (!late.isShared || dealId === late.dealId),
        ),
        today,
      ),
    ])
    const asked = await withoutLeft(sql, items)
    await endLeft(
      sql,
      asked.map(({ cause }) => cause),
      'asks otherwise',
    )
    for (const item of asked) await raiseAttention(sql, item)
    const causes = items.map(({ cause }) => cause)
    await endOthers(sql, ['overdue', 'late_fee', 'pause_work'], causes, us.who, 'not late any more')
    const newly = await listNewlyOverdue(sql, intentIds)
    if (newly.length === 0) return
    await markDirty(
      sql,
      newly.map(({ dealId }) => dealId),
    )
    await keepOverdue(sql, newly)
  })
}

/** Without what a person left: that holds for its sum and its due date. Of another sum it was not said. */
async function withoutLeft(sql: Sql, items: readonly AttentionItem[]): Promise<AttentionItem[]> {
  const left = await readLeft(
    sql,
    items.map(({ cause }) => cause),
  )
  return items.filter(
    ({ cause, amountMinor, about }) =>
      !left.some(
        (each) =>
          each.cause === cause &&
          each.amountMinor === (amountMinor ?? null) &&
          // Those that were left before the day was kept name none.
          (each.about === null || each.about === about),
      ),
  )
}

/** Without those that credit memos take, although nobody applied them: a person said that they are for it. */
async function withoutCovered(sql: Sql, overdue: readonly OverdueInvoice[]): Promise<OverdueInvoice[]> {
  const intentIds = overdue.flatMap(({ hasWord, intentId }) => (hasWord ? intentId : []))
  if (intentIds.length === 0) return [...overdue]
  const covered = new Set(
    (await readBilled(sql, { intentIds })).flatMap(({ intent, invoice, attributed }) =>
      invoice?.effective === false || (invoice !== null && isCovered(invoice, attributed))
        ? intent.intentId
        : [],
    ),
  )
  return overdue.filter(({ intentId }) => !covered.has(intentId))
}

function overdueItem(invoice: LateOnDeal): AttentionItem {
  return {
    cause: invoice.cause,
    kind: 'overdue',
    dealId: invoice.dealId,
    intentId: invoice.intentId,
    title: `${nameOfInvoice(invoice)} is overdue`,
    detail: lateWords(invoice),
    actions: lateActions(invoice),
    amountMinor: invoice.openMinor,
    currency: invoice.currency,
    about: invoice.dueOn,
  }
}
