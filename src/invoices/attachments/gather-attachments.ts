import { listOrderPapers, listStandingPapers } from '../../approvals/certificates/certificate-table'
import { listStandingSignOffs } from '../../approvals/list-standing-sign-offs'
import type { StoredFile } from '../../documents/file'
import { listEvidence, readAgreement } from '../../documents/file-table'
import type { Sql } from '../../postgres/database'
import { readWorkspace } from '../../tenants/workspace-table'
import { type AttachedKind, type AttachmentAhead, onceEach, refusedByType } from './attachment'

/** What an invoice bills, as far as its files go. */
export interface BilledWork {
  /** Several where one invoice bills several deals. */
  readonly dealIds: readonly string[]
  readonly milestoneIds: readonly string[]
}

/** Where the files of each kind come from. Whatever else is to go with invoices is one more line here. */
const sources: Readonly<Record<AttachedKind, (sql: Sql, work: BilledWork) => Promise<StoredFile[]>>> = {
  certificate: (sql, { milestoneIds }) => listStandingPapers(sql, milestoneIds),
  evidence: (sql, { milestoneIds }) => listEvidence(sql, milestoneIds),
  // What was agreed is the agreement, and every change order that was signed about this work since.
  agreement: async (sql, { dealIds, milestoneIds }) => {
    const [agreements, orders] = await Promise.all([
      ofEach(dealIds, async (dealId) => {
        const agreement = await readAgreement(sql, dealId)
        return agreement ? [agreement] : []
      }),
      listOrderPapers(sql, milestoneIds),
    ])
    return [...agreements, ...orders]
  },
  sign_off: (sql, { dealIds }) => ofEach(dealIds, (dealId) => listStandingSignOffs(sql, dealId)),
}

async function ofEach(
  dealIds: readonly string[],
  read: (dealId: string) => Promise<StoredFile[]>,
): Promise<StoredFile[]> {
  const files: StoredFile[] = []
  for (const dealId of dealIds) files.push(...(await read(dealId)))
  return files
}

/** The files that go with an invoice of this work, as the workspace says, and those that QuickBooks would not take. */
export async function gatherAttachments(sql: Sql, work: BilledWork): Promise<AttachmentAhead[]> {
  const { settings } = await readWorkspace(sql)
  const found = await Promise.all(settings.attach.map((kind) => sources[kind](sql, work)))
  return onceEach(found.flat()).map((file) => ({ file, leftOutBecause: refusedByType(file) }))
}
