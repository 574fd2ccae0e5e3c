import type { Assigned, AssignedBy } from '../hours/work-owner'
import type { Sql } from '../postgres/database'
import type { CostKind, CostLine, CostStatus, ReadCost } from './cost-line'

interface Row {
  cost_id: string
  txn_kind: CostKind
  txn_id: string
  line_id: string
  doc_number: string | null
  changed_at: Date
  schedule_id: string | null
  assigned_by: AssignedBy | null
  customer_id: string
  project_id: string | null
  class_id: string | null
  item_id: string | null
  vendor_name: string | null
  spent_on: string
  description: string | null
  amount_minor: bigint
  currency: string
  billable: CostStatus
  release: CostLine['release']
  deleted: boolean
}

const COLUMNS = `cost_id, txn_kind, txn_id, line_id, doc_number, changed_at, schedule_id, assigned_by, customer_id, project_id,
  class_id, item_id, vendor_name, spent_on, description, amount_minor, currency, billable, release,
  deleted_at is not null as deleted`

const toCost = (row: Row): CostLine => ({
  costId: row.cost_id,
  txnKind: row.txn_kind,
  txnId: row.txn_id,
  lineId: row.line_id,
  docNumber: row.doc_number,
  changedAt: row.changed_at,
  scheduleId: row.schedule_id,
  assignedBy: row.assigned_by,
  customerId: row.customer_id,
  projectId: row.project_id,
  classId: row.class_id,
  itemId: row.item_id,
  vendorName: row.vendor_name,
  spentOn: row.spent_on,
  description: row.description,
  amountMinor: row.amount_minor,
  currency: row.currency,
  billable: row.billable,
  release: row.release,
  deleted: row.deleted,
})

/** Costs of a schedule, newest first. */
export async function listCosts(sql: Sql, scheduleId: string, most: number): Promise<CostLine[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from cost_line where schedule_id = $1 and deleted_at is null
     order by spent_on desc, txn_id, line_id limit $2`,
    [scheduleId, most],
  )
  return rows.map(toCost)
}

/** Costs of these customers of which nobody has said yet whose they are, oldest first. */
export async function listUnassignedCosts(
  sql: Sql,
  customerIds: readonly string[],
  most: number,
): Promise<CostLine[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from cost_line where schedule_id is null and assigned_by is null and deleted_at is null
       and (customer_id = any($1) or project_id = any($1)) order by spent_on, cost_id limit $2`,
    [customerIds, most],
  )
  return rows.map(toCost)
}

export async function lockCosts(sql: Sql, costIds: readonly string[]): Promise<CostLine[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from cost_line where cost_id = any($1) order by cost_id for update`,
    [costIds],
  )
  return rows.map(toCost)
}

export async function readCost(sql: Sql, costId: string): Promise<CostLine | null> {
  const [row] = await sql<Row>(`select ${COLUMNS} from cost_line where cost_id = $1`, [costId])
  return row ? toCost(row) : null
}

/** Every cost that is held of these bills or purchases, or of that day and later. */
export async function heldCosts(
  sql: Sql,
  kind: CostKind,
  of: { readonly txnIds: readonly string[] } | { readonly since: string },
): Promise<CostLine[]> {
  const rows = await sql<Row>(
    `select ${COLUMNS} from cost_line where txn_kind = $1 and deleted_at is null
       and (txn_id = any($2) or spent_on >= $3::date)`,
    [kind, 'txnIds' in of ? of.txnIds : [], 'since' in of ? of.since : null],
  )
  return rows.map(toCost)
}

/** Stores costs as they were read: new ones, and those that are newer than what is held. */
export async function saveCosts(
  sql: Sql,
  costs: readonly (ReadCost & { readonly owner: Assigned | null })[],
): Promise<void> {
  await sql(
    `insert into cost_line (workspace_id, txn_kind, txn_id, line_id, doc_number, changed_at, seen_at, schedule_id,
       assigned_by, customer_id, project_id, class_id, item_id, vendor_name, spent_on, description, amount_minor, currency,
       billable)
     select milepost.current_workspace(), c.txn_kind, c.txn_id, c.line_id, c.doc_number, c.changed_at, milepost.now(),
       c.schedule_id, c.assigned_by, c.customer_id, c.project_id, c.class_id, c.item_id, c.vendor_name, c.spent_on,
       c.description, c.amount_minor, c.currency, c.billable
     from jsonb_to_recordset($1::jsonb) as c(txn_kind text, txn_id text, line_id text, doc_number text,
       changed_at timestamptz, schedule_id uuid, assigned_by text, customer_id text, project_id text, class_id text,
       item_id text, vendor_name text, spent_on date, description text, amount_minor bigint, currency text, billable text)
     order by c.txn_kind, c.txn_id, c.line_id
     on conflict (workspace_id, txn_kind, txn_id, line_id) do update
       set doc_number = excluded.doc_number, changed_at = excluded.changed_at, seen_at = excluded.seen_at,
         deleted_at = null, schedule_id = excluded.schedule_id, assigned_by = excluded.assigned_by,
         customer_id = excluded.customer_id, project_id = excluded.project_id, class_id = excluded.class_id,
         item_id = excluded.item_id, vendor_name = excluded.vendor_name, spent_on = excluded.spent_on,
         description = excluded.description, amount_minor = excluded.amount_minor, currency = excluded.currency,
         billable = excluded.billable
       where excluded.changed_at >= cost_line.changed_at`,
    [
      JSON.stringify(
        costs.map((cost) => ({
          txn_kind: cost.txnKind,
          txn_id: cost.txnId,
          line_id: cost.lineId,
          doc_number: cost.docNumber,
          changed_at: cost.changedAt.toISOString(),
          schedule_id: cost.owner?.scheduleId ?? null,
          assigned_by: cost.owner?.by ?? null,
          customer_id: cost.customerId,
          project_id: cost.projectId,
          class_id: cost.classId,
          item_id: cost.itemId,
          vendor_name: cost.vendorName,
          spent_on: cost.spentOn,
          description: cost.description,
          amount_minor: cost.amountMinor.toString(),
          currency: cost.currency,
          billable: cost.billable,
        })),
      ),
    ],
  )
}

/** What QuickBooks has no more, or has for nobody. */
export async function buryCosts(sql: Sql, costIds: readonly string[]): Promise<void> {
  await sql(
    'update cost_line set deleted_at = milepost.now() where cost_id = any($1) and deleted_at is null',
    [costIds],
  )
}

/** Whose cost it is from now on. */
export async function assignCostTo(sql: Sql, costId: string, owner: Assigned): Promise<void> {
  await sql('update cost_line set schedule_id = $2, assigned_by = $3 where cost_id = $1', [
    costId,
    owner.scheduleId,
    owner.by,
  ])
}

/** How far setting costs not billable is. */
export async function setRelease(
  sql: Sql,
  costIds: readonly string[],
  release: CostLine['release'],
): Promise<void> {
  await sql('update cost_line set release = $2 where cost_id = any($1)', [costIds, release])
}
