import { openCauses, settleAttentions } from '../attention/attention-table'
import type { Sql } from '../postgres/database'
import { mergedPayerOf, stillPays } from './merged-payers'
import { readMilestones } from './milestone-table'
import type { Schedule } from './schedule'

/**
 * A plan was changed: what was asked about payers who were merged into others is answered where they pay nothing any more
 * that is still to be billed. `schedule` is as it is stored now.
 */
export async function settleMergedPayers(
  sql: Sql,
  who: string,
  schedule: Pick<Schedule, 'scheduleId' | 'dealId' | 'terms'>,
): Promise<void> {
  const asked = (await openCauses(sql, 'billing_blocked', schedule)).flatMap((cause) => {
    const customerId = mergedPayerOf(schedule.scheduleId, cause)
    return customerId === null ? [] : [{ cause, customerId }]
  })
  if (asked.length === 0) return
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const answered = asked.filter(({ customerId }) => !stillPays(schedule, milestones, customerId))
  await settleAttentions(
    sql,
    answered.map(({ cause }) => cause),
    who,
    'planned',
  )
}
