import { z } from 'zod'
import { type DepositView, deposit } from '../http/contract/deposit'
import type { DemoDeal } from './demo-deal'
import type { Stagehands } from './play-deal'

/**
 * The advance is billed and paid, so that the invoices after it draw on it. Looks first, as all of the demo does.
 * Throws when its invoice, or its payment, does not show.
 */
export async function playAdvance(
  hands: Stagehands,
  dealId: string,
  advance: NonNullable<DemoDeal['advance']>,
): Promise<void> {
  const { milepost, bookkeeper } = hands
  const at = `/deals/${dealId}/deposit`
  const read = (): Promise<DepositView> => milepost.as('bookkeeper', deposit, 'GET', at)
  const before = await read()
  if (before.invoices.length === 0) await milepost.as('bookkeeper', z.unknown(), 'POST', `${at}/bill`, {})
  const invoiceId = await milepost.waitFor('the invoice of the advance', async () => {
    const [invoice] = (await read()).invoices
    return invoice?.quickbooksId ?? null
  })
  const { issuedDaysAgo, dueDaysAgo } = advance
  await bookkeeper.act(invoiceId, { act: 'date', issuedDaysAgo, dueDaysAgo })
  await bookkeeper.act(invoiceId, { act: 'pay', amount: 'all', daysAgo: advance.paidDaysAgo })
  await milepost.waitFor('the payment of the advance', async () => {
    const { paid, effective } = await read()
    return paid !== null && effective !== null && paid.amount === effective.amount ? paid : null
  })
}
