import { type AttentionItem, raiseAttention } from '../../attention/attention-table'
import { endOthers } from '../../attention/left-question-table'
import { masterNames } from '../../masters/master-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { Schedule } from '../../schedules/schedule'
import { readDealsOfSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import type { BillingPart } from '../intent'
import { noticeSetAside } from '../notice-set-aside'
import { releasableTo } from './held'
import { readHeld } from './read-held'

const quickbooks = program('QuickBooks')

/**
 * After an invoice of these parts changed: whether more was released than invoices hold back, because one of them was
 * voided, credited or edited since. A person is asked, with the amount; when it is held back again the question is
 * settled. Nothing while an invoice could not be read. What is asked about a plan that was set aside follows.
 */
export async function noticeOverRelease(
  sql: Sql,
  of: { readonly currency: string },
  parts: readonly Pick<BillingPart, 'scheduleId' | 'kind'>[],
): Promise<void> {
  const concerned = parts.filter(({ kind }) => kind === 'retainage' || kind === 'retainage_release')
  if (concerned.length === 0) return
  // An invoice of a month may be of several deals.
  const deals = await readDealsOfSchedules(sql, [...new Set(concerned.map((part) => part.scheduleId))])
  for (const [scheduleId, dealId] of deals) {
    await noticeOn(sql, dealId, { scheduleId, currency: of.currency })
  }
  await noticeSetAside(sql, [...deals.keys()])
}

async function noticeOn(
  sql: Sql,
  dealId: string,
  schedule: Pick<Schedule, 'scheduleId' | 'currency'>,
): Promise<void> {
  const { held } = await readHeld(sql, schedule)
  const over = held.map((each) => ({ ...each, short: releasableTo(each) }))
  if (over.some(({ short }) => short === null)) return
  const names = await masterNames(
    sql,
    'customers',
    over.map((each) => each.customerId),
  )
  const text = (minor: bigint) => formatMoney(money(minor, schedule.currency))
  const items = over.flatMap(({ customerId, short, withheld, released, releasing }): AttentionItem[] => {
    if (short === null || short >= 0n) return []
    const from = names.get(customerId) ?? 'the customer'
    return [
      {
        cause: `${causeOf(schedule.scheduleId)}${customerId}:${-short}`,
        kind: 'over_released',
        dealId,
        title: `More retainage was released to ${from} than is held back`,
        detail:
          `${text((released ?? 0n) + releasing)} is released, and invoices that count hold back ${text(withheld ?? 0n)}: one that ` +
          `held it was voided, credited or edited in QuickBooks. Void or credit the release there, or bill that work again.`,
        actions: [{ action: 'leave', label: 'Leave it' }],
        amountMinor: -short,
        currency: schedule.currency,
      },
    ]
  })
  const causes = items.map((item) => item.cause)
  await endOthers(
    sql,
    ['over_released'],
    causes,
    quickbooks.who,
    'held back again',
    causeOf(schedule.scheduleId),
  )
  for (const item of items) await raiseAttention(sql, item)
}

const causeOf = (scheduleId: string): string => `over_released:${scheduleId}:`
