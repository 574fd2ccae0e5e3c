/**
 * Goal: the invoices that nobody has placed are there while a person waits, for a customer with 500 deals and 2,000 invoices
 * too; a page costs as many statements as it would for one with a hundred. Method: seeded rows, real use case, statements
 * counted; the times are printed.
 */
import { performance } from 'node:perf_hooks'
import { readOpenPlaces } from '../../src/invoices/by-hand/read-open-places'
import { readUnplaced } from '../../src/invoices/by-hand/read-unplaced'
import type { Sql } from '../../src/postgres/database'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed } from '../fixtures/plan'

const DEALS = 500
const INVOICES = 2_000
const PAGE = 51
/** Generous: a busy machine must not fail it. */
const AT_MOST_MS = 20_000
const STATEMENTS_AT_MOST = 80

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const draft = draftOf(
    '1000',
    Array.from({ length: 4 }, (_, n) => fixed(`Phase ${n + 1}`, '250')),
    { customer: { quickbooksId: '1' } },
  )
  const { dealId } = await office.plan(draft)
  await office.within(async (sql) => {
    await sql(
      `insert into deal select (jsonb_populate_record(null::deal, to_jsonb(d)
         || jsonb_build_object('deal_id', 'bench' || n, 'name', 'Bench ' || n))).*
       from deal d, generate_series(2, $2::int) n where d.deal_id = $1`,
      [dealId, DEALS],
    )
    await sql(
      `insert into schedule select (jsonb_populate_record(null::schedule, to_jsonb(s)
         || jsonb_build_object('deal_id', 'bench' || n, 'schedule_id', gen_random_uuid()))).*
       from schedule s, generate_series(2, $2::int) n where s.deal_id = $1`,
      [dealId, DEALS],
    )
    await sql(
      `insert into milestone select (jsonb_populate_record(null::milestone, to_jsonb(m)
         || jsonb_build_object('schedule_id', t.schedule_id, 'milestone_id', gen_random_uuid()))).*
       from milestone m join schedule s on s.schedule_id = m.schedule_id and s.deal_id = $1, schedule t
       where t.deal_id like 'bench%'`,
      [dealId],
    )
    await sql(
      `insert into document (workspace_id, kind, quickbooks_id, sync_token, changed_at, customer_id, body)
       select milepost.current_workspace(), 'Invoice', (90000 + n)::text, '0', milepost.now(), '1', jsonb_build_object(
         'DocNumber', n::text, 'TxnDate', '2099-03-01', 'DueDate', '2099-03-31', 'TotalAmt', (n % 300) || '.00',
         'Balance', (n % 300) || '.00', 'CustomerRef', '{"value":"1","name":"Acme"}'::jsonb,
         'Line', jsonb_build_array(
           jsonb_build_object('Id', '1', 'Amount', (n % 300) || '.00', 'DetailType', 'SalesItemLineDetail', 'Description',
             'Phase ' || n % 5),
           jsonb_build_object('Amount', (n % 300) || '.00', 'DetailType', 'SubTotalLineDetail')))
       from generate_series(1, $1::int) n`,
      [INVOICES],
    )
  })
}, 300_000)
afterAll(() => office.close())

/** What it came to, how long it took, and how many statements it asked. */
async function measured<T>(work: (sql: Sql) => Promise<T>) {
  return office.within(async (sql) => {
    let statements = 0
    const counting: Sql = (text, values) => {
      statements += 1
      return sql(text, values)
    }
    const began = performance.now()
    const value = await work(counting)
    return { value, ms: Math.round(performance.now() - began), statements }
  })
}

test('a page of what nobody has placed, and everything that one of them could be linked to', async () => {
  const page = (offset: number) =>
    measured((sql) => readUnplaced(sql, { limit: PAGE, offset, setAside: false }))
  const [first, last] = [await page(0), await page(INVOICES - PAGE - 10)]
  const open = await measured((sql) => readOpenPlaces(sql, must(first.value[0]).invoice))
  process.stdout.write(
    `A customer with ${DEALS} deals and ${INVOICES} invoices that nobody has placed: the first page ${first.ms} ms in ` +
      `${first.statements} statements, the last ${last.ms} ms in ${last.statements}; where one could go ${open.ms} ms in ` +
      `${open.statements}\n`,
  )
  expect([first.value.length, last.value.length, open.value.length]).toEqual([PAGE, PAGE, DEALS * 4])
  for (const { ms, statements } of [first, last, open]) {
    expect(statements).toBeLessThan(STATEMENTS_AT_MOST)
    expect(ms).toBeLessThan(AT_MOST_MS)
  }
}, 120_000)
