import type { Sql } from '../postgres/database'
import type { Approver } from '../schedules/schedule'

/** Something that waits for an answer: work in review, or a change order that was sent. */
export interface Waiting {
  readonly kind: 'milestone' | 'change_order'
  /** Of the milestone or the change order. */
  readonly id: string
  readonly roundId: string | null
  readonly dealId: string
  readonly dealName: string
  readonly company: string | null
  readonly name: string
  /** Minor units; of a change order what it does to the contract sum. */
  readonly amountMinor: bigint
  readonly currency: string
  /** The round, or the change order's revision. */
  readonly number: number
  /** How often changes were asked for before. */
  readonly revisions: number
  readonly since: Date
  readonly by: string
  readonly rule: 'any' | 'all'
  readonly approvers: readonly Approver[]
  /** Ids of those who answered, whether or not that stands. */
  readonly answered: readonly string[]
  /** Business days; null where silence ends nothing. */
  readonly windowDays: number | null
  readonly deemed: boolean
  readonly endsAt: Date | null
}

/** Everything that waits for an answer, the nearest deadline first, then the longest waiting; of deals that are there. */
export async function listWaiting(sql: Sql, page: { limit: number; offset: number }): Promise<Waiting[]> {
  return sql<Waiting>(
    `select w.*, d.name as "dealName", d.company from (
       select 'milestone' as kind, m.milestone_id as id, r.round_id as "roundId", s.deal_id as "dealId", m.name,
         m.amount_minor as "amountMinor", s.currency, r.number,
         (select count(*)::int from approval_round b where b.milestone_id = r.milestone_id and b.state = 'revised')
           as revisions,
         r.submitted_at as since, r.submitted_by as "by", r.rule, r.approvers,
         array(select a.approver_id from decision a where a.round_id = r.round_id and a.approver_id is not null)
           as answered,
         r.window_days as "windowDays", r.deemed, r.ends_at as "endsAt"
       from approval_round r
       join milestone m on m.workspace_id = r.workspace_id and m.milestone_id = r.milestone_id
       join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id
       where r.state = 'open'
       union all
       select 'change_order', o.change_order_id, null, s.deal_id, 'CO-' || o.number || ': ' || o.reason,
         coalesce((select sum(l.amount_minor - l.before_minor)::bigint from change_order_line l
           where l.change_order_id = o.change_order_id), 0),
         o.currency, o.revision, o.revision - 1, coalesce(o.sent_at, o.drafted_at), coalesce(o.sent_by, o.drafted_by),
         coalesce(o.asked ->> 'rule', 'any'), coalesce(o.asked -> 'approvers', '[]'),
         array(select a.approver_id from change_order_answer a
           where a.change_order_id = o.change_order_id and a.revision = o.revision),
         null, false, null
       from change_order o
       join schedule s on s.workspace_id = o.workspace_id and s.schedule_id = o.schedule_id
       where o.state = 'sent') w
     join deal d on d.deal_id = w."dealId" and not d.archived
     order by w."endsAt" nulls last, w.since, w.id limit $1 offset $2`,
    [page.limit, page.offset],
  )
}
