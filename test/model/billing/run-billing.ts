import fc from 'fast-check'
import { limits } from '../../../config/limits'
import type { ModelRun } from '../../../config/model-run'
import { promise } from '../model'
import type { Act } from './act'
import { checkAlways } from './check-always'
import { checkDrained } from './check-drained'
import { newLedger } from './ledger'
import { type BillingWorld, openSite, type Site, type Terms } from './site'

const amounts = fc.array(fc.bigInt({ min: 1n, max: 900_000n }), { minLength: 2, maxLength: 3 })

/** Everything that can be agreed, small. */
export const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    deals: fc.oneof(fc.tuple(amounts), fc.tuple(amounts), fc.tuple(amounts, amounts)),
    payers: fc.constantFrom<1 | 2>(1, 1, 2),
    delivery: fc.constantFrom<Terms['delivery']>('post', 'post', 'prepare'),
    cadence: fc.constantFrom<Terms['cadence']>(
      { on: 'approval' },
      { on: 'approval' },
      { on: 'monthly', day: 1 },
    ),
    retainage: fc.constantFrom<Terms['retainage']>(
      null,
      null,
      { percent: '10' },
      { percent: '7.5' },
      { fixed: { amount: '0.51', currency: 'USD' } },
      {
        sliding: [
          { upToPercent: '50', percent: '10' },
          { upToPercent: '100', percent: '5' },
        ],
      },
    ),
    deposit: fc.option(
      fc.record({
        mode: fc.constantFrom('income' as const, 'liability' as const, 'advance' as const),
        share: fc.constantFrom({ percent: '20' }, { fraction: '1/3' }),
        draw: fc.constantFrom('full' as const, 'proportional' as const),
      }),
      { nil: null },
    ),
    hourly: fc.constantFrom(false, false, true),
  })
  // A fixed amount that is held back is not more than the contract.
  .map((terms) =>
    terms.retainage && 'fixed' in terms.retainage && terms.deals.some((each) => total(each) < 51n)
      ? { ...terms, retainage: null }
      : terms,
  )
const total = (minors: readonly bigint[]) => minors.reduce((all, each) => all + each, 0n)

export interface BillingOptions extends ModelRun {
  readonly terms: fc.Arbitrary<Terms>
  readonly acts: readonly fc.Arbitrary<Act>[]
  readonly maxActs: number
  readonly requestid: readonly ('replay' | 'ignore' | 'forget')[]
}

/** Plays acts on a new job of a world, and drains it. Throws Violation. */
export async function playSite(
  here: BillingWorld,
  agreed: Terms,
  requestid: 'replay' | 'ignore' | 'forget',
  steps: Iterable<Act>,
): Promise<void> {
  await here.stage.quickbooks.turn({ requestid })
  const site = await openSite(here, agreed)
  const ledger = await newLedger(site)
  try {
    await fc.asyncModelRun(() => ({ model: ledger, real: site }), steps)
    await drain(site)
    await checkAlways(ledger, site)
    await checkDrained(ledger, site)
  } finally {
    await here.stage.quickbooks.clearFaults()
    await here.process.restart(true)
  }
}

/** Plays runs, each on a job of its own; answers what fast-check found. */
export async function runBilling(world: (failed: boolean) => Promise<BillingWorld>, options: BillingOptions) {
  const { terms, acts, maxActs, requestid, runs, seed, path, replayPath, endOnFailure } = options
  let last: Promise<void> = Promise.resolve()
  let failed = false
  const details = await fc.check(
    fc.asyncProperty(
      terms,
      fc.constantFrom(...requestid),
      fc.commands([...acts], { maxCommands: maxActs, size: 'max', ...(replayPath && { replayPath }) }),
      (agreed, mode, steps) => {
        const playing = async () => {
          const here = await world(failed)
          failed = true
          await playSite(here, agreed, mode, steps)
          failed = false
        }
        const played = playing()
        last = played.catch(() => undefined)
        return played
      },
    ),
    {
      numRuns: runs,
      ...(endOnFailure && { endOnFailure }),
      ...(seed !== undefined && { seed }),
      ...(path && { path }),
    },
  )
  await last
  return details
}

const MINUTE = 60_000
const WAITS = [limits.vendorStillWorkingMs + 1_000, 20 * MINUTE, 20 * MINUTE, 20 * MINUTE]

/** The weather clears, the program runs, time passes: until nothing is owed to anyone. */
async function drain(site: Site): Promise<void> {
  const { stage, process, trap } = site.world
  await stage.quickbooks.clearFaults()
  await process.restart(true)
  for (const [index, wait] of WAITS.entries()) {
    await site.advance(wait)
    await trap.arrive('once')
    for (let turns = 0; turns < 10; turns += 1) {
      let taken = 0
      for (const queue of ['quickbooks', 'hubspot', 'outbox', 'writeback'] as const)
        taken += await process.turn(queue)
      if (taken === 0) break
    }
    const [row] = await stage.within((sql) =>
      sql<{ owed: number }>(
        `select ((select count(*) from outbox_message where state in ('waiting', 'unclear'))
          + (select count(*) from inbox_event where settled_at is null)
          + (select count(*) from deal_mirror where dirty_since is not null))::int as owed`,
      ),
    )
    if (row?.owed === 0 && index > 0) return
  }
  promise(false, 'the program comes to rest', () => 'something is owed after an hour of good weather')
}
