/**
 * Goal: whatever a bookkeeper edits of our invoice in QuickBooks, billed follows it at once, a person is asked with both
 * numbers, and each of the three answers is true afterwards: a change order that the client approves makes what is there
 * what was agreed; leaving leaves it, by name; restoring has a story of its own. Method: amounts edited over QuickBooks'
 * own API, decisions over ours; the contract's identity after every step. F35.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { payInvoices } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan } from '../fixtures/plan'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterEach(() => stage.quickbooks.clearFaults())
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

test('billed follows QuickBooks, and the question has both numbers and three answers', async () => {
  const { dealId, ids } = await books.billed([
    ['Strategy', 1_000],
    ['Design', 2_000],
  ])
  await books.reprice(await books.invoiceOf(must(ids[0])), [900])
  await books.sweep()
  await books.sweep()
  const asked = await books.asked(dealId, 'edited')
  expect(asked.detail).toContain('It now bills $900.00 of its milestone, where $1,000.00 was decided.')
  expect(asked.actions.map(({ action }) => action)).toEqual(['accept_as_change_order', 'restore', 'leave'])
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '2900.00' },
    remaining: { amount: '100.00' },
  })
  expect(await books.contract(dealId)).toMatchObject({
    difference: 0n,
    items: [expect.stringContaining('bills $900.00 of “Strategy”')],
  })
  // Edited once more: one question, about what is there now.
  await books.reprice(await books.invoiceOf(must(ids[0])), [800])
  await books.sweep()
  expect((await books.asked(dealId, 'edited')).detail).toContain('It now bills $800.00')
  // Edited back by hand: nobody needs to decide.
  await books.reprice(await books.invoiceOf(must(ids[0])), [1_000])
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])
})

test('only what can be done is offered: a change order for what milestones bill, putting back until money came', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]], { retainage: { percent: '10' } })
  const offered = async () => (await books.asked(dealId, 'edited')).actions.map(({ action }) => action)
  await books.reprice(await books.invoiceOf(must(ids[0])), [1_000, -50])
  await books.sweep()
  expect(await offered()).toEqual(['restore', 'leave'])
  await books.reprice(await books.invoiceOf(must(ids[0])), [900, -50])
  await books.sweep()
  expect(await offered()).toEqual(['accept_as_change_order', 'restore', 'leave'])
  const invoice = await books.invoiceOf(must(ids[0]))
  await payInvoices(stage, invoice.CustomerRef.value, [{ invoiceId: invoice.Id, amount: 100 }])
  await books.sweep()
  expect(await offered()).toEqual(['accept_as_change_order', 'leave'])
  const { items } = (await books.ask('GET', '/attention')) as {
    items: { dealId: string; id: string; version: string; actions: { action: string }[] }[]
  }
  const listed = must(items.find((item) => item.dealId === dealId))
  expect(listed.actions.map(({ action }) => action)).toEqual(['accept_as_change_order', 'leave'])
  // What was read is what is asked, although less is offered than once could be done.
  expect(await books.refused('POST', `/attention/${listed.id}/settle`, { action: 'restore' })).toMatchObject({
    code: 'restore_forbidden',
  })
  await books.settle(listed, 'leave', { version: listed.version })
  expect(await books.questions(dealId)).toEqual([])
})

test('what is billed and what is held back are said apart, and so is what the client agrees to', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 15_000]], { retainage: { percent: '10' } })
  await books.reprice(await books.invoiceOf(must(ids[0])), [14_000, -1_400])
  await books.sweep()
  const asked = await books.asked(dealId, 'edited')
  expect(asked.detail).toBe(
    'It now bills $14,000.00 of its milestone, where $15,000.00 was decided. ' +
      'It now holds back $1,400.00, where $1,500.00 was decided. Milepost follows QuickBooks.',
  )
  await books.settle(asked, 'accept_as_change_order')
  const [order] = (await books.ask('GET', `/deals/${dealId}/change-orders`))['items'] as { reason: string }[]
  expect(order?.reason).toMatch(/^Invoice \d+ was edited in QuickBooks: \$15,000\.00 → \$14,000\.00$/)
})

test('left, it is not asked about again; edited back and edited anew it is', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]])
  const reprice = async (amount: number) => {
    await books.reprice(await books.invoiceOf(must(ids[0])), [amount])
    await books.sweep()
  }
  await reprice(900)
  await books.settle(await books.asked(dealId, 'edited'), 'leave')
  await books.sweep()
  expect(await books.questions(dealId)).toEqual([])
  await reprice(1_000)
  await reprice(900)
  expect((await books.asked(dealId, 'edited')).detail).toContain('It now bills $900.00')
})

describe('accepted as a change order', () => {
  test('it is drafted, has no effect until the client approves, and then what is there was agreed', async () => {
    const { dealId, ids } = await books.billed([
      ['Strategy', 1_000],
      ['Design', 2_000],
    ])
    await books.reprice(await books.invoiceOf(must(ids[0])), [900])
    await books.sweep()
    await books.settle(await books.asked(dealId, 'edited'), 'accept_as_change_order')
    // Pressed twice: one draft.
    const asked = await books.asked(dealId, 'edited')
    expect(asked.detail).toContain('CO-1 accepts it, and is still a draft.')
    expect(asked.actions.map(({ action }) => action)).toEqual(['open_change_order', 'restore', 'leave'])
    const orders = (await books.ask('GET', `/deals/${dealId}/change-orders`))['items'] as {
      id: string
      netEffect: { amount: string }
      lines: { words: string }[]
      conflicts: unknown[]
    }[]
    expect(orders).toMatchObject([
      {
        netEffect: { amount: '-100.00' },
        lines: [{ words: 'Change “Strategy”: amount $1,000.00 → $900.00' }],
        conflicts: [],
      },
    ])
    expect(await books.figures(dealId)).toMatchObject({ contractSum: { amount: '3000.00' } })
    const order = `/change-orders/${must(orders[0]).id}`
    await books.ask('POST', `${order}/send`, {})
    expect((await books.asked(dealId, 'edited')).detail).toContain(
      'CO-1 accepts it, and waits for the client.',
    )
    await books.ask('POST', `${order}/approve`, { by: 'Amy Lauterbach' })
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({
      contractSum: { amount: '2900.00' },
      changeOrders: { amount: '-100.00' },
      billed: { amount: '2900.00' },
      remaining: { amount: '0.00' },
    })
    expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
  })

  test('raised above the contract it is the way to agree to it', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]])
    await books.reprice(await books.invoiceOf(must(ids[0])), [1_250.5])
    await books.sweep()
    expect(await books.contract(dealId)).toMatchObject({
      difference: 0n,
      items: [expect.stringContaining('$1,250.50')],
    })
    await books.settle(await books.asked(dealId, 'edited'), 'accept_as_change_order', {
      reason: 'More pages',
    })
    const [order] = (await books.ask('GET', `/deals/${dealId}/change-orders`))['items'] as {
      id: string
      reason: string
    }[]
    expect(order?.reason).toBe('More pages')
    await books.ask('POST', `/change-orders/${must(order).id}/send`, {})
    await books.ask('POST', `/change-orders/${must(order).id}/approve`, {})
    expect(await books.figures(dealId)).toMatchObject({
      contractSum: { amount: '1250.50' },
      remaining: { amount: '0.00' },
    })
    expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
  })

  test('edited again meanwhile, the approval is refused; rejected, the question is open again', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]])
    await books.reprice(await books.invoiceOf(must(ids[0])), [900])
    await books.sweep()
    await books.settle(await books.asked(dealId, 'edited'), 'accept_as_change_order')
    const [order] = (await books.ask('GET', `/deals/${dealId}/change-orders`))['items'] as {
      id: string
    }[]
    const at = `/change-orders/${must(order).id}`
    await books.ask('POST', `${at}/send`, {})
    await books.reprice(await books.invoiceOf(must(ids[0])), [700])
    await books.sweep()
    expect(await books.refused('POST', `${at}/approve`, {})).toMatchObject({
      status: 409,
      code: 'change_order_conflict',
    })
    expect(await books.figures(dealId)).toMatchObject({ contractSum: { amount: '1000.00' } })
    await books.ask('POST', `${at}/reject`, { reason: 'No' })
    const asked = await books.asked(dealId, 'edited')
    expect(asked.detail).toContain('$700.00')
    expect(asked.actions.map(({ action }) => action)).toContain('accept_as_change_order')
    expect(await books.contract(dealId)).toMatchObject({ difference: 0n })
  })

  test('a claim that was billed follows, and what is left of the milestone stays what it was', async () => {
    const other = await claimed()
    await books.reprice(await books.invoiceOf(other.id), [350])
    await books.sweep()
    await books.settle(await books.asked(other.dealId, 'edited'), 'accept_as_change_order')
    const [order] = (await books.ask('GET', `/deals/${other.dealId}/change-orders`))['items'] as {
      id: string
    }[]
    await books.ask('POST', `/change-orders/${must(order).id}/send`, {})
    await books.ask('POST', `/change-orders/${must(order).id}/approve`, {})
    expect(await books.contract(other.dealId)).toEqual({ difference: 0n, items: [] })
    const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
    await stage.within((sql) => completeMilestone(sql, owner, parts, { milestoneId: other.id, note: null }))
    await books.deliver()
    await books.sweep()
    // 400 of 1,000 was claimed and is 350 now: the other 600 are billed as agreed.
    expect(await books.figures(other.dealId)).toMatchObject({
      contractSum: { amount: '950.00' },
      billed: { amount: '950.00' },
      remaining: { amount: '0.00' },
    })
    expect(await books.contract(other.dealId)).toEqual({ difference: 0n, items: [] })
  })
})

/** A milestone of 1,000 of which 40 % is claimed and billed. */
async function claimed(): Promise<{ dealId: string; id: string }> {
  const dealId = '939001'
  await stage.within((sql) => addDeal(sql, dealId, 'Claimed'))
  const { ids } = await plan(stage, dealId, draftOf('1000', [fixed('Strategy', '1000')]))
  const id = must(ids[0])
  await books.ask('POST', `/milestones/${id}/start`, {})
  await books.ask('POST', `/milestones/${id}/progress`, { percent: '40', note: 'As seen' })
  await books.deliver()
  return { dealId, id }
}
