import { z } from 'zod'
import { date, money } from './money'
import { uploadedFile } from './route'

export const fileKinds = ['agreement', 'sign_off', 'other'] as const
const fileKind = z.enum(fileKinds)
const id = z.string().min(1).max(100)

/** A multipart body: one file in the field `file`, and text fields. */
export const fileUpload = z.strictObject({
  file: uploadedFile,
  kind: fileKind,
  note: z.string().trim().max(500).optional(),
})

export const file = z.strictObject({
  id: z.string(),
  dealId: z.string(),
  name: z.string(),
  /** The media type by its content, whatever it was sent as. */
  type: z.string(),
  /** Bytes. */
  size: z.int(),
  /** Of the bytes, in hex. */
  sha256: z.string(),
  /** Counted from 1: all agreements of a deal are versions of one; of other files those of one name. */
  version: z.int(),
  /** Evidence belongs to one milestone, and is listed there; a certificate is made by Milepost. */
  kind: z.enum([...fileKinds, 'evidence', 'certificate']),
  note: z.string().nullable(),
  /** The milestone that evidence, or a certificate, belongs to. */
  milestoneId: z.string().nullable(),
  /** Which of the things that were asked as evidence it shows. */
  item: z.string().nullable(),
  /** Whether a browser shows it in place; everything else is saved. */
  inline: z.boolean(),
  /** Why it can't be deleted, in words; null when an admin or the owner can. */
  keptBecause: z.string().nullable(),
  uploadedAt: z.string(),
  by: z.string(),
})
export type FileView = z.infer<typeof file>

export const agreementCheckInput = z.strictObject({
  fileId: id,
  where: z.string().trim().max(200).optional(),
  note: z.string().trim().max(500).optional(),
})

/** That a person held a milestone's amount against the agreement. */
export const agreementCheck = z.strictObject({
  fileId: z.string(),
  version: z.int(),
  where: z.string().nullable(),
  note: z.string().nullable(),
  /** What the amount was then. */
  amount: money,
  by: z.string(),
  at: z.string(),
  state: z.enum(['checked', 'differs']),
  /** "Differs: the amount was $15,000.00 when checked."; null while it holds. */
  detail: z.string().nullable(),
})
export type AgreementCheckView = z.infer<typeof agreementCheck>

/** The client's acceptance of a schedule that stands. */
export const acceptance = z.strictObject({
  on: date,
  by: z.string(),
  /** SHA-256 of the plan that was accepted; null where it was recorded before plans were hashed. */
  planHash: z.string().nullable(),
  files: z.array(z.strictObject({ id: z.string(), name: z.string(), sha256: z.string() })),
  recordedBy: z.string().nullable(),
  recordedAt: z.string().nullable(),
})
export type AcceptanceView = z.infer<typeof acceptance>

/** Whether a workspace's history is whole. */
export const historyVerification = z.strictObject({
  whole: z.boolean(),
  entries: z.int(),
  /** The newest entry that was changed, or before which one is missing. */
  brokenAt: z.int().nullable(),
  /** When the first entry was written; null where nothing happened yet. */
  since: z.string().nullable(),
  /** The newest entry's hash, which covers all before it. */
  seal: z.string().nullable(),
})
