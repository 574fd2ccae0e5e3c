import { recordFileUse } from '../../documents/file-use-table'
import type { Sql } from '../../postgres/database'
import { noteOf } from './attachment'
import { addAttachments } from './attachment-table'
import { type BilledWork, gatherAttachments } from './gather-attachments'

/**
 * Decides which files go with an invoice, in the transaction that decides on the invoice. From then on they stay as they
 * are: a newer version of the agreement goes with the next one.
 */
export async function decideAttachments(
  sql: Sql,
  invoice: BilledWork & { readonly intentId: string; readonly marker: string },
): Promise<void> {
  const { intentId, marker } = invoice
  const ahead = await gatherAttachments(sql, invoice)
  if (ahead.length === 0) return
  await addAttachments(
    sql,
    intentId,
    ahead.map(({ file, leftOutBecause }) => ({
      fileId: file.fileId,
      note: noteOf(marker, file),
      leftOutBecause,
    })),
  )
  const kept = ahead.filter(({ leftOutBecause }) => leftOutBecause === null)
  if (kept.length === 0) return
  await recordFileUse(sql, {
    fileIds: kept.map(({ file }) => file.fileId),
    usedBy: 'invoice',
    subjectId: intentId,
    words: `the invoice with the mark ${marker.replace(/^Milepost /, '')}`,
  })
}
