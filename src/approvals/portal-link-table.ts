import { type Sql, tell } from '../postgres/database'
import type { LinkHolder, PortalLink } from './portal-link'

interface Row {
  link_id: string
  schedule_id: string
  name: string
  role: string | null
  email: string
  opened_at: Date
  opened_by: string
  sent_by: PortalLink['sentBy']
  expires_at: Date
  last_used_at: Date | null
  revoked_at: Date | null
  revoked_by: string | null
}

const COLUMNS = `link_id, schedule_id, name, role, email, opened_at, opened_by, sent_by, expires_at, last_used_at, revoked_at,
  revoked_by`

const toLink = (row: Row): PortalLink => ({
  linkId: row.link_id,
  scheduleId: row.schedule_id,
  name: row.name,
  role: row.role,
  email: row.email,
  openedAt: row.opened_at,
  openedBy: row.opened_by,
  sentBy: row.sent_by,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revoked: row.revoked_at === null ? null : { at: row.revoked_at, by: row.revoked_by ?? '' },
})

export async function addLink(
  sql: Sql,
  link: LinkHolder & {
    scheduleId: string
    hash: Buffer
    by: string
    sentBy: PortalLink['sentBy']
    expiresAt: Date
  },
): Promise<PortalLink> {
  const [row] = await sql<Row>(
    `insert into portal_link (workspace_id, schedule_id, name, role, email, key_hash, opened_by, sent_by, expires_at)
     values (milepost.current_workspace(), $1, $2, $3, lower($4), $5, $6, $7, $8) returning ${COLUMNS}`,
    [link.scheduleId, link.name, link.role, link.email, link.hash, link.by, link.sentBy, link.expiresAt],
  )
  if (!row) throw new Error('a link was not opened')
  return toLink(row)
}

export async function readLink(sql: Sql, linkId: string): Promise<PortalLink | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from portal_link where link_id = $1`, [linkId])
  return row ? toLink(row) : null
}

/** A deal's links, the newest first; only those of one person, where one is named. */
export async function listLinks(
  sql: Sql,
  scheduleId: string,
  email: string | null = null,
): Promise<PortalLink[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from portal_link where schedule_id = $1 and ($2::text is null or email = lower($2))
     order by opened_at desc, link_id`,
    [scheduleId, email],
  )
  return rows.map(toLink)
}

/** Marks a link revoked, once. Answers the hash of its secret, which is its door; null where it was revoked before. */
export async function markRevoked(sql: Sql, linkId: string, by: string): Promise<Buffer | null> {
  const [row] = await sql<{ key_hash: Buffer }>(
    `update portal_link set revoked_at = milepost.now(), revoked_by = $2 where link_id = $1 and revoked_at is null
     returning key_hash`,
    [linkId, by],
  )
  return row?.key_hash ?? null
}

/**
 * Notes that a link was used; at most once a minute, so that looking costs no write. Nobody waits for it, nor for the disk
 * at the end of the transaction, which must write nothing else.
 */
export async function markUsed(sql: Sql, linkId: string): Promise<void> {
  await tell(sql, 'set local synchronous_commit = off')
  await tell(
    sql,
    `update portal_link set last_used_at = milepost.now()
     where link_id = $1 and (last_used_at is null or last_used_at < milepost.now() - interval '1 minute')`,
    [linkId],
  )
}
