import type { Sql } from '../../postgres/database'

/** A milestone whose invoice can be looked at in other words. */
export interface MilestoneChoice {
  readonly milestoneId: string
  readonly name: string
  readonly deal: string
}

/** The milestones that were worked on last, finished ones first: what people know best. */
export const readMilestoneChoices = (sql: Sql, limit: number): Promise<MilestoneChoice[]> =>
  sql<MilestoneChoice>(
    `select m.milestone_id as "milestoneId", m.name, coalesce(d.name, 'Unnamed deal') as deal
     from milestone m join schedule s on s.workspace_id = m.workspace_id and s.schedule_id = m.schedule_id
     left join deal d on d.workspace_id = s.workspace_id and d.deal_id = s.deal_id
     where m.work_status <> 'cancelled'
     order by m.completed_at desc nulls last, s.schedule_id, m.position limit $1`,
    [limit],
  )
