/**
 * Goal: a vendor that answers late, and webhooks that don't come, are said in plain words with one way out, keep nothing
 * from going on, and go away by themselves. Method: both vendors' stand-ins answer late for real, or ring and nobody
 * hears it; the wired queues run against them on a clock that can be moved, and people's questions are read.
 */
import type { Vendor } from '../../src/tenants/connection-table'
import { listTroubles } from '../../src/tenants/vendor-trouble-table'
import { openApi } from '../fixtures/api'
import { beginBills, expectOneInvoiceEach } from '../fixtures/batches'
import { editInvoice } from '../fixtures/billing'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { MINUTE, openTroubled } from '../fixtures/troubled'
import { openWebhookTrap, type WebhookTrap } from '../model/webhook-trap'

type Troubled = Awaited<ReturnType<typeof openTroubled>>
let troubled: Troubled
let trap: WebhookTrap | null = null
async function open(deadlineMs?: number): Promise<Troubled['stage']> {
  troubled = await openTroubled(deadlineMs)
  return troubled.stage
}
afterEach(async () => {
  await trap?.close()
  trap = null
  await troubled.stage.close()
})

const questionsOf = async (vendor: Vendor) =>
  (await troubled.questions()).filter(({ cause }) => cause.startsWith(`connection:${vendor}`))
const toldWords = async () => (await troubled.told()).map(({ what }) => what)

test('vendors that take more than ten seconds: said once, all goes on, and over with the next quick answer', async () => {
  const stage = await open(30_000)
  await readCompany(stage)
  await troubled.run('quickbooks')
  const late = { times: 5, effect: 'delay', delayMs: 10_200 }
  // Four are chance.
  const few = await beginBills(stage, 4)
  await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', ...late })
  await stage.hubspot.fault({ method: '*', path: '/*', ...late })
  const portal = await stage.vendors.hubspot(stage.workspaceId)
  await Promise.all([troubled.deliverDue(), ...Array.from({ length: 5 }, () => portal.account())])
  await stage.vendors.flush()
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'well' })
  expect(await troubled.health('hubspot')).toMatchObject({ state: 'slow', button: 'status' })
  const fifth = await beginBills(stage, 1)
  await troubled.deliverDue()
  await expectOneInvoiceEach([...few, ...fifth])
  await stage.vendors.flush()
  expect(await troubled.health('quickbooks')).toMatchObject({
    state: 'slow',
    title: 'QuickBooks answers slowly',
    button: 'status',
    triesAgainAt: null,
  })
  expect(await troubled.questions()).toMatchObject([
    {
      cause: 'connection:hubspot:slow',
      title: 'HubSpot answers slowly',
      detail: expect.stringContaining('Work goes on, only later'),
      actions: [{ label: 'See how it is' }],
    },
    { cause: 'connection:quickbooks:slow', title: 'QuickBooks answers slowly' },
  ])

  // Neither is left alone: the next invoice goes as always, and its quick answer says that it is over.
  await stage.quickbooks.clearFaults()
  await stage.hubspot.clearFaults()
  const next = await beginBills(stage, 1)
  await troubled.deliverDue()
  await portal.account()
  await stage.vendors.flush()
  await expectOneInvoiceEach(next)
  expect(await troubled.questions()).toEqual([])
  expect(await stage.within(listTroubles)).toEqual([])
  expect((await toldWords()).filter((what) => /slowly|quickly/.test(what))).toEqual([
    'HubSpot answers slowly',
    'QuickBooks answers slowly',
    'QuickBooks answers quickly again',
    'HubSpot answers quickly again',
  ])
})

/** Time passes, and what is swept and looked after is. */
async function sweep(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 11) {
    troubled.stage.advance(11 * MINUTE)
    await trap?.settle()
    await troubled.run('quickbooks')
    await troubled.run('hubspot')
    await troubled.run('upkeep')
  }
}

