/**
 * Goal: what waited through an outage of both vendors leaves by itself once they are back: in its order, evenly, never more
 * than a vendor admits, and without holding up anybody else. Method: a process's own workers on a stage whose QuickBooks
 * admits a few calls, enforces that to the call, and is out for one of two companies; what it was asked, and when, is
 * counted. The limits are smaller spans than Intuit's, so that hundreds pass in seconds: `test/bench/drain.mjs` has Intuit's.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { watchConnections } from '../../src/upkeep/watch-connections'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage, type StagedWorkspace } from '../fixtures/stage'
import { startStagedWorkers } from '../fixtures/staged-workers'

jest.setTimeout(180_000)

const DEALS = 15
const PER_DEAL = 10
const EVERY_MS = 25
/** Evenly spaced, forty calls take a second; those that a busy machine holds up a little may still come together. */
const ADMITS = { requestsPerMinute: 3_000, requestsPerSecond: 60, concurrent: 10, batchesPerMinute: 40 }

let stage: Stage
let quiet: StagedWorkspace
let workers: { stop(): Promise<void> }
beforeAll(async () => {
  stage = await openStage({
    companies: ['landscaping', 'small'],
    watched: true,
    paced: { rules: { call: { everyMs: EVERY_MS, inFlight: 9 }, quietMs: 60_000 }, admits: ADMITS },
  })
  quiet = must(stage.workspaces[1])
  for (const place of stage.workspaces) await readCompany(stage, place)
})
afterAll(async () => {
  await workers?.stop()
  await stage.close()
})

/** Completes work of 100.00 each in this place; answers the words by which each is known on its invoice. */
async function complete(place: StagedWorkspace, dealId: string, count: number): Promise<string[]> {
  const currency = place === quiet ? 'EUR' : 'USD'
  const names = Array.from({ length: count }, (_, index) => `Piece ${index + 1} of deal ${dealId};`)
  const amount = (each: string) => ({ amount: each, currency })
  const { ids } = await plan(
    place,
    dealId,
    draftOf(
      '1',
      names.map((name) => ({ ...fixed(name, '1'), amount: amount('100.00') })),
      { contractValue: amount(`${count * 100}.00`), ...(place === quiet && { taxCode: '4' }) },
    ),
  )
  const work = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  await place.within(async (sql) => {
    for (const milestoneId of ids) await completeMilestone(sql, owner, work, { milestoneId, note: null })
  })
  return names
}

/** Calls that were admitted to this company, oldest first. */
const callsTo = async (place: StagedWorkspace) =>
  (await stage.quickbooks.log()).filter((each) => each.path.startsWith(`/v3/company/${place.realmId}/`))
const isInvoice = (each: { method: string; path: string; status: number | null }) =>
  each.method === 'POST' && each.path.endsWith('/invoice') && each.status === 200

/** Waits for something that other hands do. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const began = performance.now(); !(await holds()); await pause(100))
    if (performance.now() - began > 120_000) throw new Error(`never ${what}`)
}
const count = async (place: StagedWorkspace, from: string): Promise<number> =>
  must((await place.within((sql) => sql<{ count: number }>(`select count(*)::int as count from ${from}`)))[0])
    .count

/** The most of these moments within any span of so many milliseconds. */
function mostWithin(moments: readonly number[], spanMs: number): number {
  let most = 0
  let first = 0
  for (const [last, moment] of moments.entries()) {
    while (moment - must(moments[first]) >= spanMs) first += 1
    most = Math.max(most, last - first + 1)
  }
  return most
}

