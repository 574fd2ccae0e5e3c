import { sumOrUnknown } from '../../money/money'
import { roundHalfUp } from '../../money/share'
import type { BilledIntent } from '../billing-status'
import { creditOn, refundsIn } from '../books/attributed'
import { billedByPart, type InvoiceFacts } from '../books/document'
import { lineLeft } from '../books/line-left'
import type { BillingPart } from '../intent'

/**
 * How a deposit comes back: an advance lowers later invoices; a liability, which is a milestone of the contract,
 * becomes income as work is billed, and no invoice comes to less by it.
 */
export type DepositWay = 'advance' | 'liability'

/** One deposit that was billed. Amounts are net, in minor units; null is unknown. */
export interface BilledDeposit {
  readonly intentId: string
  readonly partKey: string
  readonly milestoneId: string | null
  /** Its invoice counts in QuickBooks, is not there yet, or does not count any more. */
  readonly state: 'effective' | 'under_way' | 'gone'
  readonly invoice: InvoiceFacts | null
  /** What was decided to be billed, whatever became of it. */
  readonly decidedMinor: bigint
  /** What it bills: as QuickBooks has it, as it was decided until then, nothing once it is gone. */
  readonly billedMinor: bigint | null
  /** What of it counts: on an effective invoice, less the credits on that. */
  readonly effectiveMinor: bigint | null
  /** What of that was paid for, rounded down. */
  readonly paidMinor: bigint | null
}

/** All deposits of one customer that come back in one way, and what came back. */
export interface DepositAccount {
  readonly customerId: string
  readonly way: DepositWay
  readonly deposits: readonly BilledDeposit[]
  readonly effectiveMinor: bigint | null
  readonly paidMinor: bigint | null
  /** On invoices that count, as QuickBooks has them. */
  readonly drawnMinor: bigint | null
  /** On invoices that are decided and not there yet. */
  readonly drawnUnderWayMinor: bigint
}

/** Key of the line that draws of an advance, and of the one that takes an earned liability off. */
export const drawKey = (workKey: string): string => workKey.replace(/work$/, 'draw')
export const earnedKey = (workKey: string): string => workKey.replace(/work$/, 'earned')

/** In which way a deposit's line, or one that draws, comes back. */
export const wayOf = (part: Pick<BillingPart, 'kind' | 'milestoneId' | 'partKey'>): DepositWay =>
  part.kind === 'deposit'
    ? part.milestoneId === null
      ? 'advance'
      : 'liability'
    : part.partKey.endsWith('earned')
      ? 'liability'
      : 'advance'

/** The deposits of a schedule by who paid them, from everything that was decided to be billed of it. */
export function depositAccounts(billed: readonly BilledIntent[], currency: string): DepositAccount[] {
  const keys = new Map<string, { customerId: string; way: DepositWay }>()
  for (const { intent, parts } of billed) {
    for (const part of parts) {
      if (part.kind !== 'deposit' && part.kind !== 'draw') continue
      const { customerId } = intent
      keys.set(`${wayOf(part)} ${customerId}`, { customerId, way: wayOf(part) })
    }
  }
  return [...keys.values()].map((key) => accountOf(key, billed, currency))
}

function accountOf(
  { customerId, way }: { customerId: string; way: DepositWay },
  billed: readonly BilledIntent[],
  currency: string,
): DepositAccount {
  const own = billed
    .filter(({ intent }) => intent.customerId === customerId)
    .flatMap((each) => each.parts.filter((part) => wayOf(part) === way).map((part) => ({ each, part })))
  const deposits = own
    .filter(({ part }) => part.kind === 'deposit')
    .map(({ each, part }) => billedDeposit(each, part, currency))
  const draws = own
    .filter(({ part }) => part.kind === 'draw')
    .map(({ each, part }) => ({ state: stateOf(each, part), minor: minorOf(each, part, currency) }))
  const drawn = (state: BilledDeposit['state']) =>
    sumOrUnknown(
      draws.filter((draw) => draw.state === state).map(({ minor }) => (minor === null ? null : -minor)),
    )
  return {
    customerId,
    way,
    deposits,
    effectiveMinor: sumOrUnknown(deposits.map((each) => each.effectiveMinor)),
    paidMinor: sumOrUnknown(deposits.map((each) => each.paidMinor)),
    drawnMinor: drawn('effective'),
    drawnUnderWayMinor: drawn('under_way') ?? 0n,
  }
}

function stateOf({ intent, invoice }: BilledIntent, part: BillingPart): BilledDeposit['state'] {
  switch (intent.state) {
    case 'cancelled':
      return 'gone'
    case 'refused':
      return part.live ? 'under_way' : 'gone'
    case 'prepared':
    case 'queued':
    case 'sending':
    case 'unclear':
      return 'under_way'
    case 'posted':
      return invoice === null || invoice.effective ? 'effective' : 'gone'
  }
}

