import type { Sql } from '../../postgres/database'
import { readWorkspace } from '../../tenants/workspace-table'
import { readDocuments } from '../books/document-table'
import { heldAmong } from '../catch-up/customer-invoice-table'
import { type HeldInvoice, heldInvoice } from '../catch-up/held-invoice'
import { intentsOfMarkers } from '../intent-table'
import { markerIn } from '../sending/find-invoice'
import { findPlaces, type Places } from './find-places'
import { setAsideAmong } from './set-aside-table'
import { listUnplaced, type UnplacedDocument } from './unplaced-table'

/** An invoice that bills nothing here, and where it probably belongs. */
export interface Unplaced extends Omit<Places, 'alike'> {
  readonly invoice: HeldInvoice
  readonly setAsideBy: string | null
  /** The number of our invoice that it is a copy of; null where it carries no mark of ours. */
  readonly copyOf: string | null
}

/** Invoices that nobody has placed, each with what it looks like; nothing is asked of QuickBooks. */
export async function readUnplaced(sql: Sql, page: Parameters<typeof listUnplaced>[1]): Promise<Unplaced[]> {
  return describe(sql, await listUnplaced(sql, page))
}

/** One of them, whoever its customer is; null where it bills something here, or is not known. */
export async function readOneUnplaced(sql: Sql, quickbooksId: string): Promise<Unplaced | null> {
  const document = (await readDocuments(sql, 'Invoice', [quickbooksId])).get(quickbooksId)
  if (!document?.body || document.deletedAt !== null) return null
  if ((await heldAmong(sql, [quickbooksId])).has(quickbooksId)) return null
  const aside = (await setAsideAmong(sql, [quickbooksId])).get(quickbooksId) ?? null
  const [found] = await describe(sql, [{ document, setAsideBy: aside }])
  return found ?? null
}

async function describe(sql: Sql, rows: readonly UnplacedDocument[]): Promise<Unplaced[]> {
  if (rows.length === 0) return []
  const { currency } = await readWorkspace(sql)
  const invoices = rows.map(({ document }) => heldInvoice(document, currency))
  const found = await findPlaces(sql, invoices)
  const markers = rows.flatMap(({ document }) => markerIn(document.body?.PrivateNote) ?? [])
  const originals = await intentsOfMarkers(sql, markers)
  const numbers = await readDocuments(
    sql,
    'Invoice',
    originals.flatMap(({ quickbooksId }) => quickbooksId ?? []),
  )
  return rows.map(({ document, setAsideBy }, place) => {
    const marker = markerIn(document.body?.PrivateNote)
    const copied = originals.find((each) => marker !== null && each.marker === marker)
    const original = copied?.quickbooksId ?? null
    const number = original === null ? null : (numbers.get(original)?.body?.DocNumber ?? original)
    const seen = invoices[place]
    return {
      invoice: seen && !seen.zeroed ? seen : heldInvoice(document, currency, copied?.sizeMinor),
      setAsideBy,
      copyOf: number,
      ...(found.get(document.quickbooksId) ?? { places: [], twice: [] }),
    }
  })
}