test('150 invoices and 15 deals wait for both vendors: all leave in order, evenly, and nobody else waits for them', async () => {
  const deals: string[] = []
  for (let n = 0; n < DEALS; n += 1) {
    const { id } = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
      properties: { dealname: `Deal ${n}`, amount: '1', pipeline: 'default', dealstage: 'closedwon' },
    })
    deals.push(await stage.within((sql) => addDeal(sql, id)))
  }
  await quiet.within((sql) => addDeal(sql, '700001'))
  await quiet.within((sql) => addDeal(sql, '700002'))
  await stage.quickbooks.fault({
    method: '*',
    path: `/v3/company/${stage.realmId}/*`,
    times: 100_000,
    effect: 'status',
    status: 503,
  })
  await stage.hubspot.fault({ method: '*', path: '/*', times: 100_000, effect: 'status', status: 502 })
  const words: string[] = []
  for (const dealId of deals) words.push(...(await complete(stage, dealId, PER_DEAL)))
  workers = await startStagedWorkers(stage)
  const troubles = `vendor_trouble where trouble = 'outage' and rest_until is not null`
  await until('found out that both are out', async () => {
    stage.advance(2_000)
    return (await count(stage, troubles)) === 2
  })
  await until(
    'left alone',
    async () => (await count(stage, 'outbox_message where lease_until > milepost.now()')) === 0,
  )

  // Meanwhile the other company's invoices leave as if nothing were wrong.
  const done = "outbox_message where state = 'done'"
  await complete(quiet, '700001', 3)
  await until('billed the other company', async () => (await count(quiet, done)) === 3)
  const during = await callsTo(stage)
  // Those that were under way when it began, and now and then one that looks.
  expect(during.length).toBeLessThanOrEqual(60)
  const tried = during.filter(({ method, path }) => method === 'POST' && path.endsWith('/invoice'))

  await stage.quickbooks.clearFaults()
  await stage.hubspot.clearFaults()
  await stage.quickbooks.clearLog()
  await stage.hubspot.clearLog()
  stage.advance(61_000)
  await until('under way again', async () => (await count(stage, done)) > 20)
  const ahead = await count(stage, done)
  await complete(quiet, '700002', 3)
  await until('billed the other company', async () => (await count(quiet, done)) === 6)
  const passed = (await count(stage, done)) - ahead
  await until(
    'drained',
    async () =>
      (await count(stage, "outbox_message where state = 'waiting' and next_at <= milepost.now()")) === 0,
  )
  stage.advance(160_000)
  await until('drained', async () => (await count(stage, "outbox_message where state <> 'done'")) === 0)
  await until(
    'told HubSpot',
    async () => (await count(stage, 'deal_mirror where dirty_since is not null')) === 0,
  )

  const calls = await callsTo(stage)
  expect(calls.filter(({ status }) => status !== 200)).toEqual([])
  expect((await stage.hubspot.log()).filter(({ status }) => status === 429)).toEqual([])
  const moments = calls.map(({ at }) => Date.parse(at))
  const most = mostWithin(moments, 1_000)
  const sent = calls.filter(isInvoice)
  const places = words.map((name) => sent.findIndex(({ body }) => body.includes(name)))
  expect(sent).toHaveLength(words.length)
  expect(places).not.toContain(-1)
  // Ten are in hand at a time, and who looked anyway in the moment in which the outage ended is among the first ten. What
  // was tried while it was out may have happened: it has a wait of its own, is looked for first, and comes whenever that is.
  const others = words.filter((name) => !tried.some(({ body }) => body.includes(name)))
  const ofOthers = sent.filter(({ body }) => others.some((name) => body.includes(name)))
  const late = Math.max(
    ...others.map((name, index) => ofOthers.findIndex(({ body }) => body.includes(name)) - index),
  )
  process.stdout.write(
    `drain: ${calls.length} calls for ${sent.length} invoices, at most ${most} in a second, ${tried.length} had been tried before, none of the others came more than ${late} places late; ${passed} left while the other company had three made\n`,
  )
  // Those under way at once change places; nobody is sent to the end of the line.
  expect(late).toBeLessThan(30)
  expect(most).toBeLessThanOrEqual(ADMITS.requestsPerSecond)
  expect(tried.length).toBeLessThanOrEqual(10)
  // Figures go a hundred deals a call.
  const told = (await stage.hubspot.log()).filter(({ path }) => path.endsWith('/deals/batch/update'))
  expect(told.length).toBeLessThanOrEqual(60)
  for (const dealId of deals) {
    const { properties } = await stage.hubspot.api<{ properties: Record<string, string> }>(
      'GET',
      `/crm/v3/objects/deals/${dealId}?properties=milepost_billed`,
    )
    expect(Number(properties['milepost_billed'])).toBe(PER_DEAL * 100)
  }
  // Three invoices wait for a handful of the many, and not for all of them.
  expect(passed).toBeLessThan(75)
  await watchConnections(stage, stage.workspaceId)
  expect(await count(stage, "attention where kind in ('connection', 'stuck') and settled_at is null")).toBe(0)
})
