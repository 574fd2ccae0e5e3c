import type { Clock } from '../../clock/clock'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import type { Actor } from '../../tenants/actor'
import { readBilledIntents } from '../books/read-billed-intents'
import { billDeposit } from './bill-deposit'
import { depositAccounts } from './deposit-account'

/**
 * The client accepted the plan: an advance that is agreed to be billed then is, once. What was billed before, and does not
 * count any more, is never billed again on its own. Answers what to record; refuses nothing.
 */
export async function billOnSignature(
  sql: Sql,
  actor: Actor,
  clock: Clock,
  schedule: Schedule,
): Promise<readonly Happening[]> {
  const { deposit } = schedule.terms
  if (deposit?.mode !== 'advance' || deposit.billOn !== 'signature') return []
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  if (depositAccounts(billed, schedule.currency).some(({ way }) => way === 'advance')) return []
  if (schedule.contractMinor === 0n) return []
  return billDeposit(sql, actor, clock, { schedule, asked: null, byPolicy: true })
}
