import { createHash } from 'node:crypto'
import type { StoredFile } from '../documents/file'
import { formatAmount, money } from '../money/money'
import type { Milestone } from '../schedules/milestone'
import type { Schedule } from '../schedules/schedule'
import type { EvidenceAnswer } from './required-evidence'

/** A file as an approver was shown it. */
export interface ShownFile {
  readonly fileId: string
  readonly name: string
  readonly type: string
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  /** What it shows, in the words of whoever added it. */
  readonly note: string | null
}

/** What an approver sees of the work, and what can't change unseen while they judge it. */
interface ShownWork {
  readonly name: string
  readonly deliverable: string | null
  readonly criteria: readonly string[]
  readonly amount: string
  readonly currency: string
  readonly evidence: readonly ShownFile[]
}

/** Everything that was submitted, frozen: it is what a decision is about. */
export interface Snapshot extends ShownWork {
  /** What was asked as evidence, and what answers it. */
  readonly required: readonly EvidenceAnswer[]
  /** The agreement as it was then; null where none is attached. */
  readonly agreement: {
    readonly fileId: string
    readonly name: string
    readonly version: number
    readonly sha256: string
  } | null
  /** What whoever submitted it wrote to those who decide. */
  readonly note: string | null
  readonly rule: 'any' | 'all'
  readonly approvers: readonly { readonly name: string; readonly role: string | null }[]
}

/** The rules that new snapshots are hashed by. */
export const SNAPSHOT_VERSION = 2

export const shownFile = ({ fileId, name, type, size, sha256, note }: StoredFile): ShownFile => ({
  fileId,
  name,
  type,
  size,
  sha256,
  note,
})

/** The work as it is now. */
export const shownWork = (
  schedule: Schedule,
  milestone: Milestone,
  evidence: readonly StoredFile[],
): ShownWork => ({
  name: milestone.name,
  deliverable: milestone.details.deliverable,
  criteria: milestone.details.criteria,
  amount: formatAmount(money(milestone.amountMinor, schedule.currency)),
  currency: schedule.currency,
  evidence: evidence.map(shownFile),
})

/** What a snapshot says, in a fixed order: JSON objects come back from the database in another one. */
export function snapshotHash(snapshot: Snapshot, version: number): string {
  const { name, deliverable, criteria, amount, currency } = snapshot
  const work = [name, deliverable, criteria, amount, currency]
  const { agreement } = snapshot
  const said =
    version === 1
      ? ['v1', ...work]
      : [
          'v2',
          ...work,
          snapshot.evidence.map((file) => [
            file.fileId,
            file.name,
            file.type,
            file.size,
            file.sha256,
            file.note,
          ]),
          snapshot.required.map((answer) => [answer.item, answer.fileIds, answer.note]),
          agreement && [agreement.fileId, agreement.name, agreement.version, agreement.sha256],
          snapshot.note,
          snapshot.rule,
          snapshot.approvers.map((approver) => [approver.name, approver.role]),
        ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}

/** A stored snapshot with everything that ones of earlier rules did not know. */
export const wholeSnapshot = (stored: ShownWork | Snapshot): Snapshot => ({
  required: [],
  agreement: null,
  note: null,
  rule: 'any',
  approvers: [],
  ...stored,
  evidence: 'evidence' in stored ? stored.evidence : [],
})

/** Whether the work differs from what was submitted: then nobody may decide it any more. */
export const isStale = (
  round: { readonly snapshot: Snapshot; readonly snapshotHash: string; readonly snapshotVersion: number },
  now: ShownWork,
): boolean => snapshotHash({ ...round.snapshot, ...now }, round.snapshotVersion) !== round.snapshotHash
