import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { BillingIntent } from '../intent'
import type { LinkPlan } from './link-plan'

/** A link that holds now, or one that ended. */
export interface InvoiceLink {
  readonly quickbooksId: string
  readonly linkedBy: string
  readonly unlinkedAt: Date | null
}

/**
 * Adds the intent of a linked invoice: posted from its first moment, with nothing ever to send. An invoice that is
 * held already violates `billing_intent_document`, a part that is live elsewhere `billing_part_live`.
 */
export async function addLinkedIntent(
  sql: Sql,
  intent: Pick<
    BillingIntent,
    'scheduleId' | 'dealId' | 'customerId' | 'issuedOn' | 'amountMinor' | 'currency' | 'createdBy'
  > & { readonly quickbooksId: string },
  { parts, heldBack }: Pick<LinkPlan, 'parts' | 'heldBack'>,
): Promise<string> {
  const lines = [
    ...parts.map((part) => ({ ...part, kind: 'work' })),
    ...heldBack.map((part) => ({ ...part, kind: 'retainage' })),
  ]
  const sizeMinor = lines.reduce((sum, { amountMinor: minor }) => sum + (minor < 0n ? -minor : minor), 0n)
  const [row] = await sql<{ intent_id: string }>(
    `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, origin, state, request_key, marker,
       body, body_hash, customer_id, issued_on, amount_minor, size_minor, currency, delivery,
       quickbooks_id, created_by, posted_at)
     values (milepost.current_workspace(), $1, $2, 1, 'linked', 'posted', 'linked:' || gen_random_uuid(), '', '', '',
       $3, $4, $5::bigint, $9::bigint, $6, 'post', $7, $8, milepost.now())
     returning intent_id`,
    [
      intent.scheduleId,
      intent.dealId,
      intent.customerId,
      intent.issuedOn,
      intent.amountMinor,
      intent.currency,
      intent.quickbooksId,
      intent.createdBy,
      sizeMinor,
    ],
  )
  if (!row) throw new Error('a linked intent was not added')
  for (const part of lines) {
    await sql(
      `insert into billing_part (workspace_id, intent_id, part_key, schedule_id, milestone_id, kind, amount_minor, line_id)
       values (milepost.current_workspace(), $1, $2, $3, $4, $7, $5, $6)`,
      [
        row.intent_id,
        part.partKey,
        intent.scheduleId,
        part.milestone.milestoneId,
        part.amountMinor,
        part.lineId,
        part.kind,
      ],
    )
  }
  await sql(
    `insert into invoice_link (workspace_id, intent_id, quickbooks_id, linked_by)
     values (milepost.current_workspace(), $1, $2, $3)`,
    [row.intent_id, intent.quickbooksId, intent.createdBy],
  )
  return row.intent_id
}

/** Keeps how the work stood before linking took it as completed. */
export async function keepWorkBefore(
  sql: Sql,
  intentId: string,
  milestone: Pick<Milestone, 'milestoneId' | 'workStatus' | 'changesRequested'>,
): Promise<void> {
  await sql(
    `insert into work_before_link (workspace_id, intent_id, milestone_id, work_status, changes_requested)
     values (milepost.current_workspace(), $1, $2, $3, $4)`,
    [intentId, milestone.milestoneId, milestone.workStatus, milestone.changesRequested],
  )
}

/** How the work of milestones stood before this link, by milestone: only of those that it completed. */
export async function readWorkBefore(
  sql: Sql,
  intentId: string,
): Promise<Map<string, { workStatus: 'pending' | 'in_progress'; changesRequested: boolean }>> {
  const rows = await sql<{
    milestone_id: string
    work_status: 'pending' | 'in_progress'
    changes_requested: boolean
  }>('select milestone_id, work_status, changes_requested from work_before_link where intent_id = $1', [
    intentId,
  ])
  return new Map(
    rows.map((row) => [
      row.milestone_id,
      { workStatus: row.work_status, changesRequested: row.changes_requested },
    ]),
  )
}

/**
 * Another link may hold the milestone's work now: what was before the first of them goes over to the one that stays,
 * so that the last to end gives it back.
 */
export async function passOnWorkBefore(
  sql: Sql,
  from: string,
  to: { readonly intentId: string; readonly milestoneId: string },
): Promise<void> {
  await sql(
    `update work_before_link set intent_id = $2 where intent_id = $1 and milestone_id = $3
       and not exists (select from work_before_link w where w.intent_id = $2 and w.milestone_id = $3)`,
    [from, to.intentId, to.milestoneId],
  )
}

/**
 * Ends a link. The intent stays as cancelled and holds no document; its parts go, because nothing was ever sent for
 * them: a milestone that is billed later begins as if it had never been billed. The history keeps what was.
 */
export async function endLink(sql: Sql, intentId: string, who: string): Promise<void> {
  await sql('delete from work_before_link where intent_id = $1', [intentId])
  await sql('delete from billing_part where intent_id = $1', [intentId])
  await sql("update billing_intent set state = 'cancelled', quickbooks_id = null where intent_id = $1", [
    intentId,
  ])
  await sql(
    'update invoice_link set unlinked_at = milepost.now(), unlinked_by = $2 where intent_id = $1 and unlinked_at is null',
    [intentId, who],
  )
}

export async function readInvoiceLink(sql: Sql, intentId: string): Promise<InvoiceLink | null> {
  const [row] = await sql<{ quickbooks_id: string; linked_by: string; unlinked_at: Date | null }>(
    'select quickbooks_id, linked_by, unlinked_at from invoice_link where intent_id = $1',
    [intentId],
  )
  return row
    ? { quickbooksId: row.quickbooks_id, linkedBy: row.linked_by, unlinkedAt: row.unlinked_at }
    : null
}

/** The newest link of a QuickBooks invoice, held or ended; null when it was never linked. */
export async function newestLinkOf(sql: Sql, quickbooksId: string): Promise<string | null> {
  const [row] = await sql<{ intent_id: string }>(
    'select intent_id from invoice_link where quickbooks_id = $1 order by linked_at desc, intent_id limit 1',
    [quickbooksId],
  )
  return row?.intent_id ?? null
}
