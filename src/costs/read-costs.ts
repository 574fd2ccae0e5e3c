import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import type { Clock } from '../clock/clock'
import { readClaims } from '../hours/claim-table'
import { sinceWhen } from '../hours/read-time'
import { saveWorkReading } from '../hours/time-binding-table'
import { type Assigned, claimsOn, ownerOf } from '../hours/work-owner'
import { readOrFail } from '../inbox/read-failed'
import type { Database, Sql } from '../postgres/database'
import { readWorkspace } from '../tenants/workspace-table'
import { type CostKind, type CostLine, costPartKey, costsOf, type ReadCost } from './cost-line'
import { buryCosts, heldCosts, saveCosts } from './cost-line-table'

interface Parts {
  readonly database: Database
  readonly clock: Clock
}

/**
 * Lists the company's bills and purchases, unless that was done a few minutes ago; `again` asks in any case. Two
 * metered reads for each thousand. Which customer a cost is for stands on its lines, which QuickBooks can't search.
 * Throws ReadFailed.
 */
export async function learnCosts(
  parts: Parts,
  openCompany: () => Promise<Company>,
  workspaceId: string,
  again = false,
): Promise<void> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const since = await within((sql) => sinceWhen(sql, parts.clock, 'costs', again))
  if (since === null) return
  const company = await openCompany()
  const day = [{ field: 'TxnDate', operator: '>=', value: since }] as const
  const bills = readOrFail('quickbooks', await company.query('Bill', day))
  const purchases = readOrFail('quickbooks', await company.query('Purchase', day))
  await within(async (sql) => {
    await storeCosts(sql, 'Bill', bills, { since })
    await storeCosts(sql, 'Purchase', purchases, { since })
    await saveWorkReading(sql, 'costs', since)
  })
}

/**
 * Keeps the costs that are of a planned deal's customer, or were held already, and says whose each is where that is
 * certain. What was held of `of` and did not come along is gone.
 */
export async function storeCosts(
  sql: Sql,
  kind: CostKind,
  documents: readonly (Entities['Bill'] | Entities['Purchase'])[],
  of: Parameters<typeof heldCosts>[2],
): Promise<void> {
  const { currency } = await readWorkspace(sql)
  const read = documents.flatMap((document) => costsOf(kind, document, currency))
  const before = await heldCosts(sql, kind, of)
  const later = await heldCosts(sql, kind, { txnIds: documents.map((document) => document.Id) })
  const held = new Map([...before, ...later].map((cost) => [costPartKey(cost), cost]))
  const customers = read.flatMap((cost) => [cost.customerId, cost.projectId ?? []].flat())
  const claims = await readClaims(sql, [...new Set(customers)])
  const kept = read.flatMap((cost) => {
    const known = held.get(costPartKey(cost))
    if (known === undefined && claimsOn(cost, claims).length === 0) return []
    return [{ ...cost, owner: standing(cost, known) ?? ownerOf(cost, claims) }]
  })
  await saveCosts(sql, kept)
  const came = new Set(read.map(costPartKey))
  const gone = [...held.values()].filter((cost) => !came.has(costPartKey(cost)))
  await buryCosts(
    sql,
    gone.map((cost) => cost.costId),
  )
}

/** Whose it is already: a person's word stays; what was certain stays while its customer and class do. */
function standing(cost: ReadCost, before: CostLine | undefined): Assigned | null {
  if (before?.assignedBy == null) return null
  const { scheduleId, assignedBy } = before
  if (scheduleId === null && assignedBy !== 'person') return null
  const same =
    cost.customerId === before.customerId &&
    cost.projectId === before.projectId &&
    cost.classId === before.classId
  return assignedBy === 'person' || same ? { scheduleId, by: assignedBy } : null
}
