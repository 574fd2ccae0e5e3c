/**
 * Goal: a plan that a merge of deals set aside asks nobody to bill it, and none of its days comes; work that is completed in
 * it all the same says where its deal went, and may be left. Handed back by a later merge it goes on: its days come, and what
 * was completed meanwhile is asked about. Method: a salesperson in HubSpot's stand-in, work completed over our API, days that
 * pass.
 */
import { completeOnTrigger } from '../../src/approvals/complete-on-trigger'
import { freeParts } from '../../src/invoices/billing-part-table'
import { cancelInvoice } from '../../src/invoices/cancel-invoice'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { lockIntent } from '../../src/invoices/intent-table'
import { listWaiting } from '../../src/invoices/monthly/monthly-due-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { readMessageOf } from '../../src/outbox/outbox-table'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { editInvoice } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { payer } from '../fixtures/payers'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  await readPortal(stage)
  // The deal that is merged into keeps its id, so that its own plan goes on.
  await stage.hubspot.turn({ merge_survivor: 'primary_id' })
  books = await openKeptBooks(stage)
  sales = salesperson(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

async function job(dealname: string, more: Partial<ScheduleDraft> = {}, milestones = twoOf()) {
  const dealId = await sales.create({ dealname })
  await sales.rings(dealId)
  stage.advance(1_000)
  const { ids } = await plan(stage, dealId, draftOf('1000', milestones, more))
  return { dealId, ids: ids.map((id) => must(id)) }
}
const twoOf = () => [fixed('One', '400'), fixed('Two', '600')]
const complete = (id: string | undefined) => books.ask('POST', `/milestones/${must(id)}/complete`, {})
const kinds = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind)
const waiting = () => stage.within((sql) => listWaiting(sql, { limit: 10, offset: 0 }))
const due = () =>
  stage.within((sql) =>
    sql<{ milestone_id: string }>('select milestone_id from milestone where trigger_at <= milepost.now()'),
  )

test('what waits for its month is dropped, and work that is completed later says where its deal went', async () => {
  const monthly = { cadence: { on: 'monthly', day: 1 } } as const
  const [one, two] = [await job('Goes on'), await job('Kept beside', monthly)]
  await complete(two.ids[0])
  expect(await waiting()).toHaveLength(1)
  const id = await sales.merge(one.dealId, two.dealId)
  await sales.rings(one.dealId, two.dealId)
  expect(await waiting()).toEqual([])
  stage.advance(32 * DAY_MS)
  await readCompany(stage)
  await runMonth(stage, stage.workspaceId)
  expect(await kinds(two.dealId)).toEqual([])

  await complete(two.ids[1])
  expect(await waiting()).toEqual([])
  const blocked = await books.asked(two.dealId, 'billing_blocked')
  expect(blocked.detail).toContain(
    'The deal was merged into “Goes on” in HubSpot; plan there what is still to be billed.',
  )
  expect(blocked.detail).not.toContain('deleted')
  expect(blocked.actions.map(({ action }) => action)).toEqual(['bill', 'leave'])
  await books.settle(blocked, 'leave')
  await sales.rings(id)
  expect(await kinds(two.dealId)).toEqual([])
})

test.each([
  'prepare',
  'send',
] as const)('work completed in it waits for no invoice that can never be generated: %s', async (delivery) => {
  const [one, two] = [await job(`Goes on (${delivery})`), await job('Kept beside', { delivery })]
  await sales.merge(one.dealId, two.dealId)
  await sales.rings(one.dealId, two.dealId)
  await complete(two.ids[0])
  expect(await kinds(two.dealId)).toEqual(['billing_blocked'])
  const blocked = await books.asked(two.dealId, 'billing_blocked')
  expect(blocked.detail).toContain('plan there what is still to be billed')
  await books.settle(blocked, 'leave')
  expect(await kinds(two.dealId)).toEqual([])
})

