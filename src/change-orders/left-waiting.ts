import type { Milestone, Trigger } from '../schedules/milestone'
import type { ChangeOrderLine } from './change-order'

/** A milestone that would wait for one that goes: its day would never come. */
export interface LeftWaiting {
  /** The id of the milestone that goes. */
  readonly on: string
  /** Which one waits, and what to do first. */
  readonly detail: string
}

/**
 * Who would be left waiting, were the lines applied. Cancelled milestones wait for nothing any more, nor do billed ones,
 * whose day has had its effect.
 */
export function leftWaiting(
  lines: readonly ChangeOrderLine[],
  milestones: readonly Milestone[],
): LeftWaiting[] {
  const lineOf = new Map(lines.map((line) => [line.milestoneId, line]))
  const staying = milestones.flatMap(({ milestoneId, name, details, workStatus, billed }) => {
    const line = lineOf.get(milestoneId)
    if (workStatus === 'cancelled' || billed || line?.op === 'remove') return []
    return [{ name, trigger: line?.given?.trigger ?? details.trigger }]
  })
  const added = lines.flatMap((line) => (line.op === 'add' ? [line.given] : []))
  return [...staying, ...added].flatMap(({ name, trigger }) => {
    const on = waitsFor(trigger)
    if (on === null || lineOf.get(on)?.op !== 'remove') return []
    return [{ on, detail: `“${name}” is billed some days after this one. Change that first.` }]
  })
}

const waitsFor = (trigger: Trigger | undefined): string | null =>
  trigger?.after && 'milestoneId' in trigger.after ? trigger.after.milestoneId : null
