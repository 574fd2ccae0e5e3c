/**
 * Goal: an invoice that a person makes in QuickBooks for a customer of a planned deal is asked about with what it looks
 * like, linked in one step, said to be none of ours for good, and warned of before and after the client would be asked to
 * pay twice. Method: invoices made over QuickBooks' own API, net and with tax, for the customer and for a project below
 * it; the sweep; decisions over our API; each question's end when the invoice is voided, deleted or linked elsewhere.
 */

import { runMonth } from '../../src/invoices/monthly/run-month'
import { editInvoice } from '../fixtures/billing'
import { catchingUp, madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { booksOf } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

test('it is asked about with what it looks like, and linked in one step', async () => {
  const job = await books.planned([
    ['Foundation plan', 4_321.5],
    ['Framing', 999],
  ])
  const made = await madeByHand(stage, [['Foundation plan, as agreed', 4_321.5]])
  await books.sweep()
  // What was sold by a deal that was deleted meanwhile is in QuickBooks all the same.
  await stage.within((sql) => sql('update deal set archived = true where deal_id = $1', [job.dealId]))
  await editInvoice(stage, made, { PrivateNote: 'As agreed' })
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  expect(item.title).toContain('was made in QuickBooks, and may bill “Foundation plan”')
  expect(item.detail).toContain('$4,321.50: same amount, name in line 1')
  expect(item.actions.map(({ action }) => action)).toEqual(['link', 'place', 'not_ours'])
  await books.settle(item, 'link')
  expect(await books.questions(job.dealId)).toEqual([])
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '4321.50' } })
  expect(await books.contract(job.dealId)).toEqual({ difference: 0n, items: [] })
  expect(await books.story(job.dealId)).toContain(
    `Linked invoice ${made.DocNumber}, which a person made in QuickBooks, to “Foundation plan”: it bills $4,321.50`,
  )
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
})

test('with tax on top it is the same amount net; without a word of the milestone it is only possible', async () => {
  const job = await books.planned([['Roof works', 7_654.25]])
  const made = await madeByHand(stage, [['As discussed', 7_654.25]], { tax: 'TAX' })
  expect(made.TotalAmt).toBeGreaterThan(7_654.25)
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).detail).toMatch(
    /\$7,654\.25, \$[\d,.]+ with tax: same amount/,
  )
  const page = (await books.ask('GET', `/unplaced-invoices/${made.Id}`)) as {
    invoice: { places: { confidence: string; reasons: string[] }[] }
    open: { name: string }[]
  }
  expect(page.invoice.places).toMatchObject([{ confidence: 'possible', reasons: ['same amount'] }])
  expect(page.open.map(({ name }) => name)).toContain('Roof works')
})

test('one that looks like nothing asks nothing, and stands among those nobody has placed', async () => {
  const job = await books.planned([['Survey', 3_210]])
  const made = await madeByHand(stage, [['Snow clearing', 17.17]])
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
  const { items } = (await books.ask('GET', '/unplaced-invoices')) as {
    items: { invoiceId: string; places: unknown[] }[]
  }
  expect(items.find(({ invoiceId }) => invoiceId === made.Id)).toMatchObject({ places: [] })
})

test('none of ours: nobody is asked again, whatever changes of it; taken back, it is asked about again', async () => {
  const job = await books.planned([['Landscape walk', 2_468]])
  const made = await madeByHand(stage, [['Landscape walk', 2_468]])
  await books.sweep()
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'not_ours')
  await editInvoice(stage, made, { PrivateNote: 'Changed a little' })
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
  const listed = async (query: string) =>
    (
      (await books.ask('GET', `/unplaced-invoices${query}`)) as {
        items: { invoiceId: string; setAsideBy: string | null }[]
      }
    ).items.find(({ invoiceId }) => invoiceId === made.Id)
  expect(await listed('')).toBeUndefined()
  expect(await listed('?setAside=true')).toMatchObject({ setAsideBy: 'The owner' })
  // Said twice it changes nothing; one that bills something can't be said to be none of ours.
  await books.ask('POST', `/unplaced-invoices/${made.Id}/set-aside`, {})
  await books.ask('POST', `/unplaced-invoices/${made.Id}/take-back`, {})
  await books.settle(await books.asked(job.dealId, 'unlinked_document'), 'link')
  expect(await books.refused('POST', `/unplaced-invoices/${made.Id}/set-aside`, {})).toMatchObject({
    code: 'already_billed',
  })
})

