import { formatMoney, money } from '../money/money'
import type { MilestoneDraft } from '../schedules/draft'
import { lockReason, type Milestone } from '../schedules/milestone'
import { sameContent } from '../schedules/same-content'
import { milestoneToDraft } from '../schedules/schedule-to-draft'
import type { ChangeOrderLine } from './change-order'
import { leftWaiting } from './left-waiting'

/** Why a line can't take effect any more. */
export interface LineConflict {
  readonly milestoneId: string
  readonly name: string
  readonly detail: string
}

/** What both sides look at when they judge a line, whatever it changes. */
const ALWAYS_JUDGED: readonly (keyof MilestoneDraft)[] = ['deliverable', 'criteria']

const IN_WORDS = {
  name: 'name',
  description: 'notes',
  deliverable: 'deliverable',
  criteria: 'criteria',
  evidenceRequired: 'required evidence',
  plannedFrom: 'planned start',
  plannedOn: 'planned date',
  trigger: 'billing trigger',
  approval: 'approval',
  payers: 'payers',
} as const satisfies Partial<Record<keyof MilestoneDraft, string>>
type Judged = keyof typeof IN_WORDS
const isJudged = (field: string): field is Judged => field in IN_WORDS

/**
 * Lines that no longer fit the milestones: one that was billed, judged or removed meanwhile, or whose money or scope
 * is not what it was when the change order was sent; and one to be removed that another waits for by now. Work that
 * began, and fields that no line speaks of, don't matter.
 */
export function conflictsOf(
  lines: readonly ChangeOrderLine[],
  milestones: readonly Milestone[],
  currency: string,
): LineConflict[] {
  const byId = new Map(milestones.map((milestone) => [milestone.milestoneId, milestone]))
  const waiting = leftWaiting(lines, milestones)
  return lines.flatMap((line) => {
    if (line.op === 'add') return []
    const { milestoneId } = line
    const milestone = byId.get(milestoneId)
    const name = milestone?.name ?? line.before.draft.name
    const waits = waiting.find(({ on }) => on === milestoneId)
    const detail = milestone
      ? (reasonOf(line, milestone, currency) ?? waits?.detail ?? null)
      : 'It was removed meanwhile.'
    return detail === null ? [] : [{ milestoneId, name, detail }]
  })
}

/** A line that accepts what an invoice bills stands on that invoice: it is why the milestone is locked. */
const whyNotFollowed = ({ billed, workStatus }: Milestone): string | null =>
  billed && workStatus !== 'cancelled' ? null : 'The invoice that it follows does not count any more.'

function reasonOf(
  line: Exclude<ChangeOrderLine, { op: 'add' }>,
  milestone: Milestone,
  currency: string,
): string | null {
  const locked = line.accepts === undefined ? lockReason(milestone) : whyNotFollowed(milestone)
  if (locked !== null) return locked
  if (milestone.amountMinor !== line.beforeMinor) {
    const text = (minor: bigint) => formatMoney(money(minor, currency))
    return `Its amount was ${text(line.beforeMinor)} then, and is ${text(milestone.amountMinor)} now.`
  }
  const now = milestoneToDraft(milestone, currency)
  const spokenOf = new Set([...ALWAYS_JUDGED, ...Object.keys(line.given ?? {})])
  const moved = [...spokenOf]
    .filter(isJudged)
    .filter((field) => !sameContent(line.before.draft[field], now[field]))
  return moved.length === 0
    ? null
    : `Its ${moved.map((field) => IN_WORDS[field]).join(' and ')} changed meanwhile.`
}
