import type { Sql } from '../postgres/database'
import type { MilestonePatch } from '../schedules/change-milestone'
import type { MilestoneDraft } from '../schedules/draft'
import type { ChangeOrder, ChangeOrderLine, ChangeOrderState, MilestoneBefore } from './change-order'

interface Row {
  change_order_id: string
  schedule_id: string
  number: number
  revision: number
  state: ChangeOrderState
  reason: string
  currency: string
  contract_before_minor: bigint | null
  drafted_at: Date
  drafted_by: string
  sent_at: Date | null
  sent_by: string | null
  decided_at: Date | null
  decided_by: string | null
  decided_via: string | null
  decided_on: string | null
  signed_by: string | null
  decision_reason: string | null
  file_ids: string[]
  version: number
}

const COLUMNS = `change_order_id, schedule_id, number, revision, state, reason, currency, contract_before_minor,
  drafted_at, drafted_by, sent_at, sent_by, decided_at, decided_by, decided_via, decided_on, signed_by,
  decision_reason, file_ids, version`

const toOrder = (row: Row, lines: readonly ChangeOrderLine[]): ChangeOrder => ({
  changeOrderId: row.change_order_id,
  scheduleId: row.schedule_id,
  number: row.number,
  revision: row.revision,
  state: row.state,
  reason: row.reason,
  currency: row.currency,
  lines,
  contractBeforeMinor: row.contract_before_minor,
  drafted: { by: row.drafted_by, at: row.drafted_at },
  sent: row.sent_at === null || row.sent_by === null ? null : { by: row.sent_by, at: row.sent_at },
  ended:
    row.decided_at === null || row.decided_by === null
      ? null
      : {
          by: row.decided_by,
          at: row.decided_at,
          via: row.decided_via ?? '',
          on: row.decided_on,
          signedBy: row.signed_by,
          reason: row.decision_reason,
          fileIds: row.file_ids,
        },
  version: row.version,
})

interface LineRow {
  change_order_id: string
  op: ChangeOrderLine['op']
  milestone_id: string
  given: unknown
  quantity: string | null
  unit_price: string | null
  before: MilestoneBefore | null
  before_minor: bigint
  amount_minor: bigint
  accepts_intent_id: string | null
}

type GivenRow =
  | { op: 'add'; given: MilestoneDraft; before: null }
  | { op: 'change'; given: MilestonePatch; before: MilestoneBefore }
  | { op: 'remove'; given: null; before: MilestoneBefore }

function toLine(row: Omit<LineRow, 'op' | 'given' | 'before'> & GivenRow): ChangeOrderLine {
  const parts = {
    milestoneId: row.milestone_id,
    quantity: row.quantity,
    unitPrice: row.unit_price,
    beforeMinor: row.before_minor,
    amountMinor: row.amount_minor,
    ...(row.accepts_intent_id !== null && { accepts: row.accepts_intent_id }),
  }
  switch (row.op) {
    case 'add':
      return { ...parts, op: 'add', given: row.given, before: null }
    case 'change':
      return { ...parts, op: 'change', given: row.given, before: row.before }
    case 'remove':
      return { ...parts, op: 'remove', given: null, before: row.before }
  }
}

type StoredLine = { change_order_id: string } & Omit<LineRow, 'op' | 'given' | 'before'> & GivenRow

async function withLines(sql: Sql, rows: readonly Row[]): Promise<ChangeOrder[]> {
  if (rows.length === 0) return []
  const lines = await sql<StoredLine>(
    `select change_order_id, op, milestone_id, given, quantity, unit_price, before, before_minor, amount_minor,
       accepts_intent_id
     from change_order_line where change_order_id = any($1) order by change_order_id, line`,
    [rows.map((row) => row.change_order_id)],
  )
  const byOrder = new Map<string, ChangeOrderLine[]>()
  for (const line of lines) {
    byOrder.set(line.change_order_id, [...(byOrder.get(line.change_order_id) ?? []), toLine(line)])
  }
  return rows.map((row) => toOrder(row, byOrder.get(row.change_order_id) ?? []))
}

