/**
 * Goal: an invoice that was edited before it was e-mailed is asked about twice, what it bills and whether it goes on; what is
 * answered to the one is kept, whatever is answered to the other. Method: QuickBooks' stand-in; the e-mail waits while a person
 * edits the invoice.
 */
import { limits } from '../../config/limits'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { tieOutState } from '../../src/reconcile/tie-out'
import { beginAttaching } from '../fixtures/attaching'
import { deliver, deliverAll } from '../fixtures/deliver'
import { openKeptBooks, type Question } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** A deal whose invoice was edited while its files and its e-mail waited, read, and then met by its message. */
async function edited(): Promise<string> {
  const bill = await beginAttaching(stage)
  const path = '/v3/company/*/upload'
  await stage.quickbooks.fault({ method: 'POST', path, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  await books.reprice(must((await bill.inQuickBooks())[0]), [1_000])
  await books.sweep()
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliverAll(stage)
  return bill.dealId
}
/** The question about this deal that takes an answer. */
const asked = async (dealId: string, answer: string): Promise<Question> =>
  must((await books.questions(dealId)).find(({ actions }) => actions.some(({ action }) => action === answer)))
const settle = async (dealId: string, answer: string) => {
  const question = (await asked(dealId, answer)) as Question & { readonly version: string }
  await books.settle(question, answer, { version: question.version })
}
const stateOf = async (dealId: string) =>
  tieOutState(must(await stage.within((sql) => readTieOut(sql, stage.clock, dealId))))

test.each([
  'go_on',
  'stop',
])('left as it is, it ties out, also once the other is answered (%s)', async (on) => {
  const dealId = await edited()
  await settle(dealId, 'leave')
  expect(await stateOf(dealId)).toBe('holds')
  await settle(dealId, on)
  await deliverAll(stage)
  expect(await books.questions(dealId)).toEqual([])
  expect(await stateOf(dealId)).toBe('holds')
})

test('that it is being put back is said also while it is asked whether it goes on', async () => {
  const dealId = await edited()
  await settle(dealId, 'restore')
  expect((await books.contract(dealId)).items).toEqual([expect.stringMatching(/; it is being put back$/)])
})
