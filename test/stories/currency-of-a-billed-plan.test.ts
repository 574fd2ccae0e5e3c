/**
 * Goal: the currency of a plan stays once anything is billed of it or is about to be, milestone or not: USD never become EUR of the
 * same number. Method: an advance prepared, queued, paid and voided, and hours billed, each with the plan changed to euros.
 */
import { billDeposit } from '../../src/invoices/deposits/bill-deposit'
import { cancelPrepared } from '../../src/invoices/prepared/cancel-prepared'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { lockScheduleOfDeal } from '../../src/schedules/schedule-table'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, type DepositedJob, openDepositStage } from '../fixtures/deposits'
import { type HoursStage, openHours } from '../fixtures/hours'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let hours: HoursStage
beforeAll(async () => {
  stage = await openDepositStage()
  hours = await openHours()
})
afterAll(async () => {
  await stage.close()
  await hours.close()
})

const euros = (amount: string) => ({ amount, currency: 'EUR' })
const begun = (delivery: 'post' | 'prepare' = 'post') =>
  beginDeposit(stage, '10000', [fixed('Only', '10000')], { delivery })
const inEuros = (job: DepositedJob) =>
  stage.within((sql) =>
    planSchedule(sql, owner, {
      dealId: job.dealId,
      ifVersion: null,
      draft: draftOf('10000', [{ id: must(job.ids[0]), name: 'Only', amount: euros('10000') }], {
        contractValue: euros('10000'),
        deposit: { mode: 'advance', share: { percent: '20' } },
      }),
    }),
  )
const refused = {
  code: 'currency_mismatch',
  detail: expect.stringMatching(
    /An invoice in USD bills something .* its currency stays\. Void that invoice/,
  ),
}

test('while nothing is billed it may be another', async () => {
  expect(await inEuros(await begun())).toMatchObject({ currency: 'EUR' })
})

test('an advance that is on its way, and one that is paid, keep it', async () => {
  const job = await begun()
  await job.billDeposit()
  expect(await refusalOf(inEuros(job))).toMatchObject(refused)
  await deliverAll(stage)
  await readLater(stage)
  await job.pay(must((await job.inQuickBooks())[0]))
  await readLater(stage)
  expect(await refusalOf(inEuros(job))).toMatchObject(refused)
  const { schedule, figures } = await job.tracker()
  expect([schedule.currency, figures.depositHeld]).toEqual(['USD', 200_000n])
})

test('voided, it is free again', async () => {
  const job = await begun()
  await job.billDeposit()
  await deliverAll(stage)
  await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
  await readLater(stage)
  expect(await inEuros(job)).toMatchObject({ currency: 'EUR' })
})

test('a prepared one keeps it until it is cancelled', async () => {
  const job = await begun('prepare')
  // By the plan's policy: what a person presses is made at once.
  await stage.within(async (sql) => {
    const schedule = must(await lockScheduleOfDeal(sql, job.dealId))
    await billDeposit(sql, owner, stage.clock, { schedule, asked: null, byPolicy: true })
  })
  const { intentId, state } = must((await job.intents())[0])
  expect(state).toBe('prepared')
  expect(await refusalOf(inEuros(job))).toMatchObject(refused)
  await stage.within((sql) => cancelPrepared(sql, owner, intentId))
  expect(await inEuros(job)).toMatchObject({ currency: 'EUR' })
})

test('hours keep it as well', async () => {
  const dealId = await hours.deal('1')
  await hours.work('1', 2, 0)
  await hours.time(dealId, true)
  expect((await hours.bill(dealId)).status).toBe(200)
  const planned = hours.stage.within((sql) =>
    planSchedule(sql, owner, {
      dealId,
      ifVersion: null,
      draft: draftOf('0', [], {
        billingType: 'hourly',
        contractValue: euros('0'),
        hourlyRate: euros('120.00'),
      }),
    }),
  )
  expect(await refusalOf(planned)).toMatchObject(refused)
})
