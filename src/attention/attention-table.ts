import { type Sql, tell } from '../postgres/database'

export type AttentionKind =
  | 'ready_to_bill'
  | 'billing_blocked'
  | 'unclear'
  | 'refused'
  | 'freed'
  | 'credited'
  | 'credit_undone'
  | 'refunded'
  | 'edited'
  | 'differs'
  | 'overdue'
  | 'late_fee'
  | 'pause_work'
  | 'unlinked_document'
  | 'copied_document'
  | 'over_released'
  | 'deposit_overdrawn'
  | 'deposit_undrawn'
  | 'deal_amount_differs'
  | 'overwritten'
  | 'deal_removed'
  | 'two_plans'
  | 'deal_not_planned'
  | 'connection'
  | 'stuck'
  | 'poison'
  | 'revision_requested'
  | 'approval_waiting'
  | 'mail'
  | 'read_budget'

/** One thing a person must decide. `cause` names it: raising the same cause again changes nothing. */
export interface AttentionItem {
  readonly cause: string
  readonly kind: AttentionKind
  readonly dealId?: string | null
  readonly milestoneId?: string | null
  readonly intentId?: string | null
  readonly title: string
  readonly detail: string
  readonly actions?: readonly { action: string; label: string }[]
  readonly amountMinor?: bigint | null
  readonly currency?: string | null
  /** What an answer is for, beside the amount: one that comes when this is something else by now is for nothing. */
  readonly about?: string
}

export interface OpenAttention {
  readonly attentionId: string
  readonly cause: string
  readonly kind: AttentionKind
  readonly dealId: string | null
  readonly dealName: string | null
  readonly milestoneId: string | null
  readonly intentId: string | null
  readonly title: string
  readonly detail: string
  readonly actions: readonly { action: string; label: string }[]
  /** Those of its answers that can be carried out now, where that was looked at. */
  readonly offered?: readonly { action: string; label: string }[]
  readonly amountMinor: bigint | null
  readonly currency: string | null
  readonly about: string | null
  readonly since: Date
}

/**
 * Raises an item, or refreshes the words of the open one with the same cause. A cause that a person chose to
 * leave is not raised again.
 */
export async function raiseAttention(sql: Sql, item: AttentionItem): Promise<void> {
  await tell(
    sql,
    `insert into attention (workspace_id, cause, kind, deal_id, milestone_id, intent_id, title, detail, actions,
       amount_minor, currency, about)
     select milepost.current_workspace(), $1, $2,
       coalesce((select a.deal_id from deal_alias a where a.old_deal_id = $3), $3), $4::uuid, $5::uuid, $6, $7, $8::jsonb, $9::bigint, $10, $11
     where not exists (select from attention where cause = $1 and settled_how = 'leave')
     on conflict (workspace_id, cause) where settled_at is null
     do update set deal_id = excluded.deal_id, milestone_id = excluded.milestone_id, intent_id = excluded.intent_id,
       title = excluded.title, detail = excluded.detail, actions = excluded.actions, amount_minor = excluded.amount_minor,
       about = excluded.about`,
    [
      item.cause,
      item.kind,
      item.dealId ?? null,
      item.milestoneId ?? null,
      item.intentId ?? null,
      item.title,
      item.detail,
      JSON.stringify(item.actions ?? []),
      item.amountMinor ?? null,
      item.currency ?? null,
      item.about ?? null,
    ],
  )
}

/** Settles the open item of this cause, if there is one. */
export async function settleAttention(sql: Sql, cause: string, who: string, how: string): Promise<void> {
  await settleAttentions(sql, [cause], who, how)
}

/** Whether something is asked under one of these causes now. */
export async function isAnyAsked(sql: Sql, causes: readonly string[]): Promise<boolean> {
  const rows = await sql('select 1 from attention where cause = any($1) and settled_at is null limit 1', [
    causes,
  ])
  return rows.length > 0
}

/** Settles whatever is open of these causes. */
export async function settleAttentions(
  sql: Sql,
  causes: readonly string[],
  who: string,
  how: string,
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = milepost.now(), settled_by = $2, settled_how = $3
     where cause = any($1) and settled_at is null`,
    [causes, who, how],
  )
}

/**
 * What was asked under these causes is over, whether it is open or a person chose to leave it: should it come again, it is
 * asked again.
 */
export async function endAttentions(
  sql: Sql,
  causes: readonly string[],
  who: string,
  how: string,
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = coalesce(settled_at, milepost.now()), settled_by = coalesce(settled_by, $2),
       settled_how = case when settled_at is null then $3 else 'left, ' || $3 end
     where cause = any($1) and (settled_at is null or settled_how = 'leave')`,
    [causes, who, how],
  )
}

