import { milestoneOf as certificateMilestone } from '../../approvals/certificates/certificate'
import { holderAmong } from '../../approvals/open-links'
import type { Round } from '../../approvals/round'
import { markOf, versionOf } from '../../approvals/shown-version'
import { isOver, silenceOf } from '../../approvals/windows/answer-window'
import type { ChangeOrder } from '../../change-orders/change-order'
import { type ShownOrder, shownOrder, shownOrderHash, standingAnswers } from '../../change-orders/shown-order'
import type { StoredFile } from '../../documents/file'
import type { PortalData } from '../../insight/read-portal'
import { type BilledIntent, invoiceStatus } from '../../invoices/billing-status'
import { isCovered } from '../../invoices/books/attributed'
import type { InvoiceFacts } from '../../invoices/books/document'
import type { Tracked } from '../../reconcile/figures'
import { type Label, labelOf } from '../../reconcile/label'
import { codeOf } from '../../schedules/milestone'
import type { Approver } from '../../schedules/schedule'
import { clientName, shadesOf } from '../../tenants/brand'
import type { Workspace } from '../../tenants/workspace-table'
import type {
  ClientStatus,
  PortalChangeOrder,
  PortalInvoice,
  PortalMilestone,
  PortalPage,
  PortalReview,
} from '../contract/portal'
import { isPreviewed } from '../preview-file'
import { moneyView } from './money-view'
import { historyOf } from './portal-history'
import { shownFileView } from './round-view'

/** How this link reads a file. */
type FileUrl = (fileId: string) => string

/** What a page must know of its link: the token of its forms, and where it reads what it names. */
export interface PortalSecrets {
  readonly csrf: string
  readonly fileUrl: FileUrl
  readonly invoiceUrl: (intentId: string, what: 'pdf' | 'pay') => string
  readonly logoUrl: (sha256: string) => string
}

/** A deal as the holder of a link sees it: what both sides agreed, and nothing of what happens inside. */
export function portalView(data: PortalData, secrets: PortalSecrets): PortalPage {
  const { tracker, link, workspace, deal } = data
  const { schedule, figures } = tracker
  const money = (minor: bigint | null) => moneyView(minor, schedule.currency)
  const shown = data.orders.map((order) => ({ order, shown: shownOrder(order, schedule) }))
  return {
    csrf: secrets.csrf,
    version: versionOf([
      ...data.rounds
        .filter(({ state }) => state === 'open')
        .map(({ roundId, snapshotHash }) => markOf(roundId, snapshotHash)),
      ...shown
        .filter(({ order }) => order.state === 'sent')
        .map((each) => markOf(each.order.changeOrderId, shownOrderHash(each.shown))),
    ]),
    you: { name: link.name, role: link.role },
    company: companyOf(workspace, secrets),
    deal: {
      name: deal.name,
      company: deal.company,
      currency: schedule.currency,
      contractSum: moneyView(figures.contractSum, schedule.currency),
      billed: money(figures.billed),
      remaining: money(figures.remaining),
      invoicedTotal: money(figures.invoicedTotal),
      paid: money(figures.paid),
      outstanding: money(figures.outstanding),
      milestonesComplete: figures.milestonesComplete,
      milestonesTotal: figures.milestonesTotal,
      bar: figures.bar.map(({ part, minor }) => ({ part, amount: moneyView(minor, schedule.currency) })),
    },
    milestones: tracker.milestones.map((tracked) => milestoneOf(data, tracked, secrets.fileUrl)),
    changeOrders: shown.map((each) => orderOf(data, each.order, each.shown)),
    invoices: tracker.intents.flatMap((billed) => invoiceOf(data, billed, secrets)),
    history: historyOf(data),
    certificates: data.certificates.map((certificate) => ({
      number: certificate.number,
      milestoneId: certificateMilestone(certificate),
      name: certificate.is === 'work' ? certificate.content.snapshot.name : certificate.content.order.name,
      madeAt: certificate.madeAt.toISOString(),
      hash: certificate.contentHash,
      withdrawnAt: certificate.withdrawn?.at.toISOString() ?? null,
      url: secrets.fileUrl(certificate.fileId),
    })),
  }
}

