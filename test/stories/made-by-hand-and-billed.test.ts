/**
 * Goal: what is asked of an invoice that a person made follows what else bills the same work, also long after that invoice
 * was read. Method: invoices made and voided over QuickBooks' own API, an hour apart; decisions over our API.
 */
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { writeDeals } from '../../src/writeback/write-deals'
import { editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { readCompany } from '../fixtures/plan'
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

test('other work that fits beside it is named only while nothing bills that', async () => {
  const job = await books.planned([
    ['Middle of Twin Oaks', 3_210],
    ['End of Twin Oaks', 3_210],
  ])
  const middle = must(job.ids[0])
  await books.ask('POST', `/milestones/${middle}/complete`, {})
  await books.deliver()
  await madeByHand(stage, [['End of Twin Oaks', 3_210]])
  await books.sweep()
  const asked = async () => {
    const open = await stage.within((sql) =>
      sql<{ detail: string }>(
        "select detail from attention where deal_id = $1 and cause like 'unplaced:%' and settled_at is null",
        [job.dealId],
      ),
    )
    return must(open[0]).detail.includes('“Middle of Twin Oaks” fits as well')
  }
  expect(await asked()).toBe(false)
  // From here on no reading tells of the invoice made by hand.
  stage.advance(3_600_000)
  await books.sweep()
  await editInvoice(stage, await books.invoiceOf(middle), {}, 'void')
  await books.sweep()
  expect(await asked()).toBe(true)
  await books.settle(await books.asked(job.dealId, 'freed'), 'bill_again')
  await books.deliver()
  await books.sweep()
  expect(await asked()).toBe(false)
})

test('other work is named no more once its plan says that it does not fit', async () => {
  const job = await books.planned([
    ['Start of the long fence', 2_222],
    ['End of the long fence', 2_222],
  ])
  await madeByHand(stage, [['The long fence', 2_222]])
  await books.sweep()
  const words = async () => (await books.asked(job.dealId, 'unlinked_document')).detail
  expect(await words()).toContain('“End of the long fence” fits as well')
  // No reading tells of the invoice again; the deal's figures are looked at, as after every change of a plan.
  stage.advance(3_600_000)
  await books.sweep()
  await books.ask('PATCH', `/milestones/${must(job.ids[1])}`, {
    amount: { amount: '1000.00', currency: 'USD' },
  })
  await writeDeals(
    { ...stage, random: () => 0.5, log: noTrouble },
    await stage.vendors.hubspot(stage.workspaceId),
    stage.workspaceId,
  )
  expect(await words()).toContain('Nothing bills it yet')
  expect(await words()).not.toContain('fits as well')
})

test('an invoice that can’t be looked at again is told to the log, and keeps no deal from hearing of its money', async () => {
  const odd = await books.planned([['Odd pergola', 1_234]])
  const made = await madeByHand(stage, [['Odd pergola', 1_234]])
  await books.sweep()
  await books.asked(odd.dealId, 'unlinked_document')
  const fine = await books.planned([['Plain hedge', 4_321]])
  // As a version of Milepost with other notions of a document may have left it.
  await stage.within((sql) =>
    sql(
      `update document set body = jsonb_set(body, '{Line}', '"none"') where kind = 'Invoice' and quickbooks_id = $1`,
      [made.Id],
    ),
  )
  const logged: string[] = []
  const parts = {
    ...stage,
    random: () => 0.5,
    log: (_: unknown, doing: string) => void logged.push(doing),
  }
  await stage.within((sql) => markDirty(sql, [odd.dealId, fine.dealId]))
  const before = stage.hubspot.count('POST', /deals\/batch\/update$/)
  await writeDeals(parts, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId)
  expect(logged).toEqual([`looking at deal ${odd.dealId} again`])
  expect(await stage.hubspot.count('POST', /deals\/batch\/update$/)).toBe((await before) + 1)
})

test.each([
  ['Brick wall', 0],
  ['Iron gate', 1],
] as const)('for two together, and “%s” billed here: people are warned until one of the two invoices goes', async (name, which) => {
  const job = await books.planned([
    ['Brick wall', 3_000],
    ['Iron gate', 4_000],
    ['Long ago, of the same amount', 7_000],
  ])
  await books.ask('POST', `/milestones/${must(job.ids[2])}/complete`, {})
  await books.deliver()
  const made = await madeByHand(stage, [['Wall and gate, as agreed', 7_000]])
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).detail).toContain('$7,000.00')
  await books.ask('POST', `/milestones/${must(job.ids[which])}/complete`, {})
  const warning = async () => {
    const open = await stage.within((sql) =>
      sql<{ title: string }>(
        "select title from attention where deal_id = $1 and cause like 'by_hand:%' and settled_at is null",
        [job.dealId],
      ),
    )
    return open.map(({ title }) => title)
  }
  expect(await warning()).toEqual([`“${name}” may be billed twice`])
  await books.deliver()
  const edited = await editInvoice(stage, made, { CustomerMemo: { value: 'Thank you' } })
  await books.sweep()
  expect(await warning()).toEqual([`“${name}” may be billed twice`])
  await editInvoice(stage, edited, {}, 'void')
  await books.sweep()
  expect(await warning()).toEqual([])
})

test('left as other work, it may bill what it names once nothing else does', async () => {
  const job = await books.planned([['Winter garden', 6_543]])
  await books.ask('POST', `/milestones/${must(job.ids[0])}/complete`, {})
  await books.deliver()
  const made = await madeByHand(stage, [['Winter garden', 6_543]])
  await books.sweep()
  const twice = await books.asked(job.dealId, 'unlinked_document')
  expect(twice.title).toBe('“Winter garden” may be billed twice')
  await books.settle(twice, 'leave')
  // From here on no reading tells of the invoice made by hand.
  stage.advance(3_600_000)
  await books.sweep()
  await editInvoice(stage, await books.invoiceOf(must(job.ids[0])), {}, 'void')
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toContain(
    `Invoice ${made.DocNumber} to Amy's Bird Sanctuary was made in QuickBooks, and may bill “Winter garden”`,
  )
})
