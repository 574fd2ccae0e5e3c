import { progressOf } from './claim'
import { lockWords, type Milestone } from './milestone'

/**
 * Why no evidence can be added to a milestone now, and who can change that; null when it can. Work that is completed and
 * not billed may still be given some: what arrives late goes with the invoice all the same. Work that is claimed by
 * progress goes on, and every claim wants its photos.
 */
export const noEvidenceBecause = (milestone: Milestone): string | null =>
  (milestone.workStatus === 'completed' && !milestone.billed) ||
  (milestone.workStatus === 'in_progress' && progressOf(milestone).length > 0)
    ? null
    : lockWords(milestone)

/** Why its evidence stays as it is, and who can change that; null while each file can still be removed. */
export const evidenceStaysBecause = (milestone: Milestone): string | null => lockWords(milestone)
