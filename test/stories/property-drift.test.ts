/**
 * Goal: the properties of Milepost say what the tracker says, whatever somebody does to them in HubSpot; what can't be
 * mended is asked, and stops nothing else. Method: HubSpot's stand-in, where people edit values, delete, archive and make
 * properties of their own.
 */
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let sales: Salesperson
beforeEach(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  await readPortal(stage)
})
afterEach(() => stage.close())

const PROPERTIES = '/crm/v3/properties/deals'
async function job(name = 'Drifts') {
  const dealId = await sales.create({ dealname: name })
  await sales.rings(dealId)
  await plan(
    stage,
    dealId,
    draftOf('1000', [fixed('One', '400', { plannedOn: '2027-03-01' }), fixed('Two', '600')]),
  )
  return dealId
}
const questions = () =>
  stage.within(async (sql) =>
    (
      await sql<{ text: string }>(
        `select title || ' ' || detail as text from attention where settled_at is null and kind = 'stuck'`,
      )
    ).map((row) => row.text),
  )
const updates = () => stage.hubspot.count('POST', /batch\/update$/)
const archive = (name: string) => stage.hubspot.api('DELETE', `${PROPERTIES}/${name}`)

test('values that somebody edits or clears are written anew, by the next sweep or when the deal rings; and it is told', async () => {
  const dealId = await job()
  await sales.writes()
  const good = await sales.says(dealId)
  await sales.edit(dealId, {
    milepost_billed: '99999',
    milepost_status: '',
    milepost_next_date: '2030-01-01',
  })
  await sales.sweep()
  await sales.writes()
  expect(await sales.says(dealId)).toEqual({
    ...good,
    milepost_updated_at: expect.anything(),
    hs_lastmodifieddate: expect.anything(),
  })
  await sales.edit(dealId, { milepost_remaining: '1' })
  await sales.rings(dealId)
  await sales.writes()
  expect((await sales.says(dealId))['milepost_remaining']).toBe('1000.00')
  const [told] = await stage.within((sql) =>
    sql<{ before: object; after: object }>(
      `select before, after from history where what like 'Values of Milepost%' order by number desc limit 1`,
    ),
  )
  expect(told).toEqual({ before: { milepost_remaining: '1000.00' }, after: { milepost_remaining: '1' } })
})

test('the same value printed in another way is no drift', async () => {
  const dealId = await job()
  await sales.writes()
  await sales.edit(dealId, {
    milepost_contract_sum: '1000',
    milepost_billed: '0',
    milepost_next_date: String(Date.parse('2027-03-01')),
  })
  await stage.hubspot.clearLog()
  await sales.sweep()
  await sales.writes()
  expect(await updates()).toBe(0)
})

test('a deal that was deleted has no values to be changed: nothing of that is told, made or written, until it is restored', async () => {
  const dealId = await job()
  await sales.writes()
  const drifts = () =>
    stage.within((sql) => sql("select 1 from history where what like 'Values of Milepost%'"))
  const made = () => stage.hubspot.count('POST', /\/properties\//)
  const before = await made()
  await sales.remove(dealId)
  await sales.rings(dealId)
  await stage.hubspot.clearLog()
  await sales.sweep()
  await sales.writes()
  expect([await drifts(), await updates(), await made()]).toEqual([[], 0, 0])
  expect(before).toBeGreaterThan(0)
  await sales.restore(dealId)
  await sales.edit(dealId, { milepost_remaining: '1' })
  await sales.rings(dealId)
  await sales.writes()
  expect((await sales.says(dealId))['milepost_remaining']).toBe('1000.00')
  expect(await drifts()).toHaveLength(1)
})

test('what HubSpot fills from a deal that is merged in is put right, and told as nobody’s change', async () => {
  const planned = await job('Dated')
  const dealId = await sales.create({ dealname: 'Undated' })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('500', [fixed('All of it', '500')]))
  await sales.writes()
  expect((await sales.says(dealId))['milepost_next_date'] ?? '').toBe('')
  await stage.hubspot.turn({ merge_survivor: 'primary_id' })
  await sales.merge(dealId, planned)
  expect((await sales.says(dealId))['milepost_next_date']).toBe('2027-03-01')
  await sales.rings(dealId, planned)
  await sales.writes()
  expect((await sales.says(dealId))['milepost_next_date'] ?? '').toBe('')
  expect(
    await stage.within((sql) => sql("select 1 from history where what like 'Values of Milepost%'")),
  ).toEqual([])
})

