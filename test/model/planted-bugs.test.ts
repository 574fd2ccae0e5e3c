/**
 * Goal: the model test sees what it is for. Method: one belt after the other is taken off, outside the code, in this
 * test's own wiring; the shortest commands that show it must then break a promise, and where another belt still holds they
 * must break none. What was found is printed.
 */
import type fc from 'fast-check'
import { must } from '../fixtures/must'
import type { Command } from './command'
import { scripted } from './commands'
import type { Plants } from './mortal-process'
import { dropIndexes, forgetsWhenItSent, mopUp, neverLooks, tellsNobody, withoutLocks } from './plants'
import { type PlannedJob, playJob } from './run-model'
import { called, found } from './script'
import { asOwner, openWorld, type World } from './world'

const { complete, completeAll, billAgain, billedAndVoided, tryNow, outbox, badCreate, window } = scripted
type Step = readonly [fc.Arbitrary<Command>, string]
const completeFirst: Step = [complete, 'complete 0']
const turnOutbox: Step = [outbox, 'turn outbox']
const windowPasses: Step = [window, 'the window passes']
const losing: readonly Step[] = [
  completeFirst,
  [badCreate, 'the next create meets drop-reply'],
  turnOutbox,
  windowPasses,
  turnOutbox,
  windowPasses,
  turnOutbox,
]
const pressing: readonly Step[] = [
  [billedAndVoided, 'the first is billed, voided, and known to be void'],
  [billAgain, 'bill 0 again, twice at once'],
  turnOutbox,
]

interface Planted {
  readonly plants?: Plants
  readonly script: readonly Step[]
  readonly requestid?: 'replay' | 'ignore'
  /** Less than the milestones come to: the cap decides. */
  readonly contract?: bigint
}

const AMOUNTS = [100_000n, 50_000n, 33_333n]
/** What two do at once shows sooner or later; on a busy machine later. */
const MOST = 25
const TWICE = /I1 at most one effective invoice|billed again, and once/
const PATIENCE = 120_000

let world: World
beforeAll(async () => {
  world = await openWorld()
}, PATIENCE)
afterAll(() => world.close())
afterEach(() => mopUp(world.stage))

async function play({ plants, script, requestid, contract }: Planted, most: number): Promise<string | null> {
  const here = world.planted(plants ?? {})
  const job: PlannedJob = {
    contract: contract ?? 183_333n,
    amounts: AMOUNTS,
    payers: 1,
    firstIsDeposit: false,
  }
  const broken = await found(most, () =>
    playJob(
      here,
      job,
      requestid ?? 'replay',
      script.map(([arbitrary, words]) => called(arbitrary, words)),
    ),
  )
  process.stdout.write(`${must(expect.getState().currentTestName)}\n  ${broken ?? 'nothing'}\n`)
  return broken
}

test(
  'with nothing taken off the same commands break no promise',
  async () => {
    expect(await play({ script: losing, requestid: 'ignore' }, 1)).toBeNull()
    expect(await play({ script: pressing, requestid: 'ignore' }, 1)).toBeNull()
  },
  PATIENCE,
)

describe('with these taken off together, the model finds the invoice that is one too many', () => {
  test.each<{ what: string; planted: Planted; promise: RegExp }>([
    {
      what: 'requestid and the look: an answer that was lost',
      planted: { script: losing, plants: { company: neverLooks }, requestid: 'ignore' },
      promise: TWICE,
    },
    {
      what: 'requestid and the wait: a vendor that still works on it',
      planted: {
        script: [
          completeFirst,
          [badCreate, 'the next create meets slow'],
          turnOutbox,
          [tryNow, 'press "try now"'],
          turnOutbox,
        ],
        plants: forgetsWhenItSent,
        requestid: 'ignore',
      },
      promise: TWICE,
    },
    {
      what: 'the lock: several milestones that pass the cap together',
      planted: {
        script: [[completeAll, 'everyone completes everything at once, twice'], turnOutbox],
        plants: withoutLocks,
        contract: 120_000n,
      },
      promise: /I3 nothing is billed past the contract/,
    },
    {
      what: 'the write to HubSpot: a deal that says something else',
      planted: { script: [completeFirst, turnOutbox], plants: { portal: tellsNobody } },
      promise: /I10 HubSpot says what the tracker says/,
    },
  ])('$what', async ({ planted, promise }) => expect(await play(planted, MOST)).toMatch(promise), PATIENCE)

  test(
    'requestid, the lock and the unique indexes: two who bill at once',
    async () => {
      await asOwner(world.stage, dropIndexes)
      const planted: Planted = { script: pressing, plants: withoutLocks, requestid: 'ignore' }
      expect(await play(planted, MOST)).toMatch(TWICE)
    },
    PATIENCE,
  )
})

describe('with one of them taken off alone, the others hold', () => {
  test(
    'the look, while requestid is kept',
    async () => expect(await play({ script: losing, plants: { company: neverLooks } }, 2)).toBeNull(),
    PATIENCE,
  )
  test(
    'the unique indexes and requestid, while the lock is kept',
    async () => expect(await play({ script: pressing, requestid: 'ignore' }, 3)).toBeNull(),
    PATIENCE,
  )
})
