import type { Vendor } from '../tenants/connection-table'

/** By what a reading's lease is known to whoever holds it. Null: somebody who asked for none, whom nothing is refused. */
export type Lease = string | null

/** The lease ended while this reading went on, and somebody else reads now: nothing more of this one may count. */
export class LeaseLost extends Error {
  constructor(readonly vendor: Vendor) {
    super(`another reading of ${vendor} has taken over`)
  }
}
