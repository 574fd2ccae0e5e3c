import { raiseAttention } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { freeParts, readParts } from '../billing-part-table'
import type { BillingIntent } from '../intent'
import { setIntentState } from '../intent-table'
import { releasableTo } from './held'
import { noticeOverRelease } from './notice-over-release'
import { readHeld } from './read-held'

/**
 * The last look before a release leaves: when the invoices that held it back don't hold that much any more, this release
 * ends, a person is told, and true is answered. Nothing leaves that was not held back. While an invoice can't be read
 * it goes on as it was decided.
 */
export async function withdrawRelease(sql: Sql, intent: BillingIntent): Promise<boolean> {
  const parts = await readParts(sql, [intent.intentId])
  if (!parts.some((part) => part.kind === 'retainage_release')) return false
  const { held } = await readHeld(sql, intent)
  const short = held.map(releasableTo).some((minor) => minor !== null && minor < 0n)
  // One that was refused or unclear may be there already: what became of it is found out first.
  if (!short || intent.state !== 'queued') return false
  await setIntentState(sql, intent.intentId, { state: 'cancelled' })
  await freeParts(sql, intent.intentId)
  await noticeOverRelease(sql, intent, parts)
  const amount = formatMoney(money(intent.amountMinor, intent.currency))
  await raiseAttention(sql, {
    cause: `release_withdrawn:${intent.intentId}`,
    kind: 'over_released',
    dealId: intent.dealId,
    intentId: intent.intentId,
    title: `A release of ${amount} was not sent: it is not held back any more`,
    detail:
      'An invoice that held it back was voided, credited or edited in QuickBooks after it was released here. Nothing was ' +
      'created. Release what is held back now on the deal’s page.',
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
  await markDirty(sql, [intent.dealId])
  await record(sql, program('Milepost'), [
    {
      what: `Did not send a release of ${amount}: it is not held back any more`,
      dealId: intent.dealId,
    },
  ])
  return true
}
