import type { Database } from '../postgres/database'
import { workspacesOf } from '../tenants/door-table'
import { addEvents, type ReceivedEvent } from './inbox-table'

/** A verified event, and the door of the company or portal that it is about. */
export interface AddressedEvent {
  readonly door: { readonly kind: 'realm' | 'portal'; readonly hash: Buffer }
  readonly event: ReceivedEvent
}

/** Stores a delivery durably; answers how many of its events are for a company or portal that is nobody's. */
export type StoreDelivery = (delivery: readonly AddressedEvent[]) => Promise<number>

interface Waiting {
  readonly delivery: readonly AddressedEvent[]
  readonly done: (strangers: number) => void
  readonly failed: (error: unknown) => void
}

/** Deliveries in one commit: enough for any burst, and small enough for one statement. */
const MOST_AT_ONCE = 500
/** While one group's commit reaches the disk, the next is already on its way. */
const MOST_WRITERS = 2

/**
 * Group commit for the way in: while groups are being written, whatever arrives waits and is written together after
 * them, one transaction for each workspace. Each delivery is answered when its own rows are committed, so a burst costs a
 * few commits and no acknowledgement is early. A group that fails is tried again one by one: a poisoned delivery fails
 * alone.
 */
export function openDeliveries(database: Database): StoreDelivery {
  let waiting: Waiting[] = []
  let writers = 0

  async function write(): Promise<void> {
    writers += 1
    while (waiting.length > 0) {
      const group = waiting.slice(0, MOST_AT_ONCE)
      waiting = waiting.slice(MOST_AT_ONCE)
      await store(database, group)
    }
    writers -= 1
  }

  return (delivery) =>
    new Promise((done, failed) => {
      waiting.push({ delivery, done, failed })
      if (writers < MOST_WRITERS) void write()
    })
}

/** Writes a group and answers each of its deliveries; never throws. */
async function store(database: Database, group: readonly Waiting[]): Promise<void> {
  try {
    const strangers = await storeTogether(
      database,
      group.map((each) => each.delivery),
    )
    group.forEach((each, index) => {
      each.done(strangers[index] ?? 0)
    })
  } catch (error) {
    const [only] = group
    if (group.length === 1) only?.failed(error)
    else await Promise.all(group.map((each) => store(database, [each])))
  }
}

async function storeTogether(
  database: Database,
  deliveries: readonly (readonly AddressedEvent[])[],
): Promise<number[]> {
  const addressed = deliveries.flat()
  if (addressed.length === 0) return deliveries.map(() => 0)
  const owners = await database.once(null, (sql) =>
    workspacesOf(
      sql,
      addressed.map((each) => each.door),
    ),
  )
  const ownerOf = ({ door }: AddressedEvent) => owners.get(`${door.kind} ${door.hash.toString('hex')}`)
  const byWorkspace = new Map<string, ReceivedEvent[]>()
  for (const each of addressed) {
    const workspaceId = ownerOf(each)
    if (workspaceId === undefined) continue
    const events = byWorkspace.get(workspaceId)
    if (events) events.push(each.event)
    else byWorkspace.set(workspaceId, [each.event])
  }
  await Promise.all(
    [...byWorkspace].map(([workspaceId, events]) =>
      database.inWorkspace(workspaceId, (sql) => addEvents(sql, events)),
    ),
  )
  return deliveries.map((delivery) => delivery.filter((each) => ownerOf(each) === undefined).length)
}
