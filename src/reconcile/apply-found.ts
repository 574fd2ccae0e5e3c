import { settleUnreadable } from '../attention/unreadable-table'
import { isOfContents } from '../inbox/of-contents'
import { invoicesOfAttributed } from '../invoices/books/attribution-table'
import type { ReadDocument } from '../invoices/books/document-table'
import { buryDocument, invoicesOfMemos, linksFrom, saveDocuments } from '../invoices/books/document-table'
import { addUntold, type Touched } from '../invoices/books/untold-document-table'
import { intentsOfDocuments, lockIntentsOf } from '../invoices/intent-table'
import { markerIn } from '../invoices/sending/find-invoice'
import { customerMaster } from '../masters/customer-master'
import { estimateMaster } from '../masters/estimate-master'
import { saveMasters } from '../masters/master-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { tryOut } from '../postgres/try-out'
import { program } from '../tenants/actor'
import { applyInvoices, tellHistory } from './apply-invoices'
import { type Found, halves, invoicesIn, type Named, namesOf, without } from './found'
import { refuseOtherCurrency, refuseUnbelievable, Untakable } from './untakable'

/** One transaction in the workspace that is read. */
export type Within = <T>(work: (sql: Sql) => Promise<T>) => Promise<T>

/** The log is told of what can't be taken in. */
export type TellLog = (error: unknown, name: Named) => void

/** One thing that was found and can't be taken in, and why: null where only the log can say. */
export interface Refused {
  readonly name: Named
  readonly why: string | null
}

/**
 * Stores what was found and follows it to the milestones. Safe to run twice and in any order, because what is older than
 * what is held is passed over. `rest` is what else belongs to the reading; the history is told after it. Answers how many
 * documents were new. Throws Untakable.
 */
export async function applyFound(
  sql: Sql,
  found: Found,
  rest: () => Promise<void> = async () => undefined,
): Promise<number> {
  const { taken, touched, known } = await storeFound(sql, found)
  const story = await applyInvoices(sql, touched.invoices, new Set(touched.refunds))
  await markDirty(sql, known)
  await rest()
  await tellHistory(sql, story)
  return taken
}

/**
 * Stores what was found, in parts if need be, and keeps what it touches for when the last of it is stored: told before, an
 * invoice would be said to be settled by something other than the payment that comes next. What can't be taken in is left
 * out and named. Answers how many documents were new.
 */
export async function keepFound(
  within: Within,
  found: Found,
  tell: TellLog,
): Promise<{ taken: number; refused: Refused[] }> {
  const store = (part: Found, tried: boolean) =>
    within(async (sql) => {
      const { taken, touched, known } = await storeFound(sql, part)
      if (tried)
        await tryOut(sql, async () =>
          tellHistory(sql, await applyInvoices(sql, touched.invoices, new Set(touched.refunds))),
        )
      await addUntold(sql, touched)
      await markDirty(sql, known)
      return taken
    })
  let taken = 0
  const error = await failureOf(async () => {
    taken = await store(found, true)
  })
  if (error === null) return { taken, refused: [] }
  const refused = await findRefused(within, found, tell)
  const rest = without(
    found,
    refused.map(({ name }) => name),
  )
  return { taken: await store(rest, false), refused }
}

