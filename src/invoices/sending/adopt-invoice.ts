import type { Entities } from '../../../connectors/quickbooks/entities'
import { settleAttentions } from '../../attention/attention-table'
import { record } from '../../history/history-table'
import { formatMoney, money, parseAmount } from '../../money/money'
import { markDirty } from '../../outbox/deal-mirror-table'
import type { Sql } from '../../postgres/database'
import type { Actor } from '../../tenants/actor'
import { readParts } from '../billing-part-table'
import { compareInvoice } from '../books/compare-invoice'
import { readDocuments, saveDocuments } from '../books/document-table'
import { documentOf } from '../books/from-quickbooks'
import { readBilledDeals } from '../books/read-billed-deals'
import { tellDifferences } from '../books/tell-differences'
import { isOfSeveral } from '../composing/payer-part'
import { type BillingIntent, dealsOf } from '../intent'
import { setPosted } from '../intent-table'
import { ownLines } from './own-lines'

/**
 * Binds an intent to the invoice that QuickBooks has for it: just created, or found again after an answer
 * was lost. In one transaction with the stored document and the ids of our lines.
 */
export async function adoptInvoice(
  sql: Sql,
  actor: Actor,
  intent: BillingIntent,
  invoice: Entities['Invoice'],
  how: 'created' | 'found',
): Promise<void> {
  const parts = await readParts(sql, [intent.intentId])
  const lines = invoice.Line.filter((line) => line.DetailType === 'SalesItemLineDetail')
  await setPosted(sql, intent.intentId, invoice.Id, ownLines(intent, parts, lines))
  await saveDocuments(sql, [documentOf('Invoice', invoice)])
  // What is stored may be newer than this answer: a repeated key replays an old one, even of a deleted invoice.
  const stored = (await readDocuments(sql, 'Invoice', [invoice.Id])).get(invoice.Id)
  const since = stored ? await compareInvoice(sql, { ...intent, quickbooksId: invoice.Id }, stored) : []
  const otherwise = await tellDifferences(sql, intent, invoice, parts[0]?.milestoneId ?? null)
  await settleAttentions(
    sql,
    ['unclear', 'refused', 'stuck'].map((cause) => `${cause}:${intent.intentId}`),
    actor.who,
    how,
  )
  await markDirty(sql, dealsOf(intent))
  const number = invoice.DocNumber ?? invoice.Id
  const total = parseAmount(invoice.TotalAmt, intent.currency)
  const payer = parts.some(isOfSeveral) && invoice.CustomerRef.name ? ` to ${invoice.CustomerRef.name}` : ''
  const [first, ...others] = await readBilledDeals(sql, intent, parts)
  await record(sql, actor, [
    {
      what:
        how === 'created'
          ? `Created invoice ${number} of ${formatMoney(money(intent.amountMinor, intent.currency))}${payer} in QuickBooks`
          : `Found invoice ${number}${payer} in QuickBooks, made by an attempt whose answer was lost`,
      dealId: first.dealId,
      milestoneId: parts[0]?.milestoneId ?? null,
      after: {
        quickbooksId: invoice.Id,
        docNumber: invoice.DocNumber,
        total: total ? formatMoney(total) : null,
      },
    },
    ...others.map(({ dealId, milestoneId }) => ({
      what: `Invoice ${number}${payer} is in QuickBooks, with work of another deal`,
      dealId,
      milestoneId,
      after: { quickbooksId: invoice.Id, docNumber: invoice.DocNumber },
    })),
    ...otherwise,
    ...since,
  ])
}
