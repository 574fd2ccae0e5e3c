/**
 * Goal: two people who catch up at once are as one after the other, and nobody waits for ever. Method: races over pools of
 * connections of their own, against QuickBooks' stand-in, while it is read.
 */
import { readChanges } from '../../src/reconcile/read-changes'
import { catchingUp, madeByHand, plannedJob } from '../fixtures/catch-up'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let jobs: ReturnType<typeof catchingUp>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
  jobs = catchingUp(stage)
})
afterAll(() => stage.close())

const job = async () => {
  const { dealId, ids } = await plannedJob(stage, [
    ['Strategy', 15_000],
    ['Design', 20_000],
  ])
  return { dealId, ids: ids as [string, string] }
}

test('one invoice, two deals: one of them has it', async () => {
  const [one, two] = [await job(), await job()]
  const invoice = await madeByHand(stage, [['Strategy', 15_000]])
  const elsewhere = catchingUp(stage, stage, stage.anotherProcess())
  const tries = await Promise.allSettled([
    jobs.link(one.dealId, [[invoice.Id, one.ids[0]]]),
    elsewhere.link(two.dealId, [[invoice.Id, two.ids[0]]]),
  ])
  expect(tries.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
  const lost = tries.find((each) => each.status === 'rejected')
  expect(lost).toMatchObject({ reason: { code: 'already_billed' } })
  const billed = await Promise.all(
    [one, two].map(async (each) => (await jobs.tracker(each.dealId)).figures.billed),
  )
  expect(billed.sort()).toEqual([0n, 1_500_000n])
})

test('one milestone, five invoices: one of them bills it', async () => {
  const { dealId, ids } = await job()
  const invoices = await Promise.all([1, 2, 3, 4, 5].map(() => madeByHand(stage, [['Strategy', 15_000]])))
  const tries = await Promise.allSettled(invoices.map(({ Id }) => jobs.link(dealId, [[Id, ids[0]]])))
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect((await jobs.tracker(dealId)).figures.billed).toBe(1_500_000n)
})

test('a dozen link and let go, while QuickBooks is read: nobody waits for ever, and the sum is right', async () => {
  const { dealId, ids } = await job()
  const [one, two] = [
    await madeByHand(stage, [['Strategy', 15_000]]),
    await madeByHand(stage, [['Design', 20_000]]),
  ]
  const back = async (links: Parameters<typeof jobs.link>[1]) => {
    const { intentIds } = await jobs.link(dealId, links)
    for (const intentId of intentIds) await jobs.unlink(intentId)
  }
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  const tries = await Promise.allSettled([
    ...Array.from({ length: 6 }, (_, at) =>
      back(
        at % 2 === 0
          ? [
              [one.Id, ids[0]],
              [two.Id, ids[1]],
            ]
          : [
              [two.Id, ids[1]],
              [one.Id, ids[0]],
            ],
      ),
    ),
    readChanges(stage, company, stage.workspaceId),
  ])
  const reasons = tries.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as { code?: string }] : [],
  )
  for (const reason of reasons) expect(reason).toMatchObject({ code: 'already_billed' })
  expect((await jobs.tracker(dealId)).figures).toMatchObject({ billed: 0n, completed: 0n })
  await jobs.link(dealId, [
    [one.Id, ids[0]],
    [two.Id, ids[1]],
  ])
  expect((await jobs.tracker(dealId)).figures).toMatchObject({ billed: 3_500_000n, remaining: 0n })
})
