import type { OrderAnswer } from '../../change-orders/order-answer-table'
import type { ShownOrder } from '../../change-orders/shown-order'
import type { LetterWords } from '../../mail/letter-page'
import { formatMoney, parseAmount } from '../../money/money'
import { withRole } from '../round'

const CHANGED = {
  sums: 'The contract has changed since, so that its sums are other ones now: please look at them',
  lines: 'What it changes reads otherwise now; its sums are the same: please look at it',
} as const

/** Asks an approver to sign a change order: every line, and the contract sum before and after. */
export function orderLetter(
  facts: {
    company: string
    dealName: string
    to: string
    others: readonly string[]
    /** What is not any more as they signed it; null where they have not. */
    changed: 'sums' | 'lines' | null
  },
  order: ShownOrder,
  url: string,
): LetterWords {
  const text = (amount: string) => {
    const parsed = parseAmount(amount, order.currency)
    return parsed === null ? `${amount} ${order.currency}` : formatMoney(parsed)
  }
  const { company, dealName, to, others, changed } = facts
  return {
    subject: `Please sign ${order.name} · ${dealName}`,
    company,
    greeting: `Hello ${to},`,
    paragraphs: [
      `${company} proposes a change to the contract of “${dealName}”: ${order.name}. Nothing of it counts before it is signed.`,
      ...(changed === null
        ? []
        : [
            `You approved ${order.name} before. ${CHANGED[changed]} and sign once more. Until then your signature does not count.`,
          ]),
      order.reason,
      `Contract sum before: ${text(order.contractSumBefore)}\nContract sum after: ${text(order.contractSumAfter)}`,
    ],
    button: { label: 'Look at it and sign or reject', url },
    lists: [
      {
        title: 'What changes',
        items: order.lines.map(({ words, effect }) => `${words} (${text(effect)})`),
      },
      ...(others.length === 0 ? [] : [{ title: 'Also asked', items: others }]),
    ],
    afterwards: ['Silence accepts nothing here. Opening the link signs nothing.'],
    footer: `You get this because ${company} named you to approve changes of “${dealName}”. The link is yours alone: please do not pass it on.`,
  }
}

function moneyText(amount: string, currency: string): string {
  const parsed = parseAmount(amount, currency)
  return parsed === null ? `${amount} ${currency}` : formatMoney(parsed)
}

/**
 * What was answered to a change order, to whoever answered and to the team (`to` is null, with the order's page). `when`: in
 * words, with the year and the zone.
 */
export function orderReceiptLetter(
  facts: { company: string; dealName: string; to: string | null; dealUrl: string | null },
  { shown, answer, who, role, reason, signedName, shownHash }: OrderAnswer,
  when: string,
): LetterWords {
  const { company, dealName, to, dealUrl } = facts
  const said = answer === 'approve' ? 'signed' : 'rejected'
  const text = (amount: string) => moneyText(amount, shown.currency)
  const about = `${shown.name} of “${dealName}”`
  return {
    subject: `${to === null ? who : 'Your answer: you'} ${said} ${shown.name} · ${dealName}`,
    company,
    greeting: to === null ? 'Hello,' : `Hello ${to},`,
    paragraphs: [
      `${to === null ? withRole(who, role) : 'You'} ${said} ${about}${shown.revision > 1 ? `, revision ${shown.revision},` : ''} on ${when}.`,
      `Contract sum before: ${text(shown.contractSumBefore)}\nContract sum with it: ${text(shown.contractSumAfter)}`,
      ...(answer === 'reject' ? ['Nothing of it counts: the contract is as it was.'] : []),
      ...(reason === null ? [] : [reason]),
    ],
    button: dealUrl === null ? null : { label: 'Open the change order', url: dealUrl },
    lists: [
      { title: 'What it says', items: shown.lines.map(({ words, effect }) => `${words} (${text(effect)})`) },
      {
        title: 'What proves it',
        items: [`Signed as: ${signedName}`, `What was shown (SHA-256): ${shownHash}`],
      },
    ],
    afterwards: [],
    footer:
      to === null
        ? `You get this because the settings of ${company} name this address for answers of clients.`
        : `You get this because ${company} named you to approve changes of “${dealName}”. Keep it for your files.`,
  }
}
