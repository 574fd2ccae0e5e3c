import { daysBetween } from '../../clock/day'

/** An invoice that is paid: the day it was due, and the day of the payment that came last, `YYYY-MM-DD`. */
export interface PaidInvoice {
  readonly customerId: string
  readonly dueOn: string
  readonly paidOn: string
}

/** Fewer paid invoices tell nothing of a customer's way. */
export const FEWEST_PAID = 3

/**
 * By how many days after the due date each customer usually pays, below zero for before: the median of their paid invoices, of
 * an even number the earlier of the middle two. Left out is who has paid too few, and whatever names no day.
 */
export function usualLateness(paid: readonly PaidInvoice[]): Map<string, number> {
  const byCustomer = new Map<string, number[]>()
  for (const { customerId, dueOn, paidOn } of paid) {
    const late = daysBetween(dueOn, paidOn)
    if (!Number.isInteger(late)) continue
    byCustomer.set(customerId, [...(byCustomer.get(customerId) ?? []), late])
  }
  const usual = new Map<string, number>()
  for (const [customerId, days] of byCustomer) {
    const median = days.sort((a, b) => a - b)[Math.floor((days.length - 1) / 2)]
    if (median !== undefined && days.length >= FEWEST_PAID) usual.set(customerId, median)
  }
  return usual
}
