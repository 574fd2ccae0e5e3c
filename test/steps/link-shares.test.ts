/**
 * Goal: invoices that people made by hand for a customer who pays two shares since a merge are linked to the shares that they
 * bill, over all their milestones together and whichever is named first, and nothing is left to bill twice; let go again,
 * each milestone is told of once.
 * Method: customers merged in QuickBooks' stand-in, invoices made there, linked and unlinked over the API.
 */
import { madeByHand } from '../fixtures/catch-up'
import { openKeptBooks } from '../fixtures/kept-books'
import { mergingOf } from '../fixtures/merging'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
const merging = mergingOf(() => stage)
beforeAll(async () => {
  stage = await openStage()
  books = await openKeptBooks(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const shared = (
  amounts: Parameters<typeof books.planned>[0],
  percents: Parameters<typeof merging.sharedJob>[2],
) => merging.sharedJob(books, amounts, percents)
const link = (dealId: string, links: readonly (readonly [invoiceId: string, ...ids: string[]])[]) =>
  books.ask('POST', `/deals/${dealId}/catch-up`, {
    links: links.map(([invoiceId, ...milestoneIds]) => ({ invoiceId, milestoneIds })),
  })
const asked = async (dealId: string) => (await books.questions(dealId)).map(({ kind }) => kind)

describe('one invoice for two shares of two milestones', () => {
  test.each([
    { how: 'one sum', lines: [['Both of them', 2_000]] as const, extra: 0 },
    {
      how: 'a line for each share',
      lines: [1, 2].flatMap(() => [['Survey', 500] as const, ['Fence', 500] as const]),
      extra: 0,
    },
    {
      how: 'a line for each share, and one of something else',
      lines: [
        ...[1, 2].flatMap(() => [['Survey', 500] as const, ['Fence', 500] as const]),
        ['Travel', 70],
      ] as const,
      extra: 70,
    },
  ])('of $how bills all four: none is left to bill', async ({ lines, extra }) => {
    const job = await shared(
      [
        ['Survey', 1_000],
        ['Fence', 1_000],
        ['Paint', 1_000],
      ],
      ['50', '50'],
    )
    const made = await madeByHand(stage, lines, { customer: job.customer })
    const both = job.ids.slice(0, 2)
    const answer = await link(job.dealId, [[made.Id, ...both]])
    expect(answer).toMatchObject({ counts: { amount: '2000.00' }, links: [{ difference: null }] })
    expect(await asked(job.dealId)).toEqual([])
    expect(await books.figures(job.dealId)).toMatchObject({
      billed: { amount: '2000.00' },
      remaining: { amount: '1000.00' },
      extras: { amount: `${extra}.00` },
    })
    for (const id of both)
      expect(await books.refused('POST', `/milestones/${id}/bill`, {})).toMatchObject({
        code: 'already_billed',
      })
  })

  test('of what one of the two paid before is that one’s share of each', async () => {
    const job = await shared(
      [
        ['Survey', 1_000],
        ['Fence', 2_000],
      ],
      ['60', '40'],
    )
    const theirs = await madeByHand(stage, [['What is ours', 1_200]], { customer: job.customer })
    expect(await link(job.dealId, [[theirs.Id, ...job.ids]])).toMatchObject({
      counts: { amount: '1200.00' },
      links: [{ difference: null }],
    })
    const others = await madeByHand(stage, [['The rest', 1_800]], { customer: job.customer })
    expect(await link(job.dealId, [[others.Id, ...job.ids]])).toMatchObject({
      counts: { amount: '1800.00' },
      remaining: { amount: '0.00' },
    })
    expect(await asked(job.dealId)).toEqual([])
  })

  test('of all of one and one share of the other bills three', async () => {
    const job = await shared(
      [
        ['Survey', 1_000],
        ['Fence', 800],
      ],
      ['50', '50'],
    )
    const made = await madeByHand(stage, [['So far', 1_400]], { customer: job.customer })
    await link(job.dealId, [[made.Id, ...job.ids]])
    expect(await asked(job.dealId)).toEqual(['ready_to_bill'])
    await books.ask('POST', `/milestones/${must(job.ids[1])}/bill`, {})
    await books.deliver()
    expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '1800.00' } })
  })
})

test('of two invoices in one step, the one of a share’s amount takes that share, whichever is named first', async () => {
  const job = await shared([['Survey', 1_000]], ['60', '40'])
  const links = []
  for (const amount of [390, 600]) {
    const made = await madeByHand(stage, [['Survey', amount]], { customer: job.customer })
    links.push([made.Id, must(job.ids[0])] as const)
  }
  const less = { amount: '-10.00' }
  expect(await link(job.dealId, links)).toMatchObject({
    links: [{ invoiceId: links[0]?.[0], difference: less }, { difference: null }],
  })
  expect(await asked(job.dealId)).toEqual(['edited'])
})

test('let go again, work of two shares is told of once, and is what it was', async () => {
  const job = await shared([['Survey', 1_000]], ['60', '40'])
  const made = await madeByHand(stage, [['Survey', 1_000]], { customer: job.customer })
  await link(job.dealId, [[made.Id, ...job.ids]])
  const before = (await books.story(job.dealId)).length
  await books.ask('POST', `/invoices/${made.Id}/unlink`, {})
  const invoice = `invoice ${made.DocNumber}`
  expect((await books.story(job.dealId)).slice(before).sort()).toEqual([
    `Unlinked ${invoice}; it stays in QuickBooks as it is`,
    `“Survey” is pending again: ${invoice} was unlinked`,
  ])
  expect(await books.figures(job.dealId)).toMatchObject({ billed: { amount: '0.00' } })
})
