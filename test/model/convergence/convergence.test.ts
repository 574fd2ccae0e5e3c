/**
 * Goal: whatever webhooks are lost, doubled, reordered or late, one look at each vendor ends in the state of a program that
 * heard everything in order, and a second look changes nothing. Method: two programs, each with stand-ins of both vendors,
 * on which the same random edits of bookkeepers and salespeople are played; then everything that can be seen of the two is
 * compared. More histories: MODEL_RUNS=10000. Again what failed: MODEL_SEED and MODEL_PATH, as it was printed.
 */
import fc from 'fast-check'
import { modelRun } from '../../../config/model-run'
import { reportOf } from '../run-model'
import { bookkeeping, type Edit, fewEdits, selling } from './edits'
import { type Ending, type Fate, playHistory } from './play-history'
import { openSide, type Side } from './side'

/** So many take about half a minute on two cores. */
const FEW = 8
const FEW_MERGES = 3
/** A build plays the same ones each time; searching is for the long run. */
const SAME = 20_261_121
const HISTORIES_PER_WORLD = 50
const MOST_EDITS = 9

interface Twins {
  readonly told: Side
  readonly untold: Side
}
let twins: Twins | null = null
let used = 0

/** Fresh ones now and then, and after a failure: what it left behind is no part of the next history. */
async function next(): Promise<Twins> {
  if (twins === null || used >= HISTORIES_PER_WORLD) {
    await close()
    twins = { told: await openSide(false), untold: await openSide(true) }
    used = 0
  }
  used += 1
  return twins
}
async function close(): Promise<void> {
  const old = twins
  twins = null
  await old?.told.close()
  await old?.untold.close()
}
afterAll(close)

const history = (edit: fc.Arbitrary<Edit>) =>
  fc.record({
    steps: fc.array(
      fc.record({ edit, fate: fc.constantFrom<Fate>('lost', 'lost', 'kept', 'twice', 'reversed') }),
      { minLength: 1, maxLength: MOST_EDITS, size: 'max' },
    ),
    ending: fc.constantFrom<Ending>('lost', 'twice', 'reversed', 'late'),
  })

test.each([
  {
    what: 'of everything',
    few: FEW,
    edit: fc.oneof(
      { weight: 3, arbitrary: fc.oneof(...bookkeeping) },
      { weight: 1, arbitrary: fc.oneof(...selling) },
    ),
  },
  { what: 'of merges, one after the other', few: FEW_MERGES, edit: fc.oneof(...fewEdits.chains) },
])('one look at each vendor ends where hearing everything does: histories $what', async ({ few, edit }) => {
  const { runs, seed = runs === few ? SAME : undefined, path, endOnFailure } = modelRun(few)
  const found = await fc.check(
    fc.asyncProperty(history(edit), async ({ steps, ending }) => {
      try {
        await playHistory(await next(), steps, ending)
      } catch (error) {
        used = HISTORIES_PER_WORLD
        throw error
      }
    }),
    {
      numRuns: runs,
      ...(endOnFailure && { endOnFailure }),
      ...(seed !== undefined && { seed }),
      ...(path && { path }),
    },
  )
  if (found.failed) throw new Error(reportOf(found))
}, 36_000_000)
