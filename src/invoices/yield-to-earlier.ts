import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { freeParts, takeParts } from './billing-part-table'
import { invoiceFacts } from './document'
import { readDocuments } from './document-table'
import { postedBeside } from './earlier-billing-table'
import { type BillingIntent, dealsOf } from './intent'
import { setIntentState } from './intent-table'
import { withdrawRelease } from './retainage/withdraw-release'

/**
 * The last look before sending, at what is stored: when an earlier invoice of the same part counts in QuickBooks
 * after all, or what it releases is not held back any more, this intent ends, and true is answered. Nothing leaves beside it.
 */
export async function yieldToEarlier(sql: Sql, intent: BillingIntent): Promise<boolean> {
  if (await withdrawRelease(sql, intent)) return true
  const others = await postedBeside(sql, intent.intentId)
  const documents = await readDocuments(
    sql,
    'Invoice',
    others.map((other) => other.quickbooksId ?? ''),
  )
  const effective = others.find((other) => {
    const document = documents.get(other.quickbooksId ?? '')
    return document !== undefined && invoiceFacts(document, other.currency, other.sizeMinor).effective
  })
  if (!effective) return false
  await setIntentState(sql, intent.intentId, { state: 'cancelled' })
  await freeParts(sql, intent.intentId)
  await takeParts(sql, effective.intentId)
  await markDirty(sql, dealsOf(intent))
  await record(sql, program('QuickBooks'), [
    {
      what: 'Did not create a second invoice: an earlier one counts in QuickBooks after all',
      dealId: intent.dealId,
      after: { quickbooksId: effective.quickbooksId },
    },
  ])
  return true
}
