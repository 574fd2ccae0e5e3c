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
import { draftOf, fixed, plan, readCompany, readPortal, shared } from '../fixtures/plan'
import { salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  await readPortal(stage)
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

const press = (id: string, action: string) => books.api.ask('POST', `/attention/${id}/settle`, { action })
/** Two answers to one question, which come while the plan is in other hands: the first one in line first. */
async function pressed(dealId: string, id: string, first: string, second: string) {
  const both: ReturnType<typeof press>[] = []
  await stage.within(async (sql) => {
    await lockScheduleOfDeal(sql, dealId)
    both.push(press(id, first))
    await waiting(1)
    both.push(press(id, second))
    await waiting(2)
  })
  return Promise.all(both)
}

/** Who answers a voided invoice's question first, and who second; what came of both. */
async function answers(name: string, first: string, second: string) {
  const { dealId, ids } = await books.billed([[name, 900]])
  await editInvoice(stage, await books.invoiceOf(must(ids[0])), {}, 'void')
  await books.sweep()
  const { id } = await books.asked(dealId, 'freed')
  const came = await pressed(dealId, id, first, second)
  await books.deliver()
  const counting = (await allInvoices(stage)).filter(
    ({ TotalAmt, Line }) => TotalAmt > 0 && Line.some(({ Description }) => Description?.includes(name)),
  )
  // Pressed once more, on a page that nobody has loaded again.
  expect((await press(id, second)).body).toMatchObject({ status: 409, code: 'already_settled' })
  return {
    statuses: came.map(({ status }) => status),
    invoices: counting.length,
    settled: (await books.story(dealId)).filter((what) => what.startsWith('Settled')).length,
  }
}

test.each([
  ['follow', false],
  ['change_order', true],
] as const)('left by one, the other’s %s changes no contract', async (second, isAccepted) => {
  const sales = salesperson(stage)
  const dealId = await sales.create({ dealname: `Left, then ${second}`, amount: '1000' })
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '400'), shared('Two', '60')]))
  const accepted = { on: '2026-01-20', by: 'Client' }
  if (isAccepted) await books.ask('POST', `/deals/${dealId}/schedule/accept`, accepted)
  await sales.edit(dealId, { amount: '1500' })
  await sales.rings(dealId)
  await sales.writes()
  const { id, actions } = await books.asked(dealId, 'deal_amount_differs')
  expect(actions.map(({ action }) => action)).toContain(second)
  const both = await pressed(dealId, id, 'leave', second)
  expect(both.map(({ status }) => status)).toEqual([200, 409])
  expect(await books.figures(dealId)).toMatchObject({ contractSum: { amount: '1000.00' } })
  expect(await stage.within((sql) => sql('select 1 from change_order'))).toEqual([])
})

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
