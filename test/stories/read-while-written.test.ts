/**
 * Goal: our own writes are never taken for somebody else's, nothing that somebody else did is lost, and a person who answers
 * stops no reading, however these overlap. Method: calls of HubSpot's stand-in that take their time, while the other side
 * acts; an answer by HTTP and a reading that wait for the same rows.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
let api: Api
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  api = await openApi(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

const COMPANIES = { path: '/crm/associations/*', begins: /associations.*companies\/batch\/read$/ }
const UPDATES = { path: '*/batch/update', begins: /batch\/update$/ }
const sum = (amount: string) => draftOf(amount, [fixed('One', amount)])
async function job(name: string) {
  const dealId = await sales.create({ dealname: name })
  await sales.rings(dealId)
  await plan(stage, dealId, sum('1000'))
  await sales.writes()
  return dealId
}
/** Does `work`, whose call to HubSpot takes a second, and `meanwhile` once that call is on its way. */
async function overlapped(
  call: typeof UPDATES,
  work: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
) {
  await stage.hubspot.fault({ method: 'POST', path: call.path, times: 1, effect: 'delay', delayMs: 1_500 })
  await stage.hubspot.clearLog()
  const working = work()
  await stage.hubspot.arrives('POST', call.begins)
  await meanwhile()
  await working
}
/** Until this many wait for rows that somebody else holds. */
const waiting = async (least: number) => {
  const locked = `select distinct pid from pg_locks join pg_stat_activity a using (pid)
    where not granted and a.datname = current_database()`
  while ((await stage.within((sql) => sql(locked))).length < least) await pause(20)
}
const told = (dealId: string) =>
  stage.within((sql) =>
    sql<{ what: string }>(`select what from history where deal_id = $1 and what like '%HubSpot%'`, [dealId]),
  )

test('what is written while HubSpot is read is nobody else’s change', async () => {
  const dealId = await job('Race')
  for (const amount of ['2000', '3000', '4000', '5000']) {
    await overlapped(
      COMPANIES,
      () => sales.sweep(),
      async () => {
        await plan(stage, dealId, sum(amount))
        await sales.writes()
      },
    )
    await sales.writes()
    expect((await sales.says(dealId))['milepost_contract_sum']).toBe(`${amount}.00`)
  }
  expect(await told(dealId)).toEqual([])
  expect(await sales.asked(dealId)).not.toContainEqual(expect.stringContaining('overwritten'))
  // Somebody else's change is still seen, told and mended by the next reading.
  await sales.edit(dealId, { milepost_contract_sum: '7' })
  await sales.sweep()
  await sales.writes()
  expect((await sales.says(dealId))['milepost_contract_sum']).toBe('5000.00')
  expect(await told(dealId)).toHaveLength(1)
})

test('a deal that is planned while it is read: what the reading finds is held against the plan', async () => {
  const dealId = await sales.create({ dealname: 'Planned meanwhile', amount: '50000' })
  await sales.rings(dealId)
  await sales.edit(dealId, { amount: '62000' })
  await overlapped(
    COMPANIES,
    () => sales.rings(dealId),
    async () => {
      await plan(stage, dealId, sum('50000'))
      await sales.writes()
    },
  )
  await sales.writes()
  expect(await sales.asked(dealId)).toEqual([
    'deal_amount_differs: The deal says $62,000.00, the contract $50,000.00',
  ])
  // One that turns out to be deleted is asked about too.
  const gone = await sales.create({ dealname: 'Deleted meanwhile' })
  await sales.rings(gone)
  await sales.remove(gone)
  await overlapped(
    { path: '/crm/v3/objects/deals/batch/read', begins: /deals\/batch\/read$/ },
    () => sales.rings(gone),
    () => plan(stage, gone, sum('1000')),
  )
  expect(await sales.asked(gone)).toEqual(['deal_removed: The deal was deleted in HubSpot'])
})

test('a deal that is planned while what was read is being stored waits, and sees it', async () => {
  const dealId = await sales.create({ dealname: 'Planned at that moment', amount: '1000' })
  await sales.rings(dealId)
  let planning: Promise<unknown> = Promise.resolve()
  await stage.within(async (sql) => {
    await sql(`update deal set amount = '1200' where deal_id = $1`, [dealId])
    let isPlanned = false
    planning = plan(stage, dealId, sum('1000')).finally(() => {
      isPlanned = true
    })
    await Promise.race([waiting(1), planning])
    expect(isPlanned).toBe(false)
  })
  await planning
  await sales.writes()
  expect(await sales.asked(dealId)).toEqual([
    'deal_amount_differs: The deal says $1,200.00, the contract $1,000.00',
  ])
})

test('a change that is found while we write something else is mended by what is written next', async () => {
  const dealId = await job('Lost')
  await sales.edit(dealId, { milepost_status: 'Hello' })
  await plan(stage, dealId, sum('2000'))
  await overlapped(
    UPDATES,
    () => sales.writes(),
    () => sales.sweep(),
  )
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({
    milepost_status: 'Not billed',
    milepost_contract_sum: '2000.00',
  })
})

test('an answer about a property and a reading of it wait for each other in one order', async () => {
  const dealId = await job('Fought')
  for (const value of ['A', 'B', 'C', 'D']) {
    await sales.edit(dealId, { milepost_status: value })
    await sales.sweep()
    await sales.writes()
  }
  const page = await api.ask('GET', `/deals/${dealId}`)
  const item = must((page.body['attention'] as { id: string; kind: string }[])[0])
  expect(item.kind).toBe('overwritten')
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  // Both come to what is held here: the answer first, then the reading.
  const holding = stage.within(async (sql) => {
    await sql('select 1 as held from attention where attention_id = $1 for update', [item.id])
    await held
  })
  await pause(50)
  const answering = api.ask('POST', `/attention/${item.id}/settle`, { action: 'write_again' })
  await waiting(1)
  const reading = sales.sweep()
  await waiting(2)
  letGo()
  await holding
  expect((await answering).status).toBe(200)
  await reading
  await sales.writes()
  expect((await sales.says(dealId))['milepost_status']).toBe('Not billed')
})
