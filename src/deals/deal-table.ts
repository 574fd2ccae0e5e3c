import type { Sql } from '../postgres/database'
import type { Deal } from './deal'

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
}

const COLUMNS = `d.deal_id, d.name, d.amount, d.currency, d.pipeline_id, d.stage_id, d.stage_label, d.won,
  d.owner_id, d.company, d.archived, d.modified_at`

const toDeal = (row: Row): Deal => ({
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
})

/**
 * Stores deals as read; an older reading never replaces a newer one. A deal that enters a won stage is remembered until
 * its pipeline's template was applied; one that is `new` and won has entered it unless this is the first reading of all.
 * Answers the ids of those that changed.
 */
export async function saveDeals(
  sql: Sql,
  deals: readonly Deal[],
  reading: 'first' | 'later' = 'later',
): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `insert into deal (workspace_id, deal_id, name, amount, currency, pipeline_id, stage_id, stage_label, won,
       owner_id, company, archived, modified_at, won_at)
     select milepost.current_workspace(), d.*, case when d.won and $2 then milepost.now() end from jsonb_to_recordset($1::jsonb) as d(deal_id text, name text,
       amount text, currency text, pipeline_id text, stage_id text, stage_label text, won boolean, owner_id text,
       company text, archived boolean, modified_at timestamptz)
     order by d.deal_id
     on conflict (workspace_id, deal_id) do update set name = excluded.name, amount = excluded.amount,
       currency = excluded.currency, pipeline_id = excluded.pipeline_id, stage_id = excluded.stage_id,
       stage_label = excluded.stage_label, won = excluded.won, owner_id = excluded.owner_id,
       company = coalesce(excluded.company, deal.company), archived = excluded.archived,
       modified_at = excluded.modified_at, read_at = milepost.now(),
       won_at = case when not excluded.won then null when deal.won then deal.won_at else milepost.now() end
     where (deal.modified_at is null or excluded.modified_at is null or excluded.modified_at >= deal.modified_at)
       and (deal.name, deal.amount, deal.currency, deal.pipeline_id, deal.stage_id, deal.stage_label, deal.won,
            deal.owner_id, deal.company, deal.archived)
         is distinct from (excluded.name, excluded.amount, excluded.currency, excluded.pipeline_id,
            excluded.stage_id, excluded.stage_label, excluded.won, excluded.owner_id,
            coalesce(excluded.company, deal.company), excluded.archived)
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

/** One deal; an id that was merged away finds the survivor. */
export async function readDeal(sql: Sql, dealId: string): Promise<Deal | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from deal d
     where d.deal_id = coalesce((select a.deal_id from deal_alias a where a.old_deal_id = $1), $1)`,
    [dealId],
  )
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
export async function listDeals(sql: Sql, page: DealPage): Promise<Deal[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from deal d
     left join schedule s on s.deal_id = d.deal_id
     where ($1::text is null or d.name ilike $1 or d.company ilike $1)
       and case coalesce($2, 'open')
         when 'scheduled' then s.schedule_id is not null and not d.archived
         when 'unscheduled' then s.schedule_id is null and not d.archived
         when 'archived' then d.archived
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

/** Deals that have a schedule: those that must be known even when nobody rings. */
export async function scheduledDealIds(sql: Sql): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>('select deal_id from schedule order by deal_id')
  return rows.map((row) => row.deal_id)
}

/**
 * The deal lives on under another id: its schedule, intents and open questions move there, and the old id still
 * finds it. `known` when that was done before; `both planned` when the survivor has a schedule of its own, and the
 * old one stays where it is.
 */
export async function moveDeal(
  sql: Sql,
  oldDealId: string,
  dealId: string,
): Promise<'moved' | 'known' | 'both planned'> {
  const known = await sql('select 1 from deal_alias where old_deal_id = $1 and deal_id = $2', [
    oldDealId,
    dealId,
  ])
  if (known.length > 0) return 'known'
  await sql('update deal_alias set deal_id = $2 where deal_id = $1', [oldDealId, dealId])
  await sql(
    `insert into deal_alias (workspace_id, old_deal_id, deal_id) values (milepost.current_workspace(), $1, $2)
     on conflict (workspace_id, old_deal_id) do update set deal_id = excluded.deal_id`,
    [oldDealId, dealId],
  )
  await sql('update deal set archived = true where deal_id = $1', [oldDealId])
  await sql('update attention set deal_id = $2 where deal_id = $1 and settled_at is null', [
    oldDealId,
    dealId,
  ])
  await sql('delete from deal_mirror where deal_id = $1', [oldDealId])
  const [planned] = await sql<{ old: boolean; next: boolean }>(
    `select exists (select from schedule where deal_id = $1) as old,
       exists (select from schedule where deal_id = $2) as next`,
    [oldDealId, dealId],
  )
  if (planned?.old && planned.next) return 'both planned'
  await sql('update schedule set deal_id = $2 where deal_id = $1', [oldDealId, dealId])
  await sql('update billing_intent set deal_id = $2 where deal_id = $1', [oldDealId, dealId])
  await sql(
    'update billing_intent set other_deals = array_replace(other_deals, $1, $2) where $1 = any(other_deals)',
    [oldDealId, dealId],
  )
  await sql('update outbox_message set deal_id = $2 where deal_id = $1', [oldDealId, dealId])
  return 'moved'
}

export async function markArchived(sql: Sql, dealIds: readonly string[]): Promise<void> {
  await sql('update deal set archived = true, read_at = milepost.now() where deal_id = any($1)', [dealIds])
}
