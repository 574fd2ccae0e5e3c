/**
 * Goal: while a vendor takes no writes, the one that goes ahead to see whether that is over is one that would really go; one that
 * is held back for a reason of its own keeps nobody waiting. Method: the wired queues against both vendors' stand-ins, a
 * clock that can be moved, and questions about time only.
 */
import type { QueueName } from '../../src/outbox/claim'
import { wakeOne } from '../../src/outbox/outbox-table'
import { listTroubles, meetTrouble, restFor } from '../../src/tenants/vendor-trouble-table'
import { beginBills, expectOneInvoiceEach, postsTo } from '../fixtures/batches'
import { type ApprovedDeal, approvedDeal } from '../fixtures/certified-deal'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { salesperson } from '../fixtures/salesperson'
import type { Stage } from '../fixtures/stage'
import { MINUTE, openTroubled } from '../fixtures/troubled'

let troubled: Awaited<ReturnType<typeof openTroubled>>
let stage: Stage
beforeEach(async () => {
  troubled = await openTroubled()
  stage = troubled.stage
  await readCompany(stage)
  await run('quickbooks')
})
afterEach(() => stage.close())

const run = (queue: QueueName) => troubled.run(queue)
const deliverDue = () => troubled.deliverDue()
const change = (text: string, values: readonly unknown[]) => stage.within((sql) => sql(text, values))
const posted = async () => (await postsTo(stage, '/invoice')).length

/** QuickBooks takes nothing new, which is seen; the rest is over just now, and nobody has looked. */
async function restEnds(): Promise<void> {
  await deliverDue()
  expect(await stage.within(listTroubles)).toMatchObject([{ trouble: 'suspended', onWrite: true }])
  stage.advance(5 * MINUTE + 1_000)
  // All that wait looked by themselves a moment before.
  await change(
    "update outbox_message set next_at = milepost.now() + interval '5 minutes' where state = 'waiting'",
    [],
  )
  await run('quickbooks')
  await stage.quickbooks.clearLog()
}

test('an invoice of a deleted deal goes ahead of nobody: the next one looks at once, and one alone', async () => {
  const [held, ...bills] = await beginBills(stage, 5)
  await stage.quickbooks.turn({ subscription: 'read-only-403' })
  // Created first, and by the clock too.
  await change(
    `update outbox_message set created_at = created_at - interval '1 minute' where subject_id = $1`,
    [(await must(held).intent()).intentId],
  )
  await change('update deal set archived = true where deal_id = $1', [must(held).dealId])
  await restEnds()
  await run('upkeep')
  await deliverDue()
  expect(await posted()).toBe(1)
  // It still takes none: all rest again.
  await deliverDue()
  expect(await posted()).toBe(1)

  await stage.quickbooks.turn({ subscription: 'active' })
  stage.advance(16 * MINUTE)
  await run('quickbooks')
  await run('upkeep')
  await deliverDue()
  await expectOneInvoiceEach(bills)
  expect(await must(held).inQuickBooks()).toEqual([])
})

test('held back for a reason that only it knows, it gives its turn to the next, and so on to one that goes', async () => {
  const bills = await beginBills(stage, 5)
  const [first, second, ...others] = bills
  await stage.quickbooks.turn({ subscription: 'read-only-403' })
  await restEnds()
  // Broken for us, so that they fail before they ask.
  for (const each of [must(first), must(second)]) {
    const { intentId, body } = await each.intent()
    await change('update billing_intent set body = $2 where intent_id = $1', [intentId, `${body} `])
    await change(
      `update outbox_message set created_at = created_at - interval '1 minute' where subject_id = $1`,
      [intentId],
    )
  }
  await stage.quickbooks.turn({ subscription: 'active' })
  await run('upkeep')
  await deliverDue()
  await expectOneInvoiceEach(others)
})

test('after a clock was set back, each still gives its turn to the next one', async () => {
  const bills = await beginBills(stage, 4)
  await stage.quickbooks.turn({ subscription: 'read-only-403' })
  await restEnds()
  // Two broken for us, and all of them from a moment that is yet to come.
  for (const [index, each] of bills.entries()) {
    const { intentId, body } = await each.intent()
    if (index < 2)
      await change('update billing_intent set body = $2 where intent_id = $1', [intentId, `${body} `])
    await change(
      `update outbox_message set created_at = milepost.now() + ($2 + 10) * interval '1 minute' where subject_id = $1`,
      [intentId, index],
    )
  }
  await stage.quickbooks.turn({ subscription: 'active' })
  await run('upkeep')
  await deliverDue()
  await expectOneInvoiceEach(bills.slice(2))
})

test('where nobody goes, the turn is kept: they are looked at again when it is over, not again and again', async () => {
  const bills = await beginBills(stage, 2)
  await stage.quickbooks.turn({ subscription: 'read-only-403' })
  for (const { dealId } of bills) await change('update deal set archived = true where deal_id = $1', [dealId])
  await stage.within(async (sql) => {
    const now = stage.clock.now()
    const met = { times: 1, first: now, last: now, onWrite: true, operation: 'create Invoice' }
    await meetTrouble(sql, 'quickbooks', 'suspended', met)
    await restFor(sql, 'quickbooks', 'suspended', 5 * MINUTE)
  })
  await restEnds()
  await run('upkeep')
  expect(await deliverDue()).toBeLessThanOrEqual(4)
  const [trouble] = await stage.within(listTroubles)
  expect(must(must(trouble).restUntil).getTime()).toBeGreaterThan(stage.clock.now().getTime() + MINUTE)
  expect(await posted()).toBe(0)
})

test('a certificate of a deleted deal leaves its turn to that of another one', async () => {
  const sales = salesperson(stage)
  const held = await approvedDeal(stage, sales, 'prepare')
  const goes = await approvedDeal(stage, sales, 'prepare')
  const setBack = async ({ message }: ApprovedDeal) =>
    change(`update outbox_message set created_at = created_at - interval '1 minute' where message_id = $1`, [
      (await message()).messageId,
    ])
  await setBack(held)
  await change('update deal set archived = true where deal_id = $1', [held.dealId])
  // Only its own row says that it is of that deal.
  await change('update outbox_message set deal_id = null where message_id = $1', [
    (await held.message()).messageId,
  ])
  await stage.within(async (sql) => {
    const now = stage.clock.now()
    const met = { times: 9, first: now, last: now, onWrite: true, operation: 'create note' }
    await meetTrouble(sql, 'hubspot', 'outage', met)
    await restFor(sql, 'hubspot', 'outage', MINUTE)
  })
  await deliverDue()
  stage.advance(MINUTE + 1_000)
  await stage.within((sql) => wakeOne(sql, 'hubspot'))
  await deliverDue()
  expect(await goes.note()).toMatchObject({ state: 'noted' })
  expect(await held.note()).toMatchObject({ state: 'wanted' })
  expect(await stage.within(listTroubles)).toEqual([])
})
