import type { Sql } from '../postgres/database'

/** The first answer under an Idempotency-Key. */
export interface KeptAnswer {
  readonly requestHash: Buffer
  readonly status: number
  readonly answer: unknown
  readonly etag: string | null
}

/**
 * Takes the key for this request, in the transaction of its effect: a second request with the same key waits
 * for the first to end. Answers the kept answer when the key was used before.
 */
export async function takeRequestKey(
  sql: Sql,
  key: { key: string; personId: string; requestHash: Buffer },
): Promise<KeptAnswer | null> {
  const taken = await sql(
    `insert into request_key (workspace_id, person_id, key, request_hash)
     values (milepost.current_workspace(), $1, $2, $3) on conflict do nothing returning 1 as taken`,
    [key.personId, key.key, key.requestHash],
  )
  if (taken.length > 0) return null
  return readRequestKey(sql, key)
}

/** The answer kept under a key, or null: not used yet, or its request failed. */
export async function readRequestKey(
  sql: Sql,
  key: { key: string; personId: string },
): Promise<KeptAnswer | null> {
  const [row] = await sql<{
    request_hash: Buffer
    status: number | null
    answer: unknown
    etag: string | null
  }>('select request_hash, status, answer, etag from request_key where person_id = $1 and key = $2', [
    key.personId,
    key.key,
  ])
  if (!row || row.status === null) return null
  return { requestHash: row.request_hash, status: row.status, answer: row.answer, etag: row.etag }
}

export async function keepAnswer(
  sql: Sql,
  key: { key: string; personId: string },
  answer: { status: number; answer: unknown; etag: string | null },
): Promise<void> {
  await sql('update request_key set status = $3, answer = $4, etag = $5 where person_id = $1 and key = $2', [
    key.personId,
    key.key,
    answer.status,
    JSON.stringify(answer.answer),
    answer.etag,
  ])
}
