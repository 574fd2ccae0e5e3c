import type { Fault } from '../../connectors/answer'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import type { Creation, CreationState } from './customer-creation'

interface Row {
  creation_id: string
  deal_id: string
  display_name: string
  generation: number
  request_key: string
  body: string
  body_hash: string
  state: CreationState
  quickbooks_id: string | null
  fault: Fault | null
  name_of: string | null
  created_by: Actor
  created_at: Date
  first_sent_at: Date | null
  sent_at: Date | null
}

const COLUMNS = `creation_id, deal_id, display_name, generation, request_key, body, body_hash, state, quickbooks_id, fault,
  name_of, created_by, created_at, first_sent_at, sent_at`
const ON_ITS_WAY = "state in ('waiting', 'sending', 'unclear')"

const toCreation = (row: Row): Creation => ({
  creationId: row.creation_id,
  dealId: row.deal_id,
  displayName: row.display_name,
  generation: row.generation,
  requestKey: row.request_key,
  body: row.body,
  bodyHash: row.body_hash,
  state: row.state,
  quickbooksId: row.quickbooks_id,
  fault: row.fault,
  nameOf: row.name_of,
  createdBy: row.created_by,
  createdAt: row.created_at,
  firstSentAt: row.first_sent_at,
  sentAt: row.sent_at,
})

/** Puts a creation in; null when one for this deal, or of this name, is on its way already. */
export async function addCreation(
  sql: Sql,
  creation: Pick<
    Creation,
    'dealId' | 'displayName' | 'generation' | 'requestKey' | 'body' | 'bodyHash' | 'createdBy'
  >,
): Promise<Creation | null> {
  const [row] = await sql<Row>(
    `insert into customer_creation (workspace_id, deal_id, display_name, generation, request_key, body, body_hash,
       created_by)
     values (milepost.current_workspace(), $1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing returning ${COLUMNS}`,
    [
      creation.dealId,
      creation.displayName,
      creation.generation,
      creation.requestKey,
      creation.body,
      creation.bodyHash,
      JSON.stringify(creation.createdBy),
    ],
  )
  return row ? toCreation(row) : null
}

/** The creation that is on its way for this deal, or under this name for another. */
export async function creationOnItsWay(
  sql: Sql,
  asked: { dealId: string; displayName: string },
): Promise<Creation | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from customer_creation
     where ${ON_ITS_WAY} and (deal_id = $1 or lower(display_name) = lower($2)) order by deal_id = $1 desc limit 1`,
    [asked.dealId, asked.displayName],
  )
  return row ? toCreation(row) : null
}

/** The newest creation of a deal, or of one that was merged into it. */
export async function newestCreation(sql: Sql, dealId: string): Promise<Creation | null> {
  const [row] = await sql<Row>(
    `select ${COLUMNS} from customer_creation
     where deal_id = $1 or deal_id in (select old_deal_id from deal_alias where deal_id = $1)
     order by created_at desc limit 1`,
    [dealId],
  )
  return row ? toCreation(row) : null
}

export async function readCreation(sql: Sql, creationId: string): Promise<Creation | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from customer_creation where creation_id = $1`, [
    creationId,
  ])
  return row ? toCreation(row) : null
}

/** The creation, locked until the transaction ends; after its deal's schedule, as everyone locks them. */
export async function lockCreation(sql: Sql, creationId: string): Promise<Creation | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from customer_creation where creation_id = $1 for update`, [
    creationId,
  ])
  return row ? toCreation(row) : null
}

/** How often exactly this was decided before. */
export async function generationsOf(sql: Sql, bodyHash: string): Promise<number> {
  const [row] = await sql<{ most: number | null }>(
    'select max(generation) as most from customer_creation where body_hash = $1',
    [bodyHash],
  )
  return row?.most ?? 0
}

export async function setCreationSending(sql: Sql, creationId: string, at: Date): Promise<void> {
  await sql(
    `update customer_creation set state = 'sending', sent_at = $2, first_sent_at = coalesce(first_sent_at, $2)
     where creation_id = $1`,
    [creationId, at],
  )
}

/** Back to waiting, where no attempt did anything, or unclear. */
export async function setCreationOpen(
  sql: Sql,
  creationId: string,
  state: 'waiting' | 'unclear',
  fault: Fault | null,
): Promise<void> {
  await sql(
    `update customer_creation set state = $2, fault = $3,
       first_sent_at = case when $2 = 'waiting' then null else first_sent_at end where creation_id = $1`,
    [creationId, state, fault === null ? null : JSON.stringify(fault)],
  )
}

export async function endCreation(
  sql: Sql,
  creationId: string,
  end:
    | { state: 'created'; quickbooksId: string }
    | { state: 'refused'; fault: Fault; nameOf: string | null }
    | { state: 'cancelled' },
): Promise<void> {
  await sql(
    `update customer_creation set state = $2, quickbooks_id = $3, fault = $4, name_of = $5, ended_at = milepost.now()
     where creation_id = $1`,
    [
      creationId,
      end.state,
      end.state === 'created' ? end.quickbooksId : null,
      end.state === 'refused' ? JSON.stringify(end.fault) : null,
      end.state === 'refused' ? end.nameOf : null,
    ],
  )
}
