import { limits } from '../../../config/limits'
import type { Answer, Fault } from '../../../connectors/answer'
import type { Company } from '../../../connectors/quickbooks/company'
import type { Entities } from '../../../connectors/quickbooks/entities'
import { raiseAttention } from '../../attention/attention-table'
import type { Clock } from '../../clock/clock'
import type { KeepsFiles } from '../../documents/file-store'
import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import { keepsFailing } from '../../outbox/keeps-failing'
import { closeMessage, type Message, postponeMessage } from '../../outbox/outbox-table'
import { backoffMs, whoMends } from '../../outbox/retry'
import type { Database, Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readInvoiceWords } from '../books/read-invoice-words'
import { earlierMarkers } from '../earlier-billing-table'
import { type BillingIntent, bodyHashOf, dealsOf } from '../intent'
import { intentsOfDocuments, lockIntent, setIntentState } from '../intent-table'
import { adoptInvoice } from './adopt-invoice'
import { bindStored } from './bind-stored'
import { findInvoice } from './find-invoice'
import { beginAttempt, endAttempt } from './send-attempt-table'
import {
  hasSpentNumber,
  learnTakenNumbers,
  type OutgoingInvoice,
  spendRefusedNumber,
  takeOutgoing,
} from './take-number'
import { raiseUnclear } from './tell-unclear'
import { waitForDeal } from './wait-for-deal'
import { yieldToEarlier } from './yield-to-earlier'

export interface CreateParts extends KeepsFiles {
  readonly database: Database
  readonly clock: Clock
  readonly random: () => number
}

type Invoice = Entities['Invoice']

const us = program('QuickBooks')

/**
 * Line 5 of the story: creates the invoice in QuickBooks, exactly once, whatever is lost on the way.
 *
 * An intent that was never sent is sent. One that may have been sent (an answer was lost, the program was
 * killed) is looked for first; when it is not there it is looked for again once the vendor can't be working
 * on that attempt any more, and only then the same body is sent again under the same key. This holds even
 * where QuickBooks ignores the key or has forgotten it. Every attempt is on record before its first byte.
 */
export async function createInvoice(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const start = await within((sql) => beginning(sql, parts, message))
  if (start === null) return
  const { intent, markers } = start
  if (start.lookFirst) {
    // A number that was refused is certain: nothing of that attempt is on its way.
    const safeToSend = (start.numberSpent && intent.state === 'queued') || vendorIsDone(parts, intent)
    const there = await look(parts, company, workspaceId, intent, markers)
    if (there.outcome !== 'done') return within((sql) => putOff(sql, parts, message, intent, there.fault))
    if (there.value !== null) return
    if (!safeToSend) return within((sql) => waitForVendor(sql, parts, message, intent))
  }
  if (start.numberSpent) {
    const learnt = await learnTakenNumbers(company, intent, within)
    if (learnt.outcome !== 'done') return within((sql) => putOff(sql, parts, message, intent, learnt.fault))
  }
  const begun = start.begun ?? (await within((sql) => beginCreate(sql, parts, message, intent)))
  if (begun === null) return
  const { attempt, outgoing } = begun
  const answer = await company.create('Invoice', outgoing.body, outgoing.requestKey)
  await within((sql) => afterCreate(sql, parts, message, intent, attempt, answer))
  if (answer.outcome !== 'unknown') return
  // A lost answer is looked for at once: usually the invoice is there.
  const there = await look(parts, company, workspaceId, intent, markers)
  if (there.outcome === 'done' && there.value !== null) return
  await within((sql) => raiseUnclear(sql, intent, answer.fault))
}

/** True once an attempt that began then can't still be running at the vendor. */
function vendorIsDone(parts: CreateParts, intent: BillingIntent): boolean {
  return (
    intent.sentAt === null ||
    parts.clock.now().getTime() - intent.sentAt.getTime() > limits.vendorStillWorkingMs
  )
}

interface Beginning {
  readonly intent: BillingIntent
  readonly markers: readonly string[]
  readonly lookFirst: boolean
  /** The number that it was sent with is somebody else's. */
  readonly numberSpent: boolean
  /** Nothing had to be looked for: its sending is on record already. */
  readonly begun: Begun | null
}

interface Begun {
  readonly attempt: bigint
  readonly outgoing: OutgoingInvoice
}

async function beginning(sql: Sql, parts: CreateParts, message: Message): Promise<Beginning | null> {
  const intent = await lockIntent(sql, message.subjectId)
  if (!intent || intent.state === 'cancelled' || intent.state === 'refused') {
    await closeMessage(
      sql,
      message.messageId,
      intent?.state === 'refused' ? 'refused' : 'cancelled',
      intent?.fault ?? null,
    )
    return null
  }
  if (intent.state === 'posted') return null
  if (bodyHashOf(intent.body) !== intent.bodyHash) {
    throw new Error(`the body of intent ${intent.intentId} is not the one that was frozen`)
  }
  const markers = intent.generation > 1 ? await earlierMarkers(sql, intent.intentId) : []
  const numberSpent = await hasSpentNumber(sql, intent.intentId)
  const lookFirst = intent.state !== 'queued' || markers.length > 0 || numberSpent
  if (lookFirst) return { intent, markers, lookFirst, numberSpent, begun: null }
  const begun = await beginCreate(sql, parts, message, intent, intent)
  return begun && { intent, markers, lookFirst, numberSpent, begun }
}

