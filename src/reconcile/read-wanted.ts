import { limits } from '../../config/limits'
import type { Answer, FaultKind } from '../../connectors/answer'
import type { Company } from '../../connectors/quickbooks/company'
import type { Entities } from '../../connectors/quickbooks/entities'
import { momentOf } from '../clock/moment'
import { readOrFail } from '../inbox/read-failed'
import type { Lease } from '../inbox/reading-lease'
import { renewReading } from '../inbox/reading-table'
import type { ReadDocument } from '../invoices/books/document-table'
import { documentOf } from '../invoices/books/from-quickbooks'
import type { Database } from '../postgres/database'
import { DOCUMENTS, type DocumentEntity, type ListedEntity, type Unreadable } from './settle-events'

/** Documents by id, and what became of each. */
export interface WantedRead {
  readonly documents: readonly ReadDocument[]
  /** QuickBooks has none of this id: it was deleted, or does not show yet. */
  readonly missing: readonly { kind: DocumentEntity; id: string }[]
  readonly unreadable: readonly Unreadable[]
}

interface Reader {
  readonly database: Database
  readonly lease?: Lease
}

/** So many of a kind are read one by one, each a read of its own; more of them together, 200 a read. */
const FEW = 3
const RENEW_EVERY = 20
/** A vendor's trouble ends a reading; after so many in a row that ended, what alone is in trouble is set aside. */
const PATIENCE = 3

/** Faults of the whole company: no document is to blame. */
const OF_ALL: ReadonlySet<FaultKind> = new Set([
  'not_sent',
  'throttled',
  'budget',
  'unauthorized',
  'forbidden',
])
const PASSING: ReadonlySet<FaultKind> = new Set(['unavailable', 'timeout'])

/**
 * Reads documents by their ids. One that can't be read is named, and holds up no other. Throws ReadFailed for trouble
 * that is the company's, or that may pass.
 */
export async function readWanted(
  parts: Reader,
  company: Company,
  workspaceId: string,
  wanted: Iterable<{ kind: DocumentEntity; id: string }>,
  failures: number,
): Promise<WantedRead> {
  const documents: ReadDocument[] = []
  const missing: { kind: DocumentEntity; id: string }[] = []
  const unreadable: Unreadable[] = []
  const all = [...wanted]
  let reads = 0
  for (const kind of DOCUMENTS) {
    let ids = all.filter((each) => each.kind === kind).map(({ id }) => id)
    if (ids.length > FEW) {
      const answer = await company.rowsById(kind, ids)
      if (answer.outcome === 'done') {
        const told = answer.value
        documents.push(...told.rows.map((row) => documentOf(kind, row)))
        for (const { id, at } of told.unreadable) unreadable.push({ kind, id, at: momentOf(at) })
        const seen = new Set([...told.rows.map(({ Id }) => Id), ...told.unreadable.map(({ id }) => id)])
        missing.push(...ids.filter((id) => !seen.has(id)).map((id) => ({ kind, id })))
        ids = []
      } else if (OF_ALL.has(answer.fault.kind) || failures < PATIENCE) readOrFail('quickbooks', answer)
    }
    for (const id of ids) {
      reads += 1
      if (reads % RENEW_EVERY === 0) await renew(parts, workspaceId)
      const entity = await readOne(company, kind, id, failures)
      if (entity === 'unreadable') unreadable.push({ kind, id, at: null })
      else if (entity === null) missing.push({ kind, id })
      else documents.push(documentOf(kind, entity))
    }
  }
  return { documents, missing, unreadable }
}

const renew = ({ database, lease }: Reader, workspaceId: string): Promise<void> =>
  database.inWorkspace(workspaceId, (sql) => renewReading(sql, 'quickbooks', lease ?? null, limits.leaseMs))

/** Records of lists, read one by one: those that are inactive stand in no query. Throws as the documents' reading does. */
export async function readListed(
  parts: Reader,
  company: Company,
  workspaceId: string,
  wanted: readonly { kind: ListedEntity; id: string }[],
  failures: number,
): Promise<{
  customers: Entities['Customer'][]
  estimates: Entities['Estimate'][]
  missing: { kind: ListedEntity; id: string }[]
  unreadable: Unreadable[]
}> {
  const customers: Entities['Customer'][] = []
  const estimates: Entities['Estimate'][] = []
  const missing: { kind: ListedEntity; id: string }[] = []
  const unreadable: Unreadable[] = []
  const read = async <K extends ListedEntity>(kind: K, id: string, into: Entities[K][]) => {
    const row = await readOne(company, kind, id, failures)
    if (row === 'unreadable') unreadable.push({ kind, id, at: null })
    else if (row === null) missing.push({ kind, id })
    else into.push(row)
  }
  for (const [index, { kind, id }] of wanted.entries()) {
    if (index > 0 && index % RENEW_EVERY === 0) await renew(parts, workspaceId)
    await (kind === 'Customer' ? read(kind, id, customers) : read(kind, id, estimates))
  }
  return { customers, estimates, missing, unreadable }
}

/** One document, or record of a list; asked twice before it is called unreadable, because a gateway's page is not its fault. */
async function readOne<K extends DocumentEntity | ListedEntity>(
  company: Company,
  kind: K,
  id: string,
  failures: number,
): Promise<Entities[K] | null | 'unreadable'> {
  let answer = await company.read(kind, id)
  if (isUnreadable(answer)) answer = await company.read(kind, id)
  if (answer.outcome === 'done') return answer.value
  const { kind: fault } = answer.fault
  if (OF_ALL.has(fault) || (PASSING.has(fault) && failures < PATIENCE))
    return readOrFail('quickbooks', answer)
  return 'unreadable'
}

const isUnreadable = (answer: Answer<unknown>): boolean =>
  answer.outcome === 'unknown' && answer.fault.kind === 'unreadable'
