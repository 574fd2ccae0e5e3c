import { heldOf } from '../../invoices/deposits/deposit-account'
import type { DepositPage } from '../../invoices/deposits/read-deposit-page'
import type { Check } from '../../invoices/preflight/preflight'
import { sumOrUnknown } from '../../money/money'
import type { DepositView } from '../contract/deposit'
import { moneyView } from './money-view'

/** The deposit of a deal as people see it. */
export function depositView(
  { schedule, state, accounts, invoices, waitsForPayment }: DepositPage,
  checks: readonly Check[] = [],
): DepositView {
  const { deposit } = schedule.terms
  const view = (minor: bigint) => moneyView(minor, schedule.currency)
  const maybe = (minor: bigint | null) => moneyView(minor, schedule.currency)
  const all = (of: (account: DepositPage['accounts'][number]) => bigint | null) =>
    maybe(sumOrUnknown(accounts.map(of)))
  return {
    mode: deposit?.mode ?? null,
    share: deposit?.share ?? null,
    draw: deposit === null || deposit.mode === 'income' ? null : (deposit.draw ?? 'full'),
    billOn: deposit?.billOn ?? null,
    total: view(state.totalMinor),
    billed: view(state.billedMinor),
    left: view(state.leftMinor),
    effective: all((account) => account.effectiveMinor),
    paid: all((account) => account.paidMinor),
    drawn: all((account) => account.drawnMinor),
    drawnUnderWay: view(accounts.reduce((sum, account) => sum + account.drawnUnderWayMinor, 0n)),
    held: maybe(heldOf(accounts)),
    waitsForPayment,
    checks: [...checks],
    invoices: invoices.map((each) => ({
      intentId: each.intentId,
      quickbooksId: each.intent.quickbooksId,
      docNumber: each.invoice?.docNumber ?? null,
      customer: each.customer,
      milestoneId: each.milestoneId,
      state: each.state,
      amount: maybe(each.billedMinor),
      effective: maybe(each.effectiveMinor),
      paid: maybe(each.paidMinor),
    })),
  }
}
