import { type Master, readMaster } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import type { BillingFacts } from '../composing/read-billing-facts'
import { type DepositAccount, depositAccounts } from './deposit-account'
import type { DepositItem } from './deposit-line'
import { depositMilestones, type WorkPlan, workPlan } from './work-plan'

/** Everything about the deposits of a schedule that its next invoice depends on. */
export interface DepositBook {
  readonly accounts: readonly DepositAccount[]
  readonly milestones: readonly Milestone[]
  /** The milestones that are the deposit, where it is inside the contract. */
  readonly asDeposit: ReadonlySet<string>
  readonly plan: WorkPlan
  readonly item: DepositItem
  /** The item as QuickBooks has it; null where none is chosen, or QuickBooks has none of that id. */
  readonly master: Master | null
  readonly taxCodeKnown: boolean
  /** Draws wait until their deposit is paid. */
  readonly waitForPayment: boolean
}

/** A schedule with a deposit that never comes back has nothing to look after: it is a milestone like others. */
const hasDeposits = ({ terms }: Schedule, billed: readonly BilledIntent[]): boolean =>
  (terms.deposit !== null && terms.deposit.mode !== 'income') ||
  billed.some(({ parts }) => parts.some(({ kind }) => kind === 'deposit' || kind === 'draw'))

/** Null where the schedule has no deposit that comes back, and never had one. */
export async function readDeposits(
  sql: Sql,
  schedule: Schedule,
  billed: readonly BilledIntent[],
  facts: Pick<BillingFacts, 'workspace' | 'taxCode' | 'taxCodeKnown' | 'isUnitedStates'>,
): Promise<DepositBook | null> {
  if (!hasDeposits(schedule, billed)) return null
  const milestones = await readMilestones(sql, [schedule.scheduleId])
  const asDeposit = depositMilestones(schedule, milestones, billed)
  const { settings } = facts.workspace
  const itemId = settings.depositItemId
  return {
    accounts: depositAccounts(billed, schedule.currency),
    milestones,
    asDeposit,
    plan: workPlan(schedule, milestones, asDeposit),
    item: { itemId, taxCode: settings.depositTaxCode ?? facts.taxCode },
    master: itemId === null ? null : await readMaster(sql, 'items', itemId),
    taxCodeKnown: await isKnown(sql, settings.depositTaxCode, facts),
    waitForPayment: !settings.drawUnpaidDeposits,
  }
}

async function isKnown(
  sql: Sql,
  own: string | null,
  { taxCodeKnown, isUnitedStates }: Pick<BillingFacts, 'taxCodeKnown' | 'isUnitedStates'>,
): Promise<boolean> {
  if (own === null) return taxCodeKnown
  if (own === 'TAX' || own === 'NON') return isUnitedStates
  return (await readMaster(sql, 'tax-codes', own)) !== null
}