test('its days come no more; handed back by a later merge they come, and completed work is asked about', async () => {
  const onDay = (name: string, amount: string) => fixed(name, amount, { trigger: { on: [], date: day(5) } })
  const day = (inDays: number) =>
    new Date(stage.clock.now().getTime() + inDays * DAY_MS).toISOString().slice(0, 10)
  const kept = await job('Begun first', { approval: { required: false } }, [
    fixed('One', '400'),
    onDay('By its day', '600'),
  ])
  const takes = await job('Takes its place')
  const id = await sales.merge(takes.dealId, kept.dealId)
  await sales.rings(takes.dealId, kept.dealId)
  stage.advance(6 * DAY_MS)
  await readCompany(stage)
  expect(await due()).toEqual([])
  // One that was claimed just before comes to nothing, too.
  const parts = { ...stage, billing: billingByPolicy(stage.clock), random: () => 0.5 }
  await completeOnTrigger(parts, stage.workspaceId, must(kept.ids[1]))
  await complete(kept.ids[0])
  expect(await kinds(kept.dealId)).toEqual(['billing_blocked'])

  // A deal without a plan takes both over: the older plan goes on.
  const last = await sales.create({ dealname: 'Takes all over' })
  await sales.rings(last)
  const then = await sales.merge(last, id)
  await sales.rings(last, id)
  const ready = await books.asked(then, 'ready_to_bill')
  expect(ready.title).toBe('“One” is ready to bill')
  expect(await kinds(kept.dealId)).not.toContain('billing_blocked')
  expect((await due()).map((row) => row.milestone_id)).toEqual([kept.ids[1]])
  await completeOnTrigger(parts, stage.workspaceId, must(kept.ids[1]))
  await books.settle(ready, 'bill')
  await books.deliver()
  expect((await sales.tracker(then)).figures.billed).toBe(100_000n)
})

test('handed back, it asks for what of its work nothing bills, also where some of it is billed or was', async () => {
  const payers = [payer('1', { percent: '60' }), payer('3', { percent: '40' })]
  const work = ['Half billed', 'Freed', 'Asked about', 'All billed'].map((name) => fixed(name, '250'))
  const kept = await job('Begun before', { payers, delivery: 'post' }, work)
  for (const id of kept.ids) await complete(id)
  const intentsOf = (id: string | undefined) =>
    stage.within((sql) =>
      sql<{ intent_id: string }>(
        'select intent_id from billing_part where milestone_id = $1 order by amount_minor',
        [id],
      ),
    )
  const [half, freed] = await Promise.all(kept.ids.slice(0, 2).map(intentsOf))
  await stage.within(async (sql) => {
    const intent = must(await lockIntent(sql, must(half?.[0]).intent_id))
    await cancelInvoice(sql, owner, intent, must(await readMessageOf(sql, 'invoice.create', intent.intentId)))
  })
  await books.deliver()
  await books.sweep()
  await editInvoice(stage, await books.invoiceOf(must(kept.ids[2])), {}, 'void')
  await books.sweep()
  // After the sweeps, which would find that it counts: as if its question were answered by reopening the work.
  await stage.within((sql) => freeParts(sql, must(freed?.[0]).intent_id))

  const takes = await job('Takes the place')
  const id = await sales.merge(takes.dealId, kept.dealId)
  await sales.rings(takes.dealId, kept.dealId)
  expect(await kinds(kept.dealId)).toEqual(['freed'])
  const last = await sales.create({ dealname: 'Takes these over' })
  await sales.rings(last)
  const then = await sales.merge(last, id)
  await sales.rings(last, id)
  const ready = (await books.questions(then)).filter(({ kind }) => kind === 'ready_to_bill')
  expect(ready.map(({ title, actions }) => [title, ...actions.map(({ action }) => action)]).sort()).toEqual([
    ['“Freed” is ready to bill', 'bill_again'],
    ['“Half billed” is ready to bill', 'bill'],
  ])
  for (const each of ready) await books.settle(each, must(each.actions[0]).action)
  await books.deliver()
  // All but what was voided, which its own question is about.
  expect((await sales.tracker(then)).figures.billed).toBeGreaterThanOrEqual(85_000n)
  expect(await kinds(then)).toContain('freed')
})
