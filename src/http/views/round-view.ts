import type { PortalLink } from '../../approvals/portal-link'
import { isLive } from '../../approvals/portal-link'
import type { Decision, Round } from '../../approvals/round'
import type { Snapshot } from '../../approvals/snapshot'
import type { ChangeOrder } from '../../change-orders/change-order'
import type { AskedOfOrder, OrderAnswer } from '../../change-orders/order-answer-table'
import { standingAnswers } from '../../change-orders/shown-order'
import type { Approver } from '../../schedules/schedule'
import type {
  OrderAnswersView,
  PortalLinkView,
  RoundPageView,
  ShownFileView,
  SnapshotView,
} from '../contract/approval'
import type { DecisionView, MilestoneView, RoundView } from '../contract/milestone'

/** An approver as every surface names them. */
export const approverView = ({
  id,
  name,
  role,
  email,
  inside,
}: Approver): MilestoneView['approval']['approvers'][number] => ({
  id,
  name,
  role,
  email,
  inside: inside ?? false,
})

export const roundView = (round: Round, decisions: readonly Decision[]): RoundView => ({
  id: round.roundId,
  number: round.number,
  state: round.state,
  note: round.note,
  submittedAt: round.submittedAt.toISOString(),
  submittedBy: round.submittedBy,
  rule: round.rule,
  approvers: round.approvers.map((approver) => ({
    ...approverView(approver),
    answered: decisions.some(({ approverId }) => approverId === approver.id),
  })),
  partial: round.partial,
  windowDays: round.windowDays,
  deemed: round.deemed,
  endsAt: round.endsAt?.toISOString() ?? null,
  revisions: round.revisions,
  decisions: decisions.map(decisionView),
})

const decisionView = (decision: Decision): DecisionView => ({
  approver: decision.who,
  approverId: decision.approverId,
  role: decision.role,
  decision: decision.decision,
  reason: decision.reason,
  outcome: decision.outcome,
  accepted: decision.accepted,
  recordedBy: decision.recordedBy,
  recordedOn: decision.recordedOn,
  fileIds: [...decision.fileIds],
  via: decision.how.via,
  at: decision.at.toISOString(),
})

/** A round with what was shown, and everything that proves each answer. */
export const roundPageView = (
  round: Round,
  decisions: readonly Decision[],
  dealId: string,
): RoundPageView => ({
  ...roundView(round, decisions),
  milestoneId: round.milestoneId,
  dealId,
  endedAt: round.endedAt?.toISOString() ?? null,
  snapshot: snapshotView(round.snapshot),
  snapshotHash: round.snapshotHash,
  decisions: decisions.map((decision) => ({
    ...decisionView(decision),
    id: decision.decisionId,
    signedName: decision.signedName,
    fileIds: [...decision.fileIds],
    snapshotHash: decision.snapshotHash,
    zone: decision.zone,
    linkId: decision.how.linkId ?? null,
    link: decision.how.link ?? null,
    ip: decision.how.ip ?? null,
    userAgent: decision.how.userAgent ?? null,
  })),
})

export const snapshotView = (snapshot: Snapshot): SnapshotView => ({
  name: snapshot.name,
  deliverable: snapshot.deliverable,
  criteria: [...snapshot.criteria],
  amount: { amount: snapshot.amount, currency: snapshot.currency },
  evidence: snapshot.evidence.map(shownFileView),
  required: snapshot.required.map(({ item, fileIds, note }) => ({ item, fileIds: [...fileIds], note })),
  agreement: snapshot.agreement && {
    id: snapshot.agreement.fileId,
    name: snapshot.agreement.name,
    version: snapshot.agreement.version,
    sha256: snapshot.agreement.sha256,
  },
  note: snapshot.note,
  rule: snapshot.rule,
  approvers: snapshot.approvers.map(({ name, role }) => ({ name, role })),
})

export const shownFileView = ({
  fileId,
  name,
  type,
  size,
  sha256,
  note,
}: Snapshot['evidence'][number]): ShownFileView => ({ id: fileId, name, type, size, sha256, note })

export const portalLinkView = (link: PortalLink, now: Date): PortalLinkView => ({
  id: link.linkId,
  name: link.name,
  role: link.role,
  email: link.email,
  openedAt: link.openedAt.toISOString(),
  openedBy: link.openedBy,
  sentBy: link.sentBy,
  expiresAt: link.expiresAt.toISOString(),
  lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
  revokedAt: link.revoked?.at.toISOString() ?? null,
  revokedBy: link.revoked?.by ?? null,
  live: isLive(link, now),
})

/** Answers to every revision; answered is who did so to this one, as it is shown now where it still waits. */
export const orderAnswersView = (
  order: Pick<ChangeOrder, 'revision' | 'state'>,
  shownHash: string,
  asked: AskedOfOrder | undefined,
  answers: readonly OrderAnswer[],
): OrderAnswersView => ({
  rule: asked?.rule ?? 'any',
  approvers: (asked?.approvers ?? []).map((approver) => ({
    ...approverView(approver),
    answered: standingAnswers(order, shownHash, answers).some(({ approverId }) => approverId === approver.id),
  })),
  answers: answers.map((each) => ({
    revision: each.revision,
    who: each.who,
    role: each.role,
    answer: each.answer,
    reason: each.reason,
    signedName: each.signedName,
    shownHash: each.shownHash,
    at: each.at.toISOString(),
    zone: each.zone,
    linkId: each.how.linkId,
    link: each.how.link ?? null,
    stands: standingAnswers(order, shownHash, answers).includes(each),
    ip: each.how.ip,
    userAgent: each.how.userAgent,
  })),
})
