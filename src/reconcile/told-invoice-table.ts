import type { Sql } from '../postgres/database'
import type { ToldInvoice } from './invoice-story'

/** What the history has told of these intents' invoices, by intent. */
export async function readTold(sql: Sql, intentIds: readonly string[]): Promise<Map<string, ToldInvoice>> {
  const rows = await sql<{ intent_id: string; told: ToldInvoice }>(
    'select intent_id, told from told_invoice where intent_id = any($1)',
    [intentIds],
  )
  return new Map(rows.map((row) => [row.intent_id, row.told]))
}

/** Keeps what has been told now; the intents' locks are held, so that nobody tells the same beside us. */
export async function saveTold(sql: Sql, told: ReadonlyMap<string, ToldInvoice>): Promise<void> {
  if (told.size === 0) return
  await sql(
    `insert into told_invoice (workspace_id, intent_id, told)
     select milepost.current_workspace(), t.* from jsonb_to_recordset($1::jsonb) as t(intent_id uuid, told jsonb)
     order by t.intent_id
     on conflict (workspace_id, intent_id) do update set told = excluded.told`,
    [JSON.stringify([...told].map(([intentId, each]) => ({ intent_id: intentId, told: each })))],
  )
}
