import type { Fault } from '../../../connectors/answer'
import { asSent } from '../../../connectors/quickbooks/as-sent'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { type AttentionItem, raiseAttention, settleAttentions } from '../../attention/attention-table'
import { type CostLine, costPartKey } from '../../costs/cost-line'
import { readCost, setRelease } from '../../costs/cost-line-table'
import { storeCosts } from '../../costs/read-costs'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { keepsFailing } from '../../outbox/keeps-failing'
import {
  addMessage,
  closeMessage,
  deferMessage,
  type Message,
  postponeMessage,
  readMessageOf,
  wakeMessage,
} from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Database, Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { program } from '../../tenants/actor'
import { readIntent } from '../intent-table'
import { liveAmong } from './extra-part-table'

interface Parts {
  readonly database: Database
  readonly random: () => number
}
type Expense = Entities['Bill'] | Entities['Purchase']

const us = program('QuickBooks')
/** How soon it is looked again whether the cost's invoice exists. */
const WAIT_FOR_INVOICE_MS = 60_000
/** What a person is asked about one cost that could not be set not billable: the settling finds the cost here. */
export const costCause = (costId: string): string => `cost:${costId}`
/** What a person is asked about all costs of one invoice. */
export const openCostsCause = (intentId: string): string => `costs_open:${intentId}`

/** A person is told that QuickBooks offers billed costs again, and may have Milepost set them not billable. */
export function offerRelease(
  schedule: Schedule,
  intentId: string,
  costs: readonly CostLine[],
): AttentionItem {
  const sum = costs.reduce((all, cost) => all + cost.amountMinor, 0n)
  const several = costs.length > 1
  return {
    cause: openCostsCause(intentId),
    kind: 'edited',
    // Of no intent: whatever is told of the invoice leaves this question open.
    dealId: schedule.dealId,
    title: `QuickBooks still offers ${several ? `${costs.length} billed costs` : 'a billed cost'} for billing`,
    detail:
      `${several ? 'They are' : 'It is'} on an invoice of Milepost, and QuickBooks can't be told so. Unless ` +
      `${several ? 'they are' : 'it is'} set not billable there, somebody may bill ${several ? 'them' : 'it'} a second time.`,
    actions: [
      { action: 'release', label: 'Set not billable' },
      { action: 'leave', label: 'Leave it' },
    ],
    amountMinor: sum,
    currency: schedule.currency,
  }
}

/** Promises to set these costs not billable in QuickBooks, once their invoice exists. */
export async function promiseRelease(sql: Sql, dealId: string, costs: readonly CostLine[]): Promise<void> {
  await setRelease(
    sql,
    costs.map((cost) => cost.costId),
    'wanted',
  )
  for (const { costId } of costs) {
    const before = await readMessageOf(sql, 'cost.release', costId)
    if (before) await wakeMessage(sql, before.messageId)
    else await addMessage(sql, { kind: 'cost.release', subjectId: costId, dealId })
  }
}

/**
 * Sets one line of a bill or purchase not billable, and leaves every other as it is. Read first each time: a repeat
 * finds it done, and what somebody changed meanwhile stays.
 */
export async function releaseCost(
  parts: Parts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const cost = await within((sql) => beginning(sql, message))
  if (cost === null) return
  const read = await company.read(cost.txnKind, cost.txnId)
  if (read.outcome !== 'done') return within((sql) => putOff(sql, parts, message, read.fault))
  const expense = read.value
  const line = expense?.Line.find((each) => each.Id === cost.lineId)
  if (expense === null || line === undefined || !isBillable(line)) {
    return within((sql) => finish(sql, message, cost, expense))
  }
  const Line = asSent(expense.Line.map((each) => (each === line ? notBillable(each) : each)))
  const key = `release-${cost.costId.replaceAll('-', '')}-${expense.SyncToken}`
  const body = { Id: expense.Id, SyncToken: expense.SyncToken, ...headOf(expense), Line }
  const answer = await company.update(cost.txnKind, body, key)
  if (answer.outcome === 'done') {
    const after = answer.value
    return within((sql) => finish(sql, message, cost, after))
  }
  const { fault } = answer
  // Somebody changed it since it was read: the next try reads it again.
  const later = answer.outcome === 'unknown' || whoMends(fault) === 'later' || fault.kind === 'stale'
  return within((sql) =>
    later ? putOff(sql, parts, message, fault) : refuseRelease(sql, message, cost, fault),
  )
}

