import { limits } from '../../config/limits'
import { raiseAttention, settleAttention } from '../attention/attention-table'
import { momentWords } from '../clock/day'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { isTroubled } from '../tenants/vendor-trouble-table'
import { readWorkspace } from '../tenants/workspace-table'
import { everyDayKinds } from './every-day-lists'
import { type ListTrouble, readListTroubles } from './list-trouble-table'
import { listWords } from './list-words'
import { type CachedKind, masterReadings } from './master-table'

/** By what people are asked about lists that can't be read. */
export const LISTS_CAUSE = 'stuck:lists'

/**
 * After a reading that read the documents: people are told of lists that have failed as often in a row as a reading may, and
 * no more once none does. Where something is known of QuickBooks itself, they are told that, and nothing else.
 */
export async function tellOfLists(sql: Sql): Promise<void> {
  const troubles = await longTroubles(sql)
  if (troubles.length === 0) return settleLists(sql)
  if (await isTroubled(sql, 'quickbooks')) return
  const readings = await masterReadings(sql)
  const { zone } = await readWorkspace(sql)
  const [first] = troubles
  await raiseAttention(sql, {
    cause: LISTS_CAUSE,
    kind: 'stuck',
    title:
      troubles.length === 1 && first
        ? `QuickBooks’ ${listWords[first.kind]} can’t be read`
        : `${troubles.length} of QuickBooks’ lists can’t be read`,
    detail: [
      ...troubles.map((trouble) => troubleWords(trouble, readings.get(trouble.kind)?.readAt ?? null, zone)),
      'Invoices and payments are read all the same; trying goes on.',
    ].join(' '),
    actions: [{ action: 'retry', label: 'Try now' }],
  })
}

/** A list was read again: what was asked is settled where no other list has failed for long. */
export async function tellListRead(sql: Sql): Promise<void> {
  if ((await longTroubles(sql)).length === 0) await settleLists(sql)
}

/** Lists that are read only where somebody opens them are tried by nobody else: no question about them would ever end. */
const isEveryDay = (kind: CachedKind): boolean => everyDayKinds.includes(kind)

const longTroubles = async (sql: Sql): Promise<ListTrouble[]> =>
  (await readListTroubles(sql))
    .filter(({ kind, times }) => isEveryDay(kind) && times >= limits.attemptsBeforeAttention)
    .sort((one, other) => one.since.getTime() - other.since.getTime() || (one.kind < other.kind ? -1 : 1))

const settleLists = (sql: Sql): Promise<void> =>
  settleAttention(sql, LISTS_CAUSE, program('QuickBooks').who, 'read')

function troubleWords({ kind, since, detail }: ListTrouble, readAt: Date | null, zone: string): string {
  const meanwhile =
    readAt === null
      ? 'It was never read, and what needs it waits.'
      : `What was read of it on ${momentWords(readAt, zone)} is used meanwhile.`
  // The vendor's own sentences end with a full stop, or not.
  const why = /[.!?]$/.test(detail) ? detail : `${detail}.`
  return `QuickBooks’ ${listWords[kind]} could not be read since ${momentWords(since, zone)}: ${why} ${meanwhile}`
}