test('webhooks of QuickBooks that don’t come: three changes nobody rang for are said, and the next event settles it', async () => {
  const stage = await open()
  trap = await openWebhookTrap(stage)
  await readCompany(stage)
  await troubled.run('quickbooks')
  const bills = await beginBills(stage, 4)
  await troubled.deliverDue()
  await expectOneInvoiceEach(bills)
  const edit = async (which: number) => {
    const invoice = must((await must(bills[which]).inQuickBooks())[0])
    await editInvoice(stage, invoice, { DueDate: '2099-01-31' })
  }
  // What we wrote ourselves need not ring, nor must what was changed while the connection was new.
  await trap.settle()
  trap.lose()
  await sweep(44)
  expect(await troubled.questions()).toEqual([])

  for (const which of [0, 1]) {
    await edit(which)
    await sweep(11)
  }
  trap.lose()
  await sweep(22)
  // Twice is chance.
  expect(await troubled.questions()).toEqual([])
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'well' })
  await edit(2)
  await trap.settle()
  trap.lose()
  await sweep(33)
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'unrung', button: 'webhooks' })
  const [asked, ...more] = await questionsOf('quickbooks')
  expect(more).toEqual([])
  expect(asked).toMatchObject({
    cause: 'connection:quickbooks:unrung',
    title: 'The webhooks of QuickBooks don’t arrive',
    actions: [{ label: 'Check webhooks' }, { label: 'Leave it' }],
  })
  expect(must(asked).detail).toMatch(
    /^Changes are found only when Milepost looks by itself: figures are right, but as old as its last look\./,
  )
  // Said once, and nothing is held up: what people do goes on.
  await sweep(22)
  expect(await questionsOf('quickbooks')).toHaveLength(1)
  // Whoever has them off on purpose leaves it: it is not asked again, and the connection still says so.
  const api = await openApi(stage)
  const items = (await api.ask('GET', '/attention?limit=100')).body['items'] as { id: string; kind: string }[]
  const { id } = must(items.find(({ kind }) => kind === 'connection'))
  expect((await api.ask('POST', `/attention/${id}/settle`, { action: 'leave' })).status).toBe(200)
  await api.close()
  await sweep(22)
  expect(await questionsOf('quickbooks')).toEqual([])
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'unrung' })
  const later = await beginBills(stage, 1)
  await troubled.deliverDue()
  await expectOneInvoiceEach(later)

  // Somebody mends it: one event that arrives is enough.
  await edit(3)
  await trap.arrive('once')
  stage.advance(11 * MINUTE)
  await troubled.run('quickbooks')
  await troubled.run('upkeep')
  expect(await troubled.health('quickbooks')).toMatchObject({ state: 'well' })
  expect(await questionsOf('quickbooks')).toEqual([])
  // Should they stop once more, that is a new question.
  const [left] = await stage.within((sql) =>
    sql("select settled_how as how from attention where cause = 'connection:quickbooks:unrung'"),
  )
  expect(left).toEqual({ how: 'left, well' })
  expect((await toldWords()).filter((what) => /webhooks/.test(what))).toEqual([
    'The webhooks of QuickBooks don’t arrive',
    'QuickBooks sends webhooks again',
  ])
})

test('webhooks of HubSpot that don’t come are said after a day of changes, and the next event settles it', async () => {
  const stage = await open()
  trap = await openWebhookTrap(stage)
  await stage.hubspot.turn({ search_delay: 'none' })
  await troubled.run('hubspot')
  const deals: string[] = []
  for (const dealname of ['One', 'Two', 'Three']) {
    const { id } = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
      properties: { dealname, amount: '1000', pipeline: 'default', dealstage: 'contractsent' },
    })
    deals.push(id)
  }
  const rename = (id: string, dealname: string) =>
    stage.hubspot.api('PATCH', `/crm/v3/objects/deals/${id}`, { properties: { dealname } })
  await trap.arrive('once')
  await sweep(33)
  expect(await troubled.questions()).toEqual([])
  // From here on nobody hears it.
  await trap.settle()
  trap.lose()
  stage.advance(25 * 60 * MINUTE)
  await troubled.run('hubspot')
  await rename(must(deals[0]), 'One by another name')
  await sweep(22)
  await rename(must(deals[1]), 'Two by another name')
  await sweep(22)
  trap.lose()
  expect(await questionsOf('hubspot')).toEqual([])
  await rename(must(deals[2]), 'Three by another name')
  await sweep(33)
  trap.lose()
  expect(await troubled.health('hubspot')).toMatchObject({ state: 'unrung', button: 'webhooks' })
  expect(await questionsOf('hubspot')).toMatchObject([
    {
      cause: 'connection:hubspot:unrung',
      title: 'The webhooks of HubSpot don’t arrive',
      actions: [{ label: 'Check webhooks' }, { label: 'Leave it' }],
    },
  ])
  await rename(must(deals[0]), 'One again')
  await trap.arrive('once')
  await sweep(11)
  expect(await questionsOf('hubspot')).toEqual([])
  expect(await troubled.health('hubspot')).toMatchObject({ state: 'well' })
})
