/**
 * Goal: whatever is agreed (deposits, retainage, hours, months, several payers) and whatever people and weather do, nothing is
 * billed that nobody decided, nothing twice, nothing past a cap, and at the end QuickBooks, the tracker and HubSpot say the same
 * to the cent. Method: random commands by the program's own API and in QuickBooks, beside a model that knows QuickBooks'
 * papers and a few sums. More runs: MODEL_RUNS=2000. Again what failed: MODEL_SEED, MODEL_PATH and MODEL_REPLAY, as printed.
 */
import { modelRun } from '../../../config/model-run'
import { reportOf } from '../run-model'
import { allActs } from './all-acts'
import { anyTerms, runBilling } from './run-billing'
import { type BillingWorld, openBillingWorld } from './site'

/** So many runs take about half a minute on two cores. */
const FEW = 8
const RUNS_PER_WORLD = 100

let world: BillingWorld | null = null
let used = 0

async function next(failed: boolean): Promise<BillingWorld> {
  if (world === null || failed || used >= RUNS_PER_WORLD) {
    const old = world
    world = null
    await old?.close()
    world = await openBillingWorld()
    used = 0
  }
  used += 1
  return world
}
afterAll(async () => {
  await world?.close()
})

test('everything that can be agreed is billed as it was decided, once, to the cent', async () => {
  const found = await runBilling(next, {
    ...modelRun(FEW),
    terms: anyTerms,
    requestid: ['replay', 'ignore', 'forget'],
    acts: allActs,
    maxActs: 25,
  })
  if (found.failed) throw new Error(reportOf(found))
}, 36_000_000)
