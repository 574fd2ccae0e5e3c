import { randomUUID } from 'node:crypto'
import { limits } from '../../config/limits'
import { endAttentions, settleDealAttention } from '../attention/attention-table'
import type { StoredDeal } from '../deals/deal'
import { readDealCustomer } from '../deals/deal-customer-table'
import { holdUnplannedDeal, readDeal } from '../deals/deal-table'
import { record } from '../history/history-table'
import { markDirty } from '../outbox/deal-mirror-table'
import type { Sql } from '../postgres/database'
import { violates } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict, type FieldError, invalid, notFound, stale } from '../tenants/refusal'
import {
  checkBillingType,
  contractMinor,
  detailsOf,
  draftAmount,
  type MilestoneDraft,
  moneyErrors,
  type ScheduleDraft,
  termsOf,
} from './draft'
import { draftErrors } from './draft-errors'
import { guardEdit, guardHeader, guardRemoval } from './edit-guards'
import { lockReason, type Milestone } from './milestone'
import { addMilestones, readMilestones, removeMilestones, saveMilestones } from './milestone-table'
import { checkPayers, guardPayers, keepPayers } from './payers'
import { inShort, type Plan, planStory } from './plan-story'
import { keepStep, type Origin, planStepBack } from './planning-step-table'
import { refreshTriggers } from './refresh-triggers'
import { type PlannedAmount, resolveAmounts } from './resolve-amounts'
import { isFormal, type Schedule } from './schedule'
import { addSchedule, isOnInvoices, lockScheduleOfDeal, saveSchedule } from './schedule-table'
import { milestoneToDraft } from './schedule-to-draft'
import { takeSurvivors } from './take-survivors'
import { failedDayCause } from './trigger'

/**
 * Line 2 of the story: a deal is split into milestones. Creates the schedule, or edits its header and open
 * milestones: those with an id are edited, those without are added, those left out are removed where the
 * rules allow. All or nothing.
 * Refuses: not_found, deal_archived, version_conflict, validation_failed, milestone_locked, change_order_required.
 */
export async function planSchedule(
  sql: Sql,
  actor: Actor,
  request: {
    dealId: string
    draft: ScheduleDraft
    ifVersion: number | null
    /** Milestones that were removed and come back as they were made. */
    origins?: readonly Origin[]
  },
): Promise<Schedule> {
  const deal = await readDeal(sql, request.dealId)
  if (!deal) throw notFound('deal')
  refuseArchived(deal)
  checkBillingType(request.draft)
  const original = contractMinor(request.draft.contractValue)
  const held = await lockScheduleOfDeal(sql, deal.dealId)
  if (!held) refuseArchived((await holdUnplannedDeal(sql, deal.dealId)) ?? deal)
  if (request.ifVersion !== null && request.ifVersion !== (held?.version ?? 0)) throw stale('schedule')

  const before = held ? await readMilestones(sql, [held.scheduleId]) : []
  const chosen = held ? request.draft : await withChosenCustomer(sql, deal.dealId, request.draft)
  const named = await takeSurvivors(sql, chosen)
  const draft = held ? keepPayers(named, { schedule: held, milestones: before }) : named
  checkPayers(draft)
  const milestones = withCancelled(before, draft.milestones, draft.contractValue.currency)
  const errors = [...moneyErrors(draft, original), ...draftErrors({ ...draft, milestones })]
  if (errors.length > 0) throw invalid(errors)
  const header: Omit<Schedule, 'scheduleId'> = {
    dealId: deal.dealId,
    billingType: draft.billingType,
    currency: draft.contractValue.currency,
    originalMinor: original,
    contractMinor: original + (held ? held.contractMinor - held.originalMinor : 0n),
    terms: termsOf(draft, held?.terms ?? null),
    acceptedOn: held?.acceptedOn ?? null,
    acceptedBy: held?.acceptedBy ?? null,
    changedByOrder: held?.changedByOrder ?? false,
    version: held?.version ?? 1,
  }
  if (held) {
    const billed = header.currency !== held.currency && (await isOnInvoices(sql, held.scheduleId))
    guardHeader(held, header, before, billed)
  }
  const plan = planMilestones(held, header, before, milestones, request.origins ?? [])
  if (held) guardPayers(held, header, before, plan.kept)

  const schedule = held ?? (await create(sql, header))
  if (held) await saveSchedule(sql, { ...header, scheduleId: held.scheduleId })
  const removed = plan.removed.map((milestone) => milestone.milestoneId)
  await removeMilestones(sql, removed)
  if (removed.length > 0) await endAttentions(sql, removed.map(failedDayCause), actor.who, 'removed')
  await saveMilestones(sql, schedule.scheduleId, plan.kept)
  await addMilestones(sql, schedule.scheduleId, plan.added)
  await refreshTriggers(sql, { ...header, scheduleId: schedule.scheduleId })
  if (!held) await settleDealAttention(sql, deal.dealId, 'deal_not_planned', actor.who, 'planned')
  await markDirty(sql, [deal.dealId])
  const story = planStory(deal.dealId, held, header, before, plan)
  await record(sql, actor, story)
  if (story.length > 0) {
    await keepStep(sql, {
      scheduleId: schedule.scheduleId,
      what: inShort(story),
      who: actor.who,
      before: held && planStepBack(held, before),
    })
  }
  return { ...header, scheduleId: schedule.scheduleId, version: held ? held.version + 1 : 1 }
}

