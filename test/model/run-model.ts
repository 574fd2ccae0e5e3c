import fc from 'fast-check'
import type { ModelRun } from '../../config/model-run'
import { commands } from './commands'
import { checkDrained, drain } from './drain'
import { newModel } from './model'
import type { World } from './world'

/** A contract of a few milestones, all of which may or may not fit into it. */
const plan = fc
  .record({
    amounts: fc.array(fc.bigInt({ min: 1n, max: 2_000_000n }), { minLength: 2, maxLength: 4 }),
    percent: fc.constantFrom(100n, 100n, 75n),
  })
  .map(({ amounts, percent }) => ({
    amounts,
    contract: (amounts.reduce((sum, each) => sum + each, 0n) * percent) / 100n + 1n,
  }))

export interface ModelOptions extends ModelRun {
  readonly requestid: readonly ('replay' | 'ignore' | 'forget')[]
  readonly maxCommands: number
}

/** Plays runs against a world, each on a deal of its own; answers what fast-check found. */
export function runModel(world: () => Promise<World>, options: ModelOptions) {
  const { runs, maxCommands, requestid, seed, path, replayPath } = options
  return fc.check(
    fc.asyncProperty(
      plan,
      fc.constantFrom(...requestid),
      fc.commands(commands, { maxCommands, size: 'max', ...(replayPath && { replayPath }) }),
      async ({ contract, amounts }, mode, steps) => {
        const here = await world()
        const model = newModel(contract, amounts)
        const job = await here.open(contract, amounts)
        await here.stage.quickbooks.turn({ requestid: mode })
        try {
          await fc.asyncModelRun(() => ({ model, real: job }), steps)
          await drain(here, job)
          await checkDrained(model, job)
        } finally {
          await here.stage.quickbooks.clearFaults()
          await here.stage.hubspot.clearFaults()
          await here.process.restart(true)
        }
      },
    ),
    { numRuns: runs, ...(seed !== undefined && { seed }), ...(path && { path }) },
  )
}

/** Everything one needs to see, and to play it again. */
export function reportOf<T>(details: fc.RunDetails<T>): string {
  const { errorInstance } = details as { errorInstance?: unknown }
  const why = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance)
  return `${fc.defaultReportMessage(details as fc.RunDetails<unknown>)}\n${why}`
}
