import { limits } from '../../config/limits'
import type { Company } from '../../connectors/quickbooks/company'
import { createCustomer } from '../customers/create-customer'
import { createTime } from '../hours/create-time'
import { asksForReconnect, LOST_PAUSE_MS } from '../inbox/put-off-reading'
import { attachFiles } from '../invoices/attachments/attach-files'
import { lookAgainBeside } from '../invoices/by-hand/look-again'
import { restoreInvoice } from '../invoices/edited/restore-invoice'
import { releaseCost } from '../invoices/extras/release-cost'
import { sendReminder } from '../invoices/reminders/send-reminder'
import { createBatch } from '../invoices/sending/create-batch'
import { type CreateParts, createInvoice } from '../invoices/sending/create-invoice'
import { finishInvoice } from '../invoices/sending/send-invoice'
import { deferMessage, type Message } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { pastDeadlocks } from '../postgres/past-deadlocks'
import { VendorRests } from '../tenants/access-token'
import { putOffFailed, settleStuckMessage } from './raise-stuck'

interface DeliverParts extends CreateParts {
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/** Carries a message for QuickBooks that is no new invoice: none of these waits for what is known of the company to be fresh. */
export async function deliverOther(
  parts: DeliverParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  if (message.kind === 'time.create') return createTime(parts, company, workspaceId, message)
  if (message.kind === 'cost.release') return releaseCost(parts, company, workspaceId, message)
  if (message.kind === 'reminder.send') return sendReminder(parts, company, workspaceId, message)
  if (message.kind === 'invoice.restore') return restoreInvoice(parts, company, workspaceId, message)
  await createCustomer(parts, company, workspaceId, message)
}

/** Carries an invoice as far as it goes; where invoices go in batches, those that go with it too. */
export async function deliverInvoice(
  parts: DeliverParts,
  company: Company,
  workspaceId: string,
  message: Message,
  inBatches: boolean,
): Promise<void> {
  const carried = inBatches ? await createBatch(parts, company, workspaceId, message) : null
  if (carried === null) await createInvoice(parts, company, workspaceId, message)
  const enough = performance.now() + limits.leaseMs / 2
  for (const each of carried ?? [message]) {
    // The files of thirty invoices may take longer than their lease: the rest is any worker's.
    if (performance.now() > enough)
      await parts.database.inWorkspace(workspaceId, (sql) => deferMessage(sql, each.messageId, 0))
    else
      await afterCreation(parts, company, workspaceId, each).catch((error: unknown) =>
        putOffDelivery(parts, workspaceId, each, error),
      )
  }
}

/**
 * What follows once the invoice exists: its files, then its e-mail. What is asked of invoices that people made for the same
 * work is looked at again beside it, and can't keep it.
 */
async function afterCreation(
  parts: DeliverParts,
  company: Company,
  workspaceId: string,
  message: Message,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  // Where no invoice exists yet, there is nothing that files could go with, and the message waits.
  if (await attachFiles(parts, company, workspaceId, message)) {
    await pastDeadlocks(() => within((sql) => lookAgainBeside(sql, [message.subjectId]))).catch(
      (error: unknown) => parts.log(error, 'looking again at invoices made by hand', workspaceId),
    )
    await finishInvoice(parts, company, workspaceId, message)
  }
  if (message.attempts > 0) await within((sql) => settleStuckMessage(sql, message))
}

/** Trouble puts a message off, never loses it. */
export async function putOffDelivery(
  parts: DeliverParts,
  workspaceId: string,
  message: Message,
  error: unknown,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  parts.log(error, `carrying out ${message.kind}`, workspaceId)
  if (asksForReconnect(error) || error instanceof VendorRests) {
    return within((sql) => deferMessage(sql, message.messageId, LOST_PAUSE_MS))
  }
  await within((sql) => putOffFailed(sql, parts.random, message, error))
}
