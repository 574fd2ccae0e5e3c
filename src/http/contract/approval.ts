import { z } from 'zod'
import { decision, namedApprover, partOutcomes, round } from './milestone'
import { date, money, moneyInput, share } from './money'

const id = z.string().min(1).max(100)
const words = (max: number) => z.string().trim().max(max)
const line = (max: number) => z.string().trim().min(1).max(max)

/** A note to those who decide, and what answers each thing that was asked as evidence: files, or why there is none. */
export const submitInput = z.strictObject({
  note: words(2000).optional(),
  evidence: z
    .array(
      z.strictObject({
        item: line(500),
        fileIds: z.array(id).max(50).optional(),
        note: words(500).optional(),
      }),
    )
    .max(50)
    .refine((said) => new Set(said.map(({ item }) => item)).size === said.length, 'name each item once')
    .optional(),
})

/**
 * What is decided. `accepted` and `outcome` belong to a part. A colleague who is not asked records whose answer it is
 * (`approverId`, where there is a choice), with words or signed files, and the day on the paper.
 */
export const decisionInput = z.strictObject({
  decision: z.enum(['approve', 'revise', 'approve_part']),
  reason: line(2000).optional(),
  accepted: z.union([moneyInput, share]).optional(),
  outcome: z.enum(partOutcomes).optional(),
  approverId: id.optional(),
  on: date.optional(),
  fileIds: z.array(id).max(50).optional(),
})

export const shownFile = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  /** Bytes. */
  size: z.int(),
  sha256: z.string(),
  note: z.string().nullable(),
})
export type ShownFileView = z.infer<typeof shownFile>

/** What answers one thing that was asked as evidence. */
export const evidenceAnswer = z.strictObject({
  item: z.string(),
  fileIds: z.array(z.string()),
  note: z.string().nullable(),
})

/** What was submitted, frozen: what a decision is about. */
export const snapshot = z.strictObject({
  name: z.string(),
  deliverable: z.string().nullable(),
  criteria: z.array(z.string()),
  amount: money,
  evidence: z.array(shownFile),
  required: z.array(evidenceAnswer),
  agreement: z
    .strictObject({ id: z.string(), name: z.string(), version: z.int(), sha256: z.string() })
    .nullable(),
  note: z.string().nullable(),
  rule: z.enum(['any', 'all']),
  approvers: z.array(z.strictObject({ name: z.string(), role: z.string().nullable() })),
})
export type SnapshotView = z.infer<typeof snapshot>

/** What submitting now would show, to whom, and what is missing for it. */
export const submissionAhead = z.strictObject({
  snapshot,
  approvers: z.array(namedApprover),
  missing: z.array(z.string()),
  /** Of the snapshot; what was submitted last, when it differs, had another one. */
  hash: z.string(),
})
export type SubmissionAheadView = z.infer<typeof submissionAhead>

/** How a link reached whoever answered by it: by an e-mail of ours, or handed over by a colleague. */
const linkCame = z.strictObject({ sentBy: z.enum(['hand', 'mail']), by: z.string() })

/** A decision with everything that proves it. */
export const provenDecision = decision.extend({
  id: z.string(),
  signedName: z.string().nullable(),
  fileIds: z.array(z.string()),
  snapshotHash: z.string(),
  /** The workspace's zone at that moment. */
  zone: z.string(),
  linkId: z.string().nullable(),
  /** How that link reached them; null for answers of before, and for those that came another way. */
  link: linkCame.nullable(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
})

/** A round with what was shown in it. */
export const roundPage = round.extend({
  milestoneId: z.string(),
  dealId: z.string(),
  endedAt: z.string().nullable(),
  snapshot,
  snapshotHash: z.string(),
  decisions: z.array(provenDecision),
})
export type RoundPageView = z.infer<typeof roundPage>

export const linkInput = z.strictObject({
  approverId: id,
  /** Ends the person's earlier links to this deal. */
  replace: z.boolean().optional(),
})
export const dealLinkInput = z.strictObject({
  name: line(200),
  role: words(200).optional(),
  email: z.email().max(254),
  replace: z.boolean().optional(),
})

export const portalLink = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.string().nullable(),
  email: z.string(),
  openedAt: z.string(),
  openedBy: z.string(),
  /** Who carries it there: a colleague who copies it, or an e-mail of ours. */
  sentBy: z.enum(['hand', 'mail']),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  live: z.boolean(),
})
export type PortalLinkView = z.infer<typeof portalLink>

/** A new link. Its address is told once: a repeated request answers without it, because it is kept nowhere. */
export const openedLink = portalLink.extend({ url: z.string().nullable(), token: z.string().nullable() })
export type OpenedLinkView = z.infer<typeof openedLink>

/** Something that waits for an answer: work in review, or a change order that was sent. */
export const waitingApproval = z.strictObject({
  kind: z.enum(['milestone', 'change_order']),
  /** Of the milestone or the change order. */
  id: z.string(),
  roundId: z.string().nullable(),
  dealId: z.string(),
  dealName: z.string(),
  company: z.string().nullable(),
  /** "Design", "CO-2". */
  name: z.string(),
  /** Of the milestone; of a change order what it does to the contract sum. */
  amount: money,
  /** The round, or the change order's revision. */
  number: z.int(),
  /** How often changes were asked for before. */
  revisions: z.int(),
  since: z.string(),
  by: z.string(),
  rule: z.enum(['any', 'all']),
  approvers: z.array(
    z.strictObject({
      name: z.string(),
      role: z.string().nullable(),
      answered: z.boolean(),
      /** They signed under a contract sum that has changed since: that counts no more. */
      askedAgain: z.boolean(),
    }),
  ),
  windowDays: z.int().nullable(),
  deemed: z.boolean(),
  endsAt: z.string().nullable(),
})
export type WaitingApprovalView = z.infer<typeof waitingApproval>

/** Who was asked about a change order, and what each answered by their own link, the first answer first. */
export const orderAnswers = z.strictObject({
  rule: z.enum(['any', 'all']),
  approvers: z.array(namedApprover.extend({ answered: z.boolean() })),
  answers: z.array(
    z.strictObject({
      revision: z.int(),
      who: z.string(),
      role: z.string().nullable(),
      answer: z.enum(['approve', 'reject']),
      reason: z.string().nullable(),
      signedName: z.string(),
      shownHash: z.string(),
      at: z.string(),
      zone: z.string(),
      linkId: z.string(),
      link: linkCame.nullable(),
      /** Whether it counts: not where the contract it was signed under has changed since. */
      stands: z.boolean(),
      ip: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
})
export type OrderAnswersView = z.infer<typeof orderAnswers>
