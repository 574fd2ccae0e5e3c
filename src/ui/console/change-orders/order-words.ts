import type { ChangeOrderView } from '../../../http/contract/change-order'
import { dayText } from '../../parts/day-text'
import { moneyText } from '../../parts/money-text'
import { effectText } from './effect-text'

/** The change order as plain text, to paste into a letter or an e-mail: it is the written change itself. */
export function orderText(order: ChangeOrderView, dealName: string): string {
  return [
    `Change order ${order.name}${order.revision > 1 ? `, revision ${order.revision}` : ''}: ${dealName}`,
    '',
    order.reason,
    '',
    ...order.lines.map(
      (line, index) =>
        `${index + 1}. ${line.words}${line.basis === null ? '' : ` (${line.basis})`}: ${effectText(line.effect)}`,
    ),
    '',
    `Contract sum before: ${moneyText(order.contractSumBefore)}`,
    `Net effect: ${effectText(order.netEffect)}`,
    `Contract sum after: ${moneyText(order.contractSumAfter)}`,
    '',
    'Approved by (name, date, signature):',
  ].join('\n')
}

/** Who did what to it and when, oldest first. */
export function orderStory(order: ChangeOrderView): { at: string; words: string; note: string | null }[] {
  const { decision } = order
  const story = [{ at: order.draftedAt, words: `Drafted by ${order.draftedBy}`, note: null as string | null }]
  if (order.sentAt !== null) {
    const again = order.revision > 1 ? `, revision ${order.revision}` : ''
    story.push({ at: order.sentAt, words: `Sent by ${order.sentBy}${again}`, note: null })
  }
  if (decision !== null) {
    const verb = { approved: 'Approved', rejected: 'Rejected', withdrawn: 'Withdrawn' }[
      order.state === 'approved' || order.state === 'rejected' ? order.state : 'withdrawn'
    ]
    const signed =
      decision.signedBy === null
        ? `by ${decision.by}`
        : `by ${decision.signedBy}${decision.on === null ? '' : ` on ${dayText(decision.on)}`}, recorded by ${decision.by}`
    story.push({ at: decision.at, words: `${verb} ${signed}`, note: decision.reason })
  }
  return story
}
