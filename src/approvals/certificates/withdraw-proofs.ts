import { readMessageOf, wakeMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { lockNote, setNote } from './certificate-note-table'
import { withdrawCertificates } from './certificate-table'

/**
 * An approval was taken back: its certificates say so, and notes that stand on the deal in HubSpot will. One that is on its
 * way there is seen to by whoever brings it. Answers the certificates' numbers.
 */
export async function withdrawProofs(
  sql: Sql,
  milestoneId: string,
  said: { by: string; because: string },
): Promise<string[]> {
  const withdrawn = await withdrawCertificates(sql, milestoneId, said)
  for (const { certificateId } of withdrawn) {
    if ((await lockNote(sql, certificateId))?.state !== 'noted') continue
    await setNote(sql, certificateId, { state: 'amending' })
    const message = await readMessageOf(sql, 'certificate.note', certificateId)
    if (message) await wakeMessage(sql, message.messageId)
  }
  return withdrawn.map(({ number }) => number)
}
