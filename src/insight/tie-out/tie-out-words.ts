import { dayIn, dayWords } from '../../clock/day'
import { formatMoney, money } from '../../money/money'
import { type TieOut, tieOutState } from '../../reconcile/tie-out'
import type { Identity } from '../../reconcile/tie-out-identity'
import type { OwnedDifference } from './tie-out-row'

/** What is held against what. */
export const identityTitles: Readonly<Record<Identity['id'], string>> = {
  A: 'The contract',
  B: 'What was invoiced',
  C: 'How it was settled',
  D: 'Credit memos',
  E: 'Payments',
}

/** One sentence about a deal: it comes out, or how much does not. */
export function verdictWords(tieOut: TieOut, open: number): string {
  switch (tieOutState(tieOut)) {
    case 'holds':
      return 'Everything ties out, to the cent.'
    case 'unknown':
      return 'Something could not be read, so it is not known whether everything ties out.'
    case 'differs':
      return open === 1 ? '1 difference is open.' : `${open} differences are open.`
  }
}

/** An open difference in one sentence: what, how much, since when, and who looks into it. Days are the zone's. */
export function differenceWords(
  { what, minor, since, owner }: OwnedDifference,
  currency: string,
  zone: string,
): string {
  const day = (at: Date) => dayWords(dayIn(zone, at))
  const amount = minor === null ? 'unknown amount' : formatMoney(money(minor, currency))
  const parts = [
    `${what}: ${amount}`,
    since === null ? null : `since ${day(since)}`,
    owner === null
      ? 'nobody looks into it yet'
      : `${owner.who} looks into it since ${day(owner.at)}${owner.note === null ? '' : `: “${owner.note}”`}`,
  ]
  return `${parts.filter((part) => part !== null).join(' · ')}.`
}
