import { limits } from '../../config/limits'
import type { Company, Rows } from '../../connectors/quickbooks/company'
import { readOrFail } from '../inbox/read-failed'
import { noteProgress } from '../inbox/reading-table'
import { documentOf } from '../invoices/books/from-quickbooks'
import type { Database } from '../postgres/database'
import { type Found, nothingFound } from './found'
import { liveDocumentIds } from './held-document-table'
import { instant } from './read-wanted'
import type { DocumentEntity, Unreadable } from './settle-events'

/** What the lists told that is not taken in yet. */
export interface BeyondFeed {
  readonly buried: readonly { kind: DocumentEntity; id: string }[]
  readonly unreadable: readonly Unreadable[]
}

/** So many held documents are looked for at once, so that the reading says how far it is. */
const HELD_AT_ONCE = 1_000

/**
 * Reads kinds of which the change feed can't tell everything: what changed, page by page, each taken in before the
 * next is asked for, so that a long reading holds one page and loses no more than one. Then what is held and was
 * not told is looked for by its id, because a query omits what was deleted. How far it is, anybody can see.
 */
export async function readBeyondFeed(
  parts: { database: Database },
  company: Company,
  workspaceId: string,
  ask: { kinds: readonly DocumentEntity[]; since: Date },
  takeIn: (found: Found) => Promise<void>,
): Promise<BeyondFeed> {
  const within = parts.database.inWorkspace
  const buried: { kind: DocumentEntity; id: string }[] = []
  const unreadable: Unreadable[] = []
  let count = 0
  for (const [index, kind] of ask.kinds.entries()) {
    const seen = new Set<string>()
    const note = () =>
      within(workspaceId, (sql) =>
        noteProgress(
          sql,
          'quickbooks',
          { list: kind, step: index + 1, steps: ask.kinds.length, rows: count },
          limits.leaseMs,
        ),
      )
    const take = async (page: Rows<typeof kind>) => {
      for (const { Id } of page.rows) seen.add(Id)
      for (const { id, at } of page.unreadable) {
        if (!seen.has(id)) unreadable.push({ kind, id, at: instant(at) })
        seen.add(id)
      }
      count += page.rows.length
      await takeIn({ ...nothingFound, documents: page.rows.map((row) => documentOf(kind, row)) })
      await note()
    }
    await note()
    readOrFail('quickbooks', await company.changedRows(kind, ask.since, take))
    const held = await within(workspaceId, (sql) => liveDocumentIds(sql, kind))
    const silent = held.filter((id) => !seen.has(id))
    for (let at = 0; at < silent.length; at += HELD_AT_ONCE) {
      const ids = silent.slice(at, at + HELD_AT_ONCE)
      await take(readOrFail('quickbooks', await company.rowsById(kind, ids)))
      for (const id of ids) if (!seen.has(id)) buried.push({ kind, id })
    }
  }
  return { buried, unreadable }
}