test('a property that was deleted is made again and written on every deal; so is all of them', async () => {
  const [one, two] = [await job('One'), await job('Two')]
  await sales.writes()
  await archive('milepost_contract_sum')
  await sales.sweep()
  await sales.writes()
  for (const id of [one, two]) expect((await sales.says(id))['milepost_contract_sum']).toBe('1000.00')
  const all = await stage.hubspot.api<{ results: { name: string }[] }>('GET', PROPERTIES)
  for (const { name } of all.results.filter((each) => each.name.startsWith('milepost_'))) await archive(name)
  await sales.rings(one)
  await sales.writes()
  await sales.sweep()
  await sales.writes()
  for (const id of [one, two])
    expect(await sales.says(id)).toMatchObject({
      milepost_contract_sum: '1000.00',
      milepost_status: 'Not billed',
    })
  expect(await questions()).toEqual([])
  await stage.hubspot.clearLog()
  await sales.sweep()
  expect(await updates()).toBe(0)
  expect(await stage.hubspot.count('POST', /properties/)).toBe(0)
})

test('deleted between two sweeps, a write that HubSpot refuses for it mends it by itself', async () => {
  const dealId = await job()
  await sales.writes()
  await archive('milepost_next_milestone')
  await plan(stage, dealId, draftOf('1000', [fixed('Other', '1000')]))
  await sales.writes()
  stage.advance(60_000)
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({
    milepost_next_milestone: 'Other',
    milepost_milestones_total: '1',
  })
})

test.each([
  [
    'made by somebody as text',
    'milepost_billed',
    { type: 'string', fieldType: 'text' },
    /“Billed” \(milepost_billed\) is of type string there, and must be number/,
  ],
  [
    'made by somebody as a calculation',
    'milepost_billed',
    { type: 'number', fieldType: 'calculation_equation', calculationFormula: '1' },
    /is calculated by HubSpot there/,
  ],
])('a property %s is left alone and asked about; the others are written; mended, it is ours', async (_how, name, shape, words) => {
  await stage.hubspot.api('POST', `${PROPERTIES}/groups`, { name: 'theirs', label: 'Theirs' })
  await stage.hubspot.api('POST', PROPERTIES, { name, label: 'Billed?', groupName: 'theirs', ...shape })
  const dealId = await job()
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({ milepost_contract_sum: '1000.00', [name]: null })
  expect(await questions()).toEqual([expect.stringMatching(words)])
  await archive(name)
  await sales.sweep()
  await sales.writes()
  expect((await sales.says(dealId))[name]).toBe('0.00')
  expect(await questions()).toEqual([])
})

test('a name that HubSpot keeps for the archived one is asked about, and everything else goes on', async () => {
  await stage.hubspot.turn({ archived_property_name: 'taken' })
  const dealId = await job()
  await sales.writes()
  await archive('milepost_billed')
  await sales.sweep()
  await plan(stage, dealId, draftOf('2000', [fixed('Other', '2000')]))
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({ milepost_contract_sum: '2000.00' })
  expect(await questions()).toEqual([
    expect.stringMatching(/milepost_billed\) could not be made.*restore it from the archived ones/),
  ])
  await stage.hubspot.turn({ archived_property_name: 'free' })
  await sales.sweep()
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({ milepost_billed: '0.00' })
  expect(await questions()).toEqual([])
})

test('where the stamp itself can’t be written, every figure is; mended, it says when again', async () => {
  await stage.hubspot.turn({ archived_property_name: 'taken' })
  const dealId = await job()
  await sales.writes()
  await archive('milepost_updated_at')
  // Nobody has looked at the properties yet: what HubSpot refuses for it has them looked at.
  await plan(stage, dealId, draftOf('2000', [fixed('Other', '2000')]))
  await sales.writes()
  stage.advance(60_000)
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({
    milepost_contract_sum: '2000.00',
    milepost_next_milestone: 'Other',
  })
  expect(await questions()).toEqual([expect.stringMatching(/milepost_updated_at\) could not be made/)])
  await stage.hubspot.turn({ archived_property_name: 'free' })
  await sales.sweep()
  await plan(stage, dealId, draftOf('3000', [fixed('Third', '3000')]))
  await sales.writes()
  expect(await sales.says(dealId)).toMatchObject({
    milepost_contract_sum: '3000.00',
    milepost_updated_at: expect.stringMatching(/./),
  })
  expect(await questions()).toEqual([])
})

test('HubSpot that can’t say what properties there are is asked again, and nothing is believed meanwhile', async () => {
  const dealId = await job()
  await sales.writes()
  await archive('milepost_billed')
  await stage.hubspot.fault({
    method: 'GET',
    path: '/crm/properties/*',
    effect: 'status',
    status: 503,
    times: 1,
  })
  await expect(sales.sweep()).rejects.toMatchObject({ vendor: 'hubspot' })
  await stage.hubspot.fault({
    method: 'POST',
    path: '/crm/properties/*/batch/create',
    effect: 'drop-reply',
    times: 1,
  })
  await expect(sales.sweep()).rejects.toMatchObject({ vendor: 'hubspot' })
  await sales.sweep()
  await sales.writes()
  expect(must((await sales.says(dealId))['milepost_billed'])).toBe('0.00')
})
