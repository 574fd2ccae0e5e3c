import {
  type AttentionItem,
  listAttention,
  raiseAttention,
  settleAttentions,
} from '../../attention/attention-table'
import { masterNames } from '../../masters/master-table'
import { formatMoney, money } from '../../money/money'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readBilledIntents } from '../books/read-billed-intents'
import type { BillingPart } from '../intent'
import { depositAccounts, overdrawnOf } from './deposit-account'

const quickbooks = program('QuickBooks')
/** More open items than a deal has. */
const ALL = 1_000

/**
 * After an invoice of these parts changed: whether invoices drew more of a deposit than counts of it now, because its
 * invoice was voided, credited or lowered since. A person is asked, with the amount; once it counts again the question is
 * settled. Nothing while an invoice could not be read.
 */
export async function noticeOverdrawn(
  sql: Sql,
  of: { readonly dealId: string; readonly currency: string },
  parts: readonly Pick<BillingPart, 'scheduleId' | 'kind'>[],
): Promise<void> {
  const concerned = parts.filter(({ kind }) => kind === 'deposit' || kind === 'draw')
  for (const scheduleId of new Set(concerned.map((part) => part.scheduleId)))
    await noticeOn(sql, of, scheduleId)
}

async function noticeOn(
  sql: Sql,
  { dealId, currency }: { readonly dealId: string; readonly currency: string },
  scheduleId: string,
): Promise<void> {
  const billed = (await readBilledIntents(sql, [{ scheduleId }])).get(scheduleId) ?? []
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
          'counts: the invoice of a deposit was voided, credited or lowered in QuickBooks. Bill the deposit again, or ' +
          'take the draw off the invoices there.',
        actions: [{ action: 'leave', label: 'Leave it' }],
        amountMinor: minor,
        currency,
      },
    ]
  })
  const now = new Set(items.map((item) => item.cause))
  const open = await listAttention(sql, { dealId, limit: ALL, offset: 0 })
  const answered = open.filter(({ cause }) => cause.startsWith(causeOf(scheduleId)) && !now.has(cause))
  await settleAttentions(
    sql,
    answered.map((item) => item.cause),
    quickbooks.who,
    'there is enough again',
  )
  for (const item of items) await raiseAttention(sql, item)
}

const causeOf = (scheduleId: string): string => `deposit_overdrawn:${scheduleId}:`
