import { z } from 'zod'
import { fileKinds } from './document'
import { uploadedFile } from './route'

/** Which of the things that were asked a file shows, word for word. */
const item = z.string().trim().min(1).max(500)

/** A multipart body: one file in the field `file`, and what it shows in `note`. */
export const evidenceUpload = z.strictObject({
  file: uploadedFile,
  note: z.string().trim().max(500).optional(),
  item: item.optional(),
})

/** Null takes it from what it stood for. */
export const evidenceItem = z.strictObject({ item: item.nullable() })

/** A way into the page that adds evidence from inside HubSpot: good for a moment, for one person and one milestone. */
export const evidenceTicket = z.strictObject({ url: z.string(), expiresAt: z.string() })

const attachedFile = {
  fileId: z.string(),
  name: z.string(),
  kind: z.enum([...fileKinds, 'evidence', 'certificate']),
  /** Bytes. */
  size: z.int(),
}

/** A file that would go with the next invoice; `leftOutBecause` says why it does not. */
export const attachmentAhead = z.strictObject({ ...attachedFile, leftOutBecause: z.string().nullable() })

export const attachmentStates = ['wanted', 'sending', 'unclear', 'attached', 'refused', 'left_out'] as const

/** A file that was decided to go with an invoice. */
export const attachment = z.strictObject({
  ...attachedFile,
  state: z.enum(attachmentStates),
  /** Why it is where it is, in words; null where there is nothing to say. */
  because: z.string().nullable(),
})
export type AttachmentView = z.infer<typeof attachment>

export const attachments = z.strictObject({
  ahead: z.array(attachmentAhead),
  invoices: z.array(
    z.strictObject({
      id: z.string(),
      docNumber: z.string().nullable(),
      customer: z.string().nullable(),
      files: z.array(attachment),
    }),
  ),
})
export type AttachmentsView = z.infer<typeof attachments>
