import { limits } from '../../config/limits'
import { completeOnTrigger } from '../approvals/complete-on-trigger'
import type { Clock } from '../clock/clock'
import { keepOwners } from '../deals/keep-owners'
import { readDeals } from '../deals/read-deals'
import { type ApprovalParts, deliverMail, watchApprovals } from '../delivery/deliver-mail'
import { deliverNote } from '../delivery/deliver-note'
import { deliverInvoice, deliverOther, putOffDelivery } from '../delivery/deliver-to-quickbooks'
import { goAhead, holdForQuickBooks, keepsAll } from '../delivery/hold-for-vendor'
import { tellOfStuckDeals } from '../delivery/raise-stuck'
import type { DrawPicture } from '../documents/thumbnails/draw-content'
import {
  asksForReconnect,
  LOST_PAUSE_MS,
  putOffReading,
  readingWorked,
  wordsFor,
} from '../inbox/put-off-reading'
import type { Lease } from '../inbox/reading-lease'
import { leaseReading, readReading, releaseReading } from '../inbox/reading-table'
import { billRestored } from '../invoices/bill-restored'
import { learnBillingFacts } from '../invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../invoices/follow-billing-policy'
import { noticeMerged } from '../invoices/notice-set-aside'
import type { CreateParts } from '../invoices/sending/create-invoice'
import { everyDayKinds } from '../masters/every-day-lists'
import { endListRests } from '../masters/list-trouble-table'
import { readMasters } from '../masters/read-masters'
import { tellOfLists } from '../masters/tell-of-lists'
import { postponeAllDirty } from '../outbox/deal-mirror-table'
import { deferMessage, type Message, readMessage, standInLine } from '../outbox/outbox-table'
import type { Database } from '../postgres/database'
import type { Handlers } from '../queue/start-workers'
import { readChanges } from '../reconcile/read-changes'
import { planWonDeals } from '../schedules/plan-won-deals'
import { VendorRests } from '../tenants/access-token'
import type { Vendor } from '../tenants/connection-table'
import type { Vendors } from '../tenants/vendors'
import { readWorkspace } from '../tenants/workspace-table'
import { drawPictures } from '../upkeep/draw-pictures'
import { keepUp, keepUpByClock } from '../upkeep/keep-up'
import { watchConnections } from '../upkeep/watch-connections'
import { keepProperties } from '../writeback/keep-properties'
import { ourProperties } from '../writeback/notice-drift'
import { writeDeals } from '../writeback/write-deals'
import { restsNow, sweepIsDue } from './watch-sweeps'

