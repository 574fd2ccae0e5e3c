/** What says whose work a record of QuickBooks is: hours, or a cost. Ids are QuickBooks'. */
export interface WorkMark {
  readonly customerId: string
  readonly projectId: string | null
  readonly classId: string | null
  readonly itemId: string | null
}

/** A planned deal that work may be of. */
export interface Claim {
  readonly scheduleId: string
  readonly dealId: string
  readonly dealName: string
  /** Who pays: one customer, or several. */
  readonly customerIds: readonly string[]
  readonly classId: string | null
  readonly itemId: string | null
}

/** How it is known whose work it is. A person said so, it was entered for the deal, or QuickBooks' own words do. */
export type AssignedBy = 'person' | 'entered' | 'customer' | 'class' | 'item'

/** Whose it is. A person may say that it is none of the deals'. */
export interface Assigned {
  readonly scheduleId: string | null
  readonly by: AssignedBy
}

/** The deals that this work may be of: those of its project where it has one that is planned, else of its customer. */
export function claimsOn(mark: WorkMark, claims: readonly Claim[]): readonly Claim[] {
  const ofProject = claims.filter(
    ({ customerIds }) => mark.projectId !== null && customerIds.includes(mark.projectId),
  )
  return ofProject.length > 0
    ? ofProject
    : claims.filter(({ customerIds }) => customerIds.includes(mark.customerId))
}

/**
 * Whose work it is, where that is certain: the only deal of its customer or project, or the only one of several with
 * its class, or its item. Null where several could be meant: then a person says, and nothing is guessed.
 */
export function ownerOf(mark: WorkMark, claims: readonly Claim[]): Assigned | null {
  const open = claimsOn(mark, claims)
  const only = (found: readonly Claim[], by: AssignedBy): Assigned | null =>
    found.length === 1 && found[0] ? { scheduleId: found[0].scheduleId, by } : null
  const same = (id: string | null, of: (claim: Claim) => string | null) =>
    id === null ? [] : open.filter((claim) => of(claim) === id)
  return (
    only(open, 'customer') ??
    only(
      same(mark.classId, (claim) => claim.classId),
      'class',
    ) ??
    only(
      same(mark.itemId, (claim) => claim.itemId),
      'item',
    )
  )
}
