import type { Sql } from '../postgres/database'

export type Vendor = 'quickbooks' | 'hubspot'
export type ConnectionStatus = 'connected' | 'needs_reconnect' | 'disconnected'

/** One workspace's tie to one vendor. Ids and tokens are sealed; open them with the sealer. */
export interface Connection {
  readonly vendor: Vendor
  readonly status: ConnectionStatus
  readonly statusDetail: string | null
  readonly name: string | null
  /** The sealer's fingerprint of the account that was tied last; kept when it is disconnected. */
  readonly accountHash: Buffer
  readonly externalIdSealed: string | null
  readonly accessTokenSealed: string | null
  readonly refreshTokenSealed: string | null
  readonly accessExpiresAt: Date | null
  readonly facts: {
    readonly uiDomain?: string
    readonly propertiesMade?: string
    /** Deal properties of ours that are not written: somebody else's, or refused. */
    readonly propertiesBlocked?: readonly string[]
    /** How far HubSpot's list of deleted deals was turned; null: from its beginning. */
    readonly archivedAfter?: string | null
    /** `YYYY-MM`: the month by which its deals say what is expected. */
    readonly expectedAsOf?: string
    /** When HubSpot was asked last what all owners are called. */
    readonly ownersAskedAt?: string
  }
  readonly connectedAt: Date | null
  /** When the refresh token ends unless it is used before; null where the vendor names no end. */
  readonly refreshExpiresAt: Date | null
  readonly lostBecause: 'expired' | 'revoked' | null
  readonly lostAt: Date | null
  /** An account that somebody connected last and that was not taken, because the data here is another's. */
  readonly refusedAccount: { readonly name: string; readonly at: string } | null
}

interface Row {
  vendor: Vendor
  status: ConnectionStatus
  status_detail: string | null
  name: string | null
  account_hash: Buffer
  external_id_sealed: string | null
  access_token_sealed: string | null
  refresh_token_sealed: string | null
  access_expires_at: Date | null
  facts: Connection['facts']
  connected_at: Date | null
  refresh_expires_at: Date | null
  lost_because: 'expired' | 'revoked' | null
  lost_at: Date | null
  refused_account: { name: string; at: string } | null
}

const toConnection = (row: Row): Connection => ({
  vendor: row.vendor,
  status: row.status,
  statusDetail: row.status_detail,
  name: row.name,
  accountHash: row.account_hash,
  externalIdSealed: row.external_id_sealed,
  accessTokenSealed: row.access_token_sealed,
  refreshTokenSealed: row.refresh_token_sealed,
  accessExpiresAt: row.access_expires_at,
  facts: row.facts,
  connectedAt: row.connected_at,
  refreshExpiresAt: row.refresh_expires_at,
  lostBecause: row.lost_because,
  lostAt: row.lost_at,
  refusedAccount: row.refused_account,
})

const COLUMNS = `vendor, status, status_detail, name, account_hash, external_id_sealed,
  access_token_sealed, refresh_token_sealed, access_expires_at, facts, connected_at,
  refresh_expires_at, lost_because, lost_at, refused_account`