/** What a line comes to: QuickBooks' word where there is one, less what credit memos gave back of it; else ours. */
function minorOf(each: BilledIntent, part: BillingPart, currency: string): bigint | null {
  switch (stateOf(each, part)) {
    case 'gone':
      return 0n
    case 'under_way':
      return part.amountMinor
    case 'effective': {
      if (each.invoice === null) return null
      const byPart = billedByPart(each.invoice, each.parts, { origin: each.intent.origin, currency })
      return lineLeft(each, part, byPart.get(part.partKey) ?? null)
    }
  }
}

function billedDeposit(each: BilledIntent, part: BillingPart, currency: string): BilledDeposit {
  const state = stateOf(each, part)
  const billedMinor = minorOf(each, part, currency)
  const counts =
    state === 'effective'
      ? lessRefunded(settledOf(each, billedMinor), each, part)
      : { effectiveMinor: 0n, paidMinor: 0n }
  return {
    intentId: each.intent.intentId,
    partKey: part.partKey,
    milestoneId: part.milestoneId,
    state,
    invoice: each.invoice,
    decidedMinor: part.amountMinor,
    billedMinor,
    ...counts,
  }
}

/** A deposit's part of the credits and of the money on its invoice: by its part of the total, tax and all. */
function settledOf(
  billed: BilledIntent,
  billedMinor: bigint | null,
): Pick<BilledDeposit, 'effectiveMinor' | 'paidMinor'> {
  const { invoice } = billed
  const creditedMinor = creditOn(billed)
  const total = invoice?.totalMinor ?? null
  const balance = invoice?.balanceMinor ?? null
  if (billedMinor === null || total === null || balance === null || creditedMinor === null)
    return { effectiveMinor: null, paidMinor: null }
  if (total <= 0n || billedMinor <= 0n) return { effectiveMinor: billedMinor, paidMinor: 0n }
  const credited = creditedMinor < total ? creditedMinor : total
  const effectiveMinor = billedMinor - roundHalfUp(billedMinor * credited, total)
  // Whatever took the balance down beside credits that are applied: cash, or a journal that a bookkeeper wrote.
  const applied = billed.creditedMinor ?? 0n
  const money = total - balance - (applied < total ? applied : total)
  const due = total - credited
  if (money >= due) return { effectiveMinor, paidMinor: effectiveMinor }
  return { effectiveMinor, paidMinor: money <= 0n ? 0n : (effectiveMinor * money) / due }
}

/** What was refunded of a deposit can't be drawn any more. */
function lessRefunded(
  { effectiveMinor, paidMinor }: Pick<BilledDeposit, 'effectiveMinor' | 'paidMinor'>,
  { attributed }: BilledIntent,
  { milestoneId }: BillingPart,
): Pick<BilledDeposit, 'effectiveMinor' | 'paidMinor'> {
  const own = refundsIn(attributed).filter((refund) => refund.milestoneId === milestoneId)
  const refunded = sumOrUnknown(own.map(({ netMinor }) => netMinor))
  const less = (minor: bigint | null) => {
    if (minor === null || refunded === null) return null
    return minor > refunded ? minor - refunded : 0n
  }
  return refunded === 0n
    ? { effectiveMinor, paidMinor }
    : { effectiveMinor: less(effectiveMinor), paidMinor: less(paidMinor) }
}

/** Deposits that count, less what came back of them; null where something of it is unknown. */
export function heldOf(accounts: readonly DepositAccount[]): bigint | null {
  return sumOrUnknown(
    accounts.flatMap(({ effectiveMinor, drawnMinor }) => [
      effectiveMinor,
      drawnMinor === null ? null : -drawnMinor,
    ]),
  )
}

/**
 * What an invoice may draw now: of deposits that are paid, or where the workspace does not wait for that, of all that
 * count; less what came back and what is about to. Never below zero; null while something of it is unknown.
 */
export function drawableOf(account: DepositAccount, waitForPayment: boolean): bigint | null {
  const base = waitForPayment ? account.paidMinor : account.effectiveMinor
  if (base === null || account.drawnMinor === null) return null
  const left = base - account.drawnMinor - account.drawnUnderWayMinor
  return left > 0n ? left : 0n
}

/** How much more came back than deposits count, where one was voided or lowered after a draw; null is unknown. */
export function overdrawnOf(account: DepositAccount): bigint | null {
  if (account.effectiveMinor === null || account.drawnMinor === null) return null
  const over = account.drawnMinor + account.drawnUnderWayMinor - account.effectiveMinor
  return over > 0n ? over : 0n
}
