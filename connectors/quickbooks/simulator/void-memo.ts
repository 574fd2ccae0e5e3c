import type { Behaviour } from './behaviour'

/** The word that a void puts in front of the memo: one of the company's language, as people believe; or none. */
export type VoidWord = string | null

const words = { voided: 'Voided', annulé: 'Annulé', none: null } as const

/** The word as the switch stands now. */
export const voidWord = (behaviour: Behaviour): VoidWord => words[behaviour.value('memo-of-void')]

/** The memo of what was just voided; null is none. */
export function voidMemo(memo: string | null, word: VoidWord): string | null {
  if (word === null) return memo
  return memo === null ? word : `${word} - ${memo}`
}
