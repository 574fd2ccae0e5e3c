/**
 * Goal: with HubSpot's webhooks off, one sweep finds whatever salespeople did, and costs little. Method: HubSpot's stand-in
 * without a listener; every row of what may happen to deals at once, then one sweep; calls are counted.
 */
import { listDeals, readDeal } from '../../src/deals/deal-table'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
beforeEach(async () => {
  stage = await openStage({ zone: 'UTC', deadlineMs: 10_000 })
  sales = salesperson(stage)
  await readCompany(stage)
  await readPortal(stage)
  await stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    const settings = { ...workspace.settings, pipelineTemplates: { default: 'three-phase' } }
    await changeWorkspace(sql, { ...workspace, settings })
  })
})
afterEach(() => stage.close())

const deal = (id: string) => stage.within(async (sql) => must(await readDeal(sql, id)))
const planned = async (id: string) => (await stage.within((sql) => readScheduleOfDeal(sql, id))) !== null
const listed = async () =>
  (await stage.within((sql) => listDeals(sql, { sort: 'recent', limit: 1_000, offset: 0 }))).map(
    ({ dealId }) => dealId,
  )
const calls = async () => (await stage.hubspot.log()).map(({ method, path }) => `${method} ${path}`)

/** Deals of these names, known and planned unless said otherwise. */
async function jobs<N extends string>(names: readonly N[], plans: boolean): Promise<Record<N, string>> {
  const made: [string, string][] = []
  for (const dealname of names) made.push([dealname, await sales.create({ dealname })])
  await sales.sweep()
  for (const [, id] of made)
    if (plans) await plan(stage, id, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  return Object.fromEntries(made) as Record<N, string>
}

test.each([
  'new_id',
  'primary_id',
])('one sweep finds everything; a second one changes nothing (merges: %s)', async (merge_survivor) => {
  await stage.hubspot.turn({ merge_survivor, search_delay: 'none' })
  const job = await jobs(['amount', 'names', 'removed', 'back', 'loser', 'drift'], true)
  const loose = await jobs(['won', 'plain', 'binned', 'left', 'winner'], false)
  await sales.remove(job.back)
  await sales.sweep()
  await sales.writes()
  const { results } = await stage.hubspot.api<{ results: { id: string }[] }>('GET', '/crm/v3/owners?limit=5')
  const company = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/companies', {
    properties: { name: 'A new company' },
  })

  await sales.edit(job.amount, { amount: '1500' })
  await sales.edit(job.names, { dealname: 'Another name', hubspot_owner_id: must(results[1]).id })
  await stage.hubspot.api(
    'PUT',
    `/crm/v4/objects/deals/${job.names}/associations/default/companies/${company.id}`,
  )
  await sales.remove(job.removed)
  await sales.restore(job.back)
  const survivor = await sales.merge(loose.winner, job.loser)
  const plainSurvivor = await sales.merge(loose.left, loose.plain)
  await sales.remove(loose.binned)
  await sales.edit(loose.won, { dealstage: 'closedwon' })
  await sales.edit(job.drift, { milepost_contract_sum: '5' })
  const late = await sales.create({ dealname: 'New and won', dealstage: 'closedwon' })

  stage.advance(3_600_000)
  await sales.sweep()
  await sales.writes()
  expect(await sales.asked(job.amount)).toEqual([
    'deal_amount_differs: The deal says $1,500.00, the contract $1,000.00',
  ])
  expect(await deal(job.names)).toMatchObject({
    name: 'Another name',
    company: 'A new company',
    ownerId: must(results[1]).id,
    owner: expect.stringMatching(/\w/),
  })
  expect(await sales.asked(job.removed)).toEqual(['deal_removed: The deal was deleted in HubSpot'])
  expect(await sales.asked(job.back)).toEqual([])
  expect(await deal(job.back)).toMatchObject({ archived: false })
  expect(must(await stage.within((sql) => readScheduleOfDeal(sql, job.loser))).dealId).toBe(survivor)
  expect(await sales.says(survivor)).toMatchObject({ milepost_contract_sum: '1000.00' })
  expect(await sales.says(job.drift)).toMatchObject({ milepost_contract_sum: '1000.00' })
  expect((await deal(loose.plain)).dealId).toBe(plainSurvivor)
  expect([await planned(loose.won), await planned(late), await planned(plainSurvivor)]).toEqual([
    true,
    true,
    false,
  ])
  const shown = await listed()
  expect(shown).toEqual(expect.arrayContaining([job.removed, survivor, plainSurvivor, late]))
  for (const gone of [loose.binned, loose.plain, job.loser]) expect(shown).not.toContain(gone)

  const story = () => stage.within((sql) => sql<{ count: bigint }>('select count(*) as count from history'))
  const before = await story()
  stage.advance(3_600_000)
  await stage.hubspot.clearLog()
  await sales.sweep()
  await sales.writes()
  expect(await story()).toEqual(before)
  expect(await stage.hubspot.count('POST', /batch\/update$/)).toBe(0)
})

test('a sweep of 1,000 planned deals asks about thirty times, whatever became of them', async () => {
  const ids: string[] = []
  for (let at = 0; at < 1_000; at += 100) {
    const inputs = Array.from({ length: 100 }, (_, n) => ({
      properties: {
        dealname: `Deal ${at + n}`,
        amount: '10',
        dealstage: 'contractsent',
        pipeline: 'default',
      },
    }))
    const made = await stage.hubspot.api<{ results: { id: string }[] }>(
      'POST',
      '/crm/v3/objects/deals/batch/create',
      { inputs },
    )
    ids.push(...made.results.map(({ id }) => id))
  }
  await sales.sweep()
  await stage.within((sql) =>
    sql(
      `insert into schedule (workspace_id, deal_id, billing_type, currency, contract_minor, original_minor)
       select milepost.current_workspace(), d, 'fixed', 'USD', 1000, 1000 from unnest($1::text[]) d`,
      [ids],
    ),
  )
  stage.advance(3_600_000)
  await sales.sweep()
  stage.advance(3_600_000)
  await stage.hubspot.clearLog()
  await sales.sweep()
  const quiet = await calls()
  expect(quiet.filter((call) => call.endsWith('deals/batch/read'))).toHaveLength(10)
  // One of them is for a fresh token, and five ask for the companies, so that a slow HubSpot ends no lease.
  expect(quiet.length).toBeLessThanOrEqual(20)

  // Two hundred are deleted at once.
  for (const from of [0, 100]) {
    const inputs = ids.slice(from, from + 100).map((id) => ({ id }))
    await stage.hubspot.api('POST', '/crm/v3/objects/deals/batch/archive', { inputs })
  }
  stage.advance(3_600_000)
  await stage.hubspot.clearLog()
  await sales.sweep()
  expect((await calls()).length).toBeLessThanOrEqual(30)
  expect(await deal(must(ids[150]))).toMatchObject({ archived: true })
  expect(await deal(must(ids[250]))).toMatchObject({ archived: false })
})
