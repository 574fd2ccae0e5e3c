import { raiseAttention, settleIntentAttention } from '../../attention/attention-table'
import { orderName } from '../../change-orders/change-order'
import { type AcceptingOrder, readOrdersAccepting } from '../../change-orders/change-order-table'
import { readDealNames } from '../../deals/deal-table'
import type { Sql } from '../../postgres/database'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import type { InvoiceFacts, StoredDocument } from '../books/document'
import { invoiceName } from '../books/invoice-name'
import type { BillingIntent, BillingPart } from '../intent'
import { changedCause } from '../sending/follow-changed'
import { BACK_BESIDE, type Edit, editCause, editOf, isBackBeside } from './edit'
import { editWords } from './edit-words'
import { readOpenRestore } from './restore-table'

const quickbooks = program('QuickBooks')

/**
 * Asks what becomes of an invoice whose lines a person edited in QuickBooks, with both numbers; edited back, or agreed by
 * a change order, nobody needs to decide about it any more. Nothing while it is being put back. Safe to repeat.
 */
export async function askAboutEdit(
  sql: Sql,
  intent: BillingIntent,
  parts: readonly BillingPart[],
  facts: InvoiceFacts,
  document: StoredDocument,
): Promise<void> {
  const { intentId, currency } = intent
  const edit = editOf(facts, parts, intent)
  // What waits to go on is followed by itself.
  const waiting = changedCause(intentId)
  if (edit === null)
    return settleIntentAttention(sql, [intentId], ['edited'], quickbooks.who, 'edited back', [waiting])
  const cause = editCause(intentId, edit)
  // What was asked about an earlier edit is not the question any more.
  await settleIntentAttention(sql, [intentId], ['edited'], quickbooks.who, 'edited again', [cause, waiting])
  if ((await readOpenRestore(sql, intentId)) !== null) return
  const orders = await readOrdersAccepting(sql, intentId)
  const number = invoiceName(facts, parts, document)
  const where = await whereOf(sql, intent, edit)
  await raiseAttention(sql, {
    cause,
    kind: 'edited',
    dealId: where.dealId,
    milestoneId: where.milestoneId,
    intentId,
    title:
      intent.origin === 'linked'
        ? `Invoice ${number} bills another amount than its milestone`
        : `Invoice ${number} was edited in QuickBooks`,
    detail: [
      editWords(intent, facts, edit),
      ...backWords(edit),
      ...where.others,
      ...orders.map(orderWords),
    ].join(' '),
    actions: [
      ...(orders.length > 0
        ? [{ action: 'open_change_order', label: `Open ${orders.map(orderName).join(', ')}` }]
        : [{ action: 'accept_as_change_order', label: 'Change order…' }]),
      ...(intent.origin === 'linked' ? [] : [{ action: 'restore', label: 'Restore…' }]),
      { action: 'leave', label: 'Leave it' },
    ],
    amountMinor: apart(edit),
    currency,
  })
}

/**
 * Where it is asked: on the deal of the first line that was edited, of which an invoice of the month has several. One answer
 * is for the whole invoice, so the others that were edited are named.
 */
async function whereOf(
  sql: Sql,
  { dealId, otherDeals }: BillingIntent,
  { lines }: Edit,
): Promise<{
  readonly dealId: string
  readonly milestoneId: string | null
  readonly others: readonly string[]
}> {
  const edited = lines.filter(({ nowMinor, decidedMinor }) => nowMinor !== decidedMinor)
  const milestoneId = edited[0]?.part.milestoneId ?? null
  if (otherDeals.length === 0) return { dealId, milestoneId, others: [] }
  const schedules = [...new Set(edited.map(({ part }) => part.scheduleId))]
  const deals = await readDealsOfSchedules(sql, schedules)
  const [first = dealId, ...more] = schedules.flatMap((scheduleId) => deals.get(scheduleId) ?? [])
  const names = await readDealNames(sql, more)
  const others = more.map((each) => `“${names.get(each) ?? each}”`)
  return {
    dealId: first,
    milestoneId,
    others: others.length === 0 ? [] : [`The answer is for lines of ${others.join(', ')} too.`],
  }
}

/** A line whose billing a person had moved to another invoice bills something again: the client may pay for it twice. */
const backWords = (edit: Edit): readonly string[] =>
  isBackBeside(edit) ? [`${BACK_BESIDE}: the client may be asked to pay for it twice.`] : []

const orderWords = (order: AcceptingOrder): string =>
  order.state === 'draft'
    ? `${orderName(order)} accepts it, and is still a draft.`
    : `${orderName(order)} accepts it, and waits for the client.`

/** What is at stake: how far it is from what was decided, line by line; all of it where that is unknown. */
function apart({ lines, decidedMinor }: Edit): bigint {
  const known = lines.every(({ nowMinor }) => nowMinor !== null)
  const size = (minor: bigint) => (minor < 0n ? -minor : minor)
  if (!known) return size(decidedMinor)
  const net = lines.reduce((sum, line) => sum + (line.nowMinor ?? 0n) - line.decidedMinor, 0n)
  return net === 0n
    ? size(lines.find((line) => line.nowMinor !== line.decidedMinor)?.decidedMinor ?? 0n)
    : size(net)
}
