/**
 * Goal: an invoice of many milestones that is gone, and counts again, costs no more statements for twenty than for two, but
 * for the one that asks about each: they run under the locks of its plans. Method: an invoice of the month, held against its
 * document as deleted and as it was; statements counted, and what is asked to be billed of some of them read before and after.
 */
import { compareInvoice } from '../../src/invoices/books/compare-invoice'
import { readDocuments } from '../../src/invoices/books/document-table'
import { readWholeIntents } from '../../src/invoices/intent-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import type { Sql } from '../../src/postgres/database'
import { creditInvoice } from '../fixtures/credits'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const MONTH_MS = 32 * 86_400_000
let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

/** The invoice of a month's work on so many milestones of one deal. */
async function billedTogether(count: number) {
  const amounts = Array.from({ length: count }, (_, n) => [`Phase ${n + 1}`, 100] as const)
  const { dealId, ids } = await books.planned(amounts, { cadence: { on: 'monthly', day: 1 } })
  for (const id of ids) await books.ask('POST', `/milestones/${id}/complete`, {})
  stage.advance(MONTH_MS)
  await books.sweep()
  await runMonth(stage, stage.workspaceId)
  await books.deliver()
  const [intentId] = await stage.within(async (sql) => {
    const rows = await sql<{ id: string }>(
      'select distinct intent_id as id from billing_part where milestone_id = any($1)',
      [ids],
    )
    return rows.map(({ id }) => id)
  })
  return { dealId, ids, intentId: must(intentId) }
}
/** The invoice is held against its document, deleted in QuickBooks or as it was; and how many statements that took. */
const compared = (intentId: string, isDeleted: boolean) =>
  stage.within(async (sql) => {
    const intent = must((await readWholeIntents(sql, [intentId]))[0])
    const id = must(intent.quickbooksId)
    const document = must((await readDocuments(sql, 'Invoice', [id])).get(id))
    let statements = 0
    const counting: Sql = (text, values) => {
      statements += 1
      return sql(text, values)
    }
    await compareInvoice(counting, intent, { ...document, deletedAt: isDeleted ? stage.clock.now() : null })
    return statements
  })

test('twenty milestones of one invoice cost what two do, but for their questions', async () => {
  const [two, twenty] = [await billedTogether(2), await billedTogether(20)]
  const asked = async ({ dealId }: typeof two) => (await books.questions(dealId)).map(({ kind }) => kind)
  const gone = [await compared(two.intentId, true), await compared(twenty.intentId, true)]
  expect(await asked(twenty)).toEqual(Array.from({ length: 20 }, () => 'freed'))
  expect(must(gone[1]) - must(gone[0])).toBe(18)
  const back = [await compared(two.intentId, false), await compared(twenty.intentId, false)]
  expect([await asked(two), await asked(twenty)]).toEqual([[], []])
  expect(back[1]).toBe(back[0])
})

test('where two of three are asked about, each says what is free with it, and no more once the invoice counts again', async () => {
  const { dealId, ids, intentId } = await billedTogether(3)
  await creditInvoice(stage, await books.invoiceOf(must(ids[0])), 60)
  await books.sweep()
  const credited = (await books.questions(dealId)).filter(({ kind }) => kind === 'credited')
  for (const each of credited.slice(0, 2)) await books.settle(each, 'rebill')
  const asked = () =>
    stage.within(async (sql) => {
      const rows = await sql<{ kind: string; amount: bigint }>(
        'select kind, amount_minor as amount from attention where deal_id = $1 and settled_at is null order by kind',
        [dealId],
      )
      return rows.map(({ kind, amount }) => `${kind} ${amount}`)
    })
  const before = ['credited 2000', 'ready_to_bill 2000', 'ready_to_bill 2000']
  expect(await asked()).toEqual(before)
  await compared(intentId, true)
  const freed = ['freed 10000', 'freed 10000', 'freed 10000']
  expect(await asked()).toEqual(['credited 2000', ...freed, 'ready_to_bill 12000', 'ready_to_bill 12000'])
  await compared(intentId, false)
  expect(await asked()).toEqual(before)
})
