import type { Happening } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import type { Milestone, MilestoneDetails } from './milestone'
import type { MilestoneContent } from './milestone-table'
import { movedBy, reorderStory } from './order'
import { sameContent } from './same-content'
import type { Schedule, ScheduleTerms } from './schedule'
import { sourceText } from './source'
import { triggerWords } from './trigger'

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
      what: `Planned ${plan.added.length === 1 ? '1 milestone' : `${plan.added.length} milestones`} on a contract of ${text(header.originalMinor)}${
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
      ...changedTerms(held.terms, header.terms),
    })
  }
  if (held.billingType !== header.billingType) {
    happenings.push({
      what: 'Changed the billing type',
      dealId,
      before: held.billingType,
      after: header.billingType,
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
  happenings.push(...orderStory(dealId, before, plan))
  const old = new Map(before.map((milestone) => [milestone.milestoneId, milestone]))
  const names = new Map([...before, ...plan.kept].map(({ milestoneId, name }) => [milestoneId, name]))
  const told = ({ trigger, ...details }: MilestoneDetails) => ({
    ...details,
    trigger: triggerWords(trigger, (id) => names.get(id) ?? 'a milestone that is gone'),
  })
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
      before: {
        name: was.name,
        amount: text(was.amountMinor),
        plannedOn: was.plannedOn,
        ...told(was.details),
      },
      after: {
        name: content.name,
        amount: text(content.amountMinor),
        plannedOn: content.plannedOn,
        ...told(content.details),
      },
    })
  }
  return happenings
}

/** The terms that differ, and no others: a story tells what changed. */
function changedTerms(held: ScheduleTerms, next: ScheduleTerms): Pick<Happening, 'before' | 'after'> {
  const flat = (terms: ScheduleTerms) => new Map<string, unknown>(Object.entries(terms))
  const [was, is] = [flat(held), flat(next)]
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (field) => !sameContent(was.get(field) ?? null, is.get(field) ?? null),
  )
  const told = (terms: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(changed.map((field) => [field, terms.get(field) ?? null]))
  return { before: told(was), after: told(is) }
}

/** Milestones that stayed, and stand in another order than before. */
function orderStory(dealId: string, before: readonly Milestone[], { kept }: Plan): Happening[] {
  const staying = new Set(kept.map((content) => content.milestoneId))
  const ids = [...kept].sort((a, b) => a.position - b.position).map((content) => content.milestoneId)
  return reorderStory(
    dealId,
    movedBy(
      before.filter(({ milestoneId }) => staying.has(milestoneId)),
      ids,
    ),
  )
}

/** A story as one line: "Removed “Design” and 2 more changes". */
export function inShort([first, ...others]: readonly Happening[]): string {
  const more = others.length === 1 ? '1 more change' : `${others.length} more changes`
  return `${first?.what ?? ''}${others.length === 0 ? '' : ` and ${more}`}`
}
