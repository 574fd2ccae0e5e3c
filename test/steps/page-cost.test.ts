/**
 * Goal: a page reads what it shows. Method: every row the database hands out is counted, on a deal longer than the page.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { readHistory } from '../../src/history/history-table'
import { listInvoices } from '../../src/insight/list-invoices-table'
import { readDealPage } from '../../src/insight/read-deal-page'
import type { Sql } from '../../src/postgres/database'
import { orderMilestones } from '../../src/schedules/order-milestones'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

const MILESTONES = 40

let office: Office
let deal: { dealId: string; scheduleId: string; ids: string[] }
beforeAll(async () => {
  office = await openOffice()
  deal = await office.plan(
    draftOf(
      '4000',
      Array.from({ length: MILESTONES }, (_, n) => fixed(`M${n + 1}`, '100')),
    ),
  )
  for (const milestoneId of deal.ids)
    await office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId, note: null }))
})
afterAll(() => office.close())

/** Runs `work` and answers every row it was given. */
async function rowsOf(work: (sql: Sql) => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const seen: object[] = []
  await office.within((sql) => {
    const counted: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const rows = await sql<Row>(text, values)
      seen.push(...rows)
      return rows
    }
    return work(counted)
  })
  return seen as Record<string, unknown>[]
}

test('a page of two invoices reads two invoices, not the schedules behind them', async () => {
  const page = await office.within((sql) =>
    listInvoices(sql, { limit: 2, offset: 0 }, { today: '2026-11-21' }),
  )
  expect(page.map(({ names, billed }) => names.get(must(must(billed.parts[0]).milestoneId)))).toEqual([
    'M40',
    'M39',
  ])
  const rows = await rowsOf((sql) => listInvoices(sql, { limit: 2, offset: 0 }, { today: '2026-11-21' }))
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.length).toBeLessThanOrEqual(2 * 4)
})

test('a deal’s page leaves the frozen bodies of its invoices where they are', async () => {
  const rows = await rowsOf((sql) => readDealPage(sql, office.clock, deal.dealId))
  const intents = rows.filter((row) => 'request_key' in row)
  expect(intents).toHaveLength(MILESTONES)
  expect(intents.filter((row) => 'body' in row)).toEqual([])
})

test('an order is told by its moves, and one that moves nothing is not told', async () => {
  const newest = async () => must((await office.within((sql) => readHistory(sql, { limit: 1 })))[0])
  const [first, ...others] = deal.ids
  await office.within((sql) =>
    orderMilestones(sql, owner, { dealId: deal.dealId, ids: [...others, must(first)] }),
  )
  const told = await newest()
  expect(told).toMatchObject({
    what: 'Reordered the milestones',
    before: [{ name: 'M1', position: 1 }],
    after: [{ name: 'M1', position: MILESTONES }],
  })
  await office.within((sql) =>
    orderMilestones(sql, owner, { dealId: deal.dealId, ids: [...others, must(first)] }),
  )
  expect((await newest()).number).toBe(told.number)
})
