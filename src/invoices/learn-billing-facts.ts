import type { Clock } from '../clock/clock'
import { type CachedKind, readMaster } from '../masters/master-table'
import { everyDayKinds, readMasters } from '../masters/read-masters'
import type { Database, Sql } from '../postgres/database'
import { readMilestone } from '../schedules/milestone-table'
import { lockSchedule } from '../schedules/schedule-table'
import type { Vendors } from '../tenants/vendors'
import { readWorkspace } from '../tenants/workspace-table'

/**
 * Before a milestone is judged or billed: the lists its invoice refers to are in the cache, and a customer or
 * item that was made in QuickBooks a moment ago is known too. Usually everything is there and this costs no
 * call. Trouble with the vendor is no trouble here: preflight shows what is missing.
 */
export async function learnBillingFacts(
  parts: { database: Database; clock: Clock; vendors: Vendors },
  workspaceId: string,
  milestoneId: string,
): Promise<void> {
  const missing = await parts.database.inWorkspace(workspaceId, (sql) => unknownKinds(sql, milestoneId))
  const company = await parts.vendors.quickbooks(workspaceId)
  await readMasters(parts, company, workspaceId, everyDayKinds, missing)
}

/** Lists that don't hold what this milestone's schedule names. */
async function unknownKinds(sql: Sql, milestoneId: string): Promise<CachedKind[]> {
  const milestone = await readMilestone(sql, milestoneId)
  const schedule = milestone ? await lockSchedule(sql, milestone.scheduleId) : null
  if (!schedule) return []
  const { terms } = schedule
  const { settings } = await readWorkspace(sql)
  const taxCode = terms.taxCode ?? settings.taxCode
  const named: [CachedKind, string | null][] = [
    ['customers', terms.customerId],
    ['items', terms.itemId ?? settings.itemId],
    ['terms', terms.terms !== null && 'quickbooksId' in terms.terms ? terms.terms.quickbooksId : null],
    ['tax-codes', taxCode === 'TAX' || taxCode === 'NON' ? null : taxCode],
  ]
  const unknown: CachedKind[] = []
  for (const [kind, id] of named) {
    if (id !== null && (await readMaster(sql, kind, id)) === null) unknown.push(kind)
  }
  return unknown
}
