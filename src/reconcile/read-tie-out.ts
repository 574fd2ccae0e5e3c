import { readQuestions } from '../attention/question-table'
import { readUnreadable } from '../attention/unreadable-table'
import type { Clock } from '../clock/clock'
import type { BilledIntent } from '../invoices/billing-status'
import {
  type DocumentLink,
  readDocuments,
  readMemoLinks,
  readPaymentLinks,
} from '../invoices/books/document-table'
import type { Sql } from '../postgres/database'
import { readTrackers } from './read-trackers'
import { deriveTieOut, type TieOut } from './tie-out'
import { byPayment } from './tie-out-settled'

/** Whether a deal's figures come out, from what is stored; null where it has no schedule. Reading only. */
export async function readTieOut(sql: Sql, clock: Clock, dealId: string): Promise<TieOut | null> {
  return [...(await readTieOuts(sql, clock, [dealId])).values()][0] ?? null
}

/** The same of several deals, by their ids; those without a schedule are left out. A dozen statements for any number. */
export async function readTieOuts(
  sql: Sql,
  clock: Clock,
  dealIds: readonly string[],
): Promise<Map<string, TieOut>> {
  const trackers = await readTrackers(sql, clock, dealIds)
  const billed = [...trackers.values()].flatMap((tracker) => tracker.intents)
  const intents = billed.map(({ intent }) => intent)
  const ids = [...new Set(intents.flatMap(({ quickbooksId }) => quickbooksId ?? []))]
  const stored = await readDocuments(sql, 'Invoice', ids)
  const own = await readPaymentLinks(sql, ids)
  const memoIds = [
    ...new Set([
      ...own.filter((link) => link.toKind === 'CreditMemo').map((link) => link.toId),
      ...billed.flatMap(saidMemos),
    ]),
  ]
  const touched = new Set(own.map((link) => link.fromId))
  const ofMemos = (await readMemoLinks(sql, memoIds)).filter((link) => !touched.has(link.fromId))
  const links = groupLinks([...own, ...ofMemos])
  const payments = await readDocuments(sql, 'Payment', [...touched])
  const creditMemos = await readDocuments(sql, 'CreditMemo', memoIds)
  const unreadable = await readUnreadable(sql)
  const questions = await readQuestions(
    sql,
    intents.map(({ intentId }) => intentId),
    ['edited', 'credited', 'credit_undone'],
  )
  return new Map(
    [...trackers].map(([dealId, tracker]) => {
      const invoiceIds = tracker.intents.flatMap(({ intent }) => intent.quickbooksId ?? [])
      return [
        dealId,
        deriveTieOut({
          ...tracker,
          stored,
          links: links(invoiceIds, tracker.intents.flatMap(saidMemos)),
          payments,
          creditMemos,
          unreadable,
          questions,
        }),
      ]
    }),
  )
}

/** Credit memos that a person said are for an invoice. */
const saidMemos = ({ attributed }: BilledIntent): string[] =>
  attributed.flatMap(({ kind, quickbooksId }) => (kind === 'CreditMemo' ? quickbooksId : []))

/** Of all these lines, those that matter to some invoices: of their payments, and of what else applied the same credit memos. */
function groupLinks(
  links: readonly DocumentLink[],
): (invoiceIds: readonly string[], memoIds: readonly string[]) => DocumentLink[] {
  const lines = byPayment(links)
  const payments = new Map<string, Set<string>>()
  for (const { toKind, toId, fromId } of links) {
    const key = `${toKind} ${toId}`
    const held = payments.get(key)
    if (held) held.add(fromId)
    else payments.set(key, new Set([fromId]))
  }
  const touching = (kind: string, ids: readonly string[]) =>
    ids.flatMap((id) => [...(payments.get(`${kind} ${id}`) ?? [])])
  return (invoiceIds, memoIds) => {
    const own = new Set(touching('Invoice', invoiceIds))
    const memos = [...own].flatMap((id) =>
      (lines.get(id) ?? []).flatMap((line) => (line.toKind === 'CreditMemo' ? line.toId : [])),
    )
    memos.push(...memoIds)
    const all = new Set([...own, ...touching('CreditMemo', memos)])
    return [...all].flatMap((id) => lines.get(id) ?? [])
  }
}