/** Stores, and says which invoices and refunds it touches, those that a payment left too; and whose sums are known again. */
async function storeFound(
  sql: Sql,
  found: Found,
): Promise<{ taken: number; touched: Touched; known: readonly string[] }> {
  const documents = namesOf(found).map(({ kind, id }) => ({ kind, quickbooksId: id }))
  const idsOf = (kind: string) =>
    documents.filter((each) => each.kind === kind).map(({ quickbooksId }) => quickbooksId)
  const payments = idsOf('Payment')
  const left = payments.length === 0 ? [] : await linksFrom(sql, 'Payment', payments)
  const invoices = new Set([
    ...invoicesIn(found),
    ...left.filter(({ toKind }) => toKind === 'Invoice').map(({ toId }) => toId),
    ...(await invoicesOfAttributed(sql, documents)),
    // What a memo's lines give back of an invoice hangs on all that it is applied to.
    ...(await invoicesOfMemos(sql, memosIn(found, left))),
  ])
  await lockIntentsOf(sql, { quickbooksIds: [...invoices], markers: markersIn(found.documents) })
  found.documents.forEach(refuseUnbelievable)
  await refuseCurrencies(sql, found.documents)
  for (const { kind, id } of found.buried) await buryDocument(sql, kind, id)
  const stored = await saveDocuments(sql, found.documents)
  await saveMasters(sql, 'customers', found.customers.map(customerMaster))
  await saveMasters(sql, 'estimates', found.estimates.map(estimateMaster))
  // What can be taken in is unknown no more, before anything is asked that follows from it.
  const known = await settleUnreadable(sql, namesOf(found), program('QuickBooks').who)
  return {
    known,
    taken: stored.size + found.buried.length,
    touched: { invoices: [...invoices], refunds: [...new Set(idsOf('RefundReceipt'))] },
  }
}

/** Credit memos that were found, and those that payments which were found apply, or applied before. */
const memosIn = (
  { documents, buried }: Found,
  left: readonly { toKind: string; toId: string }[],
): string[] => {
  const links = [...left, ...documents.flatMap((document) => document.links)]
  const own = [
    ...documents.map(({ kind, quickbooksId }) => ({ toKind: kind, toId: quickbooksId })),
    ...buried.map(({ kind, id }) => ({ toKind: kind, toId: id })),
  ]
  return [...new Set([...own, ...links].flatMap(({ toKind, toId }) => (toKind === 'CreditMemo' ? toId : [])))]
}

/** A try that went well, and is taken back. */
class TriedOut extends Error {}

/**
 * Finds what can't be taken in among what failed together, by halves, each tried in a transaction that is taken back:
 * nothing is told of a half. What fails alone is tried once more before it is blamed. Throws what is the database's fault.
 */
async function findRefused(within: Within, failed: Found, tell: TellLog): Promise<Refused[]> {
  const tried = (part: Found) =>
    failureOf(() =>
      within(async (sql) => {
        await applyFound(sql, part)
        throw new TriedOut()
      }),
    )
  const two = halves(failed)
  if (two !== null) {
    const refused: Refused[] = []
    for (const half of two)
      if ((await tried(half)) !== null) refused.push(...(await findRefused(within, half, tell)))
    return refused
  }
  const [name] = namesOf(failed)
  const again = await tried(failed)
  if (again === null || name === undefined) return []
  tell(again, name)
  return [{ name, why: whyOf(again) }]
}

/** What a person can be told of it. */
export const whyOf = (error: Error): string | null => (error instanceof Untakable ? error.message : null)

/** What the contents did wrong, or null where all went well; any other failure is thrown. */
export async function failureOf(work: () => Promise<unknown>): Promise<Error | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof TriedOut) return null
    if (isOfContents(error)) return error
    throw error
  }
}

/** The marks in their memos: whose invoices they may be. */
export function markersIn(documents: readonly { readonly body: object | null }[]): string[] {
  return documents.flatMap(({ body }) => {
    const memo = body !== null && 'PrivateNote' in body ? body.PrivateNote : undefined
    const marker = typeof memo === 'string' ? markerIn(memo) : null
    return marker === null ? [] : [marker]
  })
}

/** What bills milestones is in their currency. */
async function refuseCurrencies(sql: Sql, documents: readonly ReadDocument[]): Promise<void> {
  const invoices = new Map(
    documents.filter(({ kind }) => kind === 'Invoice').map((each) => [each.quickbooksId, each]),
  )
  for (const intent of await intentsOfDocuments(sql, [...invoices.keys()])) {
    const document = invoices.get(intent.quickbooksId ?? '')
    if (document) refuseOtherCurrency(document, intent.currency)
  }
}