/** The one place where sending begins. Null when someone else moved the intent since it was looked at, or it must not go. */
async function beginCreate(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  seen: BillingIntent,
  held?: BillingIntent,
): Promise<Begun | null> {
  const intent = held ?? (await lockIntent(sql, seen.intentId))
  if (!intent || intent.state !== seen.state || intent.sentAt?.getTime() !== seen.sentAt?.getTime())
    return null
  if ((await bindStored(sql, intent)) || (await yieldToEarlier(sql, intent))) return null
  if (await waitForDeal(sql, intent, message)) return null
  await setIntentState(sql, intent.intentId, { state: 'sending', sentAt: parts.clock.now() })
  const outgoing = await takeOutgoing(sql, intent)
  const attempt = await beginAttempt(sql, {
    intentId: intent.intentId,
    step: 'create',
    requestKey: outgoing.requestKey,
    bodyHash: intent.bodyHash,
  })
  return { attempt, outgoing }
}

/** Looks in QuickBooks, and binds what is found. */
export async function look(
  parts: CreateParts,
  company: Company,
  workspaceId: string,
  intent: BillingIntent,
  markers: readonly string[],
): Promise<Answer<Invoice | null>> {
  const found = await findInvoice(company, intent, markers, (ids) =>
    parts.database.inWorkspace(workspaceId, async (sql) => {
      const bound = await intentsOfDocuments(sql, ids)
      const others = bound.filter((each) => each.intentId !== intent.intentId)
      return new Set(others.map((each) => each.quickbooksId ?? ''))
    }),
  )
  const invoice = found.outcome === 'done' ? found.value : null
  if (invoice !== null) {
    await parts.database.inWorkspace(workspaceId, async (sql) => {
      const held = await lockIntent(sql, intent.intentId)
      if (held && held.state !== 'posted') await adoptInvoice(sql, us, held, invoice, 'found')
    })
  }
  return found
}

export async function afterCreate(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  seen: BillingIntent,
  attempt: bigint,
  answer: Answer<Invoice>,
): Promise<void> {
  const intent = await lockIntent(sql, seen.intentId)
  if (!intent) return
  const fault = answer.outcome === 'done' ? null : answer.fault
  await endAttempt(sql, attempt, {
    outcome: answer.outcome,
    trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
    fault,
  })
  if (intent.state === 'posted') return
  switch (answer.outcome) {
    case 'done':
      await adoptInvoice(sql, us, intent, answer.value, 'created')
      return
    case 'unknown':
      await setIntentState(sql, intent.intentId, { state: 'unclear', fault: answer.fault })
      await markDirty(sql, dealsOf(intent))
      return postponeMessage(sql, message.messageId, {
        state: 'unclear',
        inMs: limits.vendorStillWorkingMs,
        fault: answer.fault,
      })
    case 'refused':
      return afterRefusal(sql, parts, message, seen, answer.fault)
  }
}

/** A refusal says that this attempt did nothing; an earlier one may still have. */
async function afterRefusal(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  seen: BillingIntent,
  fault: Fault,
): Promise<void> {
  if (whoMends(fault) === 'later') {
    await setIntentState(sql, seen.intentId, { state: seen.state === 'queued' ? 'queued' : 'unclear', fault })
    return putOff(sql, parts, message, seen, fault)
  }
  if (await spendRefusedNumber(sql, seen, fault)) {
    await setIntentState(sql, seen.intentId, { state: 'queued', fault })
    return postponeMessage(sql, message.messageId, { state: 'waiting', inMs: 0, fault })
  }
  await setIntentState(sql, seen.intentId, { state: 'refused', fault })
  await closeMessage(sql, message.messageId, 'refused', fault)
  await markDirty(sql, dealsOf(seen))
  await raiseAttention(sql, {
    cause: `refused:${seen.intentId}`,
    kind: 'refused',
    dealId: seen.dealId,
    intentId: seen.intentId,
    title: `QuickBooks refused an ${await readInvoiceWords(sql, seen)}`,
    detail: `${fault.message} Nothing was created. Mend the cause, then try again.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'cancel', label: 'Do not bill' },
    ],
    amountMinor: seen.amountMinor,
    currency: seen.currency,
  })
  await record(sql, us, [
    {
      what: `QuickBooks refused an ${await readInvoiceWords(sql, seen)}`,
      dealId: seen.dealId,
      after: { code: fault.code, message: fault.message },
    },
  ])
}

async function putOff(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  intent: BillingIntent,
  fault: Fault,
): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state: intent.state === 'queued' ? 'waiting' : 'unclear',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  await raiseAttention(sql, {
    cause: `stuck:${intent.intentId}`,
    kind: 'stuck',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `An ${await readInvoiceWords(sql, intent)} keeps failing to reach QuickBooks`,
    detail: `${fault.message} Nothing is lost: trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}

/** Not there, but the vendor may still be working on the attempt: look once more when it can't be. */
async function waitForVendor(
  sql: Sql,
  parts: CreateParts,
  message: Message,
  intent: BillingIntent,
): Promise<void> {
  const since = parts.clock.now().getTime() - (intent.sentAt?.getTime() ?? 0)
  if (intent.state === 'sending') await setIntentState(sql, intent.intentId, { state: 'unclear' })
  await markDirty(sql, dealsOf(intent))
  await postponeMessage(sql, message.messageId, {
    state: 'unclear',
    inMs: Math.max(limits.vendorStillWorkingMs - since, 0) + 1_000,
    fault: intent.fault,
  })
}
