import type { PaperLine } from './paper'
import type { Site, Terms } from './site'

/**
 * What people may bill of one milestone, in cents: the whole of it once it is completed, until then what was claimed.
 *
 *   due     what must be on an invoice when nothing is owed any more: somebody decided that
 *   may     what may be on invoices at most
 *   freed   what was on an invoice that a person took away: it stays off until somebody bills it again
 */
export interface Work {
  readonly milestoneId: string
  readonly name: string
  readonly deal: number
  amount: bigint
  done: boolean
  claims: bigint[]
  due: bigint
  freed: bigint
  /** Taken away before the program had seen it: it may be sent once more. */
  unsure: bigint
  /** What a credit took and a person let be billed again. */
  again: bigint
}

export interface Ledger {
  readonly terms: Terms
  readonly works: Work[]
  /** What is agreed for each deal, approved changes included. */
  readonly contracts: bigint[]
  /** Invoices that a person changed in QuickBooks, as they were sent: what they bill now is that person's doing. */
  readonly touched: Map<string, readonly PaperLine[]>
  /** A person took a deposit, or what was held back, away after it was used. */
  loose: boolean
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n)

export async function newLedger(site: Site): Promise<Ledger> {
  const works: Work[] = []
  for (const [deal, dealId] of site.dealIds.entries()) {
    for (const { id, name, amount } of (await site.page(dealId)).milestones)
      works.push(workOf(id, name, deal, minorOf(amount)))
  }
  return {
    terms: site.terms,
    works,
    contracts: site.terms.deals.map(sum),
    touched: new Map(),
    loose: false,
  }
}

export const workOf = (milestoneId: string, name: string, deal: number, amount: bigint): Work => ({
  milestoneId,
  name,
  deal,
  amount,
  done: false,
  claims: [],
  due: 0n,
  freed: 0n,
  unsure: 0n,
  again: 0n,
})

export const minorOf = ({ amount }: { readonly amount: string }): bigint => {
  const [whole = '0', cents = ''] = amount.replace('-', '').split('.')
  const minor = BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'))
  return amount.startsWith('-') ? -minor : minor
}

/** What people said may be billed of it so far. */
export const mayOf = (work: Work): bigint => (work.done ? work.amount : sum(work.claims)) + work.again

/** Whether a decision becomes an invoice by itself and at once. */
export const goesByItself = ({ terms }: Ledger): boolean =>
  terms.delivery === 'post' && terms.cadence.on === 'approval'

/** Somebody decided that all of it is billed which nobody took away. */
export function decided(work: Work): void {
  work.due = mayOf(work) - work.freed
}
