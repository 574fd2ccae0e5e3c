import { raiseAttention } from '../attention/attention-table'
import { readSetAside, type SetAsidePlan } from '../deals/set-aside-table'
import { twoPlansQuestion } from '../deals/two-plans'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { depositAccounts } from './deposits/deposit-account'
import { noticeUndrawnOf } from './deposits/notice-undrawn'
import { readHeld } from './retainage/read-held'
import { stillHeld } from './still-held'

/** Deals became one: what is asked of their plans says what those that are set aside still hold. */
export async function noticeMerged(sql: Sql, survivors: readonly string[]): Promise<void> {
  for (const plan of await readSetAside(sql, { into: survivors })) await notice(sql, plan)
}

/**
 * After invoices of these plans changed: where one was set aside by a merge, what is asked about it says what is left of what
 * its invoices hold back, and of its deposit. Not what a person chose to leave.
 */
export async function noticeSetAside(sql: Sql, scheduleIds: readonly string[]): Promise<void> {
  for (const plan of await readSetAside(sql, { scheduleIds })) await notice(sql, plan)
}

async function notice(sql: Sql, { scheduleId, dealId, name, currency, into }: SetAsidePlan): Promise<void> {
  const { billed, held } = await readHeld(sql, { scheduleId, currency })
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const left = stillHeld(held, depositAccounts(billed, currency), currency, text)
  await raiseAttention(sql, twoPlansQuestion({ begunOn: dealId, name, to: into }, left))
  await noticeUndrawnOf(sql, [dealId])
}
