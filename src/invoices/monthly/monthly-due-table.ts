import { type Sql, tell } from '../../postgres/database'

/** Completed work that waits for the invoice of its month. */
export interface MonthlyDue {
  readonly milestoneId: string
  readonly scheduleId: string
  /** The day on which it is billed, `YYYY-MM-DD`. */
  readonly dueOn: string
}

interface Row {
  milestone_id: string
  schedule_id: string
  due_on: string
}

const toDue = (row: Row): MonthlyDue => ({
  milestoneId: row.milestone_id,
  scheduleId: row.schedule_id,
  dueOn: row.due_on,
})

/** Work that waits already keeps its day. Answers whether it waits since now. */
export async function addMonthlyDue(sql: Sql, due: MonthlyDue): Promise<boolean> {
  const rows = await sql(
    `insert into monthly_due (workspace_id, milestone_id, schedule_id, due_on)
     values (milepost.current_workspace(), $1, $2, $3) on conflict do nothing returning 1`,
    [due.milestoneId, due.scheduleId, due.dueOn],
  )
  return rows.length > 0
}

/** Nothing waits for these any more: they are billed, or their work was taken back. */
export async function removeMonthlyDue(sql: Sql, milestoneIds: readonly string[]): Promise<void> {
  await tell(sql, 'delete from monthly_due where milestone_id = any($1)', [milestoneIds])
}

/** What waits up to a day, that day included, in the order in which everyone locks schedules. */
export async function listMonthlyDue(sql: Sql, through: string): Promise<MonthlyDue[]> {
  const rows = await sql<Row>(
    `select milestone_id, schedule_id, due_on::text from monthly_due where due_on <= $1
     order by schedule_id, milestone_id`,
    [through],
  )
  return rows.map(toDue)
}

/** What waits of the work that was completed, or while it goes on last claimed, before an instant; in the same order. */
export async function listDoneDue(sql: Sql, before: Date): Promise<MonthlyDue[]> {
  const rows = await sql<Row>(
    `select d.milestone_id, d.schedule_id, d.due_on::text from monthly_due d
     join milestone m on m.workspace_id = d.workspace_id and m.milestone_id = d.milestone_id
     where coalesce(m.completed_at, (select max((c->>'at')::timestamptz) from jsonb_array_elements(m.claims) c
       where c->>'kind' = 'progress')) < $1
     order by d.schedule_id, d.milestone_id`,
    [before],
  )
  return rows.map(toDue)
}

/** Everything that waits of these schedules, by milestone: the day on which it is billed. */
export async function readMonthlyDue(
  sql: Sql,
  scheduleIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<Row>(
    'select milestone_id, schedule_id, due_on::text from monthly_due where schedule_id = any($1)',
    [scheduleIds],
  )
  return new Map(rows.map((row) => [row.milestone_id, row.due_on]))
}

/** The day on which the invoice of the month bills this milestone; null where it waits for none. */
export async function readMonthlyDay(sql: Sql, milestoneId: string): Promise<string | null> {
  const [row] = await sql<Pick<Row, 'due_on'>>(
    'select due_on::text from monthly_due where milestone_id = $1',
    [milestoneId],
  )
  return row?.due_on ?? null
}

/** Work that waits, as people look through it. */
export interface WaitingRow extends MonthlyDue {
  readonly dealId: string
  readonly dealName: string
  readonly milestoneName: string
  /** What of it may be billed and never was: of work that goes on, what is claimed; and what a credit gave back. */
  readonly amountMinor: bigint
  readonly currency: string
  readonly completedAt: Date | null
  /** Who pays it, by QuickBooks' ids. */
  readonly customerIds: readonly string[]
}

/** A page of everything that waits for an invoice of its month, the next day first. */
export async function listWaiting(
  sql: Sql,
  page: { readonly limit: number; readonly offset: number },
): Promise<WaitingRow[]> {
  const rows = await sql<
    Row & {
      deal_id: string
      deal_name: string | null
      name: string
      amount_minor: bigint
      currency: string
      completed_at: Date | null
      customer_ids: (string | null)[]
    }
  >(
    `select w.milestone_id, w.schedule_id, w.due_on::text, s.deal_id, d.name as deal_name, m.name,
       greatest(m.again_minor + case when m.completed_at is not null then m.amount_minor
         else (select coalesce(sum((c->>'amountMinor')::bigint), 0) from jsonb_array_elements(m.claims) c
           where c->>'kind' = 'progress') end
         - (select coalesce(sum(billed.amount_minor), 0) from (
             select distinct on (p.part_key) p.amount_minor from billing_part p
             join billing_intent i on i.workspace_id = p.workspace_id and i.intent_id = p.intent_id
             where p.workspace_id = w.workspace_id and p.milestone_id = w.milestone_id and p.kind in ('work', 'deposit')
               and i.state <> 'cancelled'
             order by p.part_key, p.live desc) billed), 0)::bigint as amount_minor,
       s.currency, m.completed_at,
       case
         when m.details->'payers' <> '[]' then array(select p->'customer'->>'quickbooksId' from jsonb_array_elements(m.details->'payers') p)
         when s.terms->'payers' <> '[]' then array(select p->'customer'->>'quickbooksId' from jsonb_array_elements(s.terms->'payers') p)
         else array[s.terms->>'customerId'] end as customer_ids
     from monthly_due w
     join milestone m on m.workspace_id = w.workspace_id and m.milestone_id = w.milestone_id
     join schedule s on s.workspace_id = w.workspace_id and s.schedule_id = w.schedule_id
     left join deal d on d.workspace_id = w.workspace_id and d.deal_id = s.deal_id
     order by w.due_on, s.terms->>'customerId' nulls first, s.deal_id, m.position, w.milestone_id limit $1 offset $2`,
    [page.limit, page.offset],
  )
  return rows.map((row) => ({
    ...toDue(row),
    dealId: row.deal_id,
    dealName: row.deal_name ?? `Deal ${row.deal_id}`,
    milestoneName: row.name,
    amountMinor: row.amount_minor,
    currency: row.currency,
    completedAt: row.completed_at,
    customerIds: row.customer_ids.flatMap((id) => id ?? []),
  }))
}

/** Moves work that waits to another day. */
export async function setMonthlyDue(sql: Sql, milestoneId: string, dueOn: string): Promise<void> {
  await sql('update monthly_due set due_on = $2 where milestone_id = $1', [milestoneId, dueOn])
}
