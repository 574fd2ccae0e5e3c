import type { Clock } from '../../../src/clock/clock'
import { type Journal, openJournal } from '../../simulation/journal'
import type { WebhookDelivery } from '../../simulation/webhook-delivery'
import { openPortalState, openSequence } from './open-portal-state'
import { plantSample } from './plant-sample'
import type { Happening, Portal } from './portal'
import { type Ring, ringsOf } from './ring-webhooks'
import { rowCodec } from './row-codec'
import { type SampleName, samples } from './sample-portals'
import { makeSearchIndex, type SearchIndex } from './search-index'
import { appSubscriptions, type Subscription } from './subscriptions'
import { type HubSpotSwitches, searchDelayMs } from './switches'
import { openTables } from './table'
import { openTokens, type Tokens, tokenTables } from './tokens'

/** A portal as the one who starts the simulator wishes it. */
export interface PortalOptions {
  readonly portalId: number
  readonly name: string
  readonly sample: SampleName
  /** A long-lived token of another integration than ours, for tests. */
  readonly accessToken: string
}

/** Everything behind the routes. */
export interface World {
  readonly clock: Clock
  readonly portals: ReadonlyMap<number, Portal>
  readonly index: SearchIndex
  readonly tokens: Tokens
  readonly switches: HubSpotSwitches
  /** Makes what was written durable, and then lets the webhooks ring. */
  readonly flush: () => void
  readonly reset: () => void
  readonly close: () => void
}

export function openWorld(options: {
  clock: Clock
  journalPath: string | null
  portals: readonly PortalOptions[]
  appId: number
  switches: HubSpotSwitches
  ringing: Pick<WebhookDelivery<Ring>, 'send'>
  subscriptions?: readonly Subscription[] | undefined
}): World {
  const { clock, switches, ringing, appId, subscriptions = appSubscriptions } = options
  const journal: Journal<unknown> = openJournal(options.journalPath, rowCodec)
  const isNew = journal.isEmpty()
  const tables = openTables(journal)
  const indexDelayMs = (): number => searchDelayMs(switches)
  const index = makeSearchIndex(() => clock.now(), indexDelayMs)
  const nextId = openSequence(tables)
  const tokens = openTokens(tables, clock)
  let told: Ring[] = []

  function tell(portalId: number, happenings: readonly Happening[]): void {
    // An app that was uninstalled hears nothing any more.
    if (!tokens.isInstalled(portalId)) return
    const heard = happenings.filter(
      ({ actor }) => switches.value('own_writes_echo') === 'on' || actor.sourceId !== String(appId),
    )
    const isTurned =
      heard.some(({ kind }) => kind === 'merge') && switches.value('merge_order') === 'deletion_first'
    told.push(...ringsOf(portalId, isTurned ? heard.toReversed() : heard, subscriptions))
  }

  const portals = new Map(
    options.portals.map(({ portalId, name, sample }) => {
      const settings = { ...samples[sample].settings, portalId, name }
      return [portalId, openPortalState(settings, { tables, clock, index, nextId, tell, indexDelayMs })]
    }),
  )

  function plant(): void {
    for (const { portalId, sample } of options.portals) {
      const portal = portals.get(portalId)
      if (portal !== undefined) plantSample(portal, samples[sample])
    }
    index.catchUp()
    tables.flush()
  }

  if (isNew) plant()
  index.catchUp()

  return {
    clock,
    portals,
    index,
    tokens,
    switches,
    flush: () => {
      tables.flush()
      const rings = told
      told = []
      ringing.send(rings)
    },
    reset: () => {
      told = []
      index.clear()
      tables.clear(tokenTables)
      plant()
    },
    close: () => journal.close(),
  }
}
