/**
 * Goal: a 429 that comes anyway, because another program used the company's limit up, is obeyed by the whole company and
 * by every process, and nobody storms the door after. Method: the real connectors and the vendors' stand-ins over HTTP.
 */
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ paced: true })
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

const companyOf = (process: Pick<Stage, 'vendors'>) => process.vendors.quickbooks(stage.workspaceId)
const arrivals = async () => (await stage.quickbooks.log()).map((each) => Date.parse(each.at))

test('with Retry-After: no call of any process for so long, and then one after the other', async () => {
  await stage.quickbooks.fault({ effect: 'status', status: 429, retryAfter: 2, times: 1 })
  const [one, two] = [await companyOf(stage), await companyOf(stage.anotherProcess())]
  expect(await one.companyInfo()).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'throttled', status: 429, retryAfterMs: 2_000 },
  })
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => (n % 2 ? one : two).companyInfo()))
  expect(answers.map((answer) => answer.outcome)).toEqual(answers.map(() => 'done'))
  const [refused = 0, ...after] = await arrivals()
  expect(after).toHaveLength(6)
  expect(Math.min(...after) - refused).toBeGreaterThan(1_900)
  // Six calls evenly spaced are 600 ms, less what a busy machine may be late with the first; at once would be a few.
  expect(Math.max(...after) - Math.min(...after)).toBeGreaterThan(200)
})

test('a storm without Retry-After: one call a minute finds out, the others are told without asking', async () => {
  await stage.quickbooks.fault({ effect: 'status', status: 429, times: 3 })
  const company = await companyOf(stage)
  for (let minute = 0; minute < 3; minute += 1) {
    expect(await company.companyInfo()).toMatchObject({ fault: { kind: 'throttled', status: 429 } })
    for (let others = 0; others < 4; others += 1) {
      const told = await company.companyInfo()
      expect(told).toMatchObject({ outcome: 'refused', fault: { kind: 'throttled', status: null } })
      if (told.outcome === 'refused') expect(told.fault.retryAfterMs).toBeGreaterThan(50_000)
    }
    stage.advance(61_000)
  }
  expect(await company.companyInfo()).toMatchObject({ outcome: 'done' })
  expect(await arrivals()).toHaveLength(4)
})

test('a month’s budget that is used up is no pause: what costs nothing goes on', async () => {
  await stage.quickbooks.turn({ budget: 'used-up', 'budget-body': 'quota' })
  const company = await companyOf(stage)
  expect(await company.companyInfo()).toMatchObject({ outcome: 'refused', fault: { kind: 'budget' } })
  const made = await company.create('Customer', { DisplayName: 'Made without budget' }, 'made-without-budget')
  await stage.quickbooks.turn({ budget: 'left' })
  expect(made.outcome).toBe('done')
})

test('HubSpot is obeyed by itself: QuickBooks goes on', async () => {
  await stage.hubspot.fault({ effect: 'status', status: 429, times: 1 })
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  expect(await portal.account()).toMatchObject({ fault: { kind: 'throttled' } })
  const company = await companyOf(stage)
  expect(await company.companyInfo()).toMatchObject({ outcome: 'done' })
  stage.advance(11_000)
  expect(await portal.account()).toMatchObject({ outcome: 'done' })
})
