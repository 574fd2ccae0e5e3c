/**
 * Goal: whatever webhooks are lost, doubled, reordered or late, one look at each vendor ends in the state of a program that
 * heard everything in order, and a second look changes nothing; a month of silence, a feed that is full and an invoice that
 * can't be taken in end there too, and where both saw the same moments the histories tell the same; and that both tie out, so
 * that what they have wrong alike is found too. Method: two programs,
 * each with stand-ins of both vendors, on which the same random edits of bookkeepers and salespeople are played, and the
 * same answers given here to what is asked, a few histories on each job, one after the other; then everything that can be seen of the two is compared,
 * and A to E are asked of each. More jobs: MODEL_RUNS=10000. Again what failed: MODEL_SEED and MODEL_PATH, as it was printed.
 */
import fc from 'fast-check'
import { modelRun, seedOfBuild } from '../../../config/model-run'
import { systemClock } from '../../../src/clock/clock'
import { reportOf } from '../run-model'
import { answering } from './answering'
import type { Edit } from './edit'
import { bookkeeping, fewEdits } from './edits'
import { type Ending, type Fate, type History, playHistories, type Twins } from './play-history'
import { selling } from './selling'
import { openSide } from './side'

/** The same ones in each build, and others beside them that no build before has played. */
const SAME = 20_261_121
const JOBS_PER_WORLD = 20
const MOST_EDITS = 7
/** A job takes longer to begin than a history to play; and the later ones start in deeper states. */
const MOST_HISTORIES = 6

let twins: Twins | null = null
let jobs = 0
let histories = 0

/** Fresh ones now and then, and after a failure: what it left behind is no part of the next job. */
async function next(): Promise<Twins> {
  if (twins === null || jobs >= JOBS_PER_WORLD) {
    await close()
    const [told, untold] = await Promise.all([openSide(false), openSide(true)])
    twins = { told, untold }
    jobs = 0
  }
  jobs += 1
  return twins
}
async function close(): Promise<void> {
  const old = twins
  twins = null
  await Promise.all([old?.told.close(), old?.untold.close()])
}
afterAll(async () => {
  process.stdout.write(`${histories} histories came out alike\n`)
  await close()
})

const steps = (edit: fc.Arbitrary<Edit>, fates: readonly Fate[]) =>
  fc.array(fc.record({ edit, fate: fc.constantFrom(...fates) }), {
    minLength: 1,
    maxLength: MOST_EDITS,
    size: 'max',
  })
const history = (edit: fc.Arbitrary<Edit>): fc.Arbitrary<History> =>
  fc.record({
    steps: fc.oneof(
      { weight: 3, arbitrary: steps(edit, ['lost', 'lost', 'kept', 'twice', 'reversed']) },
      { weight: 1, arbitrary: steps(edit, ['twice', 'reversed']) },
    ),
    ending: fc.constantFrom<Ending>('lost', 'twice', 'reversed', 'late', 'silent', 'full', 'poison'),
  })
const everything = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(...bookkeeping) },
  { weight: 2, arbitrary: fc.oneof(...selling) },
  { weight: 1, arbitrary: answering },
)

test.each([
  { what: 'of everything', few: 2, edit: everything, ownSeed: SAME },
  { what: 'of merges, one after the other', few: 1, edit: fc.oneof(...fewEdits.chains), ownSeed: SAME },
  {
    what: 'of everything, new with each build',
    few: 1,
    edit: everything,
    ownSeed: seedOfBuild(systemClock.now()),
  },
])('one look at each vendor ends where hearing everything does: histories $what', async ({
  few,
  edit,
  ownSeed,
}) => {
  const { runs, seed = runs === few ? ownSeed : undefined, path, endOnFailure } = modelRun(few)
  const found = await fc.check(
    fc.asyncProperty(
      fc.array(history(edit), { minLength: 1, maxLength: MOST_HISTORIES, size: 'max' }),
      async (all) => {
        try {
          await playHistories(await next(), all)
          histories += all.length
        } catch (error) {
          jobs = JOBS_PER_WORLD
          throw error
        }
      },
    ),
    {
      numRuns: runs,
      ...(endOnFailure && { endOnFailure }),
      ...(seed !== undefined && { seed }),
      ...(path && { path }),
    },
  )
  if (found.failed) throw new Error(reportOf(found))
}, 36_000_000)
