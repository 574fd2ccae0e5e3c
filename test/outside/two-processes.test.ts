/**
 * Goal: several processes on one database are one program: nothing is billed past the contract and its tolerance, nothing
 * twice, and QuickBooks' limits hold over them. Method: two processes of the built program over HTTP, beside the one of
 * this test, against QuickBooks' stand-in with its real limiter; without Redis, and with one.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { REAL_LIMITS } from '../../connectors/quickbooks/simulator/limits'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'
import { type TestRedis, testRedis } from '../fixtures/redis'
import { type SiblingProcess, startSibling } from '../fixtures/sibling-process'
import { simulatorDoors } from '../fixtures/simulator-doors'
import { describeWith } from '../fixtures/tools'
import { mostWithin } from './fleet-books'

jest.setTimeout(300_000)
// What leaves in time (that is for pace.test.ts) is handed over late by a busy machine, and one 429 makes a minute's pause: the
// stand-in, which runs in this process, admits more than ten in a second. Two processes that knew nothing of each other would
// send 16.
Object.assign(REAL_LIMITS, { requestsPerSecond: 15 })

let embedded: EmbeddedProgram
const siblings: SiblingProcess[] = []
let deals: string[]
/** Invoices that an earlier test had made. */
const seen = new Set<string>()

async function open(settings: Readonly<Record<string, string>>): Promise<void> {
  seen.clear()
  embedded = await startEmbedded()
  for (let n = 0; n < 2; n += 1) siblings.push(await startSibling(embedded, { settings }))
  for (let tries = 0; ; tries += 1) {
    const { items } = (await (await embedded.call('GET', '/deals?sort=amount')).json()) as {
      items: { id: string }[]
    }
    deals = items.map((item) => item.id)
    if (deals.length > 3) return
    if (tries > 100) throw new Error('the deals never arrived')
    await pause(100)
  }
}
async function close(): Promise<void> {
  for (const sibling of siblings.splice(0)) await sibling.stop()
  await embedded.close()
}

const usd = (amount: string) => ({ amount, currency: 'USD' })
const doors = () => simulatorDoors(embedded.at.quickbooks.baseUrl, embedded.at.quickbooks.accessToken)

async function plan(
  contract: string,
  amounts: readonly string[],
): Promise<{ dealId: string; ids: string[] }> {
  const dealId = must(deals.shift())
  const planned = await embedded.call('PUT', `/deals/${dealId}/schedule`, {
    billingType: 'fixed',
    contractValue: usd(contract),
    customer: { quickbooksId: '1' },
    milestones: amounts.map((amount, place) => ({ name: `Part ${place + 1}`, amount: usd(amount) })),
  })
  if (!planned.ok) throw new Error(await planned.text())
  const page = (await (await embedded.call('GET', `/deals/${dealId}`)).json()) as {
    milestones: { id: string }[]
  }
  return { dealId, ids: page.milestones.map((milestone) => milestone.id) }
}

interface Said {
  readonly status: number
  readonly body: { code?: string; remaining?: { amount: string } | string }
}
/** Completes milestones all at once, each over another process than the one before. */
const completeAtOnce = (ids: readonly string[]): Promise<Said[]> =>
  Promise.all(
    ids.map(async (id, place) => {
      const sibling = must(siblings[place % 2])
      const answer = await sibling.call('POST', `/milestones/${id}/complete`, {})
      return { status: answer.status, body: (await answer.json()) as Said['body'] }
    }),
  )

