import { readParts } from '../invoices/billing-part-table'
import { invoicesOfAttributed } from '../invoices/books/attribution-table'
import { invoicesOfMemos, linksFrom } from '../invoices/books/document-table'
import { readBilledDeals } from '../invoices/books/read-billed-deals'
import { intentsOfDocuments } from '../invoices/intent-table'
import type { Sql } from '../postgres/database'

/** A deal of which something hangs on a document: what is at stake there. */
export interface TouchedDeal {
  readonly dealId: string
  readonly milestoneId: string | null
  readonly amountMinor: bigint
  readonly currency: string
}

/**
 * The deals that a document of QuickBooks touches, as far as is known of it: those that an invoice of ours bills, and those of
 * the invoices that a payment, a credit memo or a refund was for when it was last read. Each once, in one order.
 */
export async function readTouchedDeals(sql: Sql, kind: string, id: string): Promise<TouchedDeal[]> {
  const intents = (await intentsOfDocuments(sql, await invoicesOf(sql, kind, id)))
    .filter(({ state }) => state === 'posted')
    .sort((a, b) => (a.intentId < b.intentId ? -1 : 1))
  const parts = await readParts(
    sql,
    intents.map(({ intentId }) => intentId),
  )
  const touched = new Map<string, TouchedDeal>()
  for (const intent of intents) {
    const own = parts.filter(({ intentId }) => intentId === intent.intentId)
    for (const { dealId, milestoneId, amountMinor } of await readBilledDeals(sql, intent, own)) {
      const held = touched.get(dealId)
      touched.set(dealId, {
        dealId,
        milestoneId: held === undefined || held.milestoneId === milestoneId ? milestoneId : null,
        amountMinor: (held?.amountMinor ?? 0n) + amountMinor,
        currency: intent.currency,
      })
    }
  }
  return [...touched.values()]
}

async function invoicesOf(sql: Sql, kind: string, id: string): Promise<string[]> {
  switch (kind) {
    case 'Invoice':
      return [id]
    case 'Payment': {
      const links = await linksFrom(sql, 'Payment', [id])
      return [...new Set(links.flatMap(({ toKind, toId }) => (toKind === 'Invoice' ? toId : [])))]
    }
    case 'CreditMemo': {
      const said = await invoicesOfAttributed(sql, [{ kind, quickbooksId: id }])
      return [...new Set([...said, ...(await invoicesOfMemos(sql, [id]))])]
    }
    default:
      return invoicesOfAttributed(sql, [{ kind, quickbooksId: id }])
  }
}
