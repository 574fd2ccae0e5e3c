/**
 * Goal: where work is billed again and the first invoice counts after all, every way in which the second one ends leaves the
 * first to bill it, with no question about two; and an invoice that a person cancels frees what it held, tells it to HubSpot
 * and the history, and asks about each milestone of a month. Method: credits applied and taken off in QuickBooks' own API,
 * ours for the decisions.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { allInvoices, editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { owner } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** The message of the newest invoice of a deal that is on its way. */
const onItsWay = (dealId: string) =>
  stage.within(async (sql) => {
    const rows = await sql<{ id: string; state: string }>(
      `select m.message_id as id, m.state from outbox_message m join billing_intent i on i.intent_id = m.subject_id
       where m.kind = 'invoice.create' and i.deal_id = $1 order by i.created_at desc limit 1`,
      [dealId],
    )
    return must(rows[0])
  })
/** What the deal's figures in HubSpot are owed. */
const isDirty = (dealId: string) =>
  stage.within(async (sql) => {
    const rows = await sql('select 1 from deal_mirror where deal_id = $1 and dirty_since is not null', [
      dealId,
    ])
    return rows.length === 1
  })
const settled = (dealId: string) =>
  stage.within((sql) => sql('update deal_mirror set dirty_since = null where deal_id = $1', [dealId]))

/** Billed, credited in full, asked to be billed again, which waits; and the credit is taken off. */
async function countsAgain(name: string) {
  const { dealId, ids } = await books.planned([
    [name, 1_000],
    ['Room for more', 5_000],
  ])
  const id = must(ids[0])
  await books.ask('POST', `/milestones/${id}/complete`, {})
  await books.deliver()
  const first = await books.invoiceOf(id)
  const money = booksOf(stage)
  const memo = await money.credit('1', 1_000)
  const applied = await money.pay('1', 0, [
    ['Invoice', first.Id, 1_000],
    ['CreditMemo', memo.Id, 1_000],
  ])
  await books.sweep()
  await books.settle(await books.asked(dealId, 'freed'), 'bill_again')
  await money.remove('Payment', applied)
  await books.sweep()
  expect((await books.asked(dealId, 'copied_document')).title).toMatch(/bills what another invoice bills too/)
  return { dealId, id, first }
}
const standsAlone = async (dealId: string, id: string, firstId: string) => {
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '1000.00' },
    inFlight: { amount: '0.00' },
  })
  expect((await books.invoiceOf(id)).Id).toBe(firstId)
  for (const [path, body] of [
    [`/milestones/${id}/bill`, { again: true }],
    [`/milestones/${id}/reopen`, { reason: 'More to do' }],
  ] as const)
    expect(await books.refused('POST', path, body)).toMatchObject({ status: 409 })
}

test('the second one never leaves: the first bills it, and nobody is told to void the only one', async () => {
  const { dealId, id, first } = await countsAgain('Never left')
  await books.deliver()
  await standsAlone(dealId, id, first.Id)
})

test('the second one is cancelled: the first bills it', async () => {
  const { dealId, id, first } = await countsAgain('Cancelled')
  const { id: messageId } = await onItsWay(dealId)
  await books.ask('POST', `/owed/${messageId}/cancel`, {})
  await standsAlone(dealId, id, first.Id)
  expect(await books.story(dealId)).toEqual(
    expect.arrayContaining([
      'Cancelled an invoice of $1,000.00; nothing was made in QuickBooks',
      expect.stringMatching(/^Invoice \d+ counts in QuickBooks; .* billed$/),
    ]),
  )
})

test('the work can’t be taken back beside an invoice that counts, and nothing changes', async () => {
  const { dealId, id } = await countsAgain('Taken back')
  expect(await books.refused('POST', `/milestones/${id}/revoke`, { reason: 'Not yet' })).toMatchObject({
    status: 409,
    detail: expect.stringMatching(/an earlier invoice counts in QuickBooks/),
  })
  expect(await onItsWay(dealId)).toMatchObject({ state: 'waiting' })
})