/**
 * The whole program, in the order money moves. What runs by itself begins in `wire` below; a test follows the imports
 * from there to each of these steps.
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

export interface FlowParts extends CreateParts, ApprovalParts {
  readonly database: Database
  readonly clock: Clock
  readonly vendors: Vendors
  /** How small pictures are drawn. Left out where nobody draws. */
  readonly draw?: DrawPicture | undefined
  /** How often each vendor is read although nobody rang. */
  readonly sweepMs: number
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/** The steps that run by themselves, each bound to its queue. */
export function wire(parts: FlowParts): Handlers {
  const startedAt = parts.clock.now()
  const { database } = parts
  const billing = billingByPolicy(parts.clock)
  return {
    outbox: async ({ workspaceId, subjectId }) => {
      if (subjectId === null) return
      const { message, settings, goes } = await database.inWorkspace(workspaceId, async (sql) => {
        const [message, { settings }] = await Promise.all([readMessage(sql, subjectId), readWorkspace(sql)])
        return { message, settings, goes: message && (await holdForQuickBooks(sql, parts.clock, message)) }
      })
      if (message === null || goes === 'not') return
      if (message.kind === 'mail.send') return deliverMail(parts, workspaceId, message)
      if (message.kind === 'certificate.note') return deliverNote(parts, workspaceId, message)
      const carry = () => deliver(parts, workspaceId, message, startedAt, settings.quickbooksBatch)
      if (goes === 'ahead') await goAhead(parts, workspaceId, message, 'quickbooks', carry)
      else await carry()
    },
    quickbooks: async ({ workspaceId, subjectId: lease }) => {
      if (await restsNow(parts, workspaceId, lease)) return
      await reading(parts, workspaceId, 'quickbooks', lease, async () =>
        readQuickBooks(parts, workspaceId, lease, await sweepIsDue(parts, workspaceId, 'quickbooks')),
      )
    },
    hubspot: async ({ workspaceId, subjectId: lease }) => {
      await reading(parts, workspaceId, 'hubspot', lease, async () =>
        readHubSpot(parts, workspaceId, lease, await sweepIsDue(parts, workspaceId, 'hubspot')),
      )
    },
    writeback: ({ workspaceId }) => writing(parts, workspaceId),
    triggers: async ({ workspaceId, subjectId }) => {
      if (subjectId === null) return
      // What is missing then is said where the invoice would be.
      await learnBillingFacts(parts, workspaceId, subjectId).catch((error: unknown) =>
        parts.log(error, 'reading what an invoice needs', workspaceId),
      )
      await completeOnTrigger({ ...parts, billing }, workspaceId, subjectId)
    },
    upkeep: async ({ workspaceId }, stepAside) => {
      // First, while it holds its place: what comes after a look at the vendors has none.
      await drawPictures(parts, workspaceId)
      const watch = (id: string) => watchConnections({ ...parts, stepAside }, id)
      await watchApprovals(parts, workspaceId, () => keepUpByClock({ ...parts, watch }, workspaceId))
    },
  }
}

/** Writes one workspace's deals back; what can't be written waits, and after a while a person is asked. */
async function writing(parts: FlowParts, workspaceId: string): Promise<void> {
  const { database, vendors } = parts
  try {
    await writeDeals(parts, await vendors.hubspot(workspaceId), workspaceId)
    await database.inWorkspace(workspaceId, (sql) => tellOfStuckDeals(sql, null))
  } catch (error) {
    parts.log(error, 'writing deals back', workspaceId)
    await database.inWorkspace(workspaceId, async (sql) => {
      const tried = !asksForReconnect(error) && !(error instanceof VendorRests)
      await postponeAllDirty(sql, LOST_PAUSE_MS, tried)
      if (tried) await tellOfStuckDeals(sql, wordsFor(error))
    })
  }
}

/** How soon a message looks again while another worker reads the company it needs fresh. */
const BUSY_PAUSE_MS = 500

/**
 * Carries one message as far as it goes: a customer; or the invoice, then its files, then its e-mail. Trouble puts it off,
 * never loses it. Answers whether it came to the message itself: what keeps one from leaving may keep all of the company's.
 */
async function deliver(
  parts: FlowParts,
  workspaceId: string,
  message: Message,
  startedAt: Date,
  inBatches: boolean,
): Promise<boolean> {
  try {
    const company = await parts.vendors.quickbooks(workspaceId, 'sending')
    if (message.kind !== 'invoice.create') {
      await deliverOther(parts, company, workspaceId, message)
      return true
    }
    const waitMs = await untilFresh(parts, workspaceId, startedAt)
    if (waitMs === 0) await deliverInvoice(parts, company, workspaceId, message, inBatches)
    else await parts.database.inWorkspace(workspaceId, (sql) => deferMessage(sql, message.messageId, waitMs))
    return waitMs === 0
  } catch (error) {
    await putOffDelivery(parts, workspaceId, message, error)
    return !keepsAll(error)
  }
}

/**
 * No invoice leaves while what is known of the company is old, or from before the program started (the
 * database may be a restored one): first read, then write. Answers 0 when it is fresh, otherwise how long to
 * wait: another worker is reading it just now, or it can't be read.
 */
