/**
 * A contract of 250,000.00 is raised to 262,500.00 by CO-1, seen from outside: before the approval nothing moves, after
 * it one milestone more can be billed, its invoice in QuickBooks names CO-1, and HubSpot hears of the new sum. Method:
 * the built program in a process of its own, its HTTP API, and both vendors' APIs through their stock clients.
 */
import type { ChangeOrderView } from '../../src/http/contract/change-order'
import { must } from '../fixtures/must'
import { type Bystander, bystander } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(120_000)

let home: Home
let program: RunningProgram
let see: Bystander
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, { DEMO: 'off', SWEEP_SECONDS: '5' })
  see = bystander(home)
})
afterAll(async () => {
  await program.stop()
  home.leave()
})

const usd = (amount: string) => ({ amount, currency: 'USD' })
const quarters = ['Foundation', 'Frame', 'Roof', 'Handover'].map((name) => ({
  name,
  amount: usd('62500.00'),
}))
const solar = {
  reason: 'Two rows of solar panels on the south roof',
  lines: [
    {
      op: 'add',
      milestone: { name: 'Solar panels', deliverable: 'Panels, wired' },
      quantity: 2,
      unitPrice: usd('6250.00'),
    },
  ],
}

async function agreed(name: string) {
  const dealId = await see.winDeal(name, '250000')
  const milestones = await see.plan(dealId, { contractValue: usd('250000.00'), milestones: quarters })
  await see.done('POST', `/deals/${dealId}/schedule/accept`, { on: '2026-01-20', by: 'Pye’s Cakes' })
  return { dealId, milestones }
}
const drafted = (dealId: string, body: object) =>
  see.done<ChangeOrderView>('POST', `/deals/${dealId}/change-orders`, body)

test('CO-1 adds 12,500.00 to 250,000.00: 262,500.00, no other amount moves, and its invoice names it', async () => {
  const { dealId } = await agreed('Outside solar')
  const before = await see.page(dealId)
  const order = await drafted(dealId, solar)
  expect(order).toMatchObject({
    name: 'CO-1',
    state: 'draft',
    netEffect: usd('12500.00'),
    contractSumBefore: usd('250000.00'),
    contractSumAfter: usd('262500.00'),
    lines: [{ op: 'add', milestoneId: null, basis: '2 × $6,250.00', effect: usd('12500.00') }],
    actions: ['edit', 'send', 'withdraw'],
  })
  await see.done('POST', `/change-orders/${order.id}/send`, {})
  const waiting = await see.page(dealId)
  expect(waiting.milestones).toEqual(before.milestones)
  expect(waiting.figures).toEqual(before.figures)
  expect(waiting.changeOrders.map((each) => each.state)).toEqual(['sent'])

  const answer = { by: 'Pye’s Cakes', on: '2026-02-01', reason: 'Signed on paper' }
  const approved = await see.done<ChangeOrderView>('POST', `/change-orders/${order.id}/approve`, answer)
  expect(await see.done('POST', `/change-orders/${order.id}/approve`, answer)).toEqual(approved)
  expect(approved.decision).toMatchObject({ signedBy: 'Pye’s Cakes', on: '2026-02-01', via: 'api' })
  const after = await see.page(dealId)
  expect(after.milestones.slice(0, 4)).toEqual(before.milestones)
  const added = must(after.milestones[4])
  expect(added).toMatchObject({ name: 'Solar panels', amount: usd('12500.00'), changeOrder: 'CO-1' })
  expect(after.figures).toMatchObject({
    contractSum: usd('262500.00'),
    original: usd('250000.00'),
    changeOrders: usd('12500.00'),
    unscheduled: usd('0.00'),
    remaining: usd('262500.00'),
  })

  await see.done('POST', `/milestones/${added.id}/complete`, { note: 'panels of the outside walk' })
  await see.until(
    'invoiced',
    () => see.label(dealId, 4),
    (label) => label === 'Invoiced (not sent)',
  )
  const invoice = must((await see.invoices('panels of the outside walk'))[0])
  expect(invoice.TotalAmt).toBe(12500)
  expect(must(invoice.Line[0]?.Description).split('\n')[0]).toBe(
    'Milestone 5: Solar panels (per contract dated 2026-01-15, per change order CO-1 dated 2026-02-01)',
  )
  await see.until(
    'told',
    () => see.properties(dealId),
    (told) => told['billed'] === 12500 && told['remaining'] === 250000,
  )
})

