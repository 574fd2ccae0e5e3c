import type { ReadDocument } from '../invoices/books/document-table'

/** A document that can't be taken in as it is. The message says what is wrong with it, and what a person can do. */
export class Untakable extends Error {}

/** QuickBooks keeps 99,999,999,999.99; what is a thousand times that is no amount of it. */
const LARGEST = 1e14
const LAST_YEAR = 9_999
const MEND = 'Open it in QuickBooks, look for what is odd, and save it there.'

/**
 * Refuses a document that could not be put in order among what is held, or whose amounts nobody would believe: stored,
 * it would spoil every comparison after it. Throws Untakable.
 */
export function refuseUnbelievable({ changedAt, syncToken, body }: ReadDocument): void {
  if (!(changedAt.getUTCFullYear() <= LAST_YEAR)) {
    throw new Untakable(`It does not say when it changed. ${MEND}`)
  }
  if (!/^\d{1,20}$/.test(syncToken)) throw new Untakable(`It does not say which version it is. ${MEND}`)
  const { TotalAmt, Balance }: { TotalAmt?: unknown; Balance?: unknown } = body
  // Only how large they are: no amount is made of these numbers.
  if ([TotalAmt, Balance].some((text) => text !== undefined && !(Math.abs(Number(text)) < LARGEST))) {
    throw new Untakable(`It has an amount that is larger than QuickBooks keeps. ${MEND}`)
  }
}

/**
 * Refuses an invoice that bills milestones in one currency and is in another now: its figures would be read as ours. One
 * of nothing, a void say, is nothing in every currency. Throws Untakable.
 */
export function refuseOtherCurrency({ body }: ReadDocument, ours: string): void {
  const ref: unknown = 'CurrencyRef' in body ? body.CurrencyRef : null
  const total: unknown = 'TotalAmt' in body ? body.TotalAmt : null
  const theirs = typeof ref === 'object' && ref !== null && 'value' in ref ? ref.value : null
  if (typeof theirs !== 'string' || theirs === ours || !/[1-9]/.test(String(total))) return
  throw new Untakable(
    `It is in ${theirs.slice(0, 10)} now, and what it bills is in ${ours}: give it back to a customer that is billed in ${ours}, or void it and bill again.`,
  )
}
