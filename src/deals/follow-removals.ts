import { endAttentions, raiseAttention, settleAttention } from '../attention/attention-table'
import type { Happening } from '../history/history-table'
import { wakeDeals } from '../outbox/outbox-table'
import { overwrittenCause } from '../outbox/overwritten'
import { dropOverwritten } from '../outbox/overwritten-table'
import { dropMirrors } from '../outbox/owed-deal-table'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import { lockPlansOf, type Move, moveDeal } from './deal-alias-table'
import { markArchived, readDealNames } from './deal-table'
import type { Found } from './find-deals'

const us = program('HubSpot')

/** What became of deals that HubSpot deleted, restored or merged. */
export interface Removals {
  readonly story: readonly Happening[]
  /** Deals that took another's place just now: their plan, if any, is theirs since then. */
  readonly survivors: readonly string[]
}

/** The merges of a reading, the one whose plan is the oldest first: that plan is the one that a new deal goes on with. */
export async function lockMoves(sql: Sql, moves: readonly Move[]): Promise<Move[]> {
  if (moves.length === 0) return []
  const planned = await lockPlansOf(sql, [...new Set(moves.flatMap(({ from, to }) => [from, to]))])
  const age = ({ from }: Move) => (planned.includes(from) ? planned.indexOf(from) : planned.length)
  return [...moves].sort((a, b) => age(a) - age(b) || (a.from < b.from ? -1 : 1))
}

/**
 * Deleted deals keep their plans and stop billing; restored ones go on; merged ones live on under the survivor's id.
 * `moves` are locked already; `planned` are the deals that have a plan.
 */
export async function followRemovals(
  sql: Sql,
  found: Found,
  moves: readonly Move[],
  planned: ReadonlySet<string>,
): Promise<Removals> {
  const story: Happening[] = []
  const moved: Move[] = []
  const survivors: string[] = []
  const names = await readDealNames(
    sql,
    moves.map((move) => move.from),
  )
  for (const move of moves) {
    const { from, to } = move
    const outcome = await moveDeal(sql, move)
    if (outcome === 'known' || outcome === 'kept already') continue
    survivors.push(to)
    story.push({
      what: 'The deal was merged in HubSpot',
      dealId: to,
      before: { deal: from, name: names.get(from) },
      after: { deal: to },
    })
    await settleAttention(sql, `deal_removed:${from}`, us.who, 'merged')
    if (outcome === 'moved') moved.push(move)
    else await raiseTwoPlans(sql, move, names.get(from) ?? `deal ${from}`)
  }
  if (found.gone.length > 0) await markArchived(sql, found.gone)
  const archived = found.deals.filter((deal) => deal.archived === true).map((deal) => deal.id)
  for (const id of [...found.gone, ...archived].filter((each) => planned.has(each))) {
    await raiseAttention(sql, {
      cause: `deal_removed:${id}`,
      kind: 'deal_removed',
      dealId: id,
      title: 'The deal was deleted in HubSpot',
      detail: 'Its schedule is kept, and nothing more is billed until the deal is restored there.',
    })
  }
  for (const deal of found.deals.filter((each) => each.archived !== true && planned.has(each.id))) {
    await settleAttention(sql, `deal_removed:${deal.id}`, us.who, 'restored')
  }
  const gone = moved.map((move) => move.from)
  const overwritten = await dropOverwritten(sql, gone)
  await endAttentions(sql, overwritten.map(overwrittenCause), us.who, 'merged')
  await dropMirrors(sql, gone)
  return { story, survivors }
}

/** What waited because the deal was deleted goes on. */
export async function goOn(sql: Sql, restored: readonly string[]): Promise<void> {
  if (restored.length > 0) await wakeDeals(sql, restored)
}

async function raiseTwoPlans(sql: Sql, { from, to }: Move, name: string): Promise<void> {
  await raiseAttention(sql, {
    cause: `deal_merged:${from}`,
    kind: 'deal_removed',
    dealId: to,
    title: 'Two deals with a schedule each were merged in HubSpot',
    detail:
      `The plan of “${name}” is kept beside this one: it opens from this deal's page, what it billed is still followed, ` +
      'and it bills nothing more. Plan what is still to be billed of it here.',
    actions: [{ action: 'leave', label: 'Leave it' }],
  })
}
