import { masterNames } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import type { Schedule } from '../../schedules/schedule'
import { readPartsOfMilestone } from '../billing-part-table'
import { readDocuments } from '../books/document-table'
import { payerParts, unbilledParts } from '../composing/payer-part'
import { readIntents } from '../intent-table'
import type { Attachment, AttachmentAhead } from './attachment'
import { readAttachments } from './attachment-table'
import { gatherAttachments } from './gather-attachments'

/** The files of one invoice that was decided on. */
export interface InvoiceFiles {
  readonly intentId: string
  readonly docNumber: string | null
  readonly customer: string | null
  readonly files: readonly Attachment[]
}

/** What goes with a milestone's next invoice, and what went or is to go with those that there are. */
export interface MilestoneFiles {
  /** Empty where nothing of the milestone is left to bill. */
  readonly ahead: readonly AttachmentAhead[]
  /** Oldest first; those without files and those that were taken back are left out. */
  readonly invoices: readonly InvoiceFiles[]
}

export async function readMilestoneFiles(
  sql: Sql,
  schedule: Schedule,
  milestone: Milestone,
): Promise<MilestoneFiles> {
  const { milestoneId } = milestone
  const parts = await readPartsOfMilestone(sql, milestoneId)
  const isLeft = unbilledParts(payerParts(schedule, milestone), parts).length > 0
  const ahead =
    isLeft && milestone.workStatus !== 'cancelled'
      ? await gatherAttachments(sql, { dealIds: [schedule.dealId], milestoneIds: [milestoneId] })
      : []
  const intents = await readIntents(sql, { intentIds: [...new Set(parts.map((part) => part.intentId))] })
  const decided = intents.filter(({ state }) => state !== 'cancelled')
  const files = await readAttachments(
    sql,
    decided.map(({ intentId }) => intentId),
  )
  const documents = await readDocuments(
    sql,
    'Invoice',
    decided.flatMap(({ quickbooksId }) => quickbooksId ?? []),
  )
  const customers = await masterNames(
    sql,
    'customers',
    decided.map(({ customerId }) => customerId),
  )
  return {
    ahead,
    invoices: decided.flatMap(({ intentId, quickbooksId, customerId }) => {
      const own = files.filter((file) => file.intentId === intentId)
      if (own.length === 0) return []
      const docNumber = documents.get(quickbooksId ?? '')?.body?.DocNumber ?? null
      return { intentId, docNumber, customer: customers.get(customerId) ?? null, files: own }
    }),
  }
}