function refuseArchived(deal: StoredDeal): void {
  if (!deal.archived) return
  throw conflict(
    'deal_archived',
    `“${deal.name}” was deleted in HubSpot. Its schedule is kept as it is; restore the deal there to plan it again.`,
  )
}

/** A first plan that says nothing of a customer takes the one that was chosen for the deal. */
async function withChosenCustomer(sql: Sql, dealId: string, draft: ScheduleDraft): Promise<ScheduleDraft> {
  if (draft.customer !== undefined || (draft.payers ?? []).length > 0) return draft
  const chosen = await readDealCustomer(sql, dealId)
  return chosen ? { ...draft, customer: { quickbooksId: chosen.customerId } } : draft
}

async function create(sql: Sql, header: Omit<Schedule, 'scheduleId'>): Promise<Schedule> {
  try {
    return await addSchedule(sql, header)
  } catch (error) {
    // Two people pressed save at once; the other one was first.
    if (violates(error, 'schedule_of_deal')) throw stale('schedule')
    throw error
  }
}

/**
 * Cancelled milestones stay, behind the others, whether they are listed or not: whoever plans what is still to do need
 * not speak of them.
 */
function withCancelled(
  before: readonly Milestone[],
  drafts: readonly MilestoneDraft[],
  currency: string,
): readonly MilestoneDraft[] {
  const listed = new Set(drafts.map((draft) => draft.id))
  const left = before.filter((each) => each.workStatus === 'cancelled' && !listed.has(each.milestoneId))
  return [...drafts, ...left.map((each) => milestoneToDraft(each, currency))]
}

