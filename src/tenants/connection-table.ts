import type { Sql } from '../postgres/database'

export type Vendor = 'quickbooks' | 'hubspot'
export type ConnectionStatus = 'connected' | 'needs_reconnect' | 'disconnected'

/** One workspace's tie to one vendor. Ids and tokens are sealed; open them with the sealer. */
export interface Connection {
  readonly vendor: Vendor
  readonly status: ConnectionStatus
  readonly statusDetail: string | null
  readonly name: string | null
  readonly externalIdSealed: string | null
  readonly accessTokenSealed: string | null
  readonly refreshTokenSealed: string | null
  readonly accessExpiresAt: Date | null
  readonly facts: { readonly uiDomain?: string; readonly propertiesMade?: string }
  readonly connectedAt: Date | null
}

interface Row {
  vendor: Vendor
  status: ConnectionStatus
  status_detail: string | null
  name: string | null
  external_id_sealed: string | null
  access_token_sealed: string | null
  refresh_token_sealed: string | null
  access_expires_at: Date | null
  facts: Connection['facts']
  connected_at: Date | null
}

const toConnection = (row: Row): Connection => ({
  vendor: row.vendor,
  status: row.status,
  statusDetail: row.status_detail,
  name: row.name,
  externalIdSealed: row.external_id_sealed,
  accessTokenSealed: row.access_token_sealed,
  refreshTokenSealed: row.refresh_token_sealed,
  accessExpiresAt: row.access_expires_at,
  facts: row.facts,
  connectedAt: row.connected_at,
})

const COLUMNS = `vendor, status, status_detail, name, external_id_sealed, access_token_sealed,
  refresh_token_sealed, access_expires_at, facts, connected_at`

export async function readConnection(sql: Sql, vendor: Vendor): Promise<Connection | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from connection where vendor = $1`, [vendor])
  return row ? toConnection(row) : null
}

export async function saveConnection(
  sql: Sql,
  connection: {
    vendor: Vendor
    name: string | null
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
       refresh_token_sealed, access_expires_at, refresh_expires_at, facts, connected_at)
     values (milepost.current_workspace(), $1, 'connected', $2, $3, $4, $5, $6, $7, $8, milepost.now())
     on conflict (workspace_id, vendor) do update set status = 'connected', status_detail = null,
       name = excluded.name, external_id_sealed = excluded.external_id_sealed,
       access_token_sealed = excluded.access_token_sealed, refresh_token_sealed = excluded.refresh_token_sealed,
       access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at,
       facts = excluded.facts, connected_at = excluded.connected_at, lease_until = null`,
    [
      connection.vendor,
      connection.name,
      connection.externalIdSealed,
      connection.accessTokenSealed,
      connection.refreshTokenSealed,
      connection.accessExpiresAt,
      connection.refreshExpiresAt,
      JSON.stringify(connection.facts),
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

/** Stores refreshed tokens and gives the lease back, in one statement: the newest token is never only in memory. */
export async function storeTokens(
  sql: Sql,
  vendor: Vendor,
  tokens: {
    accessTokenSealed: string
    refreshTokenSealed: string
    accessExpiresAt: Date
    refreshExpiresAt: Date | null
  },
): Promise<void> {
  await sql(
    `update connection set access_token_sealed = $2, refresh_token_sealed = $3, access_expires_at = $4,
       refresh_expires_at = coalesce($5, refresh_expires_at), lease_until = null
     where vendor = $1`,
    [
      vendor,
      tokens.accessTokenSealed,
      tokens.refreshTokenSealed,
      tokens.accessExpiresAt,
      tokens.refreshExpiresAt,
    ],
  )
}

export async function releaseRefresh(sql: Sql, vendor: Vendor): Promise<void> {
  await sql('update connection set lease_until = null where vendor = $1', [vendor])
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
