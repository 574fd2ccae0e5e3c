import fc from 'fast-check'
import type { ModelRun } from '../../config/model-run'
import { checkDrained, drain } from './drain'
import { checkAlways, type Model, newModel } from './model'
import { noticeWithdrawn } from './withdrawn'
import type { Job, World } from './world'

/** A contract of a few milestones, all of which may or may not fit into it. */
const amountsOf = (roomy: boolean) =>
  fc
    .record({
      amounts: fc.array(fc.bigInt({ min: 1n, max: 2_000_000n }), { minLength: 2, maxLength: 4 }),
      percent: roomy ? fc.constant(100n) : fc.constantFrom(100n, 100n, 75n),
    })
    .map(({ amounts, percent }) => ({
      amounts,
      contract: (amounts.reduce((sum, each) => sum + each, 0n) * percent) / 100n + 1n,
    }))

/** The same, paid by one customer or shared by two; in half of them the first milestone is a deposit. */
const plan = (roomy: boolean, twoPayers: boolean) =>
  twoPayers
    ? fc
        .tuple(amountsOf(roomy), fc.constantFrom<1 | 2>(1, 2), fc.boolean())
        .map(([contract, payers, firstIsDeposit]) => ({ ...contract, payers, firstIsDeposit }))
    : amountsOf(roomy).map((contract) => ({ ...contract, payers: 1 as const, firstIsDeposit: false }))

export interface ModelOptions extends ModelRun {
  readonly requestid: readonly ('replay' | 'ignore' | 'forget')[]
  readonly commands: readonly fc.Arbitrary<fc.AsyncCommand<Model, Job>>[]
  readonly maxCommands: number
  /** Every milestone fits into the contract, so that the cap is never in the way. */
  readonly roomy?: boolean
  /** Half of the jobs are shared by two payers, with an invoice for each. */
  readonly twoPayers?: boolean
}

export interface PlannedJob {
  readonly contract: bigint
  readonly amounts: readonly bigint[]
  readonly payers: 1 | 2
  readonly firstIsDeposit: boolean
}

/** Plays commands on a new deal of a world, and drains it. Throws Violation. */
export async function playJob(
  here: World,
  { contract, amounts, payers, firstIsDeposit }: PlannedJob,
  requestid: 'replay' | 'ignore' | 'forget',
  steps: Iterable<fc.AsyncCommand<Model, Job>>,
): Promise<void> {
  const job = await here.open(contract, amounts, payers, firstIsDeposit)
  const model = newModel(contract, amounts, job)
  await here.stage.quickbooks.turn({ requestid })
  try {
    await fc.asyncModelRun(() => ({ model, real: job }), steps)
    await drain(here, job)
    await noticeWithdrawn(model, job)
    await checkAlways(model, job, null)
    await checkDrained(model, job)
  } finally {
    await here.stage.quickbooks.clearFaults()
    await here.stage.hubspot.clearFaults()
    await here.process.restart(true)
  }
}

/** Plays runs against a world, each on a deal of its own; answers what fast-check found. */
export async function runModel(world: () => Promise<World>, options: ModelOptions) {
  const { runs, commands, maxCommands, requestid, roomy, twoPayers } = options
  const { seed, path, replayPath } = options
  // A shrinking that is out of time leaves its last run alone; its world may only be closed after it.
  let last: Promise<void> = Promise.resolve()
  const details = await fc.check(
    fc.asyncProperty(
      plan(roomy ?? false, twoPayers ?? false),
      fc.constantFrom(...requestid),
      fc.commands([...commands], { maxCommands, size: 'max', ...(replayPath && { replayPath }) }),
      (job, mode, steps) => {
        const playing = async () => playJob(await world(), job, mode, steps)
        const played = playing()
        last = played.catch(() => undefined)
        return played
      },
    ),
    {
      numRuns: runs,
      ...(seed !== undefined && { seed }),
      ...(path && { path }),
    },
  )
  await last
  return details
}

/** Everything one needs to see, and to play it again. */
export function reportOf<T>(details: fc.RunDetails<T>): string {
  const { errorInstance } = details as { errorInstance?: unknown }
  const why = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance)
  return `${fc.defaultReportMessage(details as fc.RunDetails<unknown>)}\n${why}`
}
