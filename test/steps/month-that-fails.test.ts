/**
 * Goal: a plan that can't be billed because Milepost itself fails at it keeps no other from its invoice of the month, and
 * no reading of QuickBooks from having worked; a person is asked about the one. Method: a plan whose row is broken in the
 * database, the month and a reading as the program runs them, QuickBooks' stand-in.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { listAttention } from '../../src/attention/attention-table'
import { readQuickBooks } from '../../src/flow'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let deals = 760_000
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

async function done() {
  deals += 1
  const dealId = String(deals)
  await stage.within((sql) => addDeal(sql, dealId))
  const draft = draftOf('100.00', [fixed('Work', '100.00')], { cadence: { on: 'monthly', day: 1 } })
  const { schedule, ids } = await plan(stage, dealId, draft)
  const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  await stage.within((sql) => completeMilestone(sql, owner, parts, { milestoneId: must(ids[0]), note: null }))
  return { dealId, scheduleId: schedule.scheduleId }
}
const billed = async (...scheduleIds: string[]) =>
  (await stage.within((sql) => readIntents(sql, { scheduleIds }))).map(({ amountMinor }) => amountMinor)
const asked = async (dealId: string) =>
  (await stage.within((sql) => listAttention(sql, { dealId, limit: 10, offset: 0 }))).map(
    ({ title }) => title,
  )
const setClaims = (scheduleId: string, claims: string) =>
  stage.within((sql) =>
    sql('update milestone set claims = $2::jsonb where schedule_id = $1', [scheduleId, claims]),
  )

test('the others are billed together, the one is asked about, and billed once it can be', async () => {
  const [one, broken, other] = [await done(), await done(), await done()]
  await setClaims(broken.scheduleId, '[null]')
  stage.advance(32 * 86_400_000)
  await readCompany(stage)
  await expect(runMonth(stage, stage.workspaceId)).rejects.toThrow(TypeError)
  expect(await billed(one.scheduleId, other.scheduleId)).toEqual([20_000n])
  expect(await asked(broken.dealId)).toEqual([
    expect.stringMatching(/^The invoice of the month of “.+” can’t be made$/),
  ])
  expect([...(await asked(one.dealId)), ...(await asked(other.dealId))]).toEqual([])

  // A reading meets the same trouble: it is the upkeep's, and QuickBooks was read.
  const logged: string[] = []
  const parts = {
    ...stage,
    random: () => 0.5,
    sweepMs: 0,
    log: (_: unknown, what: string) => void logged.push(what),
  }
  await readQuickBooks(parts, stage.workspaceId, null, true)
  expect(logged).toEqual(['keeping a workspace up'])

  await setClaims(broken.scheduleId, '[]')
  await runMonth(stage, stage.workspaceId)
  expect(await billed(broken.scheduleId)).toEqual([10_000n])
  expect(await asked(broken.dealId)).toEqual([])
})