test('where the earlier one can’t bill it after all, because a third one bills its other work, a person is asked', async () => {
  const monthly = { cadence: { on: 'monthly', day: 1 } } as const
  const job = await books.planned(
    [
      ['Kept apart', 100],
      ['Billed by a third', 200],
      ['Room', 5_000],
    ],
    monthly,
  )
  const [apart = '', third = ''] = job.ids
  const work = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  for (const milestoneId of [apart, third])
    await stage.within((sql) => completeMilestone(sql, owner, work, { milestoneId, note: null }))
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  const first = await books.invoiceOf(apart)
  const money = booksOf(stage)
  const memo = await money.credit('1', 300)
  const applied = await money.pay('1', 0, [
    ['Invoice', first.Id, 300],
    ['CreditMemo', memo.Id, 300],
  ])
  await books.sweep()
  await books.ask('POST', `/milestones/${third}/bill`, { again: true })
  await books.deliver()
  await books.ask('POST', `/milestones/${apart}/bill`, { again: true })
  await money.remove('Payment', applied)
  await books.sweep()
  await books.deliver()
  expect((await books.asked(job.dealId, 'copied_document')).title).toMatch(
    /bills what another invoice bills too/,
  )
  // What stands in QuickBooks is billed, more than was decided or not.
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '500.00' } })
  const item = await books.asked(job.dealId, 'ready_to_bill')
  expect(item.detail).toMatch(/^An earlier invoice of it stands in QuickBooks/)
  // As it was told to: one of the two is voided, and what is left is billed once.
  await editInvoice(stage, await money.invoice(first.Id), {}, 'void')
  await books.sweep()
  await books.settle(item, 'bill_again')
  await books.deliver()
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '300.00' } })
  expect(await books.questions(job.dealId)).toEqual([])
})

test('cancelling beside an invoice made by hand: that one is to be linked, and not said to be billed twice', async () => {
  const { dealId, ids } = await books.planned([['Weather vane', 4_242]])
  await madeByHand(stage, [['Weather vane', 4_242]])
  await books.sweep()
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  expect((await books.asked(dealId, 'unlinked_document')).title).toBe('“Weather vane” may be billed twice')
  await books.ask('POST', `/owed/${(await onItsWay(dealId)).id}/cancel`, {})
  const item = await books.asked(dealId, 'unlinked_document')
  expect(item.actions.map(({ action }) => action)).toContain('link')
})

test('cancelling an invoice of one milestone asks nothing, and is told to HubSpot and the history', async () => {
  const { dealId, ids } = await books.planned([['Not now', 700]])
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  await settled(dealId)
  await books.ask('POST', `/owed/${(await onItsWay(dealId)).id}/cancel`, {})
  expect(await isDirty(dealId)).toBe(true)
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.story(dealId)).toContain(
    'Cancelled an invoice of $700.00; nothing was made in QuickBooks',
  )
  await books.deliver()
  expect(await books.figures(dealId)).toMatchObject({
    billed: { amount: '0.00' },
    inFlight: { amount: '0.00' },
  })
})

test('cancelling the invoice of a month asks about each milestone on it, of each deal, and bills them once', async () => {
  const monthly = { cadence: { on: 'monthly', day: 1 } } as const
  const one = await books.planned([['Of the one', 100]], monthly)
  const other = await books.planned([['Of the other', 200]], monthly)
  const work = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  for (const milestoneId of [...one.ids, ...other.ids])
    await stage.within((sql) => completeMilestone(sql, owner, work, { milestoneId, note: null }))
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  const first = await onItsWay(one.dealId).catch(() => onItsWay(other.dealId))
  await settled(one.dealId)
  await settled(other.dealId)
  await books.ask('POST', `/owed/${first.id}/cancel`, {})
  for (const { dealId, ids } of [one, other]) {
    expect(await isDirty(dealId)).toBe(true)
    const item = await books.asked(dealId, 'ready_to_bill')
    expect(item.detail).toBe('The invoice that it stood on was cancelled before it left.')
    await books.settle(item, 'bill')
    await books.deliver()
    const invoices = await allInvoices(stage)
    const { Line } = await books.invoiceOf(must(ids[0]))
    const text = must(Line[0]?.Description)
    expect(invoices.filter((each) => each.Line.some(({ Description }) => Description === text))).toHaveLength(
      1,
    )
    expect(await books.questions(dealId)).toEqual([])
  }
})
