import type { Sql } from '../postgres/database'
import type { Deal, StoredDeal } from './deal'

interface Row {
  deal_id: string
  name: string
  amount: string | null
  currency: string | null
  pipeline_id: string | null
  stage_id: string | null
  stage_label: string | null
  won: boolean
  owner_id: string | null
  company: string | null
  archived: boolean
  modified_at: Date | null
  owner: string | null
  merged_into: string | null
  amount_since: Date | null
  had_amount: boolean
}

const COLUMNS = `d.deal_id, d.name, d.amount, d.currency, d.pipeline_id, d.stage_id, d.stage_label, d.won,
  d.owner_id, d.company, d.archived, d.modified_at, d.owner, d.merged_into, d.amount_since,
  d.had_amount`

const toDeal = (row: Row): StoredDeal => ({
  dealId: row.deal_id,
  name: row.name,
  amount: row.amount,
  currency: row.currency,
  pipelineId: row.pipeline_id,
  stageId: row.stage_id,
  stageLabel: row.stage_label,
  won: row.won,
  ownerId: row.owner_id,
  company: row.company,
  archived: row.archived,
  modifiedAt: row.modified_at,
  owner: row.owner,
  mergedInto: row.merged_into,
  amountSince: row.amount_since,
  emptied: row.amount === null && row.had_amount,
})

/**
 * Stores deals as read; an older reading never replaces a newer one. A deal that was merged away stays as the merge
 * left it: HubSpot's search shows it alive for a while, and HubSpot never takes a merge back. One that enters a won
 * stage is remembered until its pipeline's template was applied; one that is `new` and won has entered it unless this
 * is the first reading of all, and one whose stage, known before, came to mean won while it stood there has not. Answers the ids of those
 * that changed.
 */
export async function saveDeals(
  sql: Sql,
  deals: readonly Deal[],
  reading: 'first' | 'later' = 'later',
): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `insert into deal (workspace_id, deal_id, name, amount, currency, pipeline_id, stage_id, stage_label, won,
       owner_id, company, archived, modified_at, owner, won_at, had_amount)
     select milepost.current_workspace(), d.*, case when d.won and $2 then milepost.now() end, d.amount is not null from jsonb_to_recordset($1::jsonb) as d(deal_id text, name text,
       amount text, currency text, pipeline_id text, stage_id text, stage_label text, won boolean, owner_id text,
       company text, archived boolean, modified_at timestamptz, owner text)
     where not exists (select from deal_alias a where a.old_deal_id = d.deal_id)
       and not exists (select from deal m where m.deal_id = d.deal_id and m.merged_into is not null)
     order by d.deal_id
     on conflict (workspace_id, deal_id) do update set name = excluded.name, amount = excluded.amount,
       currency = excluded.currency, pipeline_id = excluded.pipeline_id, stage_id = excluded.stage_id,
       stage_label = excluded.stage_label, won = excluded.won, owner_id = excluded.owner_id,
       company = excluded.company, archived = excluded.archived,
       modified_at = excluded.modified_at, read_at = milepost.now(), owner = excluded.owner,
       amount_since = case when (deal.amount, deal.currency) is distinct from (excluded.amount, excluded.currency)
         and coalesce(deal.amount, excluded.amount) is not null then milepost.now() else deal.amount_since end,
       had_amount = deal.had_amount or deal.amount is not null or excluded.amount is not null,
       won_at = case when not excluded.won then null
         when deal.won or (deal.stage_label is not null
           and (deal.pipeline_id, deal.stage_id) is not distinct from (excluded.pipeline_id, excluded.stage_id))
         then deal.won_at else milepost.now() end
     where (deal.modified_at is null or excluded.modified_at is null or excluded.modified_at >= deal.modified_at)
       and (deal.name, deal.amount, deal.currency, deal.pipeline_id, deal.stage_id, deal.stage_label, deal.won,
            deal.owner_id, deal.company, deal.archived, deal.owner)
         is distinct from (excluded.name, excluded.amount, excluded.currency, excluded.pipeline_id,
            excluded.stage_id, excluded.stage_label, excluded.won, excluded.owner_id,
            excluded.company, excluded.archived, excluded.owner)
     returning deal_id`,
    [
      JSON.stringify(
        deals.map((deal) => ({
          deal_id: deal.dealId,
          name: deal.name,
          amount: deal.amount,
          currency: deal.currency,
          pipeline_id: deal.pipelineId,
          stage_id: deal.stageId,
          stage_label: deal.stageLabel,
          won: deal.won,
          owner_id: deal.ownerId,
          company: deal.company,
          archived: deal.archived,
          modified_at: deal.modifiedAt?.toISOString() ?? null,
          owner: deal.owner ?? null,
        })),
      ),
      reading === 'later',
    ],
  )
  return rows.map((row) => row.deal_id)
}

/**
 * Deals that were just won, locked until the transaction ends; others skip them. They are forgotten by it: each is
 * answered once.
 */
export async function takeJustWon(sql: Sql, most: number): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `update deal set won_at = null where deal_id = any(array(
       select d.deal_id from deal d where d.won_at is not null and not d.archived
       order by d.won_at, d.deal_id limit $1 for update skip locked))
     returning deal_id`,
    [most],
  )
  return rows.map((row) => row.deal_id).sort()
}