/** A schedule's change orders, the newest first. */
export async function readChangeOrders(sql: Sql, scheduleId: string): Promise<ChangeOrder[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from change_order where schedule_id = $1 order by number desc`,
    [scheduleId],
  )
  return withLines(sql, rows)
}

export async function readChangeOrder(sql: Sql, changeOrderId: string): Promise<ChangeOrder | null> {
  const rows = await sql<Row>(`select ${COLUMNS} from change_order where change_order_id = $1`, [
    changeOrderId,
  ])
  return (await withLines(sql, rows))[0] ?? null
}

/** The change order that last made a milestone what it is, and the day of its approval. */
export interface AppliedOrder {
  readonly number: number
  /** `YYYY-MM-DD`. */
  readonly on: string
}

/** The newest approved change order that names this milestone; null where none does. */
export async function readAppliedOrder(sql: Sql, milestoneId: string): Promise<AppliedOrder | null> {
  const [row] = await sql<AppliedOrder>(
    `select o.number, o.decided_on as "on" from change_order_line l
     join change_order o on o.workspace_id = l.workspace_id and o.change_order_id = l.change_order_id
     where l.milestone_id = $1 and o.state = 'approved' order by o.decided_at desc, o.number desc limit 1`,
    [milestoneId],
  )
  return row ?? null
}

/** A change order that waits for its answer, and accepts what an invoice was edited to. */
export interface AcceptingOrder {
  readonly changeOrderId: string
  readonly scheduleId: string
  readonly number: number
  readonly state: 'draft' | 'sent'
}

/** The open change orders that accept what this intent's invoice bills now, the newest first. */
export async function readOrdersAccepting(sql: Sql, intentId: string): Promise<AcceptingOrder[]> {
  return sql<AcceptingOrder>(
    `select distinct o.change_order_id as "changeOrderId", o.schedule_id as "scheduleId", o.number, o.state
     from change_order_line l
     join change_order o on o.workspace_id = l.workspace_id and o.change_order_id = l.change_order_id
     where l.accepts_intent_id = $1 and o.state in ('draft', 'sent') order by o.number desc`,
    [intentId],
  )
}

/** Adds a draft under the schedule's next number; the schedule's lock keeps two from taking the same one. */
export async function addChangeOrder(
  sql: Sql,
  order: {
    scheduleId: string
    reason: string
    currency: string
    lines: readonly ChangeOrderLine[]
    by: string
  },
): Promise<ChangeOrder> {
  const [row] = await sql<Row>(
    `insert into change_order (workspace_id, schedule_id, number, reason, currency, drafted_by)
     values (milepost.current_workspace(), $1,
       (select coalesce(max(number), 0) + 1 from change_order where schedule_id = $1), $2, $3, $4)
     returning ${COLUMNS}`,
    [order.scheduleId, order.reason, order.currency, order.by],
  )
  if (!row) throw new Error('a change order was not added')
  await addLines(sql, row.change_order_id, order.lines)
  return toOrder(row, order.lines)
}

async function addLines(sql: Sql, changeOrderId: string, lines: readonly ChangeOrderLine[]): Promise<void> {
  await sql(
    `insert into change_order_line (workspace_id, change_order_id, line, op, milestone_id, given, quantity, unit_price,
       before, before_minor, amount_minor, accepts_intent_id)
     select milepost.current_workspace(), $1, l.* from jsonb_to_recordset($2::jsonb) as l(line int, op text,
       milestone_id uuid, given jsonb, quantity text, unit_price text, before jsonb, before_minor bigint,
       amount_minor bigint, accepts_intent_id uuid)`,
    [
      changeOrderId,
      JSON.stringify(
        lines.map((line, index) => ({
          line: index + 1,
          op: line.op,
          milestone_id: line.milestoneId,
          given: line.given ?? {},
          quantity: line.quantity,
          unit_price: line.unitPrice,
          before: line.before ?? undefined,
          before_minor: line.beforeMinor.toString(),
          amount_minor: line.amountMinor.toString(),
          accepts_intent_id: line.accepts ?? null,
        })),
      ),
    ],
  )
}

/** Saves an open change order as it is now, and counts its version up. One that is decided stays: it throws. */
export async function saveChangeOrder(sql: Sql, order: ChangeOrder): Promise<ChangeOrder> {
  const { sent, ended } = order
  await sql('delete from change_order_line where change_order_id = $1', [order.changeOrderId])
  await addLines(sql, order.changeOrderId, order.lines)
  const [row] = await sql<Row>(
    `update change_order set revision = $2, state = $3, reason = $4, currency = $5, contract_before_minor = $6,
       sent_at = $7, sent_by = $8, decided_at = $9, decided_by = $10, decided_via = $11, decided_on = $12,
       signed_by = $13, decision_reason = $14, file_ids = $15, version = version + 1
     where change_order_id = $1 returning ${COLUMNS}`,
    [
      order.changeOrderId,
      order.revision,
      order.state,
      order.reason,
      order.currency,
      order.contractBeforeMinor,
      sent?.at ?? null,
      sent?.by ?? null,
      ended?.at ?? null,
      ended?.by ?? null,
      ended?.via ?? null,
      ended?.on ?? null,
      ended?.signedBy ?? null,
      ended?.reason ?? null,
      ended?.fileIds ?? [],
    ],
  )
  if (!row) throw new Error('a change order was not saved')
  return toOrder(row, order.lines)
}