test.each(['void', 'delete'] as const)('its question ends when it is gone (%s)', async (operation) => {
  const job = await books.planned([[`Gone by ${operation}`, 1_357.9]])
  const made = await madeByHand(stage, [[`Gone by ${operation}`, 1_357.9]])
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  await editInvoice(stage, made, {}, operation)
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
  expect(await books.refused('POST', `/attention/${item.id}/settle`, { action: 'link' })).toMatchObject({
    status: 409,
    code: 'already_settled',
  })
})

test('what the question named is billed by another invoice meanwhile: nothing else is linked in its place', async () => {
  const job = await books.planned([
    ['Garden path', 3_141],
    ['Paving', 10],
  ])
  const other = await books.planned([['Terrace', 3_141]])
  const made = await madeByHand(stage, [['Garden path', 3_141]])
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  // Its plan says another amount by now: the invoice fits the other deal's milestone, and nobody has said so.
  await books.ask('PATCH', `/milestones/${must(job.ids[0])}`, {
    amount: { amount: '41.00', currency: 'USD' },
  })
  const refused = await books.refused('POST', `/attention/${item.id}/settle`, { action: 'link' })
  expect(refused).toMatchObject({ status: 409, code: 'version_conflict' })
  expect(refused.detail).toContain(`like “Terrace” of “Job ${other.dealId}”`)
  expect(await books.figures(other.dealId)).toMatchObject({ billed: { amount: '0.00' } })
  // The question names it now, on its deal; read, it is linked.
  expect(await books.questions(job.dealId)).toEqual([])
  const now = await books.asked(other.dealId, 'unlinked_document')
  expect(now.title).toContain('may bill “Terrace”')
  await books.settle(now, 'link')
  expect(await books.figures(other.dealId)).toMatchObject({ billed: { amount: '3141.00' } })
  expect(await books.story(other.dealId)).toContainEqual(expect.stringContaining(`${made.DocNumber}`))
})

test('gone in QuickBooks before that is known here, linking is refused and nothing changes', async () => {
  const job = await books.planned([['Late news', 1_111.11]])
  const made = await madeByHand(stage, [['Late news', 1_111.11]])
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  await editInvoice(stage, made, {}, 'void')
  expect((await books.refused('POST', `/attention/${item.id}/settle`, { action: 'link' })).status).toBe(409)
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '0.00' } })
})

test('of two milestones of one amount it is the billed one that it names: linking it to the other is not offered', async () => {
  const job = await books.planned([
    ['Spring planting', 7_070],
    ['Autumn pruning', 7_070],
  ])
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  await madeByHand(stage, [['Spring planting', 7_070]])
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  expect(item.title).toBe('“Spring planting” may be billed twice')
  // One that names the other is that one's.
  await books.settle(item, 'leave')
  await madeByHand(stage, [['Autumn pruning', 7_070]])
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toContain('may bill “Autumn pruning”')
})

test('asked about without its name, then billed here: the question becomes whether the client pays twice', async () => {
  const job = await books.planned([['Greenhouse', 8_181]])
  const made = await madeByHand(stage, [['As we said on the phone', 8_181]])
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toContain('may bill “Greenhouse”')
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  const item = await books.asked(job.dealId, 'unlinked_document')
  expect(item).toMatchObject({
    title: '“Greenhouse” may be billed twice',
    detail: expect.stringContaining(
      `Invoice ${made.DocNumber} of Amy's Bird Sanctuary for $8,181.00 seemed to bill it.`,
    ),
    actions: [{ action: 'leave' }],
  })
  // It stays the question when both invoices are there and looked at again.
  await books.deliver()
  const edited = await editInvoice(stage, made, { CustomerMemo: { value: 'Thank you' } })
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toBe(item.title)
  await editInvoice(stage, edited, {}, 'void')
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
})

