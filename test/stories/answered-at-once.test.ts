/**
 * Goal: of two answers that people give to one question in the same moment, one counts, and the other one is told that it was
 * answered and does nothing. Method: both answers over HTTP, each waiting for the plan that somebody else has in hand,
 * in a known order. R100.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { lockScheduleOfDeal } from '../../src/schedules/schedule-table'
import { allInvoices, editInvoice } from '../fixtures/billing'
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

/** Until this many wait for rows that somebody else holds. */
async function waiting(least: number): Promise<void> {
  const locked = `select distinct pid from pg_locks join pg_stat_activity a using (pid)
    where not granted and a.datname = current_database()`
  while ((await stage.within((sql) => sql(locked))).length < least) await pause(20)
}

/** Who answers a voided invoice's question first, and who second; what came of both. */
async function answers(name: string, first: string, second: string) {
  const { dealId, ids } = await books.billed([[name, 900]])
  await editInvoice(stage, await books.invoiceOf(must(ids[0])), {}, 'void')
  await books.sweep()
  const { id } = await books.asked(dealId, 'freed')
  const press = (action: string) => books.api.ask('POST', `/attention/${id}/settle`, { action })
  const pressed: ReturnType<typeof press>[] = []
  await stage.within(async (sql) => {
    await lockScheduleOfDeal(sql, dealId)
    pressed.push(press(first))
    await waiting(1)
    pressed.push(press(second))
    await waiting(2)
  })
  const came = await Promise.all(pressed)
  await books.deliver()
  const counting = (await allInvoices(stage)).filter(
    ({ TotalAmt, Line }) => TotalAmt > 0 && Line.some(({ Description }) => Description?.includes(name)),
  )
  // Pressed once more, on a page that nobody has loaded again.
  expect((await press(second)).body).toMatchObject({ status: 409, code: 'already_settled' })
  return {
    statuses: came.map(({ status }) => status),
    invoices: counting.length,
    settled: (await books.story(dealId)).filter((what) => what.startsWith('Settled')).length,
  }
}

test('left by one, it bills nothing for the other', async () => {
  expect(await answers('Left first', 'leave', 'bill_again')).toEqual({
    statuses: [200, 409],
    invoices: 0,
    settled: 1,
  })
})

test('billed by one, it is not said to be left by the other, nor billed twice', async () => {
  expect(await answers('Billed first', 'bill_again', 'leave')).toMatchObject({
    statuses: [200, 409],
    invoices: 1,
  })
  expect(await answers('Billed by both', 'bill_again', 'bill_again')).toMatchObject({
    statuses: [200, 409],
    invoices: 1,
  })
})
