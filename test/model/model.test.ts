/**
 * Goal: whatever is lost, doubled, reordered, killed or edited, each milestone has at most one invoice at every
 * moment, and at the end the tracker, QuickBooks and HubSpot say the same. Method: random commands against the
 * real code on a real PostgreSQL and both vendors' stand-ins over HTTP, beside a model of four words for each payer of a milestone.
 * More runs: MODEL_RUNS=2000. Again what failed: MODEL_SEED, MODEL_PATH and MODEL_REPLAY, as it was printed.
 */
import { modelRun } from '../../config/model-run'
import { commands } from './commands'
import { reportOf, runModel } from './run-model'
import { openWorld, type World } from './world'

/** So many runs take about a minute on two cores. */
const FEW = 20
const RUNS_PER_WORLD = 400

let world: World | null = null
let used = 0

/** A fresh world now and then, so that a long run does not slow down by its own history. */
async function next(): Promise<World> {
  if (world === null || used >= RUNS_PER_WORLD) {
    const old = world
    world = null
    await old?.close()
    world = await openWorld({}, true)
    used = 0
  }
  used += 1
  return world
}
afterAll(async () => {
  await world?.close()
})

test('each milestone is billed exactly once, whatever happens on the way', async () => {
  const settings = modelRun(FEW)
  const found = await runModel(next, {
    ...settings,
    requestid: ['replay', 'ignore', 'forget'],
    commands,
    maxCommands: 30,
    twoPayers: true,
  })
  if (found.failed) throw new Error(reportOf(found))
}, 3_600_000)
