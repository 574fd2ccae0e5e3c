import type { Happening } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import type { Milestone } from './milestone'
import type { MilestoneContent } from './milestone-table'
import { sameContent } from './same-content'
import type { Schedule } from './schedule'
import { sourceText } from './source'

/** What saving a plan changed: in creation order, with the milestones that went. */
export interface Plan {
  readonly kept: MilestoneContent[]
  readonly added: MilestoneContent[]
  readonly removed: Milestone[]
}

/** The change as people will read it in the deal's history. */
export function planStory(
  dealId: string,
  held: Schedule | null,
  header: Omit<Schedule, 'scheduleId'>,
  before: readonly Milestone[],
  plan: Plan,
): Happening[] {
  const text = (minor: bigint) => formatMoney(money(minor, header.currency))
  const happenings: Happening[] = []
  if (!held) {
    happenings.push({
      what: `Planned ${plan.added.length} milestones on a contract of ${text(header.originalMinor)}${
        header.terms.source === null ? '' : `, from ${sourceText(header.terms.source)}`
      }`,
      dealId,
      after: plan.added.map((content) => ({ name: content.name, amount: text(content.amountMinor) })),
    })
    return happenings
  }
  if (held.originalMinor !== header.originalMinor) {
    happenings.push({
      what: 'Changed the contract value',
      dealId,
      before: formatMoney(money(held.originalMinor, held.currency)),
      after: text(header.originalMinor),
    })
  }
  if (!sameContent(held.terms, header.terms)) {
    happenings.push({
      what: 'Changed the terms of the schedule',
      dealId,
      before: held.terms,
      after: header.terms,
    })
  }
  for (const content of plan.added) {
    happenings.push({
      what: `Added “${content.name}”`,
      dealId,
      milestoneId: content.milestoneId,
      after: { amount: text(content.amountMinor) },
    })
  }
  for (const milestone of plan.removed) {
    happenings.push({
      what: `Removed “${milestone.name}”`,
      dealId,
      before: { amount: text(milestone.amountMinor) },
    })
  }
  const old = new Map(before.map((milestone) => [milestone.milestoneId, milestone]))
  for (const content of plan.kept) {
    const was = old.get(content.milestoneId)
    if (!was) continue
    const amountMoved = was.amountMinor !== content.amountMinor
    if (
      !amountMoved &&
      was.name === content.name &&
      was.plannedOn === content.plannedOn &&
      sameContent(was.details, content.details)
    )
      continue
    happenings.push({
      what: `Edited “${content.name}”`,
      dealId,
      milestoneId: content.milestoneId,
      before: { name: was.name, amount: text(was.amountMinor), plannedOn: was.plannedOn, ...was.details },
      after: {
        name: content.name,
        amount: text(content.amountMinor),
        plannedOn: content.plannedOn,
        ...content.details,
      },
    })
  }
  return happenings
}
