import { sha256Of } from '../../documents/file-bytes'
import { bytesInDatabase } from '../../documents/file-bytes-table'
import { addFile } from '../../documents/file-table'
import { recordFileUse } from '../../documents/file-use-table'
import { addMessage } from '../../outbox/outbox-table'
import type { Sql } from '../../postgres/database'
import { addDoor, secretHash } from '../../tenants/door-table'
import type { CertificateSubject } from './certificate'
import { addNote } from './certificate-note-table'
import { addCertificate } from './certificate-table'

/** A certificate that was just made, and its paper. */
export interface MadeCertificate {
  readonly number: string
  readonly dealId: string
  readonly of: CertificateSubject
  /** Exactly the words that were hashed. */
  readonly words: string
  readonly contentHash: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The paper's name. */
  readonly name: string
  /** What it proves, for whoever would delete the paper: "the acceptance of “Design”". */
  readonly proves: string
  readonly madeAt: Date
}

/**
 * Keeps a certificate with its paper, opens the door by which it is checked, and promises its note on the deal in HubSpot.
 * Answers how the paper is called and what its hash is.
 */
export async function keepCertificate(
  sql: Sql,
  made: MadeCertificate,
): Promise<{ name: string; sha256: string }> {
  const { number, dealId, of, bytes, madeAt } = made
  const sha256 = sha256Of(bytes)
  await bytesInDatabase(sql).put(sha256, bytes)
  const { fileId, name } = await addFile(sql, {
    dealId,
    kind: 'certificate',
    milestoneId: of.is === 'work' ? of.milestoneId : null,
    version: 1,
    name: made.name,
    type: 'application/pdf',
    size: bytes.byteLength,
    sha256,
    inline: true,
    note: null,
    uploadedBy: 'Milepost',
  })
  const { words, contentHash } = made
  const certificateId = await addCertificate(sql, { number, dealId, of, words, contentHash, fileId, madeAt })
  await recordFileUse(sql, {
    fileIds: [fileId],
    usedBy: 'certificate',
    subjectId: certificateId,
    words: `${made.proves}, certificate ${number}`,
  })
  // By its number anybody may have it checked: whose it is, is found as a door is.
  await addDoor(sql, {
    kind: 'certificate',
    hash: secretHash(number),
    subjectId: certificateId,
    expiresAt: null,
  })
  await addNote(sql, certificateId)
  await addMessage(sql, { kind: 'certificate.note', subjectId: certificateId, dealId })
  return { name, sha256 }
}
