import type { AttentionItem } from '../attention/attention-table'

/** A plan that a merge set aside: on which deal it was begun and stands, and into which one that went. */
export interface PlanBeside {
  readonly begunOn: string
  readonly name: string
  readonly to: string
}

/** What such a plan still has of its client's money, in words, and how much that is. */
export interface StillHeld {
  readonly words: string
  readonly amountMinor: bigint | null
  readonly currency: string
  /** Names these amounts: who answers has seen them. */
  readonly about: string
}

export const twoPlansCause = (begunOn: string): string => `deal_merged:${begunOn}`

/** What people are asked of two plans in one deal; `held` null where nothing is left in the one that is set aside. */
export const twoPlansQuestion = (
  { begunOn, name, to }: PlanBeside,
  held: StillHeld | null,
): AttentionItem => ({
  cause: twoPlansCause(begunOn),
  kind: 'two_plans',
  dealId: to,
  title: 'Two deals with a schedule each were merged in HubSpot',
  detail:
    `The plan of “${name}” is kept beside this one: it opens from this deal's page, what it billed is still followed, ` +
    `and it bills nothing more. Plan what is still to be billed of it here.${held === null ? '' : ` ${held.words}`}`,
  actions: [{ action: 'leave', label: 'Leave it' }],
  ...(held !== null && { amountMinor: held.amountMinor, currency: held.currency, about: held.about }),
})
