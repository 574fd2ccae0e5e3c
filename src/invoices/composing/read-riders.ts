import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import type { BilledIntent } from '../billing-status'
import { depositRiders } from '../deposits/deposit-riders'
import type { DepositBook } from '../deposits/read-deposits'
import { retainageLine } from '../retainage/retainage-line'
import { wordingOf } from '../words/wording'
import type { InvoiceLine } from './invoice-line'
import type { PayerPart } from './payer-part'
import type { BillingFacts } from './read-billing-facts'

/** The work that an invoice bills, and all that decides what goes with it. */
export interface RiderInput {
  readonly sql: Sql
  readonly schedule: Schedule
  readonly milestone: Milestone
  readonly part: PayerPart
  readonly work: InvoiceLine
  readonly facts: BillingFacts
  /** Everything that was decided to be billed of the schedule before. */
  readonly billed: readonly BilledIntent[]
  /** Lines of the other payers' invoices that are decided in the same moment. */
  readonly beside: readonly InvoiceLine[]
  /** Null where the schedule has no deposit that comes back. */
  readonly deposits: DepositBook | null
}

/** The lines that go with a milestone's work on its invoice, in the order in which a client reads them. */
export async function readRiders(given: RiderInput): Promise<InvoiceLine[]> {
  const retainage = retainageLine(given)
  const before = retainage === null ? [] : [retainage]
  const { customerId } = given.part
  const wording = wordingOf(given.facts)
  return [...before, ...depositRiders(given.deposits, { ...given, customerId, before, wording })]
}
