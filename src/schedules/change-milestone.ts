import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { fieldErrorsOf, invalid, notFound, Refusal, stale } from '../tenants/refusal'
import type { MilestoneDraft } from './draft'
import { guardDependents } from './edit-guards'
import type { Milestone } from './milestone'
import { readMilestone, readMilestones } from './milestone-table'
import { planSchedule } from './plan-schedule'
import type { Schedule } from './schedule'
import { lockSchedule, lockScheduleOfDeal } from './schedule-table'
import { scheduleToDraft } from './schedule-to-draft'

/**
 * Adding, editing and removing one milestone is planning the whole schedule with one line changed: the same
 * rules, the same refusals, the same cents.
 */
export async function addMilestone(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; draft: MilestoneDraft },
): Promise<Milestone> {
  const schedule = await lockScheduleOfDeal(sql, request.dealId)
  if (!schedule) throw notFound('schedule')
  const before = await readMilestones(sql, [schedule.scheduleId])
  await sayingWhere(before.length, () =>
    replan(sql, actor, schedule, before, (drafts) => [...drafts, request.draft]),
  )
  const known = new Set(before.map((milestone) => milestone.milestoneId))
  const added = (await readMilestones(sql, [schedule.scheduleId])).find(
    (each) => !known.has(each.milestoneId),
  )
  if (!added) throw new Error('the milestone was not added')
  return added
}

/** Any fields of a milestone; those left out, or undefined, stay as they are. */
export type MilestonePatch = { readonly [Field in keyof MilestoneDraft]?: MilestoneDraft[Field] | undefined }

/** Fields left out keep their value; an amount replaces a share and the other way round. */
export async function changeMilestone(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; patch: MilestonePatch; ifVersion: number | null },
): Promise<void> {
  const { milestone, schedule, before } = await lockPlanOf(sql, request.milestoneId)
  if (request.ifVersion !== null && request.ifVersion !== milestone.version) throw stale('milestone')
  const { patch } = request
  await sayingWhere(before.indexOf(milestone), () =>
    replan(sql, actor, schedule, before, (drafts) =>
      drafts.map((draft) => (draft.id === milestone.milestoneId ? patched(draft, patch) : draft)),
    ),
  )
}

function patched(draft: MilestoneDraft, patch: MilestonePatch): MilestoneDraft {
  const { amount, share, ...rest } = draft
  const value = patch.amount ? { amount: patch.amount } : patch.share ? { share: patch.share } : undefined
  const given = Object.fromEntries(
    Object.entries(patch).filter(
      ([name, part]) => part !== undefined && name !== 'amount' && name !== 'share',
    ),
  )
  return { ...rest, ...(value ?? { ...(amount && { amount }), ...(share && { share }) }), ...given }
}

/** The whole plan is judged, but one milestone was sent: what is wrong with it is said where it stands in that body. */
async function sayingWhere(index: number, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'validation_failed') throw error
    const own = `/milestones/${index}/`
    throw invalid(
      fieldErrorsOf(error).map(({ pointer, detail }) => ({
        pointer: pointer.startsWith(own) ? pointer.slice(own.length - 1) : pointer,
        detail,
      })),
    )
  }
}

export async function removeMilestone(
  sql: Sql,
  actor: Actor,
  request: { milestoneId: string; ifVersion: number | null },
): Promise<void> {
  const { milestone, schedule, before } = await lockPlanOf(sql, request.milestoneId)
  if (request.ifVersion !== null && request.ifVersion !== milestone.version) throw stale('milestone')
  guardDependents(milestone, before)
  await replan(sql, actor, schedule, before, (drafts) =>
    drafts.filter((draft) => draft.id !== milestone.milestoneId),
  )
}

/** The milestone under its schedule's lock, read again once the lock is held. */
export async function lockFor(
  sql: Sql,
  milestoneId: string,
): Promise<{ milestone: Milestone; schedule: Schedule }> {
  const found = await readMilestone(sql, milestoneId)
  const schedule = found ? await lockSchedule(sql, found.scheduleId) : null
  const milestone = schedule ? await readMilestone(sql, milestoneId) : null
  if (!schedule || !milestone) throw notFound('milestone')
  return { milestone, schedule }
}

/** The same with the whole plan around it, in the order people see. */
export async function lockPlanOf(
  sql: Sql,
  milestoneId: string,
): Promise<{ milestone: Milestone; schedule: Schedule; before: Milestone[] }> {
  const found = await readMilestone(sql, milestoneId)
  if (!found) throw notFound('milestone')
  const schedule = await lockSchedule(sql, found.scheduleId)
  const before = schedule ? await readMilestones(sql, [schedule.scheduleId]) : []
  const milestone = before.find((each) => each.milestoneId === milestoneId)
  if (!schedule || !milestone) throw notFound('milestone')
  return { milestone, schedule, before }
}

async function replan(
  sql: Sql,
  actor: Actor,
  schedule: Schedule,
  before: readonly Milestone[],
  change: (drafts: readonly MilestoneDraft[]) => readonly MilestoneDraft[],
): Promise<void> {
  const draft = scheduleToDraft(schedule, before)
  await planSchedule(sql, actor, {
    dealId: schedule.dealId,
    draft: { ...draft, milestones: change(draft.milestones) },
    ifVersion: null,
  })
}
