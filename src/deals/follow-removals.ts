import { raiseAttention } from '../attention/attention-table'
import { closeAttentions } from '../attention/left-question-table'
import type { Happening } from '../history/history-table'
import { wakeDeals } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { lockPlansOf, type Move, readMergedGroup, survivorOf } from './deal-alias-table'
import { markArchived, scheduledDealIds } from './deal-table'
import type { Found } from './find-deals'
import { followMerge } from './follow-merge'

const us = program('HubSpot')

/** What became of deals that HubSpot deleted, restored or merged. */
export interface Removals {
  readonly story: readonly Happening[]
  /** Deals that took another's place just now: their plan, if any, is theirs since then. */
  readonly survivors: readonly string[]
  /** Which of the deals asked about have a plan, now that these are stored and nobody begins one on them. */
  readonly planned: ReadonlySet<string>
}

/**
 * The merges of a reading, each to the deal that is left as far as is known by now, and all plans that they concern locked.
 */
export async function lockMoves(sql: Sql, moves: readonly Move[]): Promise<Move[]> {
  if (moves.length === 0) return []
  const known: Move[] = []
  for (const { from, to } of moves) known.push({ from, to: await survivorOf(sql, to) })
  const ids = [...new Set(known.flatMap(({ from, to }) => [from, to]))]
  await lockPlansOf(sql, await readMergedGroup(sql, ids))
  return known.filter(({ from, to }) => from !== to)
}

/**
 * Deleted deals keep their plans and stop billing; restored ones go on; merged ones live on under the survivor's id.
 * `moves` are locked already; `stored` are the deals whose rows this transaction has changed.
 */
export async function followRemovals(
  sql: Sql,
  found: Found,
  moves: readonly Move[],
  stored: readonly string[],
): Promise<Removals> {
  const story: Happening[] = []
  const survivors: string[] = []
  const froms = new Map<string, string[]>()
  for (const { from, to } of moves) froms.set(to, [...(froms.get(to) ?? []), from])
  for (const [to, merged] of froms) {
    const told = await followMerge(sql, to, merged)
    if (told.length > 0) survivors.push(to)
    story.push(...told)
  }
  if (found.gone.length > 0) await markArchived(sql, found.gone)
  // Asked only now: a plan that was begun while HubSpot was being read counts too.
  const ids = [...stored, ...found.gone, ...found.deals.map(({ id }) => id)]
  const planned = new Set(await scheduledDealIds(sql, ids))
  const archived = found.deals.filter((deal) => deal.archived === true).map((deal) => deal.id)
  for (const id of [...found.gone, ...archived].filter((each) => planned.has(each))) {
    await raiseAttention(sql, {
      cause: `deal_removed:${id}`,
      kind: 'deal_removed',
      dealId: id,
      title: 'The deal was deleted in HubSpot',
      detail: 'Its schedule is kept, and nothing more is billed until the deal is restored there.',
      actions: [{ action: 'leave', label: 'Leave it' }],
    })
  }
  const there = found.deals.filter((each) => each.archived !== true && planned.has(each.id))
  const causes = there.map(({ id }) => `deal_removed:${id}`)
  if (causes.length > 0) await closeAttentions(sql, causes, us.who, 'restored')
  return { story, survivors, planned }
}

/** What waited because the deal was deleted goes on. */
export async function goOn(sql: Sql, restored: readonly string[]): Promise<void> {
  if (restored.length > 0) await wakeDeals(sql, restored)
}