/** The cost, once its invoice exists; null where there is nothing to do, or not yet. */
async function beginning(sql: Sql, message: Message): Promise<CostLine | null> {
  const cost = await readCost(sql, message.subjectId)
  const part = cost ? (await liveAmong(sql, [costPartKey(cost)])).get(costPartKey(cost)) : undefined
  if (cost?.release !== 'wanted' || part === undefined) {
    // Its invoice was taken back, or is gone: the cost stays as it is.
    if (cost?.release === 'wanted') await setRelease(sql, [cost.costId], null)
    await closeMessage(sql, message.messageId, 'cancelled', null)
    return null
  }
  if ((await readIntent(sql, part.intentId))?.state === 'posted') return cost
  await deferMessage(sql, message.messageId, WAIT_FOR_INVOICE_MS)
  return null
}

const DETAILS = ['AccountBasedExpenseLineDetail', 'ItemBasedExpenseLineDetail'] as const
type Line = Expense['Line'][number]

const isBillable = (line: Line): boolean => DETAILS.some((name) => line[name]?.BillableStatus === 'Billable')

function notBillable(line: Line): Line {
  const name = DETAILS.find((each) => line[each] !== undefined)
  return name === undefined ? line : { ...line, [name]: { ...line[name], BillableStatus: 'NotBillable' } }
}

/** What QuickBooks wants of every update of it, beside what changes. */
const headOf = (expense: Expense): object =>
  'VendorRef' in expense
    ? { VendorRef: expense.VendorRef }
    : { PaymentType: expense['PaymentType'], AccountRef: expense['AccountRef'] }

async function finish(sql: Sql, message: Message, cost: CostLine, now: Expense | null): Promise<void> {
  await storeCosts(sql, cost.txnKind, now === null ? [] : [now], { txnIds: [cost.txnId] })
  await setRelease(sql, [cost.costId], 'done')
  await closeMessage(sql, message.messageId, 'done', null)
  await settleAttentions(sql, [costCause(cost.costId)], us.who, 'done')
  await record(sql, us, [{ what: `Set ${words(cost)} not billable in QuickBooks`, dealId: message.dealId }])
}

const words = (cost: CostLine): string =>
  `the cost of ${formatMoney(money(cost.amountMinor, cost.currency))} on ${cost.spentOn}`

async function putOff(sql: Sql, parts: Parts, message: Message, fault: Fault): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state: 'waiting',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  await raiseAttention(sql, {
    cause: costCause(message.subjectId),
    kind: 'stuck',
    dealId: message.dealId,
    title: 'A billed cost can’t be set not billable in QuickBooks',
    detail: `${fault.message} Trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
  })
}

async function refuseRelease(sql: Sql, message: Message, cost: CostLine, fault: Fault): Promise<void> {
  await setRelease(sql, [cost.costId], 'refused')
  await closeMessage(sql, message.messageId, 'refused', fault)
  await raiseAttention(sql, {
    cause: costCause(cost.costId),
    kind: 'refused',
    dealId: message.dealId,
    title: `QuickBooks refused to set ${words(cost)} not billable`,
    detail: `${fault.message} It is on an invoice of Milepost, and QuickBooks offers it again until it is not billable.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'leave', label: 'Leave it' },
    ],
    amountMinor: cost.amountMinor,
    currency: cost.currency,
  })
}
