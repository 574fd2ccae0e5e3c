import { readMaster } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import { readWorkspace } from '../tenants/workspace-table'

/** How many days a schedule's invoices may be paid, as far as Milepost knows; null leaves it to the customer. */
export async function readTermDays(sql: Sql, { terms: { terms } }: Schedule): Promise<number | null> {
  if (terms !== null && 'netDays' in terms) return terms.netDays
  if (terms !== null && 'dueOnReceipt' in terms) return 0
  const { netDays, termsId } = (await readWorkspace(sql)).settings
  const quickbooksId = terms === null ? termsId : terms.quickbooksId
  if (quickbooksId === null) return netDays
  const days = (await readMaster(sql, 'terms', quickbooksId))?.body['DueDays']
  return typeof days === 'string' && /^\d{1,4}$/.test(days) ? Number(days) : null
}
