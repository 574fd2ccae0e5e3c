/**
 * Goal: HubSpot says what is expected in the month that it is, and in the one after it, although nothing happens to a deal
 * when a month begins; each deal that expects something is written once for it, and no other. Method: both stand-ins, the
 * clock moved over the end of a month; the settings over HTTP.
 */
import { DateTime } from 'luxon'
import { learnDeal } from '../../src/deals/learn-deal'
import { monthlyProperties } from '../../src/writeback/deal-properties'
import { noticeMonth } from '../../src/writeback/notice-month'
import { writeDeals } from '../../src/writeback/write-deals'
import { openKeptBooks } from '../fixtures/kept-books'
import { noTrouble } from '../fixtures/no-trouble'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const today = () => DateTime.fromJSDate(stage.clock.now(), { zone: 'utc' })
const day = (months: number, of: number): string =>
  today().plus({ months }).set({ day: of }).toISODate() ?? ''
/** Noon of a day: which one it is does not hang on the zone. */
const goTo = (then: DateTime) => stage.advance(then.set({ hour: 12 }).diff(today()).as('milliseconds'))
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 1_500 })
  goTo(today().plus({ months: 1 }).set({ day: 10 }))
  await readCompany(stage)
  await readPortal(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})
afterEach(() => stage.hubspot.clearLog())

const DEALS = '/crm/v3/objects/deals'
const write = async () => {
  stage.advance(2_000)
  const parts = { database: stage.database, clock: stage.clock, random: () => 0.5, log: noTrouble }
  for (let turn = 0; turn < 5; turn += 1)
    await writeDeals(parts, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId)
}
async function begin(name: string, plannedOn: string | null, amount = '1000'): Promise<string> {
  const { id } = await stage.hubspot.api<{ id: string }>('POST', DEALS, {
    properties: {
      dealname: name,
      amount,
      dealstage: 'closedwon',
      pipeline: 'default',
      deal_currency_code: 'USD',
    },
  })
  await learnDeal(stage.database, stage.vendors, stage.workspaceId, id)
  const milestone = fixed(name, amount, plannedOn === null ? {} : { plannedOn })
  await plan(stage, id, draftOf(amount, [milestone], { terms: { dueOnReceipt: true }, delivery: 'post' }))
  return id
}
/** This month, next month, later, without a day. */
async function says(id: string): Promise<(string | null)[]> {
  const { properties } = await stage.hubspot.api<{ properties: Record<string, string | null> }>(
    'GET',
    `${DEALS}/${id}?properties=${monthlyProperties.join(',')}`,
  )
  return monthlyProperties.map((name) => properties[name] ?? null)
}
const turnMonth = () => noticeMonth(stage, stage.workspaceId)
const dirty = async () =>
  (
    await stage.within((sql) =>
      sql<{ id: string }>('select deal_id as id from deal_mirror where dirty_since is not null order by 1'),
    )
  ).map(({ id }) => id)

test('a month begins: what was expected next is expected now, told once, and only where it is', async () => {
  expect(monthlyProperties).toEqual([
    'milepost_expected_this_month',
    'milepost_expected_next_month',
    'milepost_expected_later',
    'milepost_expected_undated',
  ])
  const soon = await begin('Soon', day(1, 20))
  const later = await begin('Later', day(2, 20))
  const someDay = await begin('Some day', null)
  const nothing = await begin('Nothing to bill', null, '0')
  await write()
  await turnMonth()
  await write()
  expect(await says(soon)).toEqual(['0.00', '1000.00', '0.00', '0.00'])
  expect(await says(later)).toEqual(['0.00', '0.00', '1000.00', '0.00'])
  expect(await says(someDay)).toEqual(['0.00', '0.00', '0.00', '1000.00'])

  // Within the month nobody looks again.
  goTo(today().endOf('month'))
  await turnMonth()
  expect(await dirty()).toEqual([])

  goTo(today().plus({ days: 1 }))
  await turnMonth()
  const marked = await dirty()
  expect(marked).toEqual(expect.arrayContaining([soon, later, someDay]))
  expect(marked).not.toContain(nothing)
  await write()
  expect(await says(soon)).toEqual(['1000.00', '0.00', '0.00', '0.00'])
  expect(await says(later)).toEqual(['0.00', '1000.00', '0.00', '0.00'])
  expect(await says(someDay)).toEqual(['0.00', '0.00', '0.00', '1000.00'])
  await turnMonth()
  expect(await dirty()).toEqual([])
})

test('two processes that see the month begin at once mark each deal, and fail nobody', async () => {
  const id = await begin('Seen twice', day(1, 15))
  await write()
  goTo(today().plus({ months: 1 }).set({ day: 2 }))
  await Promise.all([turnMonth(), turnMonth(), turnMonth()])
  expect(await dirty()).toContain(id)
  await write()
  expect(await says(id)).toEqual(['1000.00', '0.00', '0.00', '0.00'])
})

test('other terms in the settings move what is expected; settings that say nothing of it move nothing', async () => {
  const { id } = await stage.hubspot.api<{ id: string }>('POST', DEALS, {
    properties: {
      dealname: 'By the house',
      amount: '500',
      dealstage: 'closedwon',
      pipeline: 'default',
      deal_currency_code: 'USD',
    },
  })
  await learnDeal(stage.database, stage.vendors, stage.workspaceId, id)
  await plan(stage, id, draftOf('500', [fixed('A', '500', { plannedOn: day(0, 20) })], { delivery: 'post' }))
  await books.api.ask('PATCH', '/workspace', { defaults: { netDays: 0, termsId: null } })
  await write()
  expect(await says(id)).toEqual(['500.00', '0.00', '0.00', '0.00'])
  expect((await books.api.ask('PATCH', '/workspace', { name: 'Another name' })).status).toBe(200)
  expect(await dirty()).toEqual([])
  expect(
    (await books.api.ask('PATCH', '/workspace', { defaults: { netDays: 20, termsId: null } })).status,
  ).toBe(200)
  expect(await dirty()).toContain(id)
  await write()
  expect(await says(id)).toEqual(['0.00', '500.00', '0.00', '0.00'])
})
