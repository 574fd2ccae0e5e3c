import { limits } from '../../config/limits'
import type { AfterApproval } from '../approvals/after-approval'
import { type SendMailParts, sendMail } from '../approvals/mails/send-mail'
import { endStuckMail } from '../approvals/mails/settle-delivery'
import { msUntilDue } from '../approvals/windows/answer-window-table'
import { watchWindows } from '../approvals/windows/watch-windows'
import { learnBillingFacts } from '../invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../invoices/follow-billing-policy'
import type { CreateParts } from '../invoices/sending/create-invoice'
import { deferMessage, type Message } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { isPassing } from '../postgres/passing'
import { program } from '../tenants/actor'
import { advanceUpkeep } from '../tenants/upkeep-table'
import type { Vendors } from '../tenants/vendors'
import { putOffFailed } from './raise-stuck'

/** What asking clients, and waiting for them, stands on. */
export interface ApprovalParts {
  /** How e-mails of ours leave. Left out where nothing is e-mailed: what is promised waits. */
  readonly mail?: Pick<SendMailParts, 'transport' | 'sealer' | 'publicUrl' | 'from'> | undefined
  /** What follows an approval beside its billing. */
  readonly afterApproval?: AfterApproval | undefined
}

interface Parts extends CreateParts, ApprovalParts {
  readonly vendors: Vendors
  readonly log: (error: unknown, what: string, workspaceId: string) => void
}

/**
 * Carries one e-mail to the mail server. No vendor has a part in it, so that none holds it up. How far it has come is on
 * record: one that we failed at goes on from there, and is never sent twice for it.
 */
export async function deliverMail(parts: Parts, workspaceId: string, message: Message): Promise<void> {
  const { database, mail } = parts
  const within = (work: (sql: Sql) => Promise<void>) => database.inWorkspace(workspaceId, work)
  const later = (sql: Sql) => deferMessage(sql, message.messageId, limits.retryLongestMs / 10)
  if (!mail) return within(later)
  try {
    await sendMail({ ...parts, ...mail }, workspaceId, message)
    // Whatever became of it says so itself.
    if (message.attempts > 0)
      await within((sql) => endStuckMail(sql, message.subjectId, program('e-mail').who))
  } catch (error) {
    parts.log(error, 'sending an e-mail', workspaceId)
    await within((sql) => (isPassing(error) ? later(sql) : putOffFailed(sql, parts.random, message, error)))
  }
}

/**
 * Reminds approvers and ends windows whose time is over, around what else is done because time passes; says then when the
 * next of them is due.
 */
export async function watchApprovals(
  parts: Parts,
  workspaceId: string,
  besides: () => Promise<void>,
): Promise<void> {
  const billing = billingByPolicy(parts.clock)
  const learn = (id: string, milestoneId: string) =>
    learnBillingFacts(parts, id, milestoneId).catch((error: unknown) =>
      parts.log(error, 'reading what an invoice needs', id),
    )
  await watchWindows({ ...parts, billing, learnBillingFacts: learn }, workspaceId).catch((error: unknown) =>
    parts.log(error, 'watching windows', workspaceId),
  )
  await besides()
  await parts.database.inWorkspace(workspaceId, async (sql) => {
    const inMs = await msUntilDue(sql)
    // What is overdue failed just now: it is tried again soon, not at once.
    if (inMs !== null) await advanceUpkeep(sql, Math.max(inMs + 1, limits.upkeepMs / 100))
  })
}
