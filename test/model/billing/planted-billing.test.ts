/**
 * Goal: the model of everything that can be agreed sees what it is for. Method: one rule after the other is broken, outside
 * the code, in this test's own wiring; the same commands must then find it within the steps of an ordinary build. What was
 * found is printed.
 */
import fc from 'fast-check'
import { must } from '../../fixtures/must'
import type { Plants } from '../mortal-process'
import { dropIndexes, withoutLocks } from '../plants'
import { reportOf } from '../run-model'
import type { Act } from './act'
import { bookkeeperActs } from './bookkeeper-acts'
import { officeActs } from './office-acts'
import { runBilling } from './run-billing'
import { openBillingWorld, type Terms } from './site'
import { weatherActs } from './weather-acts'

interface Planted {
  readonly acts: readonly fc.Arbitrary<Act>[]
  readonly terms?: Partial<Terms>
  readonly plants: Plants
  readonly sql?: readonly string[]
  readonly seed?: number
}

const plain: Terms = {
  deals: [[100_000n, 50_000n, 33_333n]],
  payers: 1,
  delivery: 'post',
  cadence: { on: 'approval' },
  retainage: null,
  deposit: null,
  hourly: false,
}
const { complete, completeAll, runMonth, hours, billDeposit } = officeActs
const { payAll } = bookkeeperActs
const { ordinaryDay } = weatherActs
const PATIENCE = 240_000
// What two do at once hangs on real time; a busy machine may need a second go to find it.
jest.retryTimes(2, { logErrorsBeforeRetry: true })

async function finds({ acts, terms, plants, sql, seed }: Planted, promise: RegExp): Promise<void> {
  const world = await openBillingWorld(plants, sql)
  try {
    const found = await runBilling(async () => world, {
      runs: 40,
      requestid: ['ignore'],
      terms: fc.constant({ ...plain, ...terms }),
      acts,
      maxActs: 12,
      endOnFailure: true,
      ...(seed !== undefined && { seed }),
    })
    const report = reportOf(found)
    process.stdout.write(`${must(expect.getState().currentTestName)}\n${report.slice(0, 1_500)}\n`)
    expect(report).toMatch(promise)
    expect(found.failed).toBe(true)
  } finally {
    await world.close()
  }
}

test.each<{ name: string; planted: Planted; promise: RegExp }>([
  {
    name: 'two bill the same hours at once',
    planted: { acts: [hours, ordinaryDay], terms: { hourly: true }, plants: withoutLocks, sql: dropIndexes },
    promise: /every hour is billed once|every invoice of ours is known, once|I4 the tie-out/,
  },
  {
    name: 'two run the month at once',
    planted: {
      acts: [complete, runMonth, ordinaryDay],
      terms: { cadence: { on: 'monthly', day: 1 }, deals: [[100_000n], [50_000n]] },
      plants: withoutLocks,
      sql: dropIndexes,
    },
    promise: /I1 and I6 no more is billed/,
  },
  {
    name: 'several invoices draw of one deposit at once',
    planted: {
      acts: [billDeposit, payAll, completeAll, ordinaryDay, ordinaryDay],
      terms: { deposit: { mode: 'advance', share: { percent: '20' }, draw: 'full' } },
      plants: withoutLocks,
      sql: dropIndexes,
      seed: -2110620381,
    },
    // Where they draw more than there is, QuickBooks takes some of them, or none.
    promise: /no more is drawn than was paid in advance|I4 the tie-out|I2 what was decided is billed/,
  },
])('$name', ({ planted, promise }) => finds(planted, promise), PATIENCE)