/** Those of these deals that are deleted while they are won have just been won once they are restored. */
export async function winOnceRestored(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await sql(
    `update deal set won_at = milepost.now()
     where deal_id = any($1) and archived and merged_into is null and won and won_at is null`,
    [dealIds],
  )
}

/** One deal; an id that was merged away finds the survivor. */
export async function readDeal(sql: Sql, dealId: string): Promise<StoredDeal | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from deal d
     where d.deal_id = coalesce((select a.deal_id from deal_alias a where a.old_deal_id = $1), $1)`,
    [dealId],
  )
  return row ? toDeal(row) : null
}

/**
 * A deal as it is stored, held until the transaction ends: who plans it first sees what a reading that stores it finds, or
 * the reading sees the plan. Only before a schedule of it is there to be locked.
 */
export async function holdUnplannedDeal(sql: Sql, dealId: string): Promise<StoredDeal | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from deal d where d.deal_id = $1 for share`, [dealId])
  return row ? toDeal(row) : null
}

export interface DealPage {
  readonly search?: string | undefined
  readonly status?: 'scheduled' | 'unscheduled' | 'archived' | undefined
  readonly attention?: boolean | undefined
  readonly sort: 'recent' | 'name' | 'amount'
  readonly limit: number
  readonly offset: number
}

const ORDER = {
  recent: 'd.modified_at desc nulls last, d.deal_id',
  name: 'lower(d.name), d.deal_id',
  amount: 'd.amount::numeric desc nulls last, d.deal_id',
} as const

/** Deals' names by their ids. */
export async function readDealNames(
  sql: Sql,
  dealIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ deal_id: string; name: string }>(
    'select deal_id, name from deal where deal_id = any($1)',
    [dealIds],
  )
  return new Map(rows.map((row) => [row.deal_id, row.name]))
}

/** A page of deals for people to look at. Archived ones only when asked for, or still billed by a schedule. */
export async function listDeals(sql: Sql, page: DealPage): Promise<StoredDeal[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from deal d
     left join schedule s on s.deal_id = d.deal_id
     where ($1::text is null or d.name ilike $1 or d.company ilike $1)
       and case coalesce($2, 'open')
         when 'scheduled' then s.schedule_id is not null and not d.archived
         when 'unscheduled' then s.schedule_id is null and not d.archived
         when 'archived' then d.archived and not exists (select from deal_alias a where a.old_deal_id = d.deal_id)
         else not d.archived or s.schedule_id is not null end
       and ($3::boolean is null or $3 = exists (
         select from attention a where a.deal_id = d.deal_id and a.settled_at is null))
     order by ${ORDER[page.sort]} limit $4 offset $5`,
    [
      page.search ? `%${page.search.replace(/[\\%_]/g, '\\$&')}%` : null,
      page.status ?? null,
      page.attention ?? null,
      page.limit,
      page.offset,
    ],
  )
  return rows.map(toDeal)
}

/**
 * Deals that have a schedule, all or of these: those that must be known even when nobody rings. What was merged away rings
 * no more.
 */
export async function scheduledDealIds(sql: Sql, among: readonly string[] | null = null): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `select s.deal_id from schedule s
     where ($1::text[] is null or s.deal_id = any($1))
       and not exists (select from deal d where d.deal_id = s.deal_id and d.merged_into is not null)
     order by s.deal_id`,
    [among],
  )
  return rows.map((row) => row.deal_id)
}

/** Which of these deals are deleted, or went into others and bill nothing more. */
export async function archivedAmong(sql: Sql, dealIds: readonly string[]): Promise<StoredDeal[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from deal d where d.deal_id = any($1) and d.archived order by d.deal_id`,
    [dealIds],
  )
  return rows.map(toDeal)
}

/** These deals as they are held, those with a plan only: what a reading changes is told beside it. */
export async function readPlannedDeals(sql: Sql, dealIds: readonly string[]): Promise<StoredDeal[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from deal d where d.deal_id = any($1)
       and exists (select from schedule s where s.deal_id = d.deal_id)`,
    [dealIds],
  )
  return rows.map(toDeal)
}

export async function markArchived(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await sql('update deal set archived = true, read_at = milepost.now() where deal_id = any($1)', [dealIds])
}

/** Whether nothing of a deal is billed, and into which one it went where that is why; an unknown one is gone. */
export interface Gone {
  readonly archived: boolean
  readonly mergedInto: { readonly dealId: string; readonly name: string } | null
}

export async function readGone(sql: Sql, dealId: string): Promise<Gone> {
  const [row] = await sql<{ archived: boolean; into: string | null; name: string | null }>(
    `select d.archived, d.merged_into as into, o.name from deal d
     left join deal o on o.workspace_id = d.workspace_id and o.deal_id = d.merged_into where d.deal_id = $1`,
    [dealId],
  )
  const into = row?.into ?? null
  return {
    archived: row?.archived ?? true,
    mergedInto: into === null ? null : { dealId: into, name: row?.name ?? `Deal ${into}` },
  }
}

/** Whether a deal is deleted in HubSpot, or went into another, and when it was last brought back; an unknown one is gone. */
export async function readPresence(
  sql: Sql,
  dealId: string,
): Promise<{ readonly archived: boolean; readonly restoredAt: Date | null }> {
  const [row] = await sql<{ archived: boolean; restored_at: Date | null }>(
    'select archived, restored_at from deal where deal_id = $1',
    [dealId],
  )
  return { archived: row?.archived ?? true, restoredAt: row?.restored_at ?? null }
}