const statuses: Readonly<Record<Label, ClientStatus>> = {
  Pending: 'planned',
  'In progress': 'in_progress',
  'In review': 'in_review',
  'Changes requested': 'changes_requested',
  'Completed (ready to bill)': 'done',
  Prepared: 'done',
  'Billing…': 'done',
  Unclear: 'done',
  'Billing blocked': 'done',
  'Invoiced (not sent)': 'invoiced',
  Invoiced: 'invoiced',
  'Partially paid': 'partially_paid',
  Paid: 'paid',
  Settled: 'paid',
  Overdue: 'overdue',
  Cancelled: 'cancelled',
}

/** Its invoice is decided, and made or being made. */
const ON_ITS_WAY: ReadonlySet<Label> = new Set<Label>(['Prepared', 'Billing…', 'Unclear'])

function milestoneOf(data: PortalData, { milestone, billing }: Tracked, fileUrl: FileUrl): PortalMilestone {
  const { currency } = data.tracker.schedule
  const rounds = data.rounds.filter(({ milestoneId }) => milestoneId === milestone.milestoneId)
  const [latest] = rounds
  const label = labelOf(milestone, billing, false)
  return {
    id: milestone.milestoneId,
    code: codeOf(milestone),
    name: milestone.name,
    deliverable: milestone.details.deliverable,
    criteria: [...milestone.details.criteria],
    amount: moneyView(milestone.amountMinor, currency),
    plannedOn: milestone.plannedOn,
    workStatus: milestone.workStatus,
    status: statuses[label],
    completedOn: milestone.completedAt?.toISOString() ?? null,
    invoiceFollows: ON_ITS_WAY.has(label) || data.waiting.has(milestone.milestoneId),
    review: latest ? reviewOf(data, latest, fileUrl) : null,
    decisions: rounds.flatMap((round) =>
      (data.decisions.get(round.roundId) ?? []).map((decision) => ({
        round: round.number,
        who: decision.who,
        // A colleague's right here is nothing to a client.
        role: decision.approverId === null ? null : decision.role,
        decision: decision.decision,
        outcome: decision.outcome,
        accepted: decision.accepted,
        reason: decision.reason,
        recorded: decision.recordedBy !== null,
        files: decision.fileIds.flatMap((id) => {
          const file = data.files.get(id)
          return file ? [{ name: file.name, url: fileUrl(id) }] : []
        }),
        at: decision.at.toISOString(),
      })),
    ),
  }
}

function companyOf(workspace: Workspace, { logoUrl }: PortalSecrets): PortalPage['company'] {
  const { colour, logo } = workspace.settings.brand
  return {
    name: clientName(workspace),
    zone: workspace.zone,
    shades: shadesOf(colour),
    logo: logo && { ...logo, url: logoUrl(logo.sha256) },
  }
}

/** A round that was taken back asks nothing and shows nothing: the page says so in its history. */
function reviewOf(data: PortalData, round: Round, fileUrl: FileUrl): PortalReview | null {
  if (round.state === 'withdrawn') return null
  const { snapshot } = round
  const decisions = data.decisions.get(round.roundId) ?? []
  const holder = holderAmong(round.approvers, data.link)
  const own = holder && decisions.find(({ approverId }) => approverId === holder.id)
  const mayDecide = round.state === 'open' && holder !== undefined && own === undefined
  return {
    roundId: round.roundId,
    number: round.number,
    state: round.state,
    note: round.note,
    submittedAt: round.submittedAt.toISOString(),
    submittedBy: round.submittedBy,
    rule: round.rule,
    approvers: round.approvers.map(({ id, name, role }) => ({
      name,
      role,
      answered: decisions.some(({ approverId }) => approverId === id),
    })),
    windowDays: round.windowDays,
    silence: silenceOf(
      round,
      decisions,
      data.windows.filter(({ roundId }) => roundId === round.roundId),
      holder ?? { id: '' },
    ),
    endsAt: endOf(data, round, holder)?.toISOString() ?? null,
    revisions: round.revisions,
    name: snapshot.name,
    deliverable: snapshot.deliverable,
    criteria: [...snapshot.criteria],
    amount: { amount: snapshot.amount, currency: snapshot.currency },
    evidence: snapshot.evidence.map((file) => ({
      ...shownFileView(file),
      url: fileUrl(file.fileId),
      previewed: isPreviewed({ ...file, inline: data.files.get(file.fileId)?.inline ?? false }),
    })),
    required: snapshot.required.map(({ item, fileIds, note }) => ({ item, fileIds: [...fileIds], note })),
    agreement: snapshot.agreement && {
      name: snapshot.agreement.name,
      version: snapshot.agreement.version,
      sha256: snapshot.agreement.sha256,
      url: fileUrl(snapshot.agreement.fileId),
      previewed: isAgreementPreviewed(data.files.get(snapshot.agreement.fileId)),
    },
    mayDecide,
    mayAcceptPart: mayDecide && round.partial && (round.rule === 'any' || round.approvers.length < 2),
    yourDecision: own?.decision ?? null,
  }
}

