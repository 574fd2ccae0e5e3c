/**
 * Goal: who took a difference has that one, and not the next one of the same invoice once it was settled; as long as it is the
 * same one they have it, whatever it comes to. Method: credits and edits in QuickBooks' stand-in, answered and taken over the
 * API.
 */
import type { TieOutView } from '../../src/http/contract/tie-out'
import { creditInvoice } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

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

const MONTHS_MS = 90 * 86_400_000
const open = async (dealId: string) =>
  must(((await books.ask('GET', `/deals/${dealId}/tie-out`)) as unknown as TieOutView).differences[0])
/** Who looks into the one open difference, and since when. */
const looks = async (dealId: string) => {
  const { owner } = await open(dealId)
  return owner === null ? null : { note: owner.note, since: owner.since }
}
const take = async (dealId: string, note: string | null) => {
  const { key } = await open(dealId)
  await books.ask('POST', `/deals/${dealId}/tie-out/take`, { key, ...(note !== null && { note }) })
  return must(await looks(dealId))
}
const credited = async (milestoneId: string | undefined, amount: number) => {
  await creditInvoice(stage, await books.invoiceOf(must(milestoneId)), amount)
  await books.sweep()
}

test('a credit that was taken and answered is not the next credit on that invoice', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]])
  await credited(ids[0], 100)
  const first = await take(dealId, null)
  stage.advance(60_000)
  // More of the same, before it is answered.
  await credited(ids[0], 50)
  expect(await looks(dealId)).toEqual(first)
  await books.settle(await books.asked(dealId, 'credited'), 'close_difference')
  stage.advance(MONTHS_MS)
  await credited(ids[0], 200)
  expect(await looks(dealId)).toBeNull()
  // The same person, in the same words, takes the other one.
  const second = await take(dealId, null)
  expect(second.since > first.since).toBe(true)
  expect((await books.story(dealId)).filter((what) => what.includes('looks into'))).toHaveLength(2)
})

test('an edit that was taken and put right is not the next edit', async () => {
  const { dealId, ids } = await books.billed([['Strategy', 1_000]])
  const reprice = async (amount: number) => {
    await books.reprice(await books.invoiceOf(must(ids[0])), [amount])
    await books.sweep()
  }
  await reprice(900)
  const first = await take(dealId, 'Asked Ana')
  await books.sweep()
  expect(await looks(dealId)).toEqual(first)
  await reprice(1_000)
  stage.advance(MONTHS_MS)
  await reprice(950)
  expect(await looks(dealId)).toBeNull()
})
