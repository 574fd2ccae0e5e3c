/**
 * Goal: who makes something else of our properties in HubSpot every time is not fought for ever: a person is asked once,
 * and everything else is written as before. Method: another app of HubSpot's stand-in answers each of our writes with its
 * own; its webhooks and ours come to the program's own door; a bookkeeper answers over HTTP.
 */
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'
import { openWebhookTrap, type WebhookTrap } from '../model/webhook-trap'

let stage: Stage
let sales: Salesperson
let trap: WebhookTrap
let api: Api
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC', hears: [SUM] })
  sales = salesperson(stage)
  api = await openApi(stage)
  await readCompany(stage)
  await readPortal(stage)
  trap = await openWebhookTrap(stage)
})
afterAll(async () => {
  await trap.close()
  await api.close()
  await stage.close()
})

const SUM = 'milepost_contract_sum'
const HOUR = 3_600_000
const updates = () => stage.hubspot.count('POST', /batch\/update$/)
const sum = async (dealId: string) => (await sales.says(dealId))[SUM]
/** Ten minutes pass, HubSpot's webhooks arrive, and the deal is looked at. */
async function look(dealId: string) {
  stage.advance(600_000)
  await trap.arrive('twice')
  await sales.rings(dealId)
  await sales.writes()
}
/** The other app writes, and that is looked at. */
async function overwritten(dealId: string, value = '7') {
  await sales.edit(dealId, { [SUM]: value })
  await look(dealId)
}
async function job(name: string) {
  const dealId = await sales.create({ dealname: name })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  await look(dealId)
  expect(await sum(dealId)).toBe('1000.00')
  return dealId
}
/** Overwritten until it is left alone: four times. */
async function fought(name: string) {
  const dealId = await job(name)
  for (let time = 1; time <= 3; time += 1) {
    await overwritten(dealId)
    expect(await sum(dealId)).toBe('1000.00')
  }
  await overwritten(dealId)
  expect(await sum(dealId)).toBe('7')
  return dealId
}
interface Item {
  id: string
  kind: string
  title: string
  detail: string
  actions: { action: string }[]
}
const items = async (dealId: string) =>
  ((await api.ask('GET', `/deals/${dealId}`)).body['attention'] as Item[]).filter(
    ({ kind }) => kind === 'overwritten',
  )
const answer = async (dealId: string, action: string) =>
  (await api.ask('POST', `/attention/${must((await items(dealId))[0]).id}/settle`, { action })).status
const told = (dealId: string) =>
  stage.within(async (sql) =>
    (
      await sql<{ what: string }>(
        `select what from history where deal_id = $1 and what like '%Contract sum”%' order by number`,
        [dealId],
      )
    ).map(({ what }) => what),
  )

test('written over three times, then left alone and asked once, with who and what; the rest is written, a new figure once', async () => {
  const dealId = await fought('Fought over')
  const [item, ...others] = await items(dealId)
  expect(others).toEqual([])
  expect(item).toMatchObject({
    title: '“Contract sum” is changed in HubSpot again and again',
    actions: [{ action: 'write_again' }, { action: 'leave' }],
  })
  expect(item?.detail).toMatch(
    /^milepost_contract_sum says “7” there and should say “1000.00”. Another app that is connected to HubSpot \(4243\) changed it\./,
  )
  // It is not fought any more: nothing is written, asked or told again; and our own writes never came back as news.
  const before = { updates: await updates(), told: await told(dealId) }
  await overwritten(dealId, '8')
  await sales.sweep()
  await sales.writes()
  expect({ updates: await updates(), told: await told(dealId) }).toEqual(before)
  expect(before.told).toEqual(['Left “Contract sum” alone in HubSpot: it is changed there again and again'])
  expect(await items(dealId)).toMatchObject([
    { id: item?.id, detail: expect.stringContaining('says “8” there') },
  ])
  // Another property of the same deal is ours as before.
  await sales.edit(dealId, { milepost_status: 'Mine' })
  await look(dealId)
  expect(await sales.says(dealId)).toMatchObject({ milepost_status: 'Not billed', [SUM]: '8' })
  // A new figure is written once. Overwritten again, it is asked about at once, and not fought.
  await plan(stage, dealId, draftOf('2000', [fixed('Other', '2000')]))
  await sales.writes()
  expect(await sum(dealId)).toBe('2000.00')
  await overwritten(dealId)
  expect(await sum(dealId)).toBe('7')
  expect(await items(dealId)).toMatchObject([{ detail: expect.stringContaining('should say “2000.00”') }])
})

test('it settles by itself when both say the same, and is begun anew after a quiet day', async () => {
  const dealId = await fought('Agrees')
  await overwritten(dealId, '1000')
  expect(await items(dealId)).toEqual([])
  expect((await told(dealId)).at(-1)).toBe('HubSpot and Milepost say the same of “Contract sum” again')
  // Within the day it is known already.
  await overwritten(dealId)
  expect(await sum(dealId)).toBe('7')
  expect(await items(dealId)).toHaveLength(1)
  await overwritten(dealId, '1000.00')
  stage.advance(25 * HOUR)
  await look(dealId)
  await overwritten(dealId)
  expect(await sum(dealId)).toBe('1000.00')
  expect(await items(dealId)).toEqual([])
})

test('who overwrites now and then, or clears, is written over each time', async () => {
  const dealId = await job('Now and then')
  for (let time = 0; time < 6; time += 1) {
    stage.advance(9 * HOUR)
    await overwritten(dealId, time % 2 === 0 ? '' : '7')
    expect(await sum(dealId)).toBe('1000.00')
  }
  expect(await items(dealId)).toEqual([])
})

test('a bookkeeper has ours written again, and is asked again when it is fought again', async () => {
  const dealId = await fought('Again')
  expect(
    (await api.ask('POST', `/attention/${must((await items(dealId))[0]).id}/settle`, { action: 'bill' }))
      .status,
  ).toBe(422)
  expect(await answer(dealId, 'write_again')).toBe(200)
  await sales.writes()
  expect(await sum(dealId)).toBe('1000.00')
  await look(dealId)
  expect(await items(dealId)).toEqual([])
  for (const left of ['1000.00', '1000.00', '1000.00', '']) {
    await overwritten(dealId, '')
    expect((await sum(dealId)) ?? '').toBe(left)
  }
  expect(await items(dealId)).toMatchObject([{ detail: expect.stringContaining('is empty there') }])
})

test('left as it is, it is neither written nor asked about, until both say the same and it begins again', async () => {
  const dealId = await fought('Left')
  expect(await answer(dealId, 'leave')).toBe(200)
  await overwritten(dealId, '9')
  expect([await sum(dealId), await items(dealId)]).toEqual(['9', []])
  await overwritten(dealId, '1000')
  await overwritten(dealId, '9')
  expect([await sum(dealId), await items(dealId)]).toMatchObject(['9', [{ kind: 'overwritten' }]])
})

test('a deal that is merged into another takes its question along to nowhere, and its figures are written there', async () => {
  const dealId = await fought('Merged')
  const other = await sales.create({ dealname: 'Survivor' })
  await sales.rings(other)
  const survivor = await sales.merge(other, dealId)
  await look(dealId)
  expect(await sum(survivor)).toBe('1000.00')
  expect(await items(survivor)).toEqual([])
  const rows = await stage.within((sql) =>
    sql('select 1 as kept from overwritten_property where deal_id = $1', [dealId]),
  )
  expect(rows).toEqual([])
})
