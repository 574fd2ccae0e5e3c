import { limits } from '../config/limits'
import type { Clock } from './clock/clock'
import { readDeals } from './deals/read-deals'
import { ReadFailed } from './inbox/read-failed'
import { leaseReading, postponeReading, readReading, releaseReading } from './inbox/reading-table'
import { type CreateParts, createInvoice } from './invoices/create-invoice'
import { readIntent } from './invoices/intent-table'
import { finishInvoice } from './invoices/send-invoice'
import { everyDayKinds, readMasters } from './masters/read-masters'
import { holdDirtyDeals } from './outbox/deal-mirror-table'
import { type Message, postponeMessage, readMessage } from './outbox/outbox-table'
import { backoffMs } from './outbox/retry'
import type { Database } from './postgres/database'
import type { Handlers } from './queue/start-workers'
import { readChanges } from './reconcile/read-changes'
import { ConnectionLost } from './tenants/access-token'
import type { Vendor } from './tenants/connection-table'
import type { Vendors } from './tenants/vendors'
import { writeDeals } from './writeback/write-deals'

/**
 * The whole program, in the order money moves. The workers are wired from `wire` below, which names the same
 * functions; a test holds the two together.
 */
export const flow = [
  { line: 1, by: 'inbox', on: 'HubSpot rang, or the sweep', run: 'readDeals', folder: 'deals' },
  { line: 2, by: 'person', on: 'a schedule is planned', run: 'planSchedule', folder: 'schedules' },
  {
    line: 3,
    by: 'person',
    on: 'work is completed or approved',
    run: 'completeMilestone',
    folder: 'approvals',
  },
  { line: 4, by: 'person', on: 'in the same transaction', run: 'billMilestone', folder: 'invoices' },
  { line: 5, by: 'outbox', on: 'an intent waits', run: 'createInvoice', folder: 'invoices' },
  { line: 6, by: 'inbox', on: 'QuickBooks rang, or the sweep', run: 'readChanges', folder: 'reconcile' },
  { line: 7, by: 'inbox', on: 'an invoice changed', run: 'applyInvoices', folder: 'reconcile' },
  { line: 8, by: 'reader', on: 'anyone looks', run: 'readTrackers', folder: 'reconcile' },
  { line: 9, by: 'outbox', on: "a deal's figures may have changed", run: 'writeDeals', folder: 'writeback' },
  { line: 10, by: 'person', on: 'a page is opened', run: 'readDealPage', folder: 'insight' },
] as const

export interface FlowParts extends CreateParts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
  /** How often each vendor is read although nobody rang. */
  readonly sweepMs: number
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/** A vendor that can't be read now is left alone this long; its connection says why. */
const LOST_PAUSE_MS = 30_000

/** The steps that run by themselves, each bound to its queue. */
export function wire(parts: FlowParts): Handlers {
  const { database, vendors } = parts
  return {
    outbox: async ({ workspaceId, subjectId }) => {
      const message =
        subjectId === null
          ? null
          : await database.inWorkspace(workspaceId, (sql) => readMessage(sql, subjectId))
      if (message) await deliver(parts, workspaceId, message)
    },
    quickbooks: ({ workspaceId }) =>
      reading(parts, workspaceId, 'quickbooks', () => readQuickBooks(parts, workspaceId)),
    hubspot: ({ workspaceId }) =>
      reading(parts, workspaceId, 'hubspot', async () =>
        readHubSpot(parts, workspaceId, await sweepIsDue(parts, workspaceId)),
      ),
    writeback: async ({ workspaceId }) => {
      try {
        await writeDeals(parts, await vendors.hubspot(workspaceId), workspaceId)
      } catch (error) {
        parts.log(error, 'writing deals back', workspaceId)
        await database.inWorkspace(workspaceId, (sql) => holdDirtyDeals(sql, 'all', LOST_PAUSE_MS))
      }
    },
  }
}

async function sweepIsDue(parts: FlowParts, workspaceId: string): Promise<boolean> {
  const { readAt } = await parts.database.inWorkspace(workspaceId, (sql) => readReading(sql, 'hubspot'))
  return readAt === null || parts.clock.now().getTime() - readAt.getTime() >= parts.sweepMs
}

/** How soon a message looks again while another worker reads the company it needs fresh. */
const BUSY_PAUSE_MS = 500

/** Carries one message as far as it goes: the invoice, then its e-mail. Trouble puts it off, never loses it. */
async function deliver(parts: FlowParts, workspaceId: string, message: Message): Promise<void> {
  const { database, vendors } = parts
  const putOff = (inMs: number) =>
    database.inWorkspace(workspaceId, (sql) =>
      postponeMessage(sql, message.messageId, {
        state: message.state === 'unclear' ? 'unclear' : 'waiting',
        inMs,
        fault: null,
      }),
    )
  try {
    const company = await vendors.quickbooks(workspaceId)
    if (!(await isFresh(parts, workspaceId))) return await putOff(BUSY_PAUSE_MS)
    await createInvoice(parts, company, workspaceId, message)
    const intent = await database.inWorkspace(workspaceId, (sql) => readIntent(sql, message.subjectId))
    if (intent?.state === 'posted') await finishInvoice(parts, company, workspaceId, message)
  } catch (error) {
    parts.log(error, 'delivering an invoice', workspaceId)
    await putOff(
      error instanceof ConnectionLost ? LOST_PAUSE_MS : backoffMs(message.attempts, null, parts.random),
    )
  }
}

/**
 * No invoice leaves while what is known of the company is old: first read, then write. False while another
 * worker is reading it just now.
 */
async function isFresh(parts: FlowParts, workspaceId: string): Promise<boolean> {
  const { readAt } = await parts.database.inWorkspace(workspaceId, (sql) => readReading(sql, 'quickbooks'))
  if (readAt !== null && parts.clock.now().getTime() - readAt.getTime() < limits.freshEnoughMs) return true
  if (!(await leaseReading(parts.database, workspaceId, 'quickbooks', limits.leaseMs))) return false
  try {
    await readQuickBooks(parts, workspaceId)
    return true
  } finally {
    await releaseReading(parts.database, workspaceId, 'quickbooks')
  }
}

/** Runs one read under its lease; trouble puts the next one off. */
async function reading(parts: FlowParts, workspaceId: string, vendor: Vendor, read: () => Promise<unknown>) {
  try {
    await read()
    await releaseReading(parts.database, workspaceId, vendor)
  } catch (error) {
    parts.log(error, `reading ${vendor}`, workspaceId)
    const pause =
      error instanceof ReadFailed && error.retryAfterMs !== null ? error.retryAfterMs : LOST_PAUSE_MS / 10
    await postponeReading(
      parts.database,
      workspaceId,
      vendor,
      error instanceof ConnectionLost ? LOST_PAUSE_MS : pause,
    )
  }
}

export async function readQuickBooks(parts: FlowParts, workspaceId: string): Promise<number> {
  const company = await parts.vendors.quickbooks(workspaceId)
  await readMasters(parts, company, workspaceId, everyDayKinds)
  return readChanges(parts, company, workspaceId)
}

/** Reads HubSpot for what rang; when a sweep is due (or asked for) also what nobody rang for. */
export async function readHubSpot(parts: FlowParts, workspaceId: string, sweep: boolean): Promise<number> {
  return readDeals(parts, await parts.vendors.hubspot(workspaceId), workspaceId, sweep)
}
