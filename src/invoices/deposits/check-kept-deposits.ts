import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readSchedule } from '../../schedules/schedule-table'
import { readBilledIntents } from '../books/read-billed-intents'
import type { BillingPart } from '../intent'
import type { Check } from '../preflight/preflight'
import { depositAccounts, overdrawnOf, wayOf } from './deposit-account'
import { advanceState } from './deposit-to-bill'

/**
 * Whether an invoice that was prepared a while ago still bills no more than the deposit that is agreed, and still draws no
 * more than there is: both were so when it was prepared. No checks for lines of neither kind.
 */
export async function checkKeptDeposits(sql: Sql, parts: readonly BillingPart[]): Promise<Check[]> {
  const own = parts.filter(({ kind }) => kind === 'deposit' || kind === 'draw')
  const checks: Check[] = []
  for (const scheduleId of new Set(own.map((part) => part.scheduleId))) {
    const schedule = await readSchedule(sql, scheduleId)
    if (!schedule) continue
    const billed = (await readBilledIntents(sql, [schedule])).get(scheduleId) ?? []
    const accounts = depositAccounts(billed, schedule.currency)
    const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
    const failed = (detail: string) =>
      checks.push({
        check: 'headroom',
        ok: false,
        detail,
        mend: { label: 'Change the schedule', href: `/deals/${schedule.dealId}/plan` },
      })
    const lines = own.filter((part) => part.scheduleId === scheduleId)
    if (lines.some(({ kind, milestoneId }) => kind === 'deposit' && milestoneId === null)) {
      const { totalMinor, billedMinor } = advanceState(schedule, accounts)
      if (billedMinor > totalMinor) {
        failed(
          `${text(billedMinor)} of deposits is billed and prepared, and ${text(totalMinor)} is agreed now. Agree on a ` +
            'larger deposit in the plan to have this invoice made.',
        )
      }
    }
    const ways = new Set(lines.filter(({ kind }) => kind === 'draw').map(wayOf))
    if (accounts.some((account) => ways.has(account.way) && (overdrawnOf(account) ?? 0n) > 0n)) {
      failed(
        'This draws more of a deposit than counts of it now: the invoice of the deposit was voided, credited or lowered. ' +
          'Bill the milestones one by one: each draws what there is.',
      )
    }
  }
  return checks
}
