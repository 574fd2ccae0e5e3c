import { editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
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

test('warned before it is billed twice, and asked after', async () => {
  const job = await books.planned([['Irrigation design', 5_151]])
  const id = must(job.ids[0])
  const made = await madeByHand(stage, [['Irrigation design', 5_151]])
  await books.sweep()
  const checks = (await books.ask('GET', `/milestones/${id}/preflight`)) as unknown as {
    check: string
    detail: string
  }[]
  expect(checks.find(({ check }) => check === 'by_hand')?.detail).toContain(
    `Invoice ${made.DocNumber} of Amy’s Bird Sanctuary for $5,151.00 looks like it`.replace('Amy’s', "Amy's"),
  )
  // Billed all the same: the suggestion becomes a warning.
  await books.ask('POST', `/milestones/${id}/complete`, {})
  await books.deliver()
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  expect(item.title).toBe('“Irrigation design” may be billed twice')
  // The other way round: ours first, then one by hand.
  const later = await books.billed([['Retaining wall', 6_161]])
  await madeByHand(stage, [['Retaining wall', 6_161]])
  await books.sweep()
  expect((await books.asked(later.dealId, 'unlinked_document')).title).toBe(
    '“Retaining wall” may be billed twice',
  )
  await editInvoice(stage, made, {}, 'void')
  await books.sweep()
  expect(await books.questions(job.dealId)).toEqual([])
})

test('of two made for one milestone, linking one makes the other a double; and unlinking it, one to be linked', async () => {
  const job = await books.planned([['Pond', 8_181]])
  const one = await madeByHand(stage, [['Pond', 8_181]])
  const other = await madeByHand(stage, [['Pond', 8_181]])
  await books.sweep()
  const about = (invoice: typeof one) => async () =>
    (await books.questions(job.dealId)).filter(({ title, detail }) =>
      `${title} ${detail}`.includes(`Invoice ${invoice.DocNumber} `),
    )
  const [item] = await about(one)()
  await books.settle(must(item), 'link')
  expect(await books.questions(job.dealId)).toMatchObject([
    {
      title: '“Pond” may be billed twice',
      detail: expect.stringMatching(
        new RegExp(`^Invoice ${other.DocNumber} .* Invoice ${one.DocNumber} bills it already`),
      ),
    },
  ])
  const linked = await stage.within((sql) =>
    sql<{ id: string }>('select intent_id as id from billing_intent where quickbooks_id = $1', [one.Id]),
  )
  await books.ask('POST', `/invoices/${must(linked[0]).id}/unlink`, {})
  const [open, ...none] = await about(other)()
  expect(none).toEqual([])
  expect(open?.title).toContain('may bill “Pond”')
})

test('ours beside one made by hand is voided: the other is to be linked, and the work is not said to be billed twice', async () => {
  const job = await books.billed([['Pergola', 9_191]])
  const made = await madeByHand(stage, [['Pergola', 9_191]])
  await books.sweep()
  expect((await books.asked(job.dealId, 'unlinked_document')).title).toBe('“Pergola” may be billed twice')
  await editInvoice(stage, await books.invoiceOf(must(job.ids[0])), {}, 'void')
  await books.sweep()
  const item = await books.asked(job.dealId, 'unlinked_document')
  expect(item.title).toContain(`Invoice ${made.DocNumber}`)
  expect(item.actions.map(({ action }) => action)).toContain('link')
  await books.settle(item, 'link')
  expect(await books.questions(job.dealId)).toEqual([])
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '9191.00' } })
})
