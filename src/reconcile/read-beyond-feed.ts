import { limits } from '../../config/limits'
import type { Company, Rows } from '../../connectors/quickbooks/company'
import { momentOf } from '../clock/moment'
import { readOrFail } from '../inbox/read-failed'
import type { Lease } from '../inbox/reading-lease'
import { noteProgress } from '../inbox/reading-table'
import type { ReadDocument } from '../invoices/books/document-table'
import { documentOf } from '../invoices/books/from-quickbooks'
import type { Database, Sql } from '../postgres/database'
import { findTouchedInvoices } from './find-touched-invoices'
import { type Found, nothingFound } from './found'
import { liveDocumentIds } from './held-document-table'
import type { DocumentEntity, Unreadable } from './settle-events'

/** What the lists told that is not stored yet. */
export interface BeyondFeed {
  readonly buried: readonly { kind: DocumentEntity; id: string }[]
  readonly unreadable: readonly Unreadable[]
  /** Invoices whose list was not read, or was read before the payment that touches them changed. */
  readonly behind: readonly { kind: string; id: string }[]
}

export const nothingBeyond: BeyondFeed = { buried: [], unreadable: [], behind: [] }

/** So many held documents are looked for at once, so that the reading says how far it is. */
const HELD_AT_ONCE = 1_000

/**
 * Reads kinds of which the change feed can't tell everything: what changed, page by page, each stored before the next is
 * asked for, so that a long reading holds one page and loses no more than one. Then what is held and was not told is
 * looked for by its id, because a query omits what was deleted. How far it is, anybody can see; what any of it means is
 * for later, when all of it is stored. `begunAt` is the vendor's own time. Throws ReadFailed, LeaseLost.
 */
export async function readBeyondFeed(
  parts: { database: Database; lease?: Lease },
  company: Company,
  workspaceId: string,
  ask: { kinds: readonly DocumentEntity[]; since: Date; begunAt: Date },
  keep: (found: Found) => Promise<void>,
): Promise<BeyondFeed> {
  const within = <T>(work: (sql: Sql) => Promise<T>) => parts.database.inWorkspace(workspaceId, work)
  const buried: { kind: DocumentEntity; id: string }[] = []
  const unreadable: Unreadable[] = []
  const behind: { kind: string; id: string }[] = []
  /** A payment may have changed after its invoice was listed, which is of an earlier moment then. */
  const isLate = ({ changedAt }: ReadDocument) =>
    !ask.kinds.includes('Invoice') ||
    Math.floor(changedAt.getTime() / 1000) >= Math.floor(ask.begunAt.getTime() / 1000)
  let count = 0
  for (const [index, kind] of ask.kinds.entries()) {
    const seen = new Set<string>()
    const note = () =>
      within((sql) =>
        noteProgress(
          sql,
          'quickbooks',
          parts.lease ?? null,
          { list: kind, step: index + 1, steps: ask.kinds.length, rows: count },
          limits.leaseMs,
        ),
      )
    const take = async (page: Rows<typeof kind>) => {
      for (const { Id } of page.rows) seen.add(Id)
      for (const { id, at } of page.unreadable) {
        if (!seen.has(id)) unreadable.push({ kind, id, at: momentOf(at) })
        seen.add(id)
      }
      count += page.rows.length
      const documents = page.rows.map((row) => documentOf(kind, row))
      const late = documents.filter((document) => document.kind === 'Payment' && isLate(document))
      if (late.length > 0) behind.push(...(await within((sql) => findTouchedInvoices(sql, late, []))))
      await keep({ ...nothingFound, documents })
      await note()
    }
    await note()
    readOrFail('quickbooks', await company.changedRows(kind, ask.since, take))
    const held = await within((sql) => liveDocumentIds(sql, kind))
    const silent = held.filter((id) => !seen.has(id))
    for (let at = 0; at < silent.length; at += HELD_AT_ONCE) {
      const ids = silent.slice(at, at + HELD_AT_ONCE)
      await take(readOrFail('quickbooks', await company.rowsById(kind, ids)))
      for (const id of ids) if (!seen.has(id)) buried.push({ kind, id })
    }
  }
  return { buried, unreadable, behind }
}
