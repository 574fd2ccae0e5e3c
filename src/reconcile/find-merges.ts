import type { Company } from '../../connectors/quickbooks/company'
import type { CustomerMerge } from '../customers/follow-merges'
import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import { documentsOfGone, someDocumentsOfEach } from './gone-customer-table'

/** A document may be gone too; one of so many tells who owns them now. */
const MOST_READ = 3

/**
 * Customers that the feed only calls gone, and that were merged: their documents are somebody else's now. The event that
 * says so may have been lost, so one of the documents is read. Each is found once; who had no document can't be told
 * from one that was deleted. Throws ReadFailed.
 */
export async function findMerges(
  { database }: { readonly database: Database },
  company: Company,
  workspaceId: string,
  goneIds: readonly string[],
): Promise<CustomerMerge[]> {
  if (goneIds.length === 0) return []
  const held = await database.inWorkspace(workspaceId, (sql) => documentsOfGone(sql, goneIds, MOST_READ))
  const merges: CustomerMerge[] = []
  for (const [deadId, documents] of held) {
    for (const { kind, id } of documents) {
      const document = readOrFail('quickbooks', await company.read(kind, id))
      if (document === null) continue
      const survivorId = document.CustomerRef.value
      if (survivorId !== deadId) merges.push({ deadId, survivorId })
      break
    }
  }
  return merges
}

/** So many documents are looked at before the reading's lease is renewed: five questions. */
const AT_ONCE = 1_000

/**
 * Customers that were merged while the feed could not tell who is gone: of each that has documents, a few are looked at, and
 * whose they are now. A person may have given a document to another customer too; then the one it was of is still there.
 * Asked before newer documents are stored, which would not say any more whose they were. `hold` is called before each question.
 * Throws ReadFailed.
 */
export async function findUntoldMerges(
  { database }: { readonly database: Database },
  company: Company,
  workspaceId: string,
  hold: () => Promise<void>,
): Promise<CustomerMerge[]> {
  const held = await database.inWorkspace(workspaceId, (sql) => someDocumentsOfEach(sql, MOST_READ))
  const survivors = new Map<string, string | null>()
  for (const kind of ['Invoice', 'Payment'] as const) {
    const owners = new Map(
      held.filter((each) => each.kind === kind).map((each) => [each.id, each.customerId]),
    )
    const ids = [...owners.keys()]
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      await hold()
      const { rows } = readOrFail('quickbooks', await company.rowsById(kind, ids.slice(at, at + AT_ONCE)))
      for (const { Id, CustomerRef } of rows) {
        const deadId = owners.get(Id)
        const survivorId = CustomerRef.value
        if (deadId === undefined || survivorId === deadId || survivors.has(deadId)) continue
        await hold()
        const owner = readOrFail('quickbooks', await company.read('Customer', deadId))
        survivors.set(deadId, owner === null || owner.Active === false ? survivorId : null)
      }
    }
  }
  return [...survivors].flatMap(([deadId, survivorId]) =>
    survivorId === null ? [] : [{ deadId, survivorId }],
  )
}
