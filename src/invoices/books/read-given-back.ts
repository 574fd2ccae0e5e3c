import { sumOrUnknown } from '../../money/money'
import type { Sql } from '../../postgres/database'
import type { BilledIntent } from '../billing-status'
import { creditOn } from './attributed'
import { billedByPart } from './document'
import { type DocumentLink, readDocuments, readMemoLinks } from './document-table'
import { canBeGivenBack, givenBackOn, type MemoOn } from './memo-lines'

/**
 * These intents, each with what credit memos give back of what its invoice holds back or draws. `links` are the lines of all
 * payments of their invoices. Two statements more, where a memo is on such an invoice, and none where not.
 */
export async function withGivenBack(
  sql: Sql,
  intents: readonly BilledIntent[],
  links: readonly DocumentLink[],
  unreadable: ReadonlySet<string>,
): Promise<BilledIntent[]> {
  const memosOf = memosByInvoice(links)
  const on = ({ invoice, parts, attributed }: BilledIntent): string[] => {
    if (invoice === null || !invoice.effective || !parts.some(canBeGivenBack)) return []
    // Of several deals nobody can tell which of them a memo's lines are of.
    if (new Set(parts.map(({ scheduleId }) => scheduleId)).size > 1) return []
    const said = attributed.flatMap(({ kind, quickbooksId }) => (kind === 'CreditMemo' ? quickbooksId : []))
    return [...new Set([...(memosOf.get(invoice.quickbooksId) ?? []), ...said])].sort()
  }
  const memoIds = [...new Set(intents.flatMap(on))]
  if (memoIds.length === 0) return [...intents]
  const [stored, applied] = await Promise.all([
    readDocuments(sql, 'CreditMemo', memoIds),
    readMemoLinks(sql, memoIds),
  ])
  return intents.map((billed) => {
    const { intent, invoice, parts } = billed
    const ids = on(billed)
    if (invoice === null || ids.length === 0 || isCapped(billed)) return billed
    const memos = ids.map((quickbooksId): MemoOn => {
      const said = billed.attributed.find(
        (each) => each.kind === 'CreditMemo' && each.quickbooksId === quickbooksId,
      )
      return {
        quickbooksId,
        document: stored.get(quickbooksId) ?? null,
        unreadable: unreadable.has(`CreditMemo ${quickbooksId}`),
        saidMinor: said === undefined ? 0n : said.totalMinor,
      }
    })
    const byPart = billedByPart(invoice, parts, intent)
    const givenBack = givenBackOn(invoice, parts, byPart, memos, applied, intent.currency)
    return givenBack.size === 0 ? billed : { ...billed, givenBack }
  })
}

/** The credit memos that payments apply where they pay an invoice. */
function memosByInvoice(links: readonly DocumentLink[]): Map<string, string[]> {
  const memos = new Map<string, string[]>()
  for (const { fromId, toKind, toId } of links)
    if (toKind === 'CreditMemo') memos.set(fromId, [...(memos.get(fromId) ?? []), toId])
  const byInvoice = new Map<string, string[]>()
  for (const { fromId, toKind, toId } of links)
    if (toKind === 'Invoice')
      byInvoice.set(toId, [...(byInvoice.get(toId) ?? []), ...(memos.get(fromId) ?? [])])
  return byInvoice
}

/** More is said to be credited than an invoice comes to: then nobody can tell which lines of which memo count. */
function isCapped(billed: BilledIntent): boolean {
  const said = billed.attributed.filter(({ kind }) => kind === 'CreditMemo')
  const all = sumOrUnknown([billed.creditedMinor, ...said.map(({ totalMinor }) => totalMinor)])
  return all !== null && all !== creditOn(billed)
}
