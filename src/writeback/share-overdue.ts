import { shareOfDeal } from '../invoices/books/deal-share'
import { readBilled } from '../invoices/books/read-billed-intents'
import { formatAmount, formatMoney, money, parseAmount } from '../money/money'
import type { Sql } from '../postgres/database'
import { readDealsOfSchedules } from '../schedules/schedule-table'
import type { OverdueInvoice } from './overdue-table'

/** An overdue invoice as one of its deals is asked about it: `balance` is that deal's part of what is open. */
export interface LateOnDeal extends OverdueInvoice {
  /** Names what is asked on this deal. */
  readonly cause: string
  /** What is open of it here; null can't be told. */
  readonly openMinor: bigint | null
  /** Of one that bills several deals: what it is a part of, in words. */
  readonly ofWhole: string | null
}

/**
 * Overdue invoices on each deal that they bill, with that deal's part of what is open, as its figures have it: a deal of which
 * nothing is open is not late. Two statements more where one bills several.
 */
export async function shareOverdue(sql: Sql, overdue: readonly OverdueInvoice[]): Promise<LateOnDeal[]> {
  const shared = overdue.filter(({ isShared }) => isShared).map(({ intentId }) => intentId)
  const billed = shared.length === 0 ? [] : await readBilled(sql, { intentIds: shared })
  const deals = await readDealsOfSchedules(sql, [
    ...new Set(billed.flatMap(({ parts }) => parts.map(({ scheduleId }) => scheduleId))),
  ])
  return overdue.flatMap((invoice): LateOnDeal[] => {
    const { intentId, balance, currency } = invoice
    const whole = parseAmount(balance, currency)
    const cause = `overdue:${intentId}`
    const own = billed.find(({ intent }) => intent.intentId === intentId)
    if (own === undefined) return [{ ...invoice, cause, openMinor: whole?.minor ?? null, ofWhole: null }]
    const schedules = [...new Set(own.parts.map(({ scheduleId }) => scheduleId))].sort()
    const words = whole ? formatMoney(whole) : balance
    return schedules.flatMap((scheduleId): LateOnDeal[] => {
      const dealId = deals.get(scheduleId)
      const openMinor = shareOfDeal(own, scheduleId).invoice?.balanceMinor ?? null
      if (dealId === undefined || (openMinor !== null && openMinor <= 0n)) return []
      return [
        {
          ...invoice,
          dealId,
          // The first deal's has the name that it had before there was another.
          cause: scheduleId === own.intent.scheduleId ? cause : `${cause}:${scheduleId}`,
          openMinor,
          balance: openMinor === null ? balance : formatAmount(money(openMinor, currency)),
          ofWhole:
            openMinor === null
              ? 'It bills other deals too, and what of it is this deal’s can’t be told.'
              : `That is this deal’s part of the ${words} open on it: it bills other deals too.`,
        },
      ]
    })
  })
}
