import { record } from '../../history/history-table'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { freeParts, readParts, takeParts } from '../billing-part-table'
import { factsNow } from '../books/compare-invoice'
import { readDocuments } from '../books/document-table'
import { withdrawDraw } from '../deposits/withdraw-draw'
import { postedBeside } from '../earlier-billing-table'
import { type BillingIntent, dealsOf } from '../intent'
import { setIntentState } from '../intent-table'
import { waitAgainBeside } from '../monthly/wait-for-month'
import { withdrawRelease } from '../retainage/withdraw-release'

/**
 * The last look before sending, at what is stored: when an earlier invoice of the same part counts in QuickBooks
 * after all, or what it releases or draws is not there any more, this intent ends, and true is answered. Nothing leaves
 * beside it.
 */
export async function yieldToEarlier(sql: Sql, intent: BillingIntent): Promise<boolean> {
  if ((await withdrawRelease(sql, intent)) || (await withdrawDraw(sql, intent))) return true
  const others = await postedBeside(sql, intent.intentId)
  const documents = await readDocuments(
    sql,
    'Invoice',
    others.map((other) => other.quickbooksId ?? ''),
  )
  let effective: (typeof others)[number] | undefined
  for (const other of others) {
    const document = documents.get(other.quickbooksId ?? '')
    // One that is credited in full stands in QuickBooks and bills nothing.
    if (document !== undefined && (await factsNow(sql, other, document)).effective) effective ??= other
  }
  if (!effective) return false
  await setIntentState(sql, intent.intentId, { state: 'cancelled' })
  await freeParts(sql, intent.intentId)
  const billedByIt = (await readParts(sql, [effective.intentId])).flatMap((part) => part.milestoneId ?? [])
  await waitAgainBeside(sql, { intentId: intent.intentId, dueOn: intent.issuedOn }, billedByIt)
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
