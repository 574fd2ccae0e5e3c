import type { Company } from '../../connectors/quickbooks/company'
import type { CustomerMerge } from '../customers/follow-merges'
import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import { documentsOfGone } from './gone-customer-table'

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
