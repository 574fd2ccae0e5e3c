/** E-mail addresses name one person however they are written. */
export const sameEmail = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

/** Whoever was asked at one address is asked at another. */
export interface AddressMove {
  readonly from: string
  readonly to: string
}

/** One that was carried out. */
export interface MovedAddress extends AddressMove {
  readonly at: Date
}

/** Where whoever had an address at a time is reached today. `moves`: the deal's, the first one first. */
export const addressToday = (moves: readonly MovedAddress[], email: string, since: Date): string =>
  moves.reduce((now, { from, to, at }) => (at > since && sameEmail(now, from) ? to : now), email)

interface Reached {
  readonly email: string
}

/** Whether somebody among them is asked at this address. */
export const asksAt = (approvers: readonly Reached[], email: string): boolean =>
  approvers.some((each) => sameEmail(each.email, email))

/** Whoever is asked at the new address already, beside the one that would move there: an address is one person's. */
export const alreadyThere = <T extends Reached>(
  approvers: readonly T[],
  { from, to }: AddressMove,
): T | undefined =>
  asksAt(approvers, from) ? approvers.find((each) => sameEmail(each.email, to)) : undefined

/** The same approvers, one of them at another address. */
export const movedApprovers = <T extends Reached>(
  approvers: readonly T[],
  { from, to }: AddressMove,
): readonly T[] => approvers.map((each) => (sameEmail(each.email, from) ? { ...each, email: to } : each))

/** A rule, stored or as it was typed, that asks at the new address; null where it asks nobody at the old one. */
export function movedRule<Rule extends { readonly approvers?: readonly Reached[] | undefined }>(
  rule: Rule | null | undefined,
  move: AddressMove,
): Rule | null {
  if (!rule?.approvers || !asksAt(rule.approvers, move.from)) return null
  return { ...rule, approvers: movedApprovers(rule.approvers, move) }
}
