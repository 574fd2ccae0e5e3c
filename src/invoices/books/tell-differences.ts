import type { Entities } from '../../../connectors/quickbooks/entities'
import { raiseAttention, settleAttention } from '../../attention/attention-table'
import { openDetails } from '../../attention/document-question-table'
import type { Happening } from '../../history/history-table'
import type { Sql } from '../../postgres/database'
import { program } from '../../tenants/actor'
import { readParts } from '../billing-part-table'
import type { BillingIntent } from '../intent'
import type { Difference } from './difference'
import { invoiceFacts, type StoredDocument } from './document'
import { readDifferences } from './read-differences'

const quickbooks = program('QuickBooks')
const causeOf = (intentId: string) => `differs:${intentId}`

/**
 * Holds an invoice that was just made against what was sent: QuickBooks may take another due date, cut a text, or drop
 * what its settings don't allow. What matters is named to a person, all of it is kept in the history; the invoice stands
 * as QuickBooks has it. Answers what to record. Safe to repeat.
 */
export async function tellDifferences(
  sql: Sql,
  intent: BillingIntent,
  invoice: Entities['Invoice'],
  milestoneId: string | null,
): Promise<Happening[]> {
  const parts = await readParts(sql, [intent.intentId])
  const found = await readDifferences(sql, intent.intentId, parts, JSON.parse(intent.body), invoice)
  if (found.length === 0) return []
  const what = titleOf(invoice.DocNumber ?? invoice.Id)
  const named = found.filter(({ matters }) => matters)
  if (named.length > 0) {
    await raiseDifferences(sql, intent, milestoneId, what, named)
  }
  return [
    {
      what,
      dealId: intent.dealId,
      milestoneId,
      before: Object.fromEntries(found.map(({ what, sent }) => [what, sent ?? 'nothing'])),
      after: Object.fromEntries(found.map(({ what, now }) => [what, now ?? 'nothing'])),
    },
  ]
}

/**
 * What is asked about differences, held against the invoices as they are now: what a bookkeeper put right in QuickBooks is
 * asked no more. Only what was asked about: what was edited since is a question of its own. One statement where nothing is
 * asked.
 */
export async function followDifferences(
  sql: Sql,
  intents: readonly BillingIntent[],
  documents: ReadonlyMap<string, StoredDocument>,
): Promise<void> {
  if (intents.length === 0) return
  const asked = await openDetails(
    sql,
    intents.map(({ intentId }) => causeOf(intentId)),
  )
  for (const intent of asked.size === 0 ? [] : intents) {
    const detail = asked.get(causeOf(intent.intentId))
    const document = documents.get(intent.quickbooksId ?? '')
    if (detail === undefined || document === undefined) continue
    const parts = await readParts(sql, [intent.intentId])
    const there = document.body !== null && invoiceFacts(document, intent.currency).gone === null
    const found = there
      ? await readDifferences(sql, intent.intentId, parts, JSON.parse(intent.body), document.body)
      : []
    const left = found.filter(({ matters, what }) => matters && isAsked(detail, what))
    if (left.length === 0)
      await settleAttention(sql, causeOf(intent.intentId), quickbooks.who, there ? 'put right' : 'gone')
    else {
      const number = document.body?.DocNumber ?? document.quickbooksId
      await raiseDifferences(sql, intent, parts[0]?.milestoneId ?? null, titleOf(number), left)
    }
  }
}

/** Whether this is among what a question tells, one sentence each: not another that ends alike. */
const isAsked = (detail: string, what: string): boolean =>
  detail.startsWith(`${what}: `) || detail.includes(`there. ${what}: `)

async function raiseDifferences(
  sql: Sql,
  intent: BillingIntent,
  milestoneId: string | null,
  title: string,
  named: readonly Difference[],
): Promise<void> {
  await raiseAttention(sql, {
    cause: causeOf(intent.intentId),
    kind: 'differs',
    dealId: intent.dealId,
    milestoneId,
    intentId: intent.intentId,
    title,
    detail: `${named.map(({ what, sent, now }) => `${what}: ${short(sent)} was sent, ${short(now)} is there.`).join(' ')} The invoice stands as QuickBooks has it.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: intent.amountMinor,
    currency: intent.currency,
  })
}

const titleOf = (number: string): string => `QuickBooks made invoice ${number} otherwise than it was sent`

const short = (text: string | null): string =>
  text === null ? 'nothing' : text.length > 60 ? `“${text.slice(0, 60)}…”` : text
