import { allocate } from '../../money/allocate'
import { roundHalfUp, type Share, shareRatio } from '../../money/share'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { partKey } from '../intent'
import type { BilledDeposit, DepositAccount } from './deposit-account'
import { roundHalfDown } from './draw'
import type { WorkPlan } from './work-plan'

/** How far an advance is billed, net, in minor units. */
export interface AdvanceState {
  /** The agreed share of the contract, as it is now. */
  readonly totalMinor: bigint
  /** On invoices that count, less what was credited or refunded of them, or on their way. */
  readonly billedMinor: bigint
  readonly leftMinor: bigint
}

/** What is asked to be billed of an advance now: a share of the contract, an amount, or null for all that is left. */
export type AdvanceAsked = { readonly share: Share } | { readonly amountMinor: bigint } | null

/** One customer's part of an advance that is to be billed. */
export interface AdvancePart {
  readonly customerId: string | null
  readonly amountMinor: bigint
  readonly partKey: string
  /** How often this key was decided to be billed, this time included. */
  readonly generation: number
  /** Of several who pay. */
  readonly isOfSeveral: boolean
}

/**
 * What a deposit counts for while it is asked how much is left to bill of it. What was credited or given back can't be drawn
 * any more, so it can be billed again, as a deposit that is gone. Where that can't be told, all that was decided counts: what can't
 * be read is not billed a second time.
 */
function countedOf({ state, decidedMinor, billedMinor, effectiveMinor }: BilledDeposit): bigint {
  if (state === 'gone') return 0n
  return (state === 'effective' ? effectiveMinor : null) ?? billedMinor ?? decidedMinor
}

const billedTo = (accounts: readonly DepositAccount[], customerId: string | null): bigint =>
  accounts
    .filter((account) => account.customerId === (customerId ?? ''))
    .flatMap(({ deposits }) => deposits)
    .reduce((sum, deposit) => sum + countedOf(deposit), 0n)

/** How far the advance of a schedule is billed; all zero where it has none. */
export function advanceState(schedule: Schedule, accounts: readonly DepositAccount[]): AdvanceState {
  const { deposit } = schedule.terms
  const advances = accounts.filter(({ way }) => way === 'advance')
  const billedMinor = advances
    .flatMap(({ deposits }) => deposits)
    .reduce((sum, each) => sum + countedOf(each), 0n)
  const totalMinor = deposit?.mode === 'advance' ? shareOf(deposit.share, schedule.contractMinor) : 0n
  const left = totalMinor - billedMinor
  return { totalMinor, billedMinor, leftMinor: left > 0n ? left : 0n }
}

const shareOf = (share: Share, of: bigint): bigint => {
  const { over, under } = shareRatio(share)
  return roundHalfUp(over * of, under)
}

/**
 * What is billed now of what is left. A share that would leave less than a cent for each invoice of the deposit takes
 * those too: they are what rounding left. Half a cent goes to the later invoice: 12,870.59 in halves is 6,435.29 and
 * 6,435.30. More than what is left is answered as it was asked: the caller refuses it.
 */
export function askedOf(
  asked: AdvanceAsked,
  schedule: Pick<Schedule, 'contractMinor'>,
  { leftMinor }: AdvanceState,
  accounts: readonly DepositAccount[],
): bigint {
  if (asked === null) return leftMinor
  if ('amountMinor' in asked) return asked.amountMinor
  const { over, under } = shareRatio(asked.share)
  const amount = roundHalfDown(over * schedule.contractMinor, under)
  const before = accounts
    .filter(({ way }) => way === 'advance')
    .flatMap(({ deposits }) => deposits.filter(({ state }) => state !== 'gone')).length
  const rest = leftMinor - amount
  const isRounding = (rest < 0n ? -rest : rest) <= BigInt(before)
  return isRounding ? leftMinor : amount
}

/**
 * Who is billed how much of it: as everybody's part of the planned work, to the cent, so that each one's deposit is of
 * their own work. The last of it ends at each one's part of the whole.
 */
export function advanceParts(
  schedule: Schedule,
  plan: WorkPlan,
  accounts: readonly DepositAccount[],
  billed: readonly BilledIntent[],
  amountMinor: bigint,
): AdvancePart[] {
  const { totalMinor } = advanceState(schedule, accounts)
  const { terms } = schedule
  const planned = [...plan.byCustomer].filter(([, minor]) => minor > 0n)
  const nobody: [string | null, bigint] = [terms.payers[0]?.customer.quickbooksId ?? terms.customerId, 1n]
  const payers = planned.length > 0 ? planned : [nobody]
  const advances = accounts.filter(({ way }) => way === 'advance')
  const whole = allocate(
    totalMinor,
    payers.map(([, minor]) => minor),
  )
  const left = payers.map(([customerId], at) => {
    const rest = (whole[at] ?? 0n) - billedTo(advances, customerId)
    return rest > 0n ? rest : 0n
  })
  const open = left.some((minor) => minor > 0n) ? left : payers.map(([, minor]) => minor)
  const amounts = allocate(amountMinor, open)
  return payers.flatMap(([customerId], at) => {
    const minor = amounts[at] ?? 0n
    if (minor <= 0n) return []
    const isOfSeveral = payers.length > 1
    return [
      { customerId, amountMinor: minor, isOfSeveral, ...keyOf(schedule, billed, customerId, isOfSeveral) },
    ]
  })
}

/** The first number that no live deposit of this customer has: one that is billed again takes the place of the one that went. */
function keyOf(
  { scheduleId }: Schedule,
  billed: readonly BilledIntent[],
  customerId: string | null,
  isOfSeveral: boolean,
): Pick<AdvancePart, 'partKey' | 'generation'> {
  const parts = billed.flatMap((each) => each.parts)
  for (let claim = 1; ; claim += 1) {
    const key = partKey(scheduleId, 'deposit', isOfSeveral ? `c${customerId}` : 1, claim)
    const same = parts.filter((part) => part.partKey === key)
    if (!same.some((part) => part.live)) return { partKey: key, generation: same.length + 1 }
  }
}