/** Settles what was open about a deal, of this kind; but for one cause, where it is named. */
export async function settleDealAttention(
  sql: Sql,
  dealId: string,
  kind: AttentionKind,
  who: string,
  how: string,
  butFor: string | null = null,
): Promise<void> {
  await sql(
    `update attention set settled_at = milepost.now(), settled_by = $3, settled_how = $4
     where deal_id = $1 and kind = $2 and settled_at is null and cause is distinct from $5`,
    [dealId, kind, who, how, butFor],
  )
}

/**
 * Settles what was open about these intents' invoices, of these kinds; but for these causes, where they are named. What a
 * person chose to leave is over too: should it come again, it is asked again.
 */
export async function settleIntentAttention(
  sql: Sql,
  intentIds: readonly string[],
  kinds: readonly AttentionKind[],
  who: string,
  how: string,
  butFor: readonly string[] = [],
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = coalesce(settled_at, milepost.now()), settled_by = coalesce(settled_by, $3),
       settled_how = case when settled_at is null then $4 else 'left, ' || $4 end
     where intent_id = any($1) and kind = any($2) and (settled_at is null or settled_how = 'leave')
       and cause <> all($5)`,
    [intentIds, kinds, who, how, butFor],
  )
}

/** Settles what is open of these kinds, but for these causes: what raised them is over. */
export async function settleOthers(
  sql: Sql,
  kinds: readonly AttentionKind[],
  butFor: readonly string[],
  who: string,
  how: string,
): Promise<void> {
  await sql(
    `update attention set settled_at = milepost.now(), settled_by = $3, settled_how = $4
     where kind = any($1) and settled_at is null and cause <> all($2)`,
    [kinds, butFor, who, how],
  )
}

/** Settles what was open about a milestone, of these kinds. */
export async function settleMilestoneAttention(
  sql: Sql,
  milestoneId: string,
  kinds: readonly AttentionKind[],
  who: string,
  how: string,
): Promise<void> {
  await tell(
    sql,
    `update attention set settled_at = milepost.now(), settled_by = $3, settled_how = $4
     where milestone_id = $1 and kind = any($2) and settled_at is null`,
    [milestoneId, kinds, who, how],
  )
}

interface Row {
  attention_id: string
  cause: string
  kind: AttentionKind
  deal_id: string | null
  deal_name: string | null
  milestone_id: string | null
  intent_id: string | null
  title: string
  detail: string
  actions: { action: string; label: string }[]
  amount_minor: bigint | null
  currency: string | null
  about: string | null
  since: Date
}

const SELECT = `select a.attention_id, a.cause, a.kind, a.deal_id, d.name as deal_name, a.milestone_id, a.intent_id,
    a.title, a.detail, a.actions, a.amount_minor, a.currency, a.about, a.since
  from attention a left join deal d on d.deal_id = a.deal_id and d.workspace_id = a.workspace_id
  where a.settled_at is null`

const toOpen = (row: Row): OpenAttention => ({
  attentionId: row.attention_id,
  cause: row.cause,
  kind: row.kind,
  dealId: row.deal_id,
  dealName: row.deal_name,
  milestoneId: row.milestone_id,
  intentId: row.intent_id,
  title: row.title,
  detail: row.detail,
  actions: row.actions,
  amountMinor: row.amount_minor,
  currency: row.currency,
  about: row.about,
  since: row.since,
})

/** Open items, most money first, then oldest. */
export async function listAttention(
  sql: Sql,
  page: { dealId?: string; milestoneId?: string; limit: number; offset: number },
): Promise<OpenAttention[]> {
  const rows = await sql<Row>(
    `${SELECT} and ${page.milestoneId ? 'a.milestone_id = $1' : '($1::text is null or a.deal_id = $1)'}
     order by a.amount_minor desc nulls last, a.since, a.attention_id limit $2 offset $3`,
    [page.milestoneId ?? page.dealId ?? null, page.limit, page.offset],
  )
  return rows.map(toOpen)
}

export async function readAttention(sql: Sql, attentionId: string): Promise<OpenAttention | null> {
  const [row] = await sql<Row>(`${SELECT} and a.attention_id = $1`, [attentionId])
  return row ? toOpen(row) : null
}

/** Whether nobody has settled it: whoever is about to waits in line, and is told. */
export async function lockOpen(sql: Sql, attentionId: string): Promise<boolean> {
  const rows = await sql(
    'select 1 from attention where attention_id = $1 and settled_at is null for update',
    [attentionId],
  )
  return rows.length > 0
}

/** Whether this was ever asked: a settled item is kept. */
export async function wasAsked(sql: Sql, attentionId: string): Promise<boolean> {
  return (await sql('select 1 from attention where attention_id = $1', [attentionId])).length > 0
}

/** How many open items each deal has. */
export async function countAttention(sql: Sql, dealIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await sql<{ deal_id: string; items: bigint }>(
    'select deal_id, count(*) as items from attention where settled_at is null and deal_id = any($1) group by deal_id',
    [dealIds],
  )
  return new Map(rows.map((row) => [row.deal_id, Number(row.items)]))
}
