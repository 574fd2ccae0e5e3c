import { raiseAttention, settleAttentions } from '../attention/attention-table'
import { openCauses } from '../attention/open-causes-table'
import { settleEvents, type WaitingEvent } from '../inbox/inbox-table'
import { isOfContents } from '../inbox/of-contents'
import type { Sql } from '../postgres/database'
import { program } from '../tenants/actor'
import type { Found } from './find-deals'

const CAUSE = 'poison:deal:'
const causeOf = (dealId: string): string => `${CAUSE}${dealId}`
/** The deal that could not be taken in, of what is asked about it; null where something else is asked. */
export const refusedOfCause = (cause: string): string | null =>
  cause.startsWith(CAUSE) ? cause.slice(CAUSE.length) : null

const UNREAD =
  'It lacks something that Milepost relies on: open it in HubSpot, look for what is empty or odd, and save it there.'
const UNTAKEN =
  'Something in it can’t be stored or followed: open it in HubSpot, look for an odd date, amount or name, and save it there.'
const AGAIN = 'It is read again when it changes, with every sweep, and with “Check now”.'

/**
 * How one part of a reading is taken in, with `tellTaken` of it; `rung` are the events that it answers. Answers how many deals
 * changed.
 */
export type Store = (sql: Sql, part: Found, rung: readonly WaitingEvent[]) => Promise<number>

/**
 * Takes in what was found, in one transaction; where that fails by the contents of a deal, by halves, each in one of its
 * own, until that deal is alone. It is tried once more, a person is told of it, and it holds up nobody else. `rung` is
 * settled with the last part. Answers how many deals changed. Throws what is the database's fault, and LeaseLost.
 */
export async function takeInDeals(
  within: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
  found: Found,
  rung: readonly WaitingEvent[],
  store: Store,
  tellLog: (error: unknown, dealId: string) => void,
): Promise<number> {
  let changed = 0
  const refused: string[] = []
  const failureOf = async (part: Found, of: readonly WaitingEvent[]): Promise<Error | null> => {
    try {
      const count = await within((sql) => store(sql, part, of))
      changed += count
      return null
    } catch (error) {
      if (isOfContents(error)) return error
      throw error
    }
  }
  const take = async (parts: readonly Found[]): Promise<void> => {
    const part = together(parts)
    if ((await failureOf(part, [])) === null) return
    if (parts.length > 1) {
      const half = Math.ceil(parts.length / 2)
      await take(parts.slice(0, half))
      return take(parts.slice(half))
    }
    const again = await failureOf(part, [])
    const [dealId] = idsOf(part)
    if (again === null || dealId === undefined) return
    tellLog(again, dealId)
    refused.push(dealId)
  }
  if ((await failureOf(found, rung)) === null) return changed
  await take(oneByOne(found))
  await within(async (sql) => {
    for (const dealId of refused) await raise(sql, dealId, 'taken in', UNTAKEN)
    await settleEvents(
      sql,
      rung.map((event) => event.eventId),
      'read',
    )
  })
  return changed
}

/** Deals that could not be taken in: they are asked for again although nobody rang. */
export async function refusedDeals(sql: Sql): Promise<string[]> {
  return (await openCauses(sql, 'poison', null)).flatMap((cause) => refusedOfCause(cause) ?? [])
}

/** What became of each deal by itself: one that took others' place with them. */
function oneByOne({ deals, gone, moved, unreadable }: Found): Found[] {
  const nothing: Found = { deals: [], gone: [], moved: [], unreadable: [] }
  const read = new Set(deals.map(({ id }) => id))
  return [
    ...deals.map((deal) => ({ ...nothing, deals: [deal], moved: moved.filter(({ to }) => to === deal.id) })),
    ...gone.map((id) => ({ ...nothing, gone: [id] })),
    ...moved.filter(({ to }) => !read.has(to)).map((move) => ({ ...nothing, moved: [move] })),
    ...unreadable.map((id) => ({ ...nothing, unreadable: [id] })),
  ]
}

const together = (parts: readonly Found[]): Found => ({
  deals: parts.flatMap(({ deals }) => deals),
  gone: parts.flatMap(({ gone }) => gone),
  moved: parts.flatMap(({ moved }) => moved),
  unreadable: parts.flatMap(({ unreadable }) => unreadable),
})

const idsOf = ({ deals, gone, moved, unreadable }: Found): string[] => [
  ...deals.map(({ id }) => id),
  ...gone,
  ...moved.map(({ from }) => from),
  ...unreadable,
]

/** Settles what was asked about deals that are taken in, and asks about those that could not be read. */
export async function tellTaken(sql: Sql, { deals, gone, moved, unreadable }: Found): Promise<void> {
  const causes = idsOf({ deals, gone, moved, unreadable: [] }).map(causeOf)
  if (causes.length > 0) await settleAttentions(sql, causes, program('HubSpot').who, 'read')
  for (const dealId of unreadable) await raise(sql, dealId, 'read', UNREAD)
}

function raise(sql: Sql, dealId: string, verb: string, why: string): Promise<void> {
  return raiseAttention(sql, {
    cause: causeOf(dealId),
    kind: 'poison',
    dealId,
    title: `Deal ${dealId} of HubSpot can’t be ${verb}`,
    detail: `${why} What is shown of it may be old. Everything else goes on. ${AGAIN}`,
    actions: [{ action: 'check_now', label: 'Check now' }],
  })
}
