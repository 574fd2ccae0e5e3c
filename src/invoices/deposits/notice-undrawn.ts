import { type AttentionItem, raiseAttention } from '../../attention/attention-table'
import { endOthers } from '../../attention/left-question-table'
import { openCauses } from '../../attention/open-causes-table'
import { isSetAside } from '../../deals/set-aside-table'
import { masterNames } from '../../masters/master-table'
import { formatMoney, money } from '../../money/money'
import { announceDeals } from '../../outbox/ring'
import type { Sql } from '../../postgres/database'
import type { Milestone } from '../../schedules/milestone'
import { readMilestones } from '../../schedules/milestone-table'
import type { Schedule } from '../../schedules/schedule'
import { readSchedules } from '../../schedules/schedule-table'
import { program } from '../../tenants/actor'
import { dealsWithDeposits } from '../billing-part-table'
import type { BilledIntent } from '../billing-status'
import { readBilledIntents } from '../books/read-billed-intents'
import { type Undrawn, undrawnOf } from './undrawn'

const us = program('Milepost')
const KIND = 'deposit_undrawn'

/**
 * Whether something of a deal's deposits stays although no work is left that could draw it: the client pays it beside all of
 * the work, or it is owed to them for ever. A person is asked, with the amount; once it is given back, drawn, or work that
 * can draw it is planned or free again, the question is over, also where it was left. Nothing where the deal has no
 * deposit, and nothing changes while something of it is unknown. Safe to repeat.
 */
export async function noticeUndrawn(
  sql: Sql,
  schedule: Schedule,
  milestones: readonly Milestone[],
  billed: readonly BilledIntent[],
): Promise<void> {
  if (!billed.some(({ parts }) => parts.some(({ kind }) => kind === 'deposit'))) return
  const { dealId } = schedule
  // What is asked of the two plans says what a plan that was set aside has left.
  const undrawn = (await isSetAside(sql, dealId)) ? [] : undrawnOf(schedule, milestones, billed)
  if (undrawn === null) return
  const names = await masterNames(
    sql,
    'customers',
    undrawn.map(({ customerId }) => customerId),
  )
  const items = undrawn.map((each) => itemOf(schedule, each, names.get(each.customerId) ?? 'the customer'))
  const causes = items.map(({ cause }) => cause)
  const before = await openCauses(sql, KIND, { dealId })
  await endOthers(sql, [KIND], causes, us.who, 'not so any more', `${KIND}:${schedule.scheduleId}:`)
  for (const item of items) await raiseAttention(sql, item)
  const now = await openCauses(sql, KIND, { dealId })
  const isSame = before.length === now.length && now.every((cause) => before.includes(cause))
  if (!isSame) await announceDeals(sql, [dealId])
}

/** The same of all that these deals bill, whatever of it changed. One statement where none of them has a deposit. */
export async function noticeUndrawnOf(sql: Sql, dealIds: readonly string[]): Promise<void> {
  const deposited = await dealsWithDeposits(sql, dealIds)
  if (deposited.length === 0) return
  const schedules = await readSchedules(sql, deposited)
  const [milestones, billed] = await Promise.all([
    readMilestones(
      sql,
      schedules.map(({ scheduleId }) => scheduleId),
    ),
    readBilledIntents(sql, schedules),
  ])
  for (const schedule of schedules) {
    const own = milestones.filter(({ scheduleId }) => scheduleId === schedule.scheduleId)
    await noticeUndrawn(sql, schedule, own, billed.get(schedule.scheduleId) ?? [])
  }
}

function itemOf({ scheduleId, dealId, currency }: Schedule, undrawn: Undrawn, whose: string): AttentionItem {
  const { customerId, way, minor, paidMinor } = undrawn
  const text = formatMoney(money(minor, currency))
  // Left while nothing was paid, it is asked anew once the client has paid.
  const paid = way === 'advance' && paidMinor === 0n ? 'unpaid' : 'paid'
  return {
    cause: `${KIND}:${scheduleId}:${way}:${customerId}:${minor}:${paid}`,
    kind: KIND,
    dealId,
    title: `${text} of ${whose}’s deposit stays, and no work is left that could draw it`,
    detail: way === 'advance' ? ofAdvance(undrawn, currency) : OF_LIABILITY,
    actions: [{ action: 'leave', label: 'Leave it' }],
    amountMinor: minor,
    currency,
  }
}

function ofAdvance({ minor, paidMinor }: Undrawn, currency: string): string {
  const isPaid =
    paidMinor === minor
      ? 'They paid it beside the work'
      : paidMinor === 0n
        ? 'It is not paid, and is asked for beside the work'
        : `They paid ${formatMoney(money(paidMinor, currency))} of it beside the work, and are asked for the rest`
  const back =
    paidMinor === 0n
      ? 'Void or credit the deposit’s invoice in QuickBooks'
      : 'Give it back by a credit memo or a refund in QuickBooks, and say here that it is for the deposit'
  const again = paidMinor === minor ? 'bill that again' : 'bill that again once the deposit is paid'
  return (
    `${isPaid}: all of their work is billed, nothing of it draws this any more, and a release of retainage or an ` +
    `invoice of hours draws nothing. ${back}; or void an invoice of their work that is not paid, and ${again}: it draws ` +
    'the deposit then. Leave it where it was agreed that you keep it.'
  )
}

const OF_LIABILITY =
  'It is a part of the contract that is owed to the client until work earns it, and all of their work is billed: nothing ' +
  'earns it any more, and QuickBooks keeps it as a liability for good. Move it to income there by a journal entry, and ' +
  'leave this; or void an invoice of their work that is not paid, and bill that again: it earns the deposit then. If less ' +
  'work was done, give it back by a credit memo or a refund, and say here that it is for the deposit.'
