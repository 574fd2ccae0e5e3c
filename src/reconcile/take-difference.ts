import { type Happening, record } from '../history/history-table'
import { formatMoney, money } from '../money/money'
import type { Sql } from '../postgres/database'
import { lockScheduleOfDeal } from '../schedules/schedule-table'
import type { Actor } from '../tenants/actor'
import { conflict, notFound } from '../tenants/refusal'
import { dropTakenDifference, readTakenDifferences, saveTakenDifference } from './taken-difference-table'
import { openItemsOf, type TieOut } from './tie-out'

/**
 * A person looks into an open difference of a deal, with a note: everybody sees who does. It may be somebody else's until
 * then. Said twice it stays as it is. `seen` is the deal's tie-out of one moment just before: read here, under the lock, each
 * statement would see another. Refuses difference_gone where it has no such open difference (any more).
 */
export async function takeDifference(
  sql: Sql,
  actor: Actor,
  seen: TieOut,
  asked: { readonly dealId: string; readonly key: string; readonly note: string | null },
): Promise<void> {
  const schedule = await lockScheduleOfDeal(sql, asked.dealId)
  if (!schedule) throw notFound('schedule')
  const { scheduleId, dealId, currency } = schedule
  const item = openItemsOf(seen).find(({ key }) => key === asked.key)
  if (!item) {
    throw conflict(
      'difference_gone',
      'This difference is settled, or is another one by now. Look at the tie-out again. Nothing was changed.',
      { key: asked.key },
    )
  }
  const held = await heldOf(sql, scheduleId, asked.key)
  if (held && isSame(held.personId, held.who, actor) && held.note === asked.note) return
  await saveTakenDifference(sql, {
    scheduleId,
    key: asked.key,
    personId: actor.personId,
    who: actor.who,
    note: asked.note,
    amountMinor: item.minor,
  })
  const amount = item.minor === null ? 'an unknown amount' : formatMoney(money(item.minor, currency))
  const happening: Happening = {
    what: `${actor.who} looks into a difference of ${amount}: ${item.what}`,
    dealId,
    before: held ? { lookedIntoBy: held.who, note: held.note ?? 'none' } : { lookedIntoBy: 'nobody' },
    after: { lookedIntoBy: actor.who, note: asked.note ?? 'none' },
  }
  await record(sql, actor, [happening])
}

/** Nobody looks into it any more. One that nobody had stays as it is. */
export async function releaseDifference(
  sql: Sql,
  actor: Actor,
  asked: { readonly dealId: string; readonly key: string },
): Promise<void> {
  const schedule = await lockScheduleOfDeal(sql, asked.dealId)
  if (!schedule) throw notFound('schedule')
  const held = await heldOf(sql, schedule.scheduleId, asked.key)
  if (!held) return
  await dropTakenDifference(sql, schedule.scheduleId, asked.key)
  await record(sql, actor, [
    {
      what: isSame(held.personId, held.who, actor)
        ? `${actor.who} looks into a difference no more`
        : `${actor.who} let go of the difference that ${held.who} looked into`,
      dealId: schedule.dealId,
      before: { lookedIntoBy: held.who, note: held.note ?? 'none' },
      after: { lookedIntoBy: 'nobody' },
    },
  ])
}

async function heldOf(sql: Sql, scheduleId: string, key: string) {
  return (await readTakenDifferences(sql, [scheduleId])).find((each) => each.key === key)
}

const isSame = (personId: string | null, who: string, actor: Actor): boolean =>
  personId === null ? who === actor.who : personId === actor.personId