test('the invoice of the month warns as well, also of one that stands on a project below the customer', async () => {
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/customer?minorversion=75`,
    { DisplayName: 'Courtyard project', Job: true, ParentRef: { value: '1' } },
  )
  await readCompany(stage)
  const job = await books.planned([['Courtyard', 9_191]], { cadence: { on: 'monthly', day: 1 } })
  await madeByHand(stage, [['Courtyard', 9_191]], { customer: Customer.Id })
  await books.sweep()
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '0.00' } })
  stage.advance(32 * 86_400_000)
  await runMonth(stage, stage.workspaceId)
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toBe('“Courtyard” may be billed twice')
})

test('for a project below the customer it is found as well; for somebody else it is not', async () => {
  const job = await books.planned([['Pergola', 8_642]])
  const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
    'POST',
    `/v3/company/${stage.realmId}/customer?minorversion=75`,
    { DisplayName: 'Pergola project', Job: true, ParentRef: { value: '1' } },
  )
  await readCompany(stage)
  await madeByHand(stage, [['Pergola', 8_642]], { customer: '2' })
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
  await madeByHand(stage, [['Pergola', 8_642]], { customer: Customer.Id })
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).detail).toContain('same amount')
})

test('linking and unlinking is one step each, by QuickBooks’ id', async () => {
  const job = await books.planned([['Drainage', 4_040]])
  const made = await madeByHand(stage, [['Drainage', 4_040]])
  await books.ask('POST', `/invoices/${made.Id}/link`, { milestoneIds: job.ids })
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '4040.00' } })
  await books.ask('POST', `/invoices/${made.Id}/unlink`, {})
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '0.00' } })
  expect((await catchingUp(stage).tracker(job.dealId)).milestones[0]?.milestone.workStatus).toBe('pending')
})

test.each([
  'credit',
  'refund',
] as const)('unlinked, what was said about a %s on it is forgotten: all of the milestone can be billed', async (kind) => {
  const name = `Survey with a ${kind}`
  const net = kind === 'credit' ? 4_111 : 3_777
  const { dealId, ids } = await books.planned([[name, net]])
  const made = await madeByHand(stage, [[name, net]])
  await books.sweep()
  await books.settle(await books.asked(dealId, 'unlinked_document'), 'link')
  const [invoice] = (await books.ask('GET', `/deals/${dealId}`))['invoices'] as { id: string }[]
  const money = booksOf(stage)
  const refundId = kind === 'refund' ? (await money.refund('1', 300)).Id : null
  if (refundId === null) {
    const memo = await money.credit('1', 300)
    await money.pay('1', 0, [
      ['Invoice', made.Id, 300],
      ['CreditMemo', memo.Id, 300],
    ])
  }
  await books.sweep()
  const gives = { invoiceId: must(invoice).id, milestoneId: must(ids[0]), again: true }
  if (refundId === null) await books.settle(await books.asked(dealId, 'credited'), 'rebill')
  else await books.ask('POST', `/refunds/${refundId}/settle`, { gives })
  expect((await books.asked(dealId, 'ready_to_bill')).title).toContain('$300.00')
  await books.ask('POST', `/invoices/${must(invoice).id}/unlink`, {})
  expect((await books.questions(dealId)).filter(({ kind: of }) => of === 'ready_to_bill')).toEqual([])
  if (refundId !== null)
    expect(await books.refused('POST', `/refunds/${refundId}/withdraw`, {})).toMatchObject({
      code: 'not_found',
    })
  await books.ask('POST', `/milestones/${must(ids[0])}/complete`, {})
  await books.deliver()
  expect(await books.figures(dealId)).toMatchObject({ billed: { amount: `${net}.00` } })
})
