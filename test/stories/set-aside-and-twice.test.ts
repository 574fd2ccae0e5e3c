/**
 * Goal: a plan that is set aside when deals are merged in HubSpot keeps being warned of an invoice that a person made for what
 * it billed, made before or after, until one of the two is gone; nothing is offered to be linked to it any more. Method: deals
 * merged in HubSpot's stand-in, invoices made in QuickBooks' one; the sweeps; questions over our API.
 */
import { editInvoice } from '../fixtures/billing'
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readCompany, readPortal } from '../fixtures/plan'
import { salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  books = await openKeptBooks(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const titles = async (dealId: string) => (await books.questions(dealId)).map(({ title }) => title)

test('what a plan billed that was set aside may be billed twice all the same', async () => {
  const sales = salesperson(stage)
  const job = async (dealname: string, ...names: [string, string]) => {
    const dealId = await sales.create({ dealname })
    await sales.rings(dealId)
    const [first, second] = names
    const { ids } = await plan(
      stage,
      dealId,
      draftOf('1000', [fixed(first, '431.17'), fixed(second, '568.83')]),
    )
    return { dealId, ids }
  }
  const one = await job('Stays planned', 'Tool shed', 'Bench')
  const two = await job('Is set aside', 'Gravel path', 'Water basin')
  await books.ask('POST', `/milestones/${must(two.ids[0])}/complete`, {})
  await books.deliver()
  const twice = await madeByHand(stage, [['Gravel path', 431.17]])
  await madeByHand(stage, [['Water basin', 568.83]])
  await books.sweep()
  expect((await titles(two.dealId)).sort()).toEqual([
    expect.stringMatching(/^Invoice .* may bill “Water basin”$/),
    '“Gravel path” may be billed twice',
  ])

  const id = await sales.merge(one.dealId, two.dealId)
  await sales.rings(one.dealId, two.dealId)
  expect(await titles(id)).toEqual(['Two deals with a schedule each were merged in HubSpot'])
  const warned = ['“Gravel path” may be billed twice']
  expect(await titles(two.dealId)).toEqual(warned)
  // Looked at again, and another one made, it says the same, and each ends with its invoice.
  const again = await editInvoice(stage, twice, { PrivateNote: 'Sent by post' })
  await books.sweep()
  expect(await titles(two.dealId)).toEqual(warned)
  await editInvoice(stage, again, {}, 'void')
  await books.sweep()
  expect(await titles(two.dealId)).toEqual([])
  await madeByHand(stage, [['Gravel path', 431.17]])
  await books.sweep()
  expect(await titles(two.dealId)).toEqual(warned)
})
