/**
 * Goal: putting an edited invoice back never releases more than is held, draws more than the deposits, nor holds back more than
 * the amount agreed, where another invoice took up meanwhile what this one had given up. Method: lines repriced and removed
 * in QuickBooks, the rest released, drawn or held back here, and then Restore; asked before and after the other.
 */
import { deliverAll } from '../fixtures/deliver'
import { beginDeposit, openDepositStage } from '../fixtures/deposits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { fixed } from '../fixtures/plan'
import { beginJob, type HeldJob, heldJob, linesOf, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openDepositStage()
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const settled = async () => {
  await deliverAll(stage)
  await readLater(stage)
}
const invoice = async (job: HeldJob, place: number) => must((await job.inQuickBooks())[place])
const lines = async (job: HeldJob) => (await job.inQuickBooks()).map(linesOf)
/** Restore is pressed on the one question about an edit, and refused. */
const refusal = async (job: HeldJob) => {
  const item = await books.asked(job.dealId, 'edited')
  expect(item.actions.map(({ action }) => action)).not.toContain('restore')
  return books.refused('POST', `/attention/${item.id}/settle`, { action: 'restore' })
}
const restore = async (job: HeldJob) => books.settle(await books.asked(job.dealId, 'edited'), 'restore')
const notPutBack = async (job: HeldJob) =>
  (await job.questions()).filter(({ kind }) => kind === 'refused').map(({ detail }) => detail)

/** All 10,000 that are held were released, and the release says 6,000 in QuickBooks by now. */
const released = async () => {
  const job = await heldJob(stage)
  await job.release()
  await settled()
  await books.reprice(await invoice(job, 1), [6_000])
  await readLater(stage)
  return job
}

describe('a release', () => {
  test('of which the rest was released since is not put back', async () => {
    const job = await released()
    await job.release()
    await settled()
    expect(await refusal(job)).toEqual({
      status: 409,
      code: 'restore_forbidden',
      detail: expect.stringContaining(
        'That takes $4,000.00 more of the retainage, and $0.00 is left to release: it was released otherwise since. Void or credit the other release in QuickBooks first',
      ),
    })
    expect(await lines(job)).toEqual([[100_000, -10_000], [6_000], [4_000]])
  })

  test('of which the rest is released after Restore was pressed is looked at once more before it leaves', async () => {
    const job = await released()
    await restore(job)
    await job.release()
    await settled()
    expect(await lines(job)).toEqual([[100_000, -10_000], [6_000], [4_000]])
    expect(await notPutBack(job)).toEqual([expect.stringContaining('$4,000.00 more of the retainage')])
  })

  test('of which nothing was released otherwise is put back', async () => {
    const job = await released()
    await restore(job)
    await settled()
    expect(await lines(job)).toEqual([[100_000, -10_000], [10_000]])
    expect(await job.questions()).toEqual([])
  })

  test('one of two that are put back at once counts for the other', async () => {
    const job = await heldJob(stage)
    for (const amountMinor of [500_000n, 500_000n]) {
      await job.release(amountMinor)
      await settled()
    }
    // Both are edited down, and 4,000 of the 8,000 that are free again is released anew: one more fits.
    await books.reprice(await invoice(job, 1), [1_000])
    await books.reprice(await invoice(job, 2), [1_000])
    await readLater(stage)
    await job.release(400_000n)
    await settled()
    const questions = (await books.questions(job.dealId)).filter(({ kind }) => kind === 'edited')
    expect(questions).toHaveLength(2)
    await books.settle(must(questions[0]), 'restore')
    const second = await books.refused('POST', `/attention/${must(questions[1]).id}/settle`, {
      action: 'restore',
    })
    expect(second).toMatchObject({ code: 'restore_forbidden' })
    await settled()
    const all = (await lines(job)).slice(1).flat()
    expect(all.reduce((sum: number, amount) => sum + (amount ?? 0), 0)).toBe(10_000)
  })
})

describe('a draw', () => {
  /** An advance of 2,000 is paid; the invoice that drew it lost that line in QuickBooks. */
  const undrawn = async () => {
    const job = await beginDeposit(stage, '10000', [fixed('One', '5000'), fixed('Two', '5000')])
    await job.billDeposit()
    await settled()
    await job.pay(await invoice(job, 0))
    await readLater(stage)
    await job.complete(0)
    await settled()
    expect(await lines(job)).toEqual([[2_000], [5_000, -2_000]])
    await books.reprice(await invoice(job, 1), [5_000, null])
    await readLater(stage)
    return job
  }

  test('of what another invoice drew since is not put back', async () => {
    const job = await undrawn()
    await job.complete(1)
    await settled()
    expect(await refusal(job)).toMatchObject({
      code: 'restore_forbidden',
      detail: expect.stringContaining('That takes $2,000.00 more of the deposit, and $0.00 of it is left'),
    })
    expect(await lines(job)).toEqual([[2_000], [5_000], [5_000, -2_000]])
  })

  test('is looked at once more before it leaves', async () => {
    const job = await undrawn()
    await restore(job)
    await job.complete(1)
    await settled()
    expect(await lines(job)).toEqual([[2_000], [5_000], [5_000, -2_000]])
    expect(await notPutBack(job)).toEqual([expect.stringContaining('$2,000.00 more of the deposit')])
  })

  test('of what nobody else drew is put back', async () => {
    const job = await undrawn()
    await restore(job)
    await settled()
    expect(await lines(job)).toEqual([[2_000], [5_000, -2_000]])
  })
})

describe('an amount that is held back over the job', () => {
  const begun = async () => {
    const retainage = { fixed: { amount: '1000', currency: 'USD' } }
    const milestones = [fixed('One', '5000'), fixed('Two', '5000')]
    const job = await beginJob(stage, '10000', milestones, { retainage })
    await job.complete(0)
    await settled()
    await books.reprice(await invoice(job, 0), [5_000, null])
    await readLater(stage)
    return job
  }

  test('is not held back twice', async () => {
    const job = await begun()
    await job.complete(1)
    await settled()
    expect(await refusal(job)).toMatchObject({
      code: 'restore_forbidden',
      detail: expect.stringContaining(
        'That holds back $1,000.00 more, and $1,000.00 of the $1,000.00 agreed is held back already',
      ),
    })
    expect(await lines(job)).toEqual([[5_000], [5_000, -1_000]])
  })

  test('is held back again where nothing else holds it', async () => {
    const job = await begun()
    await restore(job)
    await settled()
    expect(await lines(job)).toEqual([[5_000, -1_000]])
  })
})
