import type { Sql } from '../postgres/database'
import type { Vendor } from './connection-table'

/** Remembers that this person set out to connect a vendor; only the state's hash is kept. */
export async function addOAuthState(
  sql: Sql,
  state: { hash: Buffer; vendor: Vendor; personId: string; nonce: string; expiresAt: Date },
): Promise<void> {
  await sql(
    `insert into oauth_state (workspace_id, state_hash, vendor, person_id, nonce, expires_at)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5)`,
    [state.hash, state.vendor, state.personId, state.nonce, state.expiresAt],
  )
  await sql('delete from oauth_state where expires_at < milepost.now()')
}

/** Takes a state, once: a second callback with it finds nothing. */
export async function takeOAuthState(
  sql: Sql,
  state: { hash: Buffer; vendor: Vendor; personId: string },
): Promise<{ nonce: string } | null> {
  const [row] = await sql<{ nonce: string }>(
    `delete from oauth_state where state_hash = $1 and vendor = $2 and person_id = $3 and expires_at > milepost.now()
     returning nonce`,
    [state.hash, state.vendor, state.personId],
  )
  return row ?? null
}
