/**
 * Goal: by HTTP alone, a plan is refused with its places, a part of a milestone is accepted, a change is taken back, and
 * a day that comes bills by itself: once, with the clock that everyone shares. Method: the embedded default, its clock
 * moved by its door.
 */
import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'
import { must } from '../fixtures/must'

let embedded: EmbeddedProgram
let tokens: Record<string, string>
let deals: string[]
beforeAll(async () => {
  embedded = await startEmbedded()
  tokens = (embedded.at as unknown as { tokens: Record<string, string> }).tokens
  deals = await until(
    async () =>
      ((await ask('GET', '/deals?status=unscheduled')).body['items'] as { id: string }[]).map(({ id }) => id),
    (ids) => ids.length >= 4,
  )
})
afterAll(() => embedded.close())

const usd = (amount: string) => ({ amount, currency: 'USD' })

async function ask(method: string, address: string, body?: object, as = 'owner') {
  const headers = { authorization: `Bearer ${must(tokens[as])}` }
  const answer = await embedded.call(method, address, body, headers)
  const text = await answer.text()
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> }
}

async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await read()
    if (holds(value)) return value
    if (tries > 300) throw new Error(`it never came: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const pageOf = async (deal: string) => (await ask('GET', `/deals/${deal}`)).body as unknown as DealPageView

async function planned(
  milestones: object[],
  more: object = {},
): Promise<{ deal: string; page: DealPageView }> {
  const deal = must(deals.shift())
  const plan = {
    billingType: 'fixed',
    contractValue: usd('10000.00'),
    customer: { quickbooksId: '1' },
    item: { quickbooksId: '1' },
    taxCode: 'NON',
    terms: { netDays: 7 },
    milestones,
    ...more,
  }
  expect(await ask('PUT', `/deals/${deal}/schedule`, plan)).toMatchObject({ status: 200 })
  return { deal, page: await pageOf(deal) }
}

const day = async (ahead: number) => {
  const { now } = (await ask('GET', '/me')).body as { now: string }
  return new Date(Date.parse(now) + ahead * 86_400_000).toISOString().slice(0, 10)
}

test('without a billing type a plan is hourly, which has no milestones; what can’t be is said with its place', async () => {
  const deal = must(deals[0])
  const put = (body: object) =>
    ask('PUT', `/deals/${deal}/schedule`, { contractValue: usd('100.00'), ...body })
  expect(await put({ milestones: [{ name: 'One', amount: usd('1.00') }] })).toMatchObject({
    status: 422,
    body: { code: 'validation_failed', errors: [{ pointer: '/milestones' }] },
  })
  const wrong = {
    billingType: 'fixed',
    retainage: { percent: '100.5' },
    milestones: [
      {
        name: 'One',
        amount: usd('1.00'),
        plannedFrom: '2027-01-02',
        plannedOn: '2027-01-01',
        trigger: { on: [] },
      },
    ],
  }
  const { status, body } = await put(wrong)
  expect([status, (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer)]).toEqual([
    422,
    ['/retainage/percent', '/milestones/0/plannedFrom', '/milestones/0/trigger/on'],
  ])
  expect((await pageOf(deal)).schedule).toBeNull()
  expect(await put({ milestones: [] })).toMatchObject({
    status: 200,
    body: { billingType: 'hourly', milestones: [] },
  })
  expect(await ask('POST', `/deals/${deal}/undo`, {})).toMatchObject({
    status: 200,
    body: { schedule: null },
  })
})

test('a part is accepted: to the cent, billed by itself, and never twice', async () => {
  // The member who accepts it is the approver; nobody else's member may.
  const marco = { name: 'Marco Lindt', email: 'marco@harbourandco.example', inside: true }
  const approval = { required: true, approvers: [marco] }
  const { deal, page } = await planned([
    { name: 'Strategy', amount: usd('6666.67') },
    { name: 'Design', amount: usd('3333.33'), approval },
  ])
  const { id } = must(page.milestones[1])
  expect(await ask('POST', `/milestones/${id}/submit`, {}, 'member')).toMatchObject({ status: 200 })
  const body = { accepted: { percent: '80' }, reason: 'Two screens are missing' }
  expect(await ask('POST', `/milestones/${id}/split`, body, 'viewer')).toMatchObject({
    status: 403,
    body: { code: 'forbidden', detail: expect.stringContaining('a member') },
  })
  const split = () => ask('POST', `/milestones/${id}/split`, body, 'member')
  const parts = {
    accepted: { id, code: '2-A', position: 2, amount: usd('2666.66'), share: null, workStatus: 'completed' },
    remaining: { code: '2-B', position: 3, amount: usd('666.67'), label: 'Changes requested' },
  }
  expect(await split()).toMatchObject({ status: 200, body: parts })
  expect(await split()).toMatchObject({ status: 200, body: parts })
  const billed = await until(
    () => pageOf(deal),
    ({ invoices }) => invoices.some((invoice) => invoice.quickbooksId !== null),
  )
  expect(billed.milestones.map((each) => [each.code, each.amount.amount])).toEqual([
    ['1', '6666.67'],
    ['2-A', '2666.66'],
    ['2-B', '666.67'],
  ])
  expect(billed.invoices.map((invoice) => invoice.total.amount)).toEqual(['2666.66'])
  expect(must(billed.milestones[1])).toMatchObject({
    locked: true,
    unlockedBy: 'Whoever keeps the books there can.',
    actions: [],
  })
  expect(await ask('POST', `/milestones/${id}/split`, { ...body, reason: 'again' })).toMatchObject({
    status: 409,
    body: { code: 'milestone_locked' },
  })
})

test('a change of the plan is taken back, once; then there is nothing to take back', async () => {
  const { deal, page } = await planned([
    { name: 'One', share: { fraction: '1/3' } },
    { name: 'Two', share: { fraction: '2/3' } },
  ])
  const one = must(page.milestones[0])
  expect(await ask('DELETE', `/milestones/${one.id}`)).toMatchObject({ status: 204 })
  expect((await pageOf(deal)).undo).toMatchObject({ what: 'Removed “One”', who: expect.any(String) })
  expect(await ask('POST', `/deals/${deal}/undo`, {}, 'viewer')).toMatchObject({ status: 403 })
  const { status, body } = await ask('POST', `/deals/${deal}/undo`, {}, 'member')
  const back = body as unknown as DealPageView
  expect(status).toBe(200)
  expect(back.undo).toBeNull()
  expect(back.milestones.map(({ id, ordinal, amount }) => [id, ordinal, amount])).toEqual(
    page.milestones.map(({ id, ordinal, amount }) => [id, ordinal, amount]),
  )
  expect(await ask('POST', `/deals/${deal}/undo`, {})).toMatchObject({
    status: 409,
    body: { code: 'nothing_to_undo' },
  })
})

test('when its day comes a milestone is completed and billed by itself, once', async () => {
  const date = await day(2)
  const { deal } = await planned([{ name: 'Retainer', amount: usd('10000.00'), trigger: { on: [], date } }])
  const retainer = async (): Promise<MilestoneView> => must((await pageOf(deal)).milestones[0])
  expect(await retainer()).toMatchObject({ billsOn: date, label: 'Pending' })
  const moved = await fetch(`${embedded.url}/simulator/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance: 'P5D' }),
  })
  expect(moved.status).toBe(200)
  const billed = await until(retainer, ({ invoices }) => invoices.length > 0)
  expect(billed).toMatchObject({
    workStatus: 'completed',
    completedBy: expect.stringMatching(/^trigger date /),
    billsOn: null,
    invoices: [{ total: usd('10000.00') }],
  })
  const { items } = (await ask('GET', `/deals/${deal}/history`)).body as {
    items: { what: string; who: string }[]
  }
  expect(items.find(({ what }) => what.startsWith('Completed “Retainer” by its trigger date'))?.who).toBe(
    'Milepost',
  )
  expect((await pageOf(deal)).invoices).toHaveLength(1)
})
