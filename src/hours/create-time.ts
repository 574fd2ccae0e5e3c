import { createHash } from 'node:crypto'
import { limits } from '../../config/limits'
import type { Answer, Fault } from '../../connectors/answer'
import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import { raiseAttention, settleAttentions } from '../attention/attention-table'
import type { Clock } from '../clock/clock'
import { record } from '../history/history-table'
import { keepsFailing } from '../outbox/keeps-failing'
import { closeMessage, type Message, postponeMessage } from '../outbox/outbox-table'
import { backoffMs, whoMends } from '../outbox/retry'
import type { Database, Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { storeTime } from './read-time'
import type { EntryToSend } from './time-entry'
import { lockToSend, setEntryState } from './time-entry-table'
import { clockText } from './worked'

interface Parts {
  readonly database: Database
  readonly clock: Clock
  readonly random: () => number
}
type Activity = Entities['TimeActivity']

const us = program('QuickBooks')
/** What a person is asked about hours on their way, by the entry: the settling of it finds the entry here. */
export const timeCause = (entryId: string): string => `time:${entryId}`

/**
 * Makes a time activity in QuickBooks of hours that were entered here, exactly once, as invoices are made: what may
 * have been sent is looked for by its day and our mark before it is sent again, and only once the vendor can't be
 * working on the attempt any more.
 */
export async function createTime(
  parts: Parts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const entry = await within((sql) => beginning(sql, message))
  if (entry === null) return
  if (entry.state !== 'queued') {
    const sentMs = entry.sentAt?.getTime() ?? 0
    const waitMs = sentMs + limits.vendorStillWorkingMs - parts.clock.now().getTime()
    const there = await look(company, entry)
    if (there.outcome !== 'done') return within((sql) => putOff(sql, parts, message, entry, there.fault))
    const found = there.value
    if (found !== null) return within((sql) => bind(sql, message, found))
    if (waitMs > 0) return within((sql) => waitForVendor(sql, message, entry, waitMs + 1_000))
  }
  if (!(await within((sql) => beginSending(sql, parts, entry)))) return
  const answer = await company.create('TimeActivity', JSON.parse(entry.body), entry.requestKey)
  await within((sql) => afterCreate(sql, parts, message, entry, answer))
  if (answer.outcome !== 'unknown') return
  // A lost answer is looked for at once: usually it is there.
  const there = await look(company, entry)
  const found = there.outcome === 'done' ? there.value : null
  if (found !== null) await within((sql) => bind(sql, message, found))
}

async function beginning(sql: Sql, message: Message): Promise<EntryToSend | null> {
  const entry = await lockToSend(sql, message.subjectId)
  const over = entry === null || entry.state === 'cancelled' ? 'cancelled' : null
  if (over !== null || entry === null) {
    await closeMessage(sql, message.messageId, 'cancelled', null)
    return null
  }
  if (entry.state === 'posted') {
    await closeMessage(sql, message.messageId, 'done', null)
    return null
  }
  if (entry.state === 'refused') {
    await closeMessage(sql, message.messageId, 'refused', entry.fault)
    return null
  }
  if (createHash('sha256').update(entry.body).digest('hex') !== entry.bodyHash) {
    throw new Error(`the body of entry ${entry.entryId} is not the one that was frozen`)
  }
  return entry
}

/** The one place where sending begins. False when someone else moved the entry since it was looked at. */
async function beginSending(sql: Sql, parts: Parts, seen: EntryToSend): Promise<boolean> {
  const entry = await lockToSend(sql, seen.entryId)
  if (entry?.state !== seen.state || entry.sentAt?.getTime() !== seen.sentAt?.getTime()) return false
  await setEntryState(sql, seen.entryId, { state: 'sending', sentAt: parts.clock.now() })
  return true
}

/** Of several with our mark the lowest id is ours; a copy that a person made comes later. One metered read. */
async function look(company: Company, entry: EntryToSend): Promise<Answer<Activity | null>> {
  const answer = await company.query('TimeActivity', [
    { field: 'TxnDate', operator: '=', value: entry.workedOn },
  ])
  if (answer.outcome !== 'done') return answer
  const ours = answer.value
    .filter((activity) => activity.Description?.includes(entry.marker) === true)
    .sort((a, b) => (BigInt(a.Id) < BigInt(b.Id) ? -1 : 1))
  return { ...answer, value: ours[0] ?? null }
}

async function bind(sql: Sql, message: Message, activity: Activity): Promise<void> {
  await storeTime(sql, [activity], [])
  await settleAttentions(sql, [timeCause(message.subjectId)], us.who, 'done')
  await closeMessage(sql, message.messageId, 'done', null)
}

async function afterCreate(
  sql: Sql,
  parts: Parts,
  message: Message,
  seen: EntryToSend,
  answer: Answer<Activity>,
): Promise<void> {
  const entry = await lockToSend(sql, seen.entryId)
  // A reading may have brought it meanwhile.
  if (entry?.state === 'posted') return closeMessage(sql, message.messageId, 'done', null)
  switch (answer.outcome) {
    case 'done':
      return bind(sql, message, answer.value)
    case 'unknown':
      await setEntryState(sql, seen.entryId, { state: 'unclear', fault: answer.fault })
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
  parts: Parts,
  message: Message,
  seen: EntryToSend,
  fault: Fault,
): Promise<void> {
  if (whoMends(fault) === 'later') {
    await setEntryState(sql, seen.entryId, { state: seen.state === 'queued' ? 'queued' : 'unclear', fault })
    return putOff(sql, parts, message, seen, fault)
  }
  await setEntryState(sql, seen.entryId, { state: 'refused', fault })
  await closeMessage(sql, message.messageId, 'refused', fault)
  await raiseAttention(sql, {
    cause: timeCause(seen.entryId),
    kind: 'refused',
    dealId: message.dealId,
    title: `QuickBooks refused ${words(seen)}`,
    detail: `${fault.message} Nothing was created. Mend the cause, then try again.`,
    actions: [
      { action: 'retry', label: 'Try again' },
      { action: 'cancel', label: 'Take the hours back' },
    ],
  })
  await record(sql, us, [
    {
      what: `QuickBooks refused ${words(seen)}`,
      dealId: message.dealId,
      after: { code: fault.code, message: fault.message },
    },
  ])
}

const words = (entry: EntryToSend): string =>
  `${clockText(entry.minutes)} hours of ${entry.workerName} on ${entry.workedOn}`

async function putOff(
  sql: Sql,
  parts: Parts,
  message: Message,
  entry: EntryToSend,
  fault: Fault,
): Promise<void> {
  await postponeMessage(sql, message.messageId, {
    state: entry.state === 'queued' ? 'waiting' : 'unclear',
    inMs: backoffMs(message.attempts, fault, parts.random),
    fault,
  })
  if (!(await keepsFailing(sql, message, 'quickbooks'))) return
  await raiseAttention(sql, {
    cause: timeCause(entry.entryId),
    kind: 'stuck',
    dealId: message.dealId,
    title: `${words(entry)} keep failing to reach QuickBooks`,
    detail: `${fault.message} Nothing is lost: trying goes on.`,
    actions: [{ action: 'retry', label: 'Try now' }],
  })
}

/** Not there, but the vendor may still be working on the attempt: look once more when it can't be. */
async function waitForVendor(sql: Sql, message: Message, entry: EntryToSend, inMs: number): Promise<void> {
  if (entry.state === 'sending') await setEntryState(sql, entry.entryId, { state: 'unclear' })
  await postponeMessage(sql, message.messageId, { state: 'unclear', inMs, fault: entry.fault })
}