export async function readConnection(sql: Sql, vendor: Vendor): Promise<Connection | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from connection where vendor = $1`, [vendor])
  return row ? toConnection(row) : null
}

export async function saveConnection(
  sql: Sql,
  connection: {
    vendor: Vendor
    name: string | null
    accountHash: Buffer
    externalIdSealed: string
    accessTokenSealed: string
    refreshTokenSealed: string
    accessExpiresAt: Date
    refreshExpiresAt: Date | null
    facts: Connection['facts']
  },
): Promise<void> {
  await sql(
    `insert into connection (workspace_id, vendor, status, name, external_id_sealed, access_token_sealed,
       refresh_token_sealed, access_expires_at, refresh_expires_at, facts, account_hash, connected_at)
     values (milepost.current_workspace(), $1, 'connected', $2, $3, $4, $5, $6, $7, $8, $9, milepost.now())
     on conflict (workspace_id, vendor) do update set status = 'connected', status_detail = null,
       name = excluded.name, external_id_sealed = excluded.external_id_sealed,
       access_token_sealed = excluded.access_token_sealed, refresh_token_sealed = excluded.refresh_token_sealed,
       access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at,
       facts = excluded.facts, account_hash = excluded.account_hash,
       connected_at = excluded.connected_at, lease_until = null, lost_because = null, lost_at = null,
       refused_account = null`,
    [
      connection.vendor,
      connection.name,
      connection.externalIdSealed,
      connection.accessTokenSealed,
      connection.refreshTokenSealed,
      connection.accessExpiresAt,
      connection.refreshExpiresAt,
      JSON.stringify(connection.facts),
      connection.accountHash,
    ],
  )
}

/** Takes the lease to refresh this connection's tokens; null when another process holds it. */
export async function leaseRefresh(sql: Sql, vendor: Vendor, leaseMs: number): Promise<Connection | null> {
  const [row] = await sql<Row>(
    `update connection set lease_until = milepost.now() + $2 * interval '1 millisecond'
     where vendor = $1 and status = 'connected' and (lease_until is null or lease_until <= milepost.now())
     returning ${COLUMNS}`,
    [vendor, leaseMs],
  )
  return row ? toConnection(row) : null
}

/**
 * Stores refreshed tokens and gives the lease back, in one statement: the newest token is never only in memory.
 * False when the connection was made anew or cut since the lease: what a person did then stands.
 */
export async function storeTokens(
  sql: Sql,
  vendor: Vendor,
  leasedRefreshSealed: string,
  tokens: {
    accessTokenSealed: string
    refreshTokenSealed: string
    accessExpiresAt: Date
    refreshExpiresAt: Date | null
  },
): Promise<boolean> {
  const rows = await sql(
    `update connection set access_token_sealed = $3, refresh_token_sealed = $4, access_expires_at = $5,
       refresh_expires_at = coalesce($6, refresh_expires_at), lease_until = null
     where vendor = $1 and refresh_token_sealed = $2 returning 1`,
    [
      vendor,
      leasedRefreshSealed,
      tokens.accessTokenSealed,
      tokens.refreshTokenSealed,
      tokens.accessExpiresAt,
      tokens.refreshExpiresAt,
    ],
  )
  return rows.length > 0
}

/** Gives the lease back, unless the connection was made anew or cut since, and the lease may be another's. */
export async function releaseRefresh(sql: Sql, vendor: Vendor, leasedRefreshSealed: string): Promise<void> {
  await sql('update connection set lease_until = null where vendor = $1 and refresh_token_sealed = $2', [
    vendor,
    leasedRefreshSealed,
  ])
}

/** The vendor no longer takes this refresh token. False when it isn't the connection's token any more. */
export async function loseConnection(
  sql: Sql,
  vendor: Vendor,
  leasedRefreshSealed: string,
  detail: string,
): Promise<boolean> {
  const rows = await sql(
    `update connection set status = 'needs_reconnect', status_detail = $3, lease_until = null,
       lost_at = milepost.now(),
       lost_because = case when refresh_expires_at <= milepost.now() then 'expired' else 'revoked' end
     where vendor = $1 and refresh_token_sealed = $2 and status = 'connected' returning 1`,
    [vendor, leasedRefreshSealed, detail],
  )
  return rows.length > 0
}

export async function setConnectionStatus(
  sql: Sql,
  vendor: Vendor,
  status: ConnectionStatus,
  detail: string | null,
): Promise<void> {
  await sql('update connection set status = $2, status_detail = $3, lease_until = null where vendor = $1', [
    vendor,
    status,
    detail,
  ])
}

/** Another account was offered and not taken: it is said until the right one is connected. */
export async function noteRefusedAccount(sql: Sql, vendor: Vendor, name: string): Promise<void> {
  await sql(
    `update connection set refused_account = jsonb_build_object('name', $2::text,
       'at', to_char(milepost.now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) where vendor = $1`,
    [vendor, name],
  )
}

/** Forgets the tokens for good; the row stays to say that it was disconnected. */
export async function shredTokens(sql: Sql, vendor: Vendor): Promise<void> {
  await sql(
    `update connection set access_token_sealed = null, refresh_token_sealed = null, external_id_sealed = null,
       access_expires_at = null, refresh_expires_at = null, lease_until = null where vendor = $1`,
    [vendor],
  )
}

export async function addConnectionFact(sql: Sql, vendor: Vendor, facts: Connection['facts']): Promise<void> {
  await sql('update connection set facts = facts || $2::jsonb where vendor = $1', [
    vendor,
    JSON.stringify(facts),
  ])
}
