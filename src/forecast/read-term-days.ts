import { readMasters } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import type { Schedule } from '../schedules/schedule'
import { readWorkspace } from '../tenants/workspace-table'

/**
 * In how many days each schedule's invoices are to be paid, by its id, as far as Milepost knows; null leaves it to the
 * customer. Two statements for any number.
 */
export async function readTermDays(
  sql: Sql,
  schedules: readonly Pick<Schedule, 'scheduleId' | 'terms'>[],
): Promise<Map<string, number | null>> {
  const { netDays, termsId } = (await readWorkspace(sql)).settings
  const chosen = schedules.map(({ scheduleId, terms: { terms } }) => {
    if (terms !== null && 'netDays' in terms) return { scheduleId, days: terms.netDays }
    if (terms !== null && 'dueOnReceipt' in terms) return { scheduleId, days: 0 }
    const quickbooksId = terms === null ? termsId : terms.quickbooksId
    return quickbooksId === null ? { scheduleId, days: netDays } : { scheduleId, quickbooksId }
  })
  const ids = chosen.flatMap((each) => ('quickbooksId' in each ? each.quickbooksId : []))
  const masters = await readMasters(sql, 'terms', [...new Set(ids)])
  return new Map(
    chosen.map((each) => [
      each.scheduleId,
      'quickbooksId' in each ? daysIn(masters.get(each.quickbooksId)?.body['DueDays']) : each.days,
    ]),
  )
}

const daysIn = (days: unknown): number | null =>
  typeof days === 'string' && /^\d{1,4}$/.test(days) ? Number(days) : null
