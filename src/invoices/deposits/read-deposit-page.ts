import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { readWorkspace } from '../../tenants/workspace-table'
import { readBilledIntents } from '../books/read-billed-intents'
import type { IntentSummary } from '../intent'
import { type BilledDeposit, type DepositAccount, depositAccounts } from './deposit-account'
import { type AdvanceState, advanceState } from './deposit-to-bill'

/** Everything there is to know of a schedule's deposits. */
export interface DepositPage {
  readonly schedule: Schedule
  readonly state: AdvanceState
  readonly accounts: readonly DepositAccount[]
  readonly invoices: readonly (BilledDeposit & {
    readonly intent: IntentSummary
    readonly customer: string | null
  })[]
  readonly waitsForPayment: boolean
}

/** What is agreed, billed, paid and drawn of a schedule's deposits, oldest invoice first. Reading only. */
export async function readDepositPage(sql: Sql, schedule: Schedule): Promise<DepositPage> {
  const billed = (await readBilledIntents(sql, [schedule])).get(schedule.scheduleId) ?? []
  const accounts = depositAccounts(billed, schedule.currency)
  const names = await masterNames(
    sql,
    'customers',
    accounts.map(({ customerId }) => customerId),
  )
  const deposits = accounts.flatMap((account) => account.deposits)
  const { settings } = await readWorkspace(sql)
  return {
    schedule,
    state: advanceState(schedule, accounts),
    accounts,
    waitsForPayment: !settings.drawUnpaidDeposits,
    invoices: billed.flatMap(({ intent }) =>
      deposits
        .filter((deposit) => deposit.intentId === intent.intentId)
        .map((deposit) => ({ ...deposit, intent, customer: names.get(intent.customerId) ?? null })),
    ),
  }
}
