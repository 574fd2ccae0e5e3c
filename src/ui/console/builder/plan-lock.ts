import type { MilestoneView } from '../../../http/contract/milestone'
import type { PlanDraft } from './plan-draft'
import type { PlanRow } from './plan-row'

/** What of a row can't be changed, each with the reason and who still could; null where it can. */
export interface RowLock {
  /** Everything but its place. */
  readonly all: string | null
  /** Its money, what is held back of it, deliverable, criteria and evidence, the day it bills and how it is approved. */
  readonly scope: string | null
  readonly removal: string | null
}

const free: RowLock = { all: null, scope: null, removal: null }
const byChangeOrder =
  'A change order changes its money, deliverable, criteria and evidence, the day it bills and how it is approved.'

function whyLocked(saved: MilestoneView): string {
  return [saved.lockedBecause ?? 'It is locked.', saved.unlockedBy].filter(Boolean).join(' ')
}

/** The locks of one row of this plan. */
export function lockOf(row: PlanRow, formal: PlanDraft['formal']): RowLock {
  const { saved } = row
  if (saved === null) return free
  if (saved.locked) return { all: whyLocked(saved), scope: whyLocked(saved), removal: whyLocked(saved) }
  if (formal) return { all: null, scope: byChangeOrder, removal: 'A change order removes it.' }
  return saved.workStatus === 'pending'
    ? free
    : { ...free, removal: 'Work on it has begun: it can’t be removed.' }
}

/** Whether its amount stays whatever the contract value becomes. */
export function isFrozen(row: PlanRow, formal: PlanDraft['formal']): boolean {
  return lockOf(row, formal).scope !== null
}
