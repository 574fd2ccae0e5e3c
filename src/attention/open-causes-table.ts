import type { Sql } from '../postgres/database'
import type { AttentionKind } from './attention-table'

/** What is open about a deal, or about milestones, of this kind; null: about anything. */
export async function openCauses(
  sql: Sql,
  kind: AttentionKind,
  about: { readonly dealId: string } | { readonly milestoneIds: readonly string[] } | null,
): Promise<string[]> {
  const [where, value] =
    about === null
      ? ['$1::text is null', null]
      : 'dealId' in about
        ? ['deal_id = $1', about.dealId]
        : ['milestone_id = any($1)', about.milestoneIds]
  const rows = await sql<{ cause: string }>(
    `select cause from attention where ${where} and kind = $2 and settled_at is null order by cause`,
    [value, kind],
  )
  return rows.map((row) => row.cause)
}

/** What is open of this kind about milestones of these deals' plans, or of the plans of these, and what a person left of it. */
export async function standingCauses(
  sql: Sql,
  kind: AttentionKind,
  plansOf: { readonly dealIds: readonly string[] } | { readonly milestoneIds: readonly string[] },
): Promise<string[]> {
  const [schedules, ids] =
    'dealIds' in plansOf
      ? ['select schedule_id from schedule where deal_id = any($1)', plansOf.dealIds]
      : ['select schedule_id from milestone where milestone_id = any($1)', plansOf.milestoneIds]
  const rows = await sql<{ cause: string }>(
    `select distinct cause from attention
     where kind = $2 and (settled_at is null or settled_how = 'leave')
       and milestone_id in (select milestone_id from milestone where schedule_id in (${schedules}))
     order by cause`,
    [ids, kind],
  )
  return rows.map((row) => row.cause)
}

/** Of what is asked, or was left, about deals that were won and not planned: where the deal is lost, deleted or planned by now. */
export async function unplannedNoMore(
  sql: Sql,
): Promise<{ cause: string; dealId: string; isOpen: boolean }[]> {
  const rows = await sql<{ cause: string; deal_id: string; is_open: boolean }>(
    `select a.cause, a.deal_id, a.settled_at is null as is_open from attention a
     join deal d on d.workspace_id = a.workspace_id and d.deal_id = a.deal_id
     where a.kind = 'deal_not_planned' and (a.settled_at is null or a.settled_how = 'leave')
       and (not d.won or d.archived or exists (
         select from schedule s where s.workspace_id = d.workspace_id and s.deal_id = d.deal_id))
     order by a.cause`,
  )
  return rows.map((row) => ({ cause: row.cause, dealId: row.deal_id, isOpen: row.is_open }))
}
