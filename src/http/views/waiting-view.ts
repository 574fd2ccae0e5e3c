import type { WaitingNow } from '../../insight/read-waiting'
import type { WaitingApprovalView } from '../contract/approval'
import { moneyView } from './money-view'

export const waitingView = (waiting: WaitingNow): WaitingApprovalView => ({
  kind: waiting.kind,
  id: waiting.id,
  roundId: waiting.roundId,
  dealId: waiting.dealId,
  dealName: waiting.dealName,
  company: waiting.company,
  name: waiting.name,
  amount: moneyView(waiting.amountMinor, waiting.currency),
  number: waiting.number,
  revisions: waiting.revisions,
  since: waiting.since.toISOString(),
  by: waiting.by,
  rule: waiting.rule,
  approvers: waiting.approvers.map(({ id, name, role }) => ({
    name,
    role,
    answered: waiting.answered.includes(id),
    askedAgain: waiting.askedAgain.includes(id),
  })),
  windowDays: waiting.windowDays,
  deemed: waiting.deemed,
  endsAt: waiting.endsAt?.toISOString() ?? null,
})
