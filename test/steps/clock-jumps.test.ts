/**
 * Goal: a machine's clock that jumps an hour ahead or back, and the two odd days of a year, bill nothing twice, lose nothing
 * and trust no old reading. Method: one clock for all, moved in the middle of an attempt; vendors' stand-ins that remember.
 */
import { dayIn, daysAfter, startOfDay } from '../../src/clock/day'
import { type Billing, beginBilling } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const HOUR = 3_600_000

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

async function drain(bill: Billing): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    await deliver(stage)
    expect((await bill.inQuickBooks()).length).toBeLessThanOrEqual(1)
    if ((await bill.message()).state === 'done') return
    stage.advance(160_000)
  }
  throw new Error(`the message never ended: ${JSON.stringify(await bill.message())}`)
}

describe.each([
  ['an hour ahead', HOUR],
  ['an hour back', -HOUR],
])('the clock jumps %s', (_, jump) => {
  test.each(['replay', 'ignore'])('after a lost answer: one invoice (requestid %s)', async (requestid) => {
    await stage.quickbooks.turn({ requestid })
    const bill = await beginBilling(stage)
    await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', effect: 'drop-reply' })
    await stage.quickbooks.fault({ method: 'GET', path: '*/query', effect: 'status', status: 503, times: 2 })
    await deliver(stage)
    await stage.quickbooks.clearFaults()
    stage.advance(jump)
    await drain(bill)
    stage.advance(-jump)
    expect(await bill.inQuickBooks()).toHaveLength(1)
    expect(await bill.intent()).toMatchObject({ state: 'posted' })
  })

  test('while two workers have the same message in hand: one invoice', async () => {
    await stage.quickbooks.turn({ requestid: 'ignore' })
    const bill = await beginBilling(stage)
    const first = deliver(stage)
    stage.advance(jump)
    await Promise.all([first, deliver(stage)])
    await drain(bill)
    expect(await bill.inQuickBooks()).toHaveLength(1)
  })
})

test.each([
  ['the short day in Berlin', 'Europe/Berlin', '2027-03-28', '2027-03-27T23:00:00.000Z', 23],
  ['the long day in Berlin', 'Europe/Berlin', '2027-10-31', '2027-10-30T22:00:00.000Z', 25],
  ['a day without a midnight', 'America/Havana', '2027-03-14', '2027-03-14T05:00:00.000Z', 23],
  ['a day with two midnights', 'America/Havana', '2027-11-07', '2027-11-07T04:00:00.000Z', 25],
])('%s begins once, and the next day when it is over', (_, zone, day, begins, hours) => {
  const begin = startOfDay(day, zone)
  expect(begin.toISOString()).toBe(begins)
  expect(dayIn(zone, begin)).toBe(day)
  expect(dayIn(zone, new Date(begin.getTime() - 1))).toBe(daysAfter(day, -1))
  expect(startOfDay(daysAfter(day, 1), zone).getTime() - begin.getTime()).toBe(hours * HOUR)
})
