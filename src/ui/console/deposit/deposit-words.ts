import type { DepositView } from '../../../http/contract/deposit'
import { minorOf } from '../../parts/minor-units'
import { moneyText, shareText } from '../../parts/money-text'

/** What is agreed, in a sentence: "20 % of the contract, beside the milestones: $10,000.00." */
export function agreedWords({ mode, share, total }: DepositView): string {
  const part = share === null ? '' : `${shareText(share)} of the contract`
  switch (mode) {
    case 'advance':
      return `${part}, paid in advance: ${moneyText(total)} beside the milestones.`
    case 'liability':
      return 'The first milestone is the deposit. It is owed to the client until work earns it.'
    case 'income':
      return 'The first milestone is the deposit. It is income when it is billed.'
    case null:
      return 'No deposit is agreed any more; what was billed of one is still kept here.'
  }
}

/** How it comes back, and what that waits for. */
export function comesBackWords({ mode, draw, waitsForPayment, billOn, left }: DepositView): string {
  const words: string[] = []
  if (mode === 'advance') {
    words.push(
      draw === 'proportional'
        ? 'Every later invoice is lower by the same share of it'
        : 'Later invoices are lower by as much as there is of it',
    )
    if (waitsForPayment) words.push('once it is paid')
  }
  if (mode === 'liability')
    words.push(
      draw === 'proportional'
        ? 'It becomes income in proportion to the work that is billed'
        : 'It becomes income with the first work that is billed',
    )
  const sentence = words.length === 0 ? '' : `${words.join(', ')}.`
  const waits = mode === 'advance' && billOn === 'signature' && minorOf(left) > 0n
  return waits ? `${sentence} It is billed when the client accepts the plan.` : sentence
}

/** How an invoice of a deposit stands, in a word. */
export const stateWords: Readonly<Record<DepositView['invoices'][number]['state'], string>> = {
  effective: 'Invoiced',
  under_way: 'On its way',
  gone: 'Not billed any more',
}
