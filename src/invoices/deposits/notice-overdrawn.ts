import { type AttentionItem, raiseAttention } from '../../attention/attention-table'
import { endOthers } from '../../attention/left-question-table'
import { masterNames } from '../../masters/master-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { readMilestones } from '../../schedules/milestone-table'
import { readDealsOfSchedules, readSchedule } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { readBilledIntents } from '../books/read-billed-intents'
import type { BillingPart } from '../intent'
import { noticeSetAside } from '../notice-set-aside'
import { depositAccounts, overdrawnOf } from './deposit-account'
import { noticeUndrawn } from './notice-undrawn'

const quickbooks = program('QuickBooks')

/**
 * After an invoice of these parts changed: whether invoices drew more of a deposit than counts of it now, because its
 * invoice was voided, credited or lowered since, or a refund gave it back. A person is asked, with the amount; once it
 * counts again the question is settled. Nothing while an invoice could not be read. What is asked about a plan that was set
 * aside follows; so does whether something of it stays that nothing draws: what else decides that is looked at before the
 * deal's figures are written.
 */
export async function noticeOverdrawn(
  sql: Sql,
  of: { readonly currency: string },
  parts: readonly Pick<BillingPart, 'scheduleId' | 'kind'>[],
): Promise<void> {
  const concerned = parts.filter(({ kind }) => kind === 'deposit' || kind === 'draw')
  if (concerned.length === 0) return
  // An invoice of a month may be of several deals.
  const deals = await readDealsOfSchedules(sql, [...new Set(concerned.map((part) => part.scheduleId))])
  for (const [scheduleId, dealId] of deals) await noticeOn(sql, { dealId, currency: of.currency }, scheduleId)
  await noticeSetAside(sql, [...deals.keys()])
}

async function noticeOn(
  sql: Sql,
  { dealId, currency }: { readonly dealId: string; readonly currency: string },
  scheduleId: string,
): Promise<void> {
  const billed = (await readBilledIntents(sql, [{ scheduleId }])).get(scheduleId) ?? []
  const [schedule, milestones] = await Promise.all([
    readSchedule(sql, scheduleId),
    readMilestones(sql, [scheduleId]),
  ])
  if (schedule) await noticeUndrawn(sql, schedule, milestones, billed)
  const accounts = depositAccounts(billed, currency)
  const over = accounts.map((account) => ({ account, minor: overdrawnOf(account) }))
  if (over.some(({ minor }) => minor === null)) return
  const names = await masterNames(
    sql,
    'customers',
    accounts.map(({ customerId }) => customerId),
  )
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const items = over.flatMap(({ account, minor }): AttentionItem[] => {
    if (minor === null || minor === 0n) return []
    const { customerId, way, effectiveMinor, drawnMinor, drawnUnderWayMinor } = account
    const drawn = text((drawnMinor ?? 0n) + drawnUnderWayMinor)
    const whose = names.get(customerId) ?? 'the customer'
    return [
      {
        cause: `${causeOf(scheduleId)}${way}:${customerId}:${minor}`,
        kind: 'deposit_overdrawn',
        dealId,
        title: `Invoices draw more of ${whose}’s deposit than there is`,
        detail:
          `${drawn} of deposits ${way === 'advance' ? 'lowers invoices' : 'became income'}, and ${text(effectiveMinor ?? 0n)} of them ` +
          'counts: the invoice of a deposit was voided, credited or lowered in QuickBooks, or a refund gave it back. Bill ' +
          'the deposit again, or take the draw off the invoices there.',
        actions: [{ action: 'leave', label: 'Leave it' }],
        amountMinor: minor,
        currency,
      },
    ]
  })
  const causes = items.map((item) => item.cause)
  await endOthers(
    sql,
    ['deposit_overdrawn'],
    causes,
    quickbooks.who,
    'there is enough again',
    causeOf(scheduleId),
  )
  for (const item of items) await raiseAttention(sql, item)
}

const causeOf = (scheduleId: string): string => `deposit_overdrawn:${scheduleId}:`
