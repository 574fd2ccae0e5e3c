/** A plan among deals that were merged into one. */
export interface MergedPlan {
  readonly scheduleId: string
  /** The deal it stands on now. */
  readonly dealId: string
  /** The deal it was begun on: no other plan ever was. */
  readonly begunOn: string
  readonly createdAt: Date
}

/**
 * Which plan a merged deal goes on with, and which are kept beside it on the deals they were begun on. The one that was
 * begun on the very deal that is left goes on, otherwise the oldest. So it hangs on which deals became one and which one
 * is left, and not on the order in which HubSpot merged them or told of it: of a chain of merges nobody can know more
 * afterwards. A plan may therefore take its turn again when the deal that it was kept beside is merged on.
 */
export function choosePlan(
  plans: readonly MergedPlan[],
  survivor: string,
): { readonly goesOn: MergedPlan | null; readonly beside: readonly MergedPlan[] } {
  const byAge = [...plans].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.begunOn < b.begunOn ? -1 : 1),
  )
  const goesOn = byAge.find(({ begunOn }) => begunOn === survivor) ?? byAge[0] ?? null
  return { goesOn, beside: byAge.filter((plan) => plan !== goesOn) }
}
