import type { Sql } from '../postgres/database'
import { ring } from './ring'

/** A deal whose figures HubSpot does not have yet. */
export interface OwedDeal {
  readonly mirrorId: string
  readonly dealId: string
  readonly since: Date
  readonly attempts: number
  readonly nextAt: Date
  /** What HubSpot said to the last try; null before the first. */
  readonly why: string | null
  /** HubSpot refused this deal itself, not the call. */
  readonly refused: boolean
  /** A writer has it in hand. */
  readonly leased: boolean
}

interface Row {
  mirror_id: string
  deal_id: string
  dirty_since: Date
  attempts: number
  next_at: Date
  why: string | null
  refused: boolean
  leased: boolean
}

const COLUMNS = `m.mirror_id, m.deal_id, m.dirty_since, m.attempts, m.next_at, m.fault->>'message' as why,
  coalesce((m.fault->>'ofThisDeal')::boolean, false) as refused,
  coalesce(m.in_hand_until = m.next_at and m.next_at > milepost.now(), false) as leased`

const toOwed = (row: Row): OwedDeal => ({
  mirrorId: row.mirror_id,
  dealId: row.deal_id,
  since: row.dirty_since,
  attempts: row.attempts,
  nextAt: row.next_at,
  why: row.why,
  refused: row.refused,
  leased: row.leased,
})

/** Deals that HubSpot has to hear about, by what they are called where they are owed. */
export async function readOwedDeals(sql: Sql, mirrorIds: readonly string[]): Promise<OwedDeal[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from deal_mirror m where m.dirty_since is not null and m.mirror_id = any($1::uuid[])`,
    [mirrorIds],
  )
  return rows.map(toOwed)
}

/** Makes a deal due now, unless a writer has it in hand: two at once could end with the older values. */
export async function wakeDirty(sql: Sql, mirrorId: string): Promise<void> {
  await sql(
    `update deal_mirror set next_at = milepost.now()
     where mirror_id = $1 and dirty_since is not null and in_hand_until is distinct from next_at`,
    [mirrorId],
  )
  await ring(sql, 'writeback')
}

/** Deals that live on under another id have nothing of their own to tell. */
export async function dropMirrors(sql: Sql, dealIds: readonly string[]): Promise<void> {
  if (dealIds.length > 0) await sql('delete from deal_mirror where deal_id = any($1)', [dealIds])
}

/** What HubSpot was given of a deal, and whether nothing of it waits. */
export interface WrittenDeal {
  readonly dealId: string
  readonly written: Readonly<Record<string, string>>
  readonly clean: boolean
}

/** What is being written, or is to be written anew, is not known: it is left out. */
const WRITTEN = 'deal_id, jsonb_strip_nulls(written) as written, dirty_since is null as clean'

/** What HubSpot was given of these deals; nothing is locked. */
export async function readWritten(sql: Sql, dealIds: readonly string[]): Promise<WrittenDeal[]> {
  const rows = await sql<WrittenRow>(
    `select ${WRITTEN} from deal_mirror where deal_id = any($1) order by deal_id`,
    [dealIds],
  )
  return rows.map(toWritten)
}

interface WrittenRow {
  deal_id: string
  written: Record<string, string>
  clean: boolean
}

const toWritten = (row: WrittenRow): WrittenDeal => ({
  dealId: row.deal_id,
  written: row.written,
  clean: row.clean,
})

/** The same, locked until the transaction ends. */
export async function lockWritten(sql: Sql, dealIds: readonly string[]): Promise<WrittenDeal[]> {
  const rows = await sql<WrittenRow>(
    `select ${WRITTEN} from deal_mirror where deal_id = any($1) order by deal_id for update`,
    [dealIds],
  )
  return rows.map(toWritten)
}

/**
 * These properties hold nothing of ours any more, on any deal, but for what is being written just now; answers the deals
 * that are to be written anew.
 */
export async function forgetEverywhere(sql: Sql, names: readonly string[]): Promise<string[]> {
  const rows = await sql<{ deal_id: string }>(
    `update deal_mirror d set written = d.written - array(
       select n from unnest($1::text[]) n where d.written ->> n is not null)
     where d.deal_id = any(array(select m.deal_id from deal_mirror m
       where jsonb_strip_nulls(m.written) <> '{}' order by m.deal_id for update))
     returning deal_id`,
    [names],
  )
  return rows.map((row) => row.deal_id)
}
