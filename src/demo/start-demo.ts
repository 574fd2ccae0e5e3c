import { setTimeout as pause } from 'node:timers/promises'
import { DateTime } from 'luxon'
import { z } from 'zod'
import type { Clock } from '../clock/clock'
import { dealSummary } from '../http/contract/deal'
import { master } from '../http/contract/workspace'
import type { Role } from '../tenants/actor'
import { type MilepostCaller, milepostCaller } from './call-milepost'
import { quickbooksCaller } from './call-quickbooks'
import { demoDeals } from './demo-company'
import { readDemoMark, writeDemoMark } from './demo-mark'
import { keepBooks } from './keep-books'
import { playDeal, type Stagehands } from './play-deal'

export interface Demo {
  /** Settles when the company stands, when it was given up, or after stop(); it never throws. */
  readonly played: Promise<void>
  stop(): Promise<void>
}

export interface DemoParts {
  readonly wanted: boolean
  readonly dataDir: string
  /** Where this program answers. */
  readonly address: string
  readonly tokens: Readonly<Partial<Record<Role, string>>>
  readonly quickbooks: { readonly baseUrl: string; readonly realmId: string; readonly accessToken: string }
  readonly zone: string
  readonly clock: Clock
  readonly say: (line: string) => void
}

const PASSES = 3
const LOOKS = 100
const deals = z.object({ items: z.array(dealSummary) })
const customers = z.object({ items: z.array(master) })

/**
 * Plays the demo company into a fresh data folder, behind the program's back: by its own API as its people, and
 * by QuickBooks' as the bookkeeper. A folder that holds schedules of someone's own is left alone.
 */
export function startDemo(parts: DemoParts): Demo {
  const stopping = new AbortController()
  const played = parts.wanted ? play(parts, stopping.signal) : Promise.resolve()
  return {
    played,
    async stop() {
      stopping.abort()
      await played
    },
  }
}

async function play(parts: DemoParts, signal: AbortSignal): Promise<void> {
  const mark = readDemoMark(parts.dataDir)
  if (mark === 'done') return
  const milepost = milepostCaller({ address: parts.address, tokens: parts.tokens, signal })
  let trouble = ''
  for (let pass = 1; pass <= PASSES && !signal.aborted; pass += 1) {
    try {
      if (mark === 'none' && pass === 1 && (await isInUse(milepost))) {
        writeDemoMark(parts.dataDir, 'done')
        return
      }
      writeDemoMark(parts.dataDir, 'begun')
      await playAll(parts, milepost, signal)
      writeDemoMark(parts.dataDir, 'done')
      parts.say('  The demo company is ready: ten deals, with a milestone in every state.')
      return
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error)
      await pause(1_000, undefined, { signal }).catch(() => undefined)
    }
  }
  if (!signal.aborted)
    parts.say(`  The demo company is not complete; the next start goes on with it. ${trouble}`)
}

async function isInUse(milepost: MilepostCaller): Promise<boolean> {
  return (await milepost.as('owner', deals, 'GET', '/deals?status=scheduled&limit=1')).items.length > 0
}

async function playAll(parts: DemoParts, milepost: MilepostCaller, signal: AbortSignal): Promise<void> {
  // So that silence over Thanksgiving counts as it would for a company in its place.
  await milepost.as('owner', z.unknown(), 'PATCH', '/workspace', {
    calendar: { country: 'US', region: null },
  })
  const known = await dealsByName(milepost, signal)
  const listed = await milepost.as('owner', customers, 'GET', '/quickbooks/customers')
  const hands: Stagehands = {
    milepost,
    bookkeeper: keepBooks(quickbooksCaller({ ...parts.quickbooks, signal }), parts),
    today: DateTime.fromJSDate(parts.clock.now(), { zone: parts.zone }),
    customers: new Map(listed.items.map((customer) => [customer.name, customer.quickbooksId])),
  }
  const ends = await Promise.allSettled(
    demoDeals.map(async (deal) => {
      const dealId = known.get(deal.name)
      if (dealId === undefined) throw new Error(`there is no deal “${deal.name}”`)
      await playDeal(hands, dealId, deal)
    }),
  )
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
}

/** The first read of HubSpot runs beside us; until it is through there is nothing to plan. */
async function dealsByName(milepost: MilepostCaller, signal: AbortSignal): Promise<Map<string, string>> {
  for (let look = 0; ; look += 1) {
    const { items } = await milepost.as('owner', deals, 'GET', '/deals?limit=200')
    const known = new Map(items.map((deal) => [deal.name, deal.id]))
    const missing = demoDeals.filter((deal) => !known.has(deal.name)).map((deal) => deal.name)
    if (missing.length === 0) return known
    if (look === LOOKS) throw new Error(`HubSpot's deals were not read: ${missing.join(', ')}`)
    await pause(100, undefined, { signal })
  }
}
