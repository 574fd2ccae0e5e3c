import type { Clock } from '../clock/clock'
import { readDeal } from '../deals/deal-table'
import type { Attachment, AttachmentAhead } from '../invoices/attachments/attachment'
import { readAttachments } from '../invoices/attachments/attachment-table'
import { gatherAttachments } from '../invoices/attachments/gather-attachments'
import type { BilledIntent } from '../invoices/billing-status'
import { type Difference, textAt } from '../invoices/books/difference'
import { readDocuments } from '../invoices/books/document-table'
import { readBilled } from '../invoices/books/read-billed-intents'
import { readDifferences } from '../invoices/books/read-differences'
import { type BillingIntent, dealsOf } from '../invoices/intent'
import { readIntent } from '../invoices/intent-table'
import type { InvoiceChanges } from '../invoices/prepared/invoice-changes'
import { lookAtPrepared, type PreparedOutlook } from '../invoices/prepared/look-at-prepared'
import { type MasterKind, masterNames } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { notFound, Refusal } from '../tenants/refusal'
import { namesOfMilestones } from './list-invoices-table'
import {
  type InvoiceMoney,
  readInvoiceMoney,
  readUnappliedMoney,
  type UnappliedMoney,
} from './read-invoice-money'

/** Everything that the page of one invoice shows. */
export interface InvoicePageData {
  readonly billed: BilledIntent
  /** With the body that was frozen; of one that was linked there is none. */
  readonly intent: BillingIntent
  /** The document as QuickBooks has it; null where it has none, or it was not read yet. */
  readonly document: unknown
  readonly dealName: string
  readonly names: ReadonlyMap<string, string>
  readonly customers: ReadonlyMap<string, string>
  /** Names of the items, terms and tax codes that it mentions, by their ids. */
  readonly items: ReadonlyMap<string, string>
  readonly terms: ReadonlyMap<string, string>
  readonly taxCodes: ReadonlyMap<string, string>
  /** One that waits for review, as it would be made now; null for every other one. */
  readonly prepared: PreparedOutlook | null
  /** Why a prepared one can't be looked at any more. */
  readonly outdated: string | null
  readonly filesAhead: readonly AttachmentAhead[]
  readonly files: readonly Attachment[]
  readonly differences: readonly Difference[]
  /** What settled it, document by document; null while something of it was not read. */
  readonly money: readonly InvoiceMoney[] | null
  /** What its customer has paid, or was credited, and is not applied. */
  readonly unapplied: readonly UnappliedMoney[]
}

/** How a prepared invoice is looked at. */
export interface HandedOver {
  readonly delivery: 'send' | 'post'
  /** Left out: those that are kept with it. */
  readonly changes?: InvoiceChanges
}

/** One invoice, and what is known around it. Refuses not_found. */
export async function readInvoicePage(
  sql: Sql,
  clock: Clock,
  intentId: string,
  how: HandedOver,
): Promise<InvoicePageData> {
  const [billed] = await readBilled(sql, { intentIds: [intentId] })
  const kept = await readIntent(sql, intentId)
  if (!billed || !kept) throw notFound('invoice')
  const intent = { ...kept, changes: how.changes ?? kept.changes }
  const id = intent.quickbooksId
  const document = id === null ? null : ((await readDocuments(sql, 'Invoice', [id])).get(id)?.body ?? null)
  const sent: unknown = intent.body === '' ? null : JSON.parse(intent.body)
  const look = intent.state === 'prepared' ? await lookOrWhyNot(sql, clock, intent, how.delivery) : null
  const prepared = look instanceof Refusal ? null : look
  const { parts } = billed
  const readings = prepared?.ahead.lines.map(({ reads }) => reads) ?? parts.map(({ reads }) => reads)
  const named = (kind: MasterKind, ids: readonly (string | null)[]) =>
    masterNames(
      sql,
      kind,
      ids.filter((each) => each !== null),
    )
  const compare = document !== null && sent !== null && billed.invoice?.gone == null
  return {
    billed,
    intent,
    document,
    dealName: (await readDeal(sql, intent.dealId))?.name ?? 'Unnamed deal',
    names: await namesOfMilestones(sql, [billed]),
    customers: await named('customers', [intent.customerId]),
    items: await named(
      'items',
      readings.map(({ itemId }) => itemId),
    ),
    terms: await named('terms', [textAt(sent ?? document, 'SalesTermRef', 'value')]),
    taxCodes: await named(
      'tax-codes',
      readings.map(({ taxCode }) => taxCode),
    ),
    prepared,
    outdated: look instanceof Refusal ? look.message : null,
    filesAhead:
      intent.state === 'prepared'
        ? await gatherAttachments(sql, {
            dealIds: dealsOf(intent),
            milestoneIds: [...new Set(parts.flatMap(({ milestoneId }) => milestoneId ?? []))],
          })
        : [],
    files: await readAttachments(sql, [intentId]),
    money: (await readInvoiceMoney(sql, [billed])).get(intentId) ?? null,
    unapplied: intent.state === 'posted' ? await readUnappliedMoney(sql, [intent]) : [],
    differences: compare ? await readDifferences(sql, intentId, parts, sent, document) : [],
  }
}

/** A prepared one that others are to pay now is still shown, with the reason. */
async function lookOrWhyNot(
  sql: Sql,
  clock: Clock,
  intent: BillingIntent,
  delivery: 'send' | 'post',
): Promise<PreparedOutlook | Refusal> {
  try {
    return await lookAtPrepared(sql, clock, intent, { changes: intent.changes, delivery })
  } catch (error) {
    if (error instanceof Refusal && error.code === 'prepared_outdated') return error
    throw error
  }
}
