import { raiseAttention, settleAttention, settleMilestoneAttention } from '../attention/attention-table'
import { type Happening, record } from '../history/history-table'
import { billedByPart, invoiceFacts, type StoredDocument } from '../invoices/document'
import { readDocuments } from '../invoices/document-table'
import { markerIn } from '../invoices/find-invoice'
import type { BillingIntent } from '../invoices/intent'
import {
  freeParts,
  intentsOfDocuments,
  intentsOfMarkers,
  lockIntent,
  readParts,
  setPosted,
} from '../invoices/intent-table'
import { formatMoney, money, sumOrUnknown } from '../money/money'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'

const quickbooks = program('QuickBooks')

/**
 * What changed invoices mean for the milestones they bill. QuickBooks is right about documents: a voided or
 * deleted invoice frees its milestones, an edited one is shown with both numbers, and one that carries our
 * mark but that we lost sight of is bound again. Safe to run twice and in any order: it looks at what is
 * stored, not at what happened.
 */
export async function applyInvoices(sql: Sql, invoiceIds: readonly string[]): Promise<void> {
  if (invoiceIds.length === 0) return
  const documents = await readDocuments(sql, 'Invoice', invoiceIds)
  const story = await bindLost(sql, [...documents.values()])
  const intents = await intentsOfDocuments(sql, invoiceIds)
  for (const intent of intents) {
    const document = documents.get(intent.quickbooksId ?? '')
    if (document) story.push(...(await compare(sql, intent, document)))
  }
  await markDirty(
    sql,
    intents.map((intent) => intent.dealId),
  )
  await record(sql, quickbooks, story)
}

/** Invoices with our mark whose intent has none: the answer was lost, or a backup was restored. */
async function bindLost(sql: Sql, documents: readonly StoredDocument[]): Promise<Happening[]> {
  const bills = await intentsOfDocuments(
    sql,
    documents.map((document) => document.quickbooksId),
  )
  const taken = new Set(bills.map((intent) => intent.quickbooksId))
  const story: Happening[] = []
  const marked = documents
    // One that an intent already holds is settled, whosever mark it carries: a later generation may have found it.
    .filter((document) => !taken.has(document.quickbooksId))
    .map((document) => ({ document, marker: markerIn(document.body?.PrivateNote) }))
    .filter((each): each is { document: StoredDocument; marker: string } => each.marker !== null)
    .sort((a, b) => (BigInt(a.document.quickbooksId) < BigInt(b.document.quickbooksId) ? -1 : 1))
  const intents = await intentsOfMarkers(
    sql,
    marked.map((each) => each.marker),
  )
  const bound = new Map(intents.map((intent) => [intent.marker, intent.quickbooksId]))
  for (const { document, marker } of marked) {
    const intent = intents.find((each) => each.marker === marker)
    const held = bound.get(marker) ?? null
    if (!intent) {
      if (document.deletedAt === null) await raiseStray(sql, document, null)
    } else if (held === null) {
      bound.set(marker, document.quickbooksId)
      story.push(...(await bind(sql, intent, document)))
    } else if (held !== document.quickbooksId && document.deletedAt === null) {
      await raiseStray(sql, document, intent)
    }
  }
  return story
}

async function bind(sql: Sql, seen: BillingIntent, document: StoredDocument): Promise<Happening[]> {
  const intent = await lockIntent(sql, seen.intentId)
  if (!intent || intent.quickbooksId !== null) return []
  const parts = await readParts(sql, [intent.intentId])
  const lines = invoiceFacts(document, intent.currency).lines
  const lineIds = new Map(
    parts.flatMap((part, index) => (lines[index]?.Id === undefined ? [] : [[part.partKey, lines[index].Id]])),
  )
  await setPosted(sql, intent.intentId, document.quickbooksId, lineIds)
  for (const cause of ['unclear', 'refused', 'stuck'])
    await settleAttention(sql, `${cause}:${intent.intentId}`, quickbooks.who, 'found')
  return [
    {
      what: `Found invoice ${document.body?.DocNumber ?? document.quickbooksId} in QuickBooks by its mark`,
      dealId: intent.dealId,
      milestoneId: parts[0]?.milestoneId ?? null,
      after: { quickbooksId: document.quickbooksId },
    },
  ]
}

/** A copy that a person made, or an invoice of ours that this database has never known. */
async function raiseStray(sql: Sql, document: StoredDocument, original: BillingIntent | null): Promise<void> {
  const number = document.body?.DocNumber ?? document.quickbooksId
  await raiseAttention(sql, {
    cause: `stray:${document.quickbooksId}`,
    kind: original ? 'copied_document' : 'unlinked_document',
    dealId: original?.dealId ?? null,
    title: original
      ? `Invoice ${number} is a copy of one that Milepost made`
      : `Invoice ${number} carries Milepost's mark, but belongs to no milestone here`,
    detail: original
      ? 'The client may be asked to pay twice. Void the copy in QuickBooks, or leave it if it bills something else.'
      : 'It may be from before a backup was restored. It is not counted for any deal.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}

async function compare(sql: Sql, intent: BillingIntent, document: StoredDocument): Promise<Happening[]> {
  const facts = invoiceFacts(document, intent.currency)
  const parts = await readParts(sql, [intent.intentId])
  const number = facts.docNumber ?? document.quickbooksId
  if (!facts.effective) {
    if (!parts.some((part) => part.live)) return []
    await freeParts(sql, intent.intentId)
    for (const milestoneId of new Set(parts.map((part) => part.milestoneId))) {
      await raiseAttention(sql, {
        cause: `freed:${intent.intentId}:${milestoneId}`,
        kind: 'freed',
        dealId: intent.dealId,
        milestoneId,
        intentId: intent.intentId,
        title: `Invoice ${number} was ${facts.gone} in QuickBooks`,
        detail:
          'Its milestone is completed and not billed again. Bill it again, reopen the work, or leave it.',
        actions: [
          { action: 'bill_again', label: 'Bill again' },
          { action: 'leave', label: 'Leave it' },
        ],
        amountMinor: intent.amountMinor,
        currency: intent.currency,
      })
    }
    return [
      {
        what: `Invoice ${number} was ${facts.gone} in QuickBooks; its milestone is free`,
        dealId: intent.dealId,
        milestoneId: parts[0]?.milestoneId ?? null,
      },
    ]
  }
  const billed = sumOrUnknown([...billedByPart(facts, parts, intent.currency).values()])
  if (billed === null) return []
  if (billed === intent.amountMinor) {
    // Edited back: nobody needs to decide about it any more.
    for (const milestoneId of new Set(parts.map((part) => part.milestoneId)))
      await settleMilestoneAttention(sql, milestoneId, ['edited'], quickbooks.who, 'edited back')
    return []
  }
  const text = (minor: bigint) => formatMoney(money(minor, intent.currency))
  await raiseAttention(sql, {
    cause: `edited:${intent.intentId}:${billed}`,
    kind: 'edited',
    dealId: intent.dealId,
    milestoneId: parts[0]?.milestoneId ?? null,
    intentId: intent.intentId,
    title: `Invoice ${number} was edited in QuickBooks`,
    detail: `It now bills ${text(billed)}; the milestone is ${text(intent.amountMinor)}. Milepost follows QuickBooks.`,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: billed > intent.amountMinor ? billed - intent.amountMinor : intent.amountMinor - billed,
    currency: intent.currency,
  })
  return []
}