async function untilFresh(parts: FlowParts, workspaceId: string, startedAt: Date): Promise<number> {
  const { asOf } = await parts.database.once(workspaceId, (sql) => readReading(sql, 'quickbooks'))
  const age = asOf === null ? null : parts.clock.now().getTime() - asOf.getTime()
  // A reading from the future is from before the clock was set back: how old it is nobody knows.
  const known = age !== null && Math.abs(age) < limits.freshEnoughMs
  if (known && asOf !== null && asOf >= startedAt) return 0
  const lease = await leaseReading(parts.database, workspaceId, 'quickbooks', limits.leaseMs)
  if (lease === null) return BUSY_PAUSE_MS
  return reading(parts, workspaceId, 'quickbooks', lease, () =>
    readQuickBooks(parts, workspaceId, lease, true, 'sending'),
  )
}

/** Runs one read under its lease; trouble puts the next one off. Answers for how long, 0 when there was none. */
async function reading(
  parts: FlowParts,
  workspaceId: string,
  vendor: Vendor,
  lease: Lease,
  read: () => Promise<unknown>,
): Promise<number> {
  const began = performance.now()
  try {
    await read()
  } catch (error) {
    parts.log(error, `reading ${vendor}`, workspaceId)
    return putOffReading(parts, workspaceId, vendor, lease, error)
  }
  await releaseReading(parts.database, workspaceId, vendor, lease)
  if (vendor === 'quickbooks') {
    const waited = { sinceMs: Math.ceil(performance.now() - began), aheadMs: LOST_PAUSE_MS }
    await parts.database.inWorkspace(workspaceId, (sql) => standInLine(sql, waited))
  }
  return 0
}

/** Reads QuickBooks' lists where they are due, and what changed. A list that can't be read is no failed reading. */
export async function readQuickBooks(
  flowParts: FlowParts,
  workspaceId: string,
  lease: Lease,
  askFeed: boolean,
  reason: 'burst' | 'sweep' | 'check_now' | 'sending' = askFeed ? 'sweep' : 'burst',
): Promise<number> {
  const parts = { ...flowParts, lease }
  const open = parts.vendors.quickbooks
  const masters = await open(workspaceId, 'lists')
  if (reason === 'check_now') await parts.database.once(workspaceId, endListRests)
  const [lists] = await Promise.allSettled([readMasters(parts, masters, workspaceId, everyDayKinds)])
  const documents = await readChanges(parts, await open(workspaceId, reason), workspaceId, askFeed)
  // Its trouble is ours, and no failed reading: what was read stands, and the upkeep's own turn meets it again.
  await keepUp(parts, workspaceId).catch((error: unknown) =>
    parts.log(error, 'keeping a workspace up', workspaceId),
  )
  if (lists.status === 'rejected') throw lists.reason
  await parts.database.inWorkspace(workspaceId, tellOfLists)
  await readingWorked(parts.database, workspaceId, 'quickbooks')
  return documents
}

/** Reads HubSpot for what rang; when a sweep is due (or asked for) also what nobody rang for. */
export async function readHubSpot(
  parts: FlowParts,
  workspaceId: string,
  lease: Lease,
  sweep: boolean,
): Promise<number> {
  const portal = await parts.vendors.hubspot(workspaceId)
  const reading = { ...parts, lease, afterMerge: noticeMerged }
  const deals = await readDeals(reading, portal, workspaceId, sweep, ourProperties)
  await planWonDeals(parts.database, workspaceId, (error, dealId) =>
    parts.log(error, `planning deal ${dealId}`, workspaceId),
  )
  await billRestored(parts, workspaceId)
  if (sweep) await keepProperties(parts, portal, workspaceId)
  await readingWorked(parts.database, workspaceId, 'hubspot')
  // What owners are called now keeps nothing: the deals were read.
  if (sweep)
    await keepOwners(parts, portal, workspaceId).catch((error: unknown) =>
      parts.log(error, 'asking what owners are called', workspaceId),
    )
  return deals
}
