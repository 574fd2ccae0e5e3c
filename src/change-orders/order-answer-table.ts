import type { Sql } from '../postgres/database'
import type { Approver } from '../schedules/schedule'
import type { LinkCame } from '../tenants/link-came'
import type { ShownOrder } from './shown-order'

/** Who was asked when a change order was sent, and by which rule. */
export interface AskedOfOrder {
  readonly rule: 'any' | 'all'
  readonly approvers: readonly Approver[]
}

/** What one approver answered by their own link, about what they were shown. */
export interface OrderAnswer {
  readonly changeOrderId: string
  readonly revision: number
  readonly approverId: string
  readonly who: string
  readonly role: string | null
  readonly answer: 'approve' | 'reject'
  readonly reason: string | null
  readonly signedName: string
  readonly shown: ShownOrder
  readonly shownHash: string
  readonly how: {
    readonly via: string
    readonly linkId: string
    /** How the link reached them; left out of answers that were given before that was kept. */
    readonly link?: LinkCame
    readonly ip: string | null
    readonly userAgent: string | null
  }
  readonly at: Date
  /** The workspace's zone then. */
  readonly zone: string
}

/** Freezes who is asked. */
export async function storeAsked(sql: Sql, changeOrderId: string, asked: AskedOfOrder): Promise<void> {
  await sql('update change_order set asked = $2 where change_order_id = $1', [
    changeOrderId,
    JSON.stringify(asked),
  ])
}

/** Who was asked of each of these change orders; those that were never sent are left out. */
export async function readAsked(
  sql: Sql,
  changeOrderIds: readonly string[],
): Promise<Map<string, AskedOfOrder>> {
  const rows = await sql<{ change_order_id: string; asked: AskedOfOrder }>(
    'select change_order_id, asked from change_order where change_order_id = any($1) and asked is not null',
    [changeOrderIds],
  )
  return new Map(rows.map((row) => [row.change_order_id, row.asked]))
}

/** Keeps an answer for ever, with the workspace's zone at this moment. */
export async function addAnswer(sql: Sql, answer: Omit<OrderAnswer, 'at' | 'zone'>): Promise<void> {
  await sql(
    `insert into change_order_answer (workspace_id, change_order_id, revision, approver_id, who, role, answer, reason,
       signed_name, shown, shown_hash, how, zone)
     select milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, zone from workspace`,
    [
      answer.changeOrderId,
      answer.revision,
      answer.approverId,
      answer.who,
      answer.role,
      answer.answer,
      answer.reason,
      answer.signedName,
      JSON.stringify(answer.shown),
      answer.shownHash,
      JSON.stringify(answer.how),
    ],
  )
}

/** What was answered to these change orders, in every revision, the first answer first. */
export async function readAnswers(sql: Sql, changeOrderIds: readonly string[]): Promise<OrderAnswer[]> {
  return sql<OrderAnswer>(
    `select change_order_id as "changeOrderId", revision, approver_id as "approverId", who, role, answer, reason,
       signed_name as "signedName", shown, shown_hash as "shownHash", how, at, zone
     from change_order_answer where change_order_id = any($1) order by at, answer_id`,
    [changeOrderIds],
  )
}

/** Where change orders wait for further signatures, and the contract sums that those they have were given under. */
export async function readPartlySigned(
  sql: Sql,
): Promise<{ scheduleId: string; currency: string; contractMinor: bigint; sumsSigned: string[] }[]> {
  return sql(
    `select s.schedule_id as "scheduleId", s.currency, s.contract_minor as "contractMinor",
       array_agg(distinct a.shown->>'contractSumBefore') as "sumsSigned"
     from change_order o join change_order_answer a on a.change_order_id = o.change_order_id and a.revision = o.revision
       join schedule s on s.schedule_id = o.schedule_id
     where o.state = 'sent' and a.answer = 'approve'
     group by s.schedule_id, s.currency, s.contract_minor order by s.schedule_id`,
  )
}
