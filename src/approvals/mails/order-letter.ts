import type { ShownOrder } from '../../change-orders/shown-order'
import type { LetterWords } from '../../mail/letter-page'
import { formatMoney, parseAmount } from '../../money/money'

/** Asks an approver to sign a change order: every line, and the contract sum before and after. */
export function orderLetter(
  facts: { company: string; dealName: string; to: string; others: readonly string[]; again: boolean },
  order: ShownOrder,
  url: string,
): LetterWords {
  const text = (amount: string) => {
    const parsed = parseAmount(amount, order.currency)
    return parsed === null ? `${amount} ${order.currency}` : formatMoney(parsed)
  }
  const { company, dealName, to, others, again } = facts
  return {
    subject: `Please sign ${order.name} · ${dealName}`,
    company,
    greeting: `Hello ${to},`,
    paragraphs: [
      `${company} proposes a change to the contract of “${dealName}”: ${order.name}. Nothing of it counts before it is signed.`,
      ...(again
        ? [
            `You approved ${order.name} before. The contract has changed since, so that its sums are other ones now: please look at them and sign once more. Until then your signature does not count.`,
          ]
        : []),
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
