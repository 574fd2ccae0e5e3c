import type { ScheduleInput } from '../../../http/contract/schedule'
import { leftOfWhole, ratioText, shareError, shareInput, shareTyped } from '../../parts/typed-share'

type PayersInput = NonNullable<ScheduleInput['payers']>

/** One of several who pay: a QuickBooks customer, and its share as typed. */
export interface DraftPayer {
  readonly customerId: string | null
  readonly share: string
  /** As the plan is stored: a merge in QuickBooks may have made one customer of two payers. */
  readonly kept?: boolean
}

export const payersOf = (said: Readonly<PayersInput> | undefined): DraftPayer[] =>
  (said ?? []).map(({ customer, share }) => ({
    customerId: customer.quickbooksId,
    share: shareTyped(share),
    kept: true,
  }))

/** As the contract takes them; what can't be read was refused before. */
export const payersInput = (payers: readonly DraftPayer[]): PayersInput =>
  payers.flatMap(({ customerId, share }) => {
    const said = shareInput(share)
    return customerId === null || said === null
      ? []
      : [{ customer: { quickbooksId: customerId }, share: said }]
  })

/** Whether the payers' shares are the whole, with the difference. */
export function payersTotal(payers: readonly DraftPayer[]): {
  readonly words: string
  readonly whole: boolean
} {
  const left = leftOfWhole(payers.flatMap(({ share }) => shareInput(share) ?? []))
  if (left.over === 0n) return { words: 'Together 100\u00a0%', whole: true }
  return {
    words: left.over > 0n ? `${ratioText(left)} is nobody’s yet` : `${ratioText(left)} too much`,
    whole: false,
  }
}

type Say = (pointer: string, detail: string, missing?: boolean) => void

/** What is wrong with them, below this pointer. */
export function payersErrors(payers: readonly DraftPayer[], pointer: string, say: Say): void {
  if (payers.length === 0) return
  const chosen = payers.map(({ customerId }) => customerId)
  payers.forEach(({ customerId, share, kept }, at) => {
    if (customerId === null) say(`${pointer}/${at}/customer`, 'Which customer?', true)
    else if (chosen.indexOf(customerId) < at && !kept) {
      say(`${pointer}/${at}/customer`, 'This customer is there already')
    }
    if (shareInput(share) === null) say(`${pointer}/${at}/share`, shareError(share), share.trim() === '')
  })
  const total = payersTotal(payers)
  if (!total.whole && payers.every(({ share }) => shareInput(share) !== null)) say(pointer, total.words)
}
