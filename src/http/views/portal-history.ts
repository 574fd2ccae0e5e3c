import { verdictWords } from '../../approvals/verdict'
import { orderName } from '../../change-orders/change-order'
import type { PortalData } from '../../insight/read-portal'
import { clientName } from '../../tenants/brand'
import type { PortalEvent } from '../contract/portal'

/** What both sides did, the newest first. */
export function historyOf(data: PortalData): PortalEvent[] {
  const rounds = data.rounds.flatMap((round): PortalEvent[] => {
    const about = `“${round.snapshot.name}”, round ${round.number}`
    return [
      {
        at: round.submittedAt.toISOString(),
        who: round.submittedBy,
        what:
          round.takesBack === null
            ? `Submitted ${about}, for approval`
            : `Took back the ${round.takesBack === 'silence' ? 'acceptance by silence' : 'approval'} of “${round.snapshot.name}”, and asks again: round ${round.number}`,
        reason: round.note,
      },
      ...(data.decisions.get(round.roundId) ?? []).map((decision) => ({
        at: decision.at.toISOString(),
        who: decision.who,
        what: capital(`${verdictWords(decision)} ${about}`),
        reason: decision.reason,
      })),
      ...(round.state === 'withdrawn' && round.endedAt !== null
        ? [
            {
              at: round.endedAt.toISOString(),
              who: clientName(data.workspace),
              what: `Took ${about}, back`,
              reason: null,
            },
          ]
        : []),
    ]
  })
  const orders = data.orders.flatMap((order): PortalEvent[] => {
    const name = orderName(order)
    return [
      ...(order.sent
        ? [
            {
              at: order.sent.at.toISOString(),
              who: order.sent.by,
              what: `Sent ${name}`,
              reason: order.reason,
            },
          ]
        : []),
      ...data.answers
        .filter(({ changeOrderId }) => changeOrderId === order.changeOrderId)
        .map((answer) => ({
          at: answer.at.toISOString(),
          who: answer.who,
          what: `${answer.answer === 'approve' ? 'Approved' : 'Rejected'} ${name}`,
          reason: answer.reason,
        })),
      ...(order.ended && order.ended.via !== 'portal'
        ? [
            {
              at: order.ended.at.toISOString(),
              who: order.ended.signedBy ?? order.ended.by,
              what: `${order.state === 'approved' ? 'Approved' : 'Rejected'} ${name}, as recorded by ${clientName(data.workspace)}`,
              reason: order.ended.reason,
            },
          ]
        : []),
    ]
  })
  // Where it was asked for again at once, the new round says so.
  const takenBack = data.certificates.flatMap((certificate): PortalEvent[] => {
    if (certificate.is !== 'work' || certificate.withdrawn === null) return []
    const { milestoneId, content, withdrawn } = certificate
    const isAskedAgain = data.rounds.some(
      (round) =>
        round.milestoneId === milestoneId && round.number === content.round + 1 && round.takesBack !== null,
    )
    if (isAskedAgain) return []
    const what = content.silence === null ? 'approval' : 'acceptance by silence'
    return [
      {
        at: withdrawn.at.toISOString(),
        who: clientName(data.workspace),
        what: `Took back the ${what} of “${content.snapshot.name}”, round ${content.round}`,
        reason: null,
      },
    ]
  })
  return [...takenBack, ...rounds, ...orders].sort((a, b) => b.at.localeCompare(a.at))
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
