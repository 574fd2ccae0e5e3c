/**
 * Goal: companies that hang hold up neither the upkeep of others nor their own. Method: the workers of a program on three
 * companies of QuickBooks' stand-in, two of which answer nothing; a loop whose work steps aside.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { workLoop } from '../../src/queue/work-loop'
import { meetTrouble, restFor } from '../../src/tenants/vendor-trouble-table'
import { must } from '../fixtures/must'
import { openStage, type Stage, type StagedWorkspace } from '../fixtures/stage'
import { startStagedWorkers } from '../fixtures/staged-workers'

const DEADLINE_MS = 12_000

test('two companies hang while they are looked at: a third one is kept up all the same', async () => {
  const stage: Stage = await openStage({
    companies: ['landscaping', 'small', 'tokyo'],
    deadlineMs: DEADLINE_MS,
    watched: true,
  })
  const [one, other, third] = stage.workspaces
  const hanging = [must(one), must(other)]
  const dueSince = (place: StagedWorkspace, seconds: number) =>
    place.within((sql) =>
      sql("update upkeep set due_at = milepost.now() - $1 * interval '1 second', kept_at = null", [seconds]),
    )
  const isKept = async (place: StagedWorkspace) =>
    (await place.within((sql) => sql('select 1 from upkeep where kept_at is not null'))).length > 0
  for (const place of hanging) {
    await place.quickbooks.fault({ method: '*', path: '/v3/company/*', times: 1_000, effect: 'hang' })
    await place.within(async (sql) => {
      const now = stage.clock.now()
      const met = { times: 9, first: now, last: now, onWrite: false, operation: null }
      await meetTrouble(sql, 'quickbooks', 'outage', met)
      await restFor(sql, 'quickbooks', 'outage', 1)
    })
    await dueSince(place, 60)
  }
  await dueSince(must(third), 30)
  const began = performance.now()
  const workers = await startStagedWorkers(stage)
  try {
    while (!(await isKept(must(third)))) {
      if (performance.now() - began > DEADLINE_MS)
        throw new Error('the third company was not kept up in time')
      await pause(50)
    }
    // They were asked, and nothing of that has come back.
    const asked = (await stage.quickbooks.log()).filter(({ path }) => path.includes('/companyinfo/'))
    expect(asked).toHaveLength(2)
    for (const place of hanging) expect(await isKept(place)).toBe(false)
  } finally {
    await stage.quickbooks.clearFaults()
    await workers.stop()
  }
  // A program that stops waits for what stepped aside.
  for (const place of hanging) expect(await isKept(place)).toBe(true)
  await stage.close()
})

test('what steps aside leaves its place once, stays in hand, and is waited for', async () => {
  const items = ['hangs', 'second', 'third']
  const begun: string[] = []
  let asides = 0
  let most = 0
  let busy = 0
  let inHand: readonly string[] = []
  let isAway = true
  let release: () => void = () => undefined
  const hanging = new Promise<void>((resolve) => {
    release = resolve
  })
  const loop = workLoop<string>({
    claim: async (count) => items.splice(0, count),
    async run(item, stepAside) {
      begun.push(item)
      if (item === 'hangs') {
        stepAside()
        stepAside()
        await hanging
        asides += 1
        return
      }
      busy += 1
      most = Math.max(most, busy)
      await pause(100)
      busy -= 1
      if (item === 'second') throw new Error('the database went away')
    },
    concurrency: 1,
    everyMs: 20,
    leavesBehind: () => isAway,
    giveBackAllBut: async (held) => {
      isAway = false
      inHand = held
      return true
    },
    onError: () => undefined,
  })
  while (begun.length < 3 || isAway || loop.inHand() > 1) await pause(10)
  expect([begun, most, asides]).toEqual([['hangs', 'second', 'third'], 1, 0])
  expect(inHand).toEqual(['hangs'])
  expect([loop.inHand(), loop.idle()]).toEqual([1, false])
  let stopped = false
  const stopping = loop.stop().then(() => {
    stopped = true
  })
  await pause(50)
  expect(stopped).toBe(false)
  release()
  await stopping
  expect(asides).toBe(1)
})
