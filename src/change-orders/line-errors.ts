import type { MilestoneDraft } from '../schedules/draft'
import { draftErrors } from '../schedules/draft-errors'
import type { Milestone } from '../schedules/milestone'
import { payerErrors } from '../schedules/payers'
import type { Schedule } from '../schedules/schedule'
import { scheduleToDraft } from '../schedules/schedule-to-draft'
import type { FieldError } from '../tenants/refusal'
import type { ChangeOrderLine } from './change-order'
import { leftWaiting } from './left-waiting'
import { patched } from './patched'

/**
 * What can't be of the schedule that the lines would make, at the lines that make it so: the rules of planning, and no
 * milestone left waiting for one that goes.
 */
export function lineErrors(
  schedule: Schedule,
  milestones: readonly Milestone[],
  lines: readonly ChangeOrderLine[],
): FieldError[] {
  const held = scheduleToDraft(schedule, milestones)
  const byId = new Map(lines.map((line, index) => [line.milestoneId, { line, index }]))
  const next: MilestoneDraft[] = held.milestones.map((draft) => {
    const at = byId.get(draft.id)?.line
    return at?.op === 'change' ? patched(draft, at.given) : draft
  })
  const added = lines.flatMap((line) => (line.op === 'add' ? [{ ...line.given, id: line.milestoneId }] : []))
  const all = [...next, ...added]
  const lineAt = (place: number) => byId.get(all[place]?.id ?? '')

  const planning = draftErrors({ ...held, milestones: all }).flatMap(({ pointer, detail }) => {
    const match = /^\/milestones\/(\d+)(\/.*)$/.exec(pointer)
    const at = match ? lineAt(Number(match[1])) : undefined
    if (!match || !at || at.line.op === 'remove') return []
    return [{ pointer: `${fieldsOf(at)}${match[2]}`, detail }]
  })
  const payers = [...byId.values()].flatMap((at) =>
    at.line.op === 'remove' || at.line.given.payers === undefined
      ? []
      : payerErrors(all.find(({ id }) => id === at.line.milestoneId)?.payers ?? [], `${fieldsOf(at)}/payers`),
  )
  const waiting = leftWaiting(lines, milestones).map(({ on, detail }) => ({
    pointer: `/lines/${byId.get(on)?.index}/milestoneId`,
    detail,
  }))
  return [...planning, ...payers, ...waiting]
}

const fieldsOf = ({ line, index }: { line: ChangeOrderLine; index: number }): string =>
  `/lines/${index}/${line.op === 'add' ? 'milestone' : 'set'}`