function planMilestones(
  held: Schedule | null,
  header: Omit<Schedule, 'scheduleId'>,
  before: readonly Milestone[],
  drafts: readonly MilestoneDraft[],
  origins: readonly Origin[],
): Plan {
  const errors: FieldError[] = []
  const byId = new Map(before.map((milestone) => [milestone.milestoneId, milestone]))
  const comeBack = new Map(origins.map((origin) => [origin.milestoneId, origin]))
  const seen = new Set<string>()
  for (const [index, draft] of drafts.entries()) {
    const awaited = byId.get(waitsFor(draft) ?? '')
    const old = byId.get(draft.id ?? '')
    if (awaited?.workStatus === 'cancelled' && waitsFor(old?.details) !== awaited.milestoneId) {
      errors.push({
        pointer: `/milestones/${index}/trigger/after/milestoneId`,
        detail: `“${awaited.name}” was cancelled: that day would never come.`,
      })
    }
    if (draft.id === undefined) continue
    if (!byId.has(draft.id) && !comeBack.has(draft.id))
      errors.push({
        pointer: `/milestones/${index}/id`,
        detail: 'There is no such milestone in this schedule.',
      })
    if (seen.has(draft.id))
      errors.push({ pointer: `/milestones/${index}/id`, detail: 'This milestone is listed twice.' })
    seen.add(draft.id)
  }
  if (drafts.length > limits.milestonesPerSchedule) {
    errors.push({ pointer: '/milestones', detail: `At most ${limits.milestonesPerSchedule} milestones.` })
  }
  if (errors.length > 0) throw invalid(errors)

  const removed = before.filter((milestone) => !seen.has(milestone.milestoneId))
  for (const milestone of removed) guardRemoval(held, milestone)

  let ordinal = before.reduce((most, milestone) => Math.max(most, milestone.ordinal), 0)
  const rows = drafts.map((draft, index) => {
    const old = draft.id === undefined ? null : (byId.get(draft.id) ?? null)
    const fixedMinor = draftAmount(draft, header.currency, `/milestones/${index}`, errors)
    const origin = old ?? (draft.id === undefined ? undefined : comeBack.get(draft.id))
    if (!origin) ordinal += 1
    return { draft, old, origin, position: index + 1, ordinal: origin?.ordinal ?? ordinal, fixedMinor }
  })
  if (errors.length > 0) throw invalid(errors)
  if (held && isFormal(held) && (removed.length > 0 || rows.some((row) => row.old === null))) {
    throw conflict(
      'change_order_required',
      'The client accepted this schedule: milestones come and go by change order only.',
    )
  }

  const inCreationOrder = [...rows].sort((a, b) => a.ordinal - b.ordinal)
  const amounts = resolveAmounts(header.originalMinor, [
    ...inCreationOrder.map(
      (row): PlannedAmount => ({
        fixedMinor: row.fixedMinor,
        share: row.draft.share ?? null,
        frozen: frozenAmount(held, row.old),
      }),
    ),
    // Resolved last: they only take from the whole what is theirs.
    ...inCreationOrder.flatMap(({ origin }) => splitShare(origin)),
  ])
  const contents = inCreationOrder.map((row, place) => ({
    old: row.old,
    draft: row.draft,
    content: {
      milestoneId: row.origin?.milestoneId ?? randomUUID(),
      ordinal: row.ordinal,
      position: row.position,
      name: row.draft.name,
      details: detailsOf(row.draft),
      share: row.draft.share ?? null,
      shareBaseMinor: amounts[place]?.shareBaseMinor ?? null,
      amountMinor: amounts[place]?.amountMinor ?? 0n,
      plannedOn: row.draft.plannedOn ?? null,
    },
  }))
  for (const { old, draft, content } of contents)
    if (old) guardEdit(held, old, draft, content, header.currency)
  return {
    kept: contents.filter(({ old }) => old !== null).map(({ content }) => content),
    added: contents.filter(({ old }) => old === null).map(({ content }) => content),
    removed,
  }
}

/** The share that a milestone was split out of: its parts are fixed, but the other shares still leave its cents alone. */
function splitShare(milestone: Pick<Milestone, 'split'> | undefined): PlannedAmount[] {
  const origin = milestone?.split?.origin
  if (!origin) return []
  const frozen = { amountMinor: BigInt(origin.amountMinor), baseMinor: BigInt(origin.shareBaseMinor) }
  return [{ fixedMinor: null, share: origin.share, frozen }]
}

/** The milestone after which it is billed. */
const waitsFor = (planned: Pick<MilestoneDraft, 'trigger'> | undefined): string | null => {
  const after = planned?.trigger?.after
  return after && 'milestoneId' in after ? after.milestoneId : null
}

/** Judged or billed work keeps its amount; after acceptance everything does. */
function frozenAmount(held: Schedule | null, old: Milestone | null): PlannedAmount['frozen'] {
  if (!old || !held) return null
  if (lockReason(old) === null && !isFormal(held)) return null
  return { amountMinor: old.amountMinor, baseMinor: old.shareBaseMinor }
}
