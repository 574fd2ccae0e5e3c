import type { Company } from '../../../connectors/quickbooks/company'
import { readOrFail } from '../../inbox/read-failed'
import type { Database, Sql } from '../../postgres/database'
import { notFound } from '../../tenants/refusal'
import { readIntent } from '../intent-table'
import { whyNotThere } from './invoice-there'
import { type KeptPdf, keepPdf, readPdf, readPdfSize } from './pdf-table'
import { readPosted } from './read-posted'

/** An invoice's PDF, ready to be looked at or saved. */
export interface InvoicePdf extends KeptPdf {
  readonly name: string
}

interface Seen {
  readonly quickbooksId: string
  readonly syncToken: string
  readonly name: string
  readonly kept: Awaited<ReturnType<typeof readPdfSize>>
}

/**
 * The invoice as QuickBooks prints it. Each reading is metered, so one is made of each version of the invoice, when it
 * is looked at first. Of an invoice that was deleted the last one that was read is given. `room` is asked before one that is
 * kept is loaded, and once QuickBooks gave one, whose size nobody knew before; what it throws goes on. Throws what readOrFail and the
 * connection throw; refuses not_found, invoice_not_posted, and invoice_not_effective where nothing was kept.
 */
export async function readInvoicePdf(
  parts: {
    readonly database: Database
    readonly company: () => Promise<Company>
    readonly room?: (bytes: number) => Promise<void>
  },
  workspaceId: string,
  intentId: string,
): Promise<InvoicePdf> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const { quickbooksId, syncToken, name, kept } = await within((sql) => see(sql, intentId))
  if (kept?.syncToken === syncToken) {
    await parts.room?.(kept.size)
    const pdf = await within((sql) => readPdf(sql, quickbooksId))
    if (pdf) return { ...pdf, name }
  }
  const company = await parts.company()
  const bytes = readOrFail('quickbooks', await company.invoicePdf(quickbooksId))
  const pdf = { syncToken, bytes }
  await within((sql) => keepPdf(sql, quickbooksId, pdf))
  await parts.room?.(bytes.length)
  return { ...pdf, name }
}

async function see(sql: Sql, intentId: string): Promise<Seen> {
  const intent = await readIntent(sql, intentId)
  if (!intent) throw notFound('invoice')
  const posted = await readPosted(sql, intent)
  const refusal = whyNotThere(intent, posted?.facts ?? null)
  const kept = intent.quickbooksId === null ? null : await readPdfSize(sql, intent.quickbooksId)
  const { facts = null, document } = posted ?? {}
  const quickbooksId = intent.quickbooksId ?? ''
  const name = `Invoice ${facts?.docNumber ?? quickbooksId}.pdf`
  const gone = document?.deletedAt != null
  if (gone && kept) return { quickbooksId, syncToken: kept.syncToken, name, kept }
  // What was voided or credited can still be printed.
  if (refusal && (gone || refusal.code !== 'invoice_not_effective')) throw refusal
  return { quickbooksId, syncToken: document?.syncToken ?? '0', name, kept }
}