/** Until when to answer: the round's end, or what the holder was told while others keep that unknown; null once it is over. */
function endOf({ windows, now }: PortalData, round: Round, holder: Approver | undefined): Date | null {
  const own = windows.find((each) => each.roundId === round.roundId && each.approverId === holder?.id)
  const ends = [round.endsAt, own?.endsAt ?? null]
  return ends.find((end) => end !== null && !isOver(end, now)) ?? null
}

const isAgreementPreviewed = (file: StoredFile | undefined): boolean =>
  file !== undefined && isPreviewed(file)

function orderOf(data: PortalData, order: ChangeOrder, shown: ShownOrder): PortalChangeOrder {
  const { currency } = order
  const asked = data.asked.get(order.changeOrderId) ?? { rule: 'any' as const, approvers: [] }
  const answers = standingAnswers(
    order,
    shownOrderHash(shown),
    data.answers.filter(({ changeOrderId }) => changeOrderId === order.changeOrderId),
  )
  const holder = holderAmong(asked.approvers, data.link)
  const own = holder && answers.filter(({ approverId }) => approverId === holder.id).at(-1)
  const text = (amount: string) => ({ amount, currency })
  return {
    id: order.changeOrderId,
    name: shown.name,
    revision: order.revision,
    reason: order.reason,
    state: order.state === 'approved' || order.state === 'rejected' ? order.state : 'sent',
    lines: shown.lines.map(({ words, effect }) => ({ words, effect: text(effect) })),
    netEffect: text(shown.netEffect),
    contractSumBefore: text(shown.contractSumBefore),
    contractSumAfter: text(shown.contractSumAfter),
    sentAt: order.sent?.at.toISOString() ?? null,
    rule: asked.rule,
    approvers: asked.approvers.map(({ id, name, role }) => ({
      name,
      role,
      answered: answers.some(({ approverId }) => approverId === id),
    })),
    decidedAt: order.ended?.at.toISOString() ?? null,
    decidedBy: order.ended ? (order.ended.signedBy ?? order.ended.by) : null,
    decisionReason: order.ended?.reason ?? null,
    mayDecide: order.state === 'sent' && holder !== undefined && own === undefined,
    yourDecision: own?.answer ?? null,
  }
}

/** Invoices that QuickBooks has and that count: what is on its way, or void, is no client's. */
function invoiceOf(data: PortalData, billed: BilledIntent, { invoiceUrl }: PortalSecrets): PortalInvoice[] {
  const { intent, parts, invoice, attributed } = billed
  if (intent.state !== 'posted' || !invoice || invoice.gone === 'voided' || invoice.gone === 'deleted')
    return []
  const { names } = data.tracker
  const status = isCovered(invoice, attributed)
    ? 'credited'
    : invoiceStatusOf(invoice, billed, data.tracker.today)
  const isOpen = status !== 'paid' && status !== 'credited'
  return [
    {
      id: intent.intentId,
      number: invoice.docNumber,
      milestones: [...new Set(parts.flatMap((part) => names.get(part.milestoneId ?? '') ?? []))],
      status,
      issuedOn: invoice.issuedOn ?? intent.issuedOn,
      dueOn: invoice.dueOn,
      total: moneyView(invoice.totalMinor ?? intent.amountMinor, intent.currency),
      balance: moneyView(invoice.balanceMinor, intent.currency),
      pdf: invoiceUrl(intent.intentId, 'pdf'),
      pay: isOpen && invoice.payableOnline ? invoiceUrl(intent.intentId, 'pay') : null,
    },
  ]
}

/** What nothing is left of is paid to a client, whoever wrote it off; what was written off in part is no part payment. */
function invoiceStatusOf(
  invoice: InvoiceFacts,
  billed: BilledIntent,
  today: string,
): PortalInvoice['status'] {
  const { balanceMinor, dueOn } = invoice
  if (invoice.gone === 'credited') return 'credited'
  if (balanceMinor === 0n) return 'paid'
  if (dueOn !== null && dueOn < today) return 'overdue'
  return invoiceStatus(invoice, false, billed) === 'partially_paid' ? 'partially_paid' : 'open'
}
