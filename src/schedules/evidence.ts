import { lockWords, type Milestone } from './milestone'

/**
 * Why no evidence can be added to a milestone now, and who can change that; null when it can. Work that is completed and
 * not billed may still be given some: what arrives late goes with the invoice all the same.
 */
export const noEvidenceBecause = (milestone: Milestone): string | null =>
  milestone.workStatus === 'completed' && !milestone.billed ? null : lockWords(milestone)

/** Why its evidence stays as it is, and who can change that; null while each file can still be removed. */
export const evidenceStaysBecause = (milestone: Milestone): string | null => lockWords(milestone)