/** Waits until nothing is owed any more; answers the amounts of this deal's invoices in QuickBooks. */
async function invoicesOf(dealId: string): Promise<number[]> {
  for (let waited = 0; ; waited += 200) {
    const { items } = (await (await embedded.call('GET', '/owed')).json()) as { items: { state: string }[] }
    if (items.every((item) => item.state === 'refused' || item.state === 'done')) break
    if (waited > 150_000) throw new Error(`still owed: ${JSON.stringify(items).slice(0, 500)}`)
    await pause(200)
  }
  const page = (await (await embedded.call('GET', `/deals/${dealId}`)).json()) as {
    milestones: { invoices?: { quickbooksId: string }[] }[]
  }
  const query = encodeURIComponent('select * from Invoice orderby Id desc maxresults 200')
  const { QueryResponse } = await doors().api<{
    QueryResponse: { Invoice?: { Id: string; TotalAmt: number; PrivateNote?: string }[] }
  }>('GET', `/v3/company/${embedded.at.quickbooks.realmId}/query?query=${query}&minorversion=75`)
  expect(page.milestones.length).toBeGreaterThan(0)
  return (QueryResponse.Invoice ?? [])
    .filter((invoice) => invoice.PrivateNote?.includes('Milepost') && !seen.has(invoice.Id))
    .map((invoice) => {
      seen.add(invoice.Id)
      return invoice.TotalAmt
    })
}
function battery(): void {
  test('fifty approvals at once bill to the cent of contract and tolerance, and say what remains', async () => {
    const patched = await embedded.call('PATCH', '/workspace', { tolerancePercent: '5' })
    expect(patched.status).toBe(200)
    const { dealId, ids } = await plan(
      '1000.00',
      Array.from({ length: 50 }, () => '100.01'),
    )
    const said = await completeAtOnce(ids)
    const taken = said.filter((each) => each.status === 200)
    const refused = said.filter((each) => each.status !== 200)
    // 1,050.00 are admitted: ten times 100.01, and 49.90 remain.
    expect(taken).toHaveLength(10)
    for (const each of refused) expect(each).toMatchObject({ body: { code: 'over_billing' } })
    expect(JSON.stringify(must(refused.at(-1)).body)).toContain('49.90')
    expect(await invoicesOf(dealId)).toEqual(Array.from({ length: 10 }, () => 100.01))
    await embedded.call('PATCH', '/workspace', { tolerancePercent: '0' })
  })

  test('one milestone, billed over both processes ten times at once, is one invoice', async () => {
    const { dealId, ids } = await plan('500.00', ['500.00'])
    const said = await completeAtOnce(Array.from({ length: 10 }, () => must(ids[0])))
    // What is completed already is no error to ask for again.
    expect(said.map((each) => each.status)).toEqual(said.map(() => 200))
    expect(await invoicesOf(dealId)).toEqual([500])
  })

  test('three processes at work keep to QuickBooks’ limits: not one 429', async () => {
    await doors().clearLog()
    const { dealId, ids } = await plan(
      '4000.00',
      Array.from({ length: 40 }, () => '100.00'),
    )
    const said = await completeAtOnce(ids)
    expect(said.map((each) => each.status)).toEqual(ids.map(() => 200))
    expect(await invoicesOf(dealId)).toHaveLength(40)
    const statuses = (await doors().log()).map((each) => each.status)
    expect(statuses.filter((status) => status === 429)).toEqual([])
    expect(await mostWithin({ quickbooks: doors() }, 5_000)).toBeLessThanOrEqual(50)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(40)
  })
}

describe('without Redis', () => {
  beforeAll(() => open({}))
  afterAll(close)
  battery()
})

describeWith('redis-server', 'with Redis, which is killed on the way', (binary) => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await testRedis(binary)
    await open({ REDIS_URL: redis.url })
  })
  afterAll(async () => {
    await close()
    await redis.remove()
  })
  battery()

  test('without the Redis that it began with, the limits are the same', async () => {
    await redis.kill()
    await doors().clearLog()
    const { dealId, ids } = await plan(
      '2000.00',
      Array.from({ length: 20 }, () => '100.00'),
    )
    await completeAtOnce(ids)
    expect(await invoicesOf(dealId)).toHaveLength(20)
    const statuses = (await doors().log()).map((each) => each.status)
    expect(statuses).not.toContain(429)
  })
})
