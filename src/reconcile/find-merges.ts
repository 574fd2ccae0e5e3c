import type { Company } from '../../connectors/quickbooks/company'
import type { CustomerMerge } from '../customers/follow-merges'
import { readOrFail } from '../inbox/read-failed'
import type { Database } from '../postgres/database'
import { existingCustomers } from './confirm-gone'
import { type CustomersDocument, documentsOfCustomers, someDocumentsOfEach } from './gone-customer-table'

/** Some of them may be gone too; so many tell of nearly every customer that nothing happened to it. */
const MOST_READ = 3

/** So many documents are looked at before the reading's lease is renewed: five questions. */
const AT_ONCE = 1_000

interface Parts {
  readonly database: Database
}

/**
 * Customers that the feed only calls gone, and that were merged: their documents are somebody else's now. The event that
 * says so may have been lost, so their documents are looked at. Each is found once; who had no document can't be told from
 * one that was deleted. `hold` is called before each question. Throws ReadFailed.
 */
export async function findMerges(
  parts: Parts,
  company: Company,
  workspaceId: string,
  goneIds: readonly string[],
  hold: () => Promise<void>,
): Promise<CustomerMerge[]> {
  if (goneIds.length === 0) return []
  const some = await parts.database.inWorkspace(workspaceId, (sql) =>
    someDocumentsOfEach(sql, MOST_READ, goneIds),
  )
  return mergesAmong(parts, company, workspaceId, some, hold)
}

/**
 * Customers that were merged while the feed could not tell who is gone: of each that has documents, a few are looked at, and
 * whose they are now. Asked before newer documents are stored, which would not say any more whose they were. `hold` is called
 * before each question. Throws ReadFailed.
 */
export async function findUntoldMerges(
  parts: Parts,
  company: Company,
  workspaceId: string,
  hold: () => Promise<void>,
): Promise<CustomerMerge[]> {
  const some = await parts.database.inWorkspace(workspaceId, (sql) =>
    someDocumentsOfEach(sql, MOST_READ, null),
  )
  return mergesAmong(parts, company, workspaceId, some, hold)
}

/**
 * A person may give some documents to another customer and make the one they were of inactive, which is no merge: a merge
 * takes every document along, and to one customer. So of whoever lost all that was looked at, and is not there any more, all
 * that is held is looked at.
 */
async function mergesAmong(
  { database }: Parts,
  company: Company,
  workspaceId: string,
  some: readonly CustomersDocument[],
  hold: () => Promise<void>,
): Promise<CustomerMerge[]> {
  const lost = await takenOver(company, some, hold)
  if (lost.size === 0) return []
  await hold()
  for (const id of await existingCustomers(company, [...lost.keys()])) lost.delete(id)
  const all = await database.inWorkspace(workspaceId, (sql) => documentsOfCustomers(sql, [...lost.keys()]))
  return [...(await takenOver(company, all, hold))].map(([deadId, survivorId]) => ({ deadId, survivorId }))
}

/** Whose documents are one other customer's now, all that there are of them; and whose. */
async function takenOver(
  company: Company,
  documents: readonly CustomersDocument[],
  hold: () => Promise<void>,
): Promise<Map<string, string>> {
  const owners = new Map<string, Set<string>>()
  for (const kind of ['Invoice', 'Payment'] as const) {
    const was = new Map(
      documents.filter((each) => each.kind === kind).map(({ id, customerId }) => [id, customerId]),
    )
    const ids = [...was.keys()]
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      await hold()
      const told = readOrFail('quickbooks', await company.rowsById(kind, ids.slice(at, at + AT_ONCE)))
      const note = (id: string, owner: string) => {
        const customerId = was.get(id)
        if (customerId === undefined) return
        owners.set(customerId, (owners.get(customerId) ?? new Set()).add(owner || customerId))
      }
      for (const { Id, CustomerRef } of told.rows) note(Id, CustomerRef.value)
      // What can't be read may still be whose it was.
      for (const { id } of told.unreadable) note(id, '')
    }
  }
  return new Map(
    [...owners].flatMap(([customerId, now]) => {
      const [owner, another] = now
      return owner === undefined || owner === customerId || another !== undefined
        ? []
        : [[customerId, owner] as const]
    }),
  )
}
