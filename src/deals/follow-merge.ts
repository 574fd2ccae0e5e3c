import {
  endAttentions,
  raiseAttention,
  settleAttentions,
  settleDealAttention,
} from '../attention/attention-table'
import { closeAttentions } from '../attention/left-question-table'
import { openCauses } from '../attention/open-causes-table'
import type { Happening } from '../history/history-table'
import { overwrittenCause } from '../outbox/overwritten'
import { dropOverwritten } from '../outbox/overwritten-table'
import { dropMirrors } from '../outbox/owed-deal-table'
import { ring } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import {
  lockPlansOf,
  markMerged,
  mergedAmong,
  movePlans,
  readMergedGroup,
  takeFilesHome,
} from './deal-alias-table'
import { readDealNames } from './deal-table'
import { choosePlan, type MergedPlan } from './merged-plans'
import { listUnbilled, settleSetAside, stopBillingOf, takeUpAgain } from './set-aside-table'
import { twoPlansCause, twoPlansQuestion } from './two-plans'

const us = program('HubSpot')

/**
 * Deals that live on under another id: one of their plans goes on with it (`choosePlan`), every other is kept on the deal
 * that it was begun on, which says where it went. The old ids find the survivor. Looks at all that became one so far, so
 * that it ends the same whichever merges were heard of, and when. The plans are locked already. Answers what to record;
 * nothing where all of it is known.
 */
export async function followMerge(
  sql: Sql,
  to: string,
  froms: readonly string[],
): Promise<readonly Happening[]> {
  const others = (await readMergedGroup(sql, [to, ...froms])).filter((id) => id !== to)
  const known = await mergedAmong(sql, others)
  const newly = others.filter((id) => !known.has(id))
  const plans = await lockPlansOf(sql, [to, ...others])
  const { goesOn, beside } = choosePlan(plans, to)
  const back = beside.filter(({ dealId, begunOn }) => dealId !== begunOn)
  const takesPlace = goesOn !== null && goesOn.dealId !== to
  if (newly.length === 0 && back.length === 0 && !takesPlace) return []

  // A plan stands on the deal it was begun on since it is kept beside; every other one is set aside just now.
  const wasBeside = ({ dealId, begunOn }: MergedPlan) => dealId === begunOn && known.has(dealId)
  const setAside = beside.flatMap((plan) => (wasBeside(plan) ? [] : [plan.scheduleId]))
  const own = beside.map(({ begunOn }) => begunOn)
  const moved = others.filter((id) => !own.includes(id))
  const rest = newly.filter((id) => moved.includes(id) && id !== goesOn?.dealId)
  const home = back.map(({ dealId, begunOn }) => ({ from: dealId, to: begunOn }))
  const plansMoved = [...home, ...(takesPlace ? [{ from: goesOn.dealId, to }] : [])]
  await stopBillingOf(sql, setAside)
  await takeFilesHome(
    sql,
    plansMoved.map(({ from }) => from),
  )
  await movePlans(sql, [...plansMoved, ...rest.map((from) => ({ from, to }))])
  await markMerged(sql, { moved, beside: own, newly, to })

  const names = await readDealNames(sql, others)
  const nameOf = (id: string) => names.get(id) ?? `deal ${id}`
  await closeAttentions(
    sql,
    others.map((id) => `deal_removed:${id}`),
    us.who,
    'merged',
  )
  // What a deal says that is no more is nobody's question; the survivor's amount is held against its plan anew.
  for (const id of others) await settleDealAttention(sql, id, 'deal_amount_differs', us.who, 'merged')
  if (goesOn) await endAttentions(sql, [twoPlansCause(goesOn.begunOn)], us.who, 'this plan goes on')
  await settleSetAside(sql, setAside, us.who)
  if (goesOn && wasBeside(goesOn)) await goOnWith(sql, goesOn.scheduleId, to)
  for (const { begunOn } of beside) {
    // What it still holds is put in by whoever reads invoices (`AfterMerge`).
    await raiseAttention(sql, twoPlansQuestion({ begunOn, name: nameOf(begunOn), to }, null))
    // Nothing can be linked to it any more; what it billed may be billed twice all the same.
    await settleAttentions(sql, await openPlacings(sql, begunOn), us.who, 'set aside')
  }
  const gaveWay = plans.find(({ dealId }) => dealId === to && takesPlace)
  const overwritten = await dropOverwritten(sql, gaveWay ? [to, ...others] : others)
  await endAttentions(sql, overwritten.map(overwrittenCause), us.who, 'merged')
  await dropMirrors(sql, moved)

  const merged = newly.map((id) => ({
    what: 'The deal was merged in HubSpot',
    dealId: to,
    before: { deal: id, name: nameOf(id) },
    after: { deal: to },
  }))
  if (!gaveWay || !goesOn) return merged
  return [
    ...merged,
    {
      what: 'Another plan goes on with the merged deal',
      dealId: to,
      before: { plan: nameOf(gaveWay.begunOn) },
      after: { plan: nameOf(goesOn.begunOn) },
    },
  ]
}

/** Where an invoice belongs that a person made in QuickBooks, asked about the deal. */
const openPlacings = async (sql: Sql, dealId: string): Promise<string[]> =>
  (await openCauses(sql, 'unlinked_document', { dealId })).filter((cause) => cause.startsWith('unplaced:'))

const BILLED_BEFORE =
  ' Some of it was billed before, and that invoice was voided or deleted. Bill it again when that is right.'

/** A plan takes its turn again: nothing of it bills by itself for what passed meanwhile, so a person is asked. */
async function goOnWith(sql: Sql, scheduleId: string, dealId: string): Promise<void> {
  await takeUpAgain(sql, { scheduleId, dealId }, us.who)
  for (const { milestoneId, name, unbilledMinor, currency, freed } of await listUnbilled(sql, scheduleId))
    await raiseAttention(sql, {
      cause: `ready_to_bill:${milestoneId}`,
      kind: 'ready_to_bill',
      dealId,
      milestoneId,
      title: `“${name}” is ready to bill`,
      detail: `Its plan was set aside when deals were merged in HubSpot, and goes on now.${freed ? BILLED_BEFORE : ''}`,
      actions: [
        freed ? { action: 'bill_again', label: 'Bill again' } : { action: 'bill', label: 'Create invoice' },
      ],
      amountMinor: unbilledMinor,
      currency,
    })
  await ring(sql, 'triggers')
}