test('what may not be: each is a problem with its code, and nothing changes', async () => {
  const { dealId, milestones } = await agreed('Outside refused')
  const [first, second] = milestones.map((each) => each.id)
  const asked = await Promise.all(
    [
      [{ reason: '', lines: [] }, 422, 'validation_failed'],
      [{ reason: 'Why', lines: [{ op: 'swap' }] }, 422, 'validation_failed'],
      [
        { reason: 'Why', lines: [{ op: 'remove', milestoneId: first, quantity: '1' }] },
        400,
        'validation_failed',
      ],
      [{ reason: 'Why', lines: [{ op: 'remove', milestoneId: 'nobody' }] }, 422, 'validation_failed'],
    ].map(async ([body, status, code]) => {
      const answer = await see.call('POST', `/deals/${dealId}/change-orders`, body as object)
      expect([answer.status, answer.body]).toMatchObject([status, { code }])
      return answer.status
    }),
  )
  expect(asked).toHaveLength(4)

  const order = await drafted(dealId, {
    reason: 'Smaller',
    lines: [{ op: 'change', milestoneId: second, set: { amount: usd('60000.00') } }],
  })
  expect((await see.call('POST', `/change-orders/${order.id}/approve`, {})).body).toMatchObject({
    code: 'wrong_status',
  })
  const edit = await see.call('PUT', `/change-orders/${order.id}`, solar, { 'if-match': '"9"' })
  expect([edit.status, edit.body]).toMatchObject([412, { code: 'version_conflict' }])
  await see.done('POST', `/change-orders/${order.id}/send`, {})
  await see.done('POST', `/milestones/${second}/complete`, { note: 'billed before the answer' })
  const late = await see.call('POST', `/change-orders/${order.id}/approve`, {})
  expect([late.status, late.body]).toMatchObject([
    409,
    { code: 'change_order_conflict', milestoneId: second, conflicts: [{ name: 'Frame' }] },
  ])
  const page = await see.page(dealId)
  expect(page.figures?.contractSum).toEqual(usd('250000.00'))
  expect(page.changeOrders[0]?.conflicts).toHaveLength(1)
  const revised = await see.done<ChangeOrderView>('POST', `/change-orders/${order.id}/revise`, {})
  expect([revised.state, revised.revision]).toEqual(['draft', 2])
  const gone = await see.done<ChangeOrderView>('POST', `/change-orders/${order.id}/withdraw`, {
    reason: 'Billed already',
  })
  expect([gone.state, gone.decision?.reason]).toEqual(['withdrawn', 'Billed already'])
  expect((await drafted(dealId, solar)).name).toBe('CO-2')
})

test('a member writes and sends it; only a bookkeeper and up records the answer', async () => {
  const { dealId } = await agreed('Outside roles')
  const as = async (role: 'member' | 'viewer' | 'bookkeeper', address: string, body: object) =>
    (await see.call('POST', address, body, {
      authorization: `Bearer ${must(see.at.tokens[role])}`,
    })) as { status: number; body: ChangeOrderView & { code?: string; detail?: string } }
  expect((await as('viewer', `/deals/${dealId}/change-orders`, solar)).status).toBe(403)
  const { body: order } = await as('member', `/deals/${dealId}/change-orders`, solar)
  expect((await as('member', `/change-orders/${order.id}/send`, {})).body.actions).toEqual([
    'revise',
    'withdraw',
  ])
  const refused = await as('member', `/change-orders/${order.id}/approve`, {})
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
  expect(refused.body.detail).toContain('a bookkeeper, an admin or an owner')
  expect((await as('bookkeeper', `/change-orders/${order.id}/approve`, {})).body.state).toBe('approved')
})
