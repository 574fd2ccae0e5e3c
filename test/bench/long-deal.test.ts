/**
 * Goal: a deal of 1,000 milestones, half of them billed, opens, turns over and moves on in a blink. Method: seeded rows,
 * real HTTP, 30 of each; the figures are printed, and what a page reads of each invoice is bounded by a count.
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import { performance } from 'node:perf_hooks'
import express from 'express'
import { contractRouter } from '../../src/http/contract-router'
import { contractHandlers } from '../../src/http/handlers/contract-handlers'
import { addDoor, secretHash } from '../../src/tenants/door-table'
import { sealer } from '../../src/tenants/seal'
import { addPerson } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed } from '../fixtures/plan'

const MILESTONES = 1_000
const TIMES = 30
/** Generous: a busy machine must not fail it, a cost that grows with the square of the deal must. */
const AT_MOST_MS = 5_000
const TOKEN = `mp_${'t'.repeat(40)}`

let office: Office
let server: Server
let deal: { dealId: string; scheduleId: string; ids: string[] }
beforeAll(async () => {
  office = await openOffice()
  deal = await office.plan(
    draftOf(
      '100000',
      Array.from({ length: MILESTONES }, (_, n) =>
        fixed(`Milestone ${n + 1}`, '100', { deliverable: `Report ${n + 1}, as agreed` }),
      ),
    ),
  )
  await billHalf()
  await office.within(async (sql) => {
    await sql(`update connection set external_id_sealed = null`)
    const person = await addPerson(sql, { name: 'Ana Ruiz', email: null, role: 'owner' })
    await addDoor(sql, {
      kind: 'token',
      hash: secretHash(TOKEN),
      subjectId: person.personId,
      expiresAt: null,
    })
  })
  const handlers = contractHandlers({
    ...office.parts,
    database: office.database,
    sealer: sealer([Buffer.alloc(32, 7).toString('base64')]),
    pages: {
      deal: () => 'https://deal.example',
      invoice: () => 'https://invoice.example',
      document: () => null,
      books: () => 'https://books.example',
    },
    publicUrl: 'http://127.0.0.1',
    // Nothing here asks a vendor.
    vendors: {
      quickbooks: () => Promise.reject(new Error('no vendor is near')),
      hubspot: () => Promise.reject(new Error('no vendor is near')),
      flush: async () => undefined,
    },
    learnDeal: async () => undefined,
    readPipelines: async () => [],
    learnBillingFacts: async () => undefined,
    makeThumbnail: async () => true,
    refreshMasters: async () => undefined,
    checkNow: async () => ({ documents: 0, deals: 0 }),
    languageModel: null,
    tryVendor: async () => undefined,
    disconnect: async () => undefined,
  })
  const app = express()
  app.use(
    express.json({ limit: '1mb' }),
    contractRouter({
      database: office.database,
      publicUrl: 'http://127.0.0.1',
      handlers,
      checkAnswers: false,
    }),
  )
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
}, 120_000)
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await office.close()
})

test('a page, an order and a completion, thirty times each', async () => {
  const { dealId, ids } = deal
  const open = ids.slice(MILESTONES / 2)
  const page = await timed((n) => call('GET', `/deals/${dealId}`, n))
  const order = await timed((n) =>
    call('PUT', `/deals/${dealId}/milestones/order`, {
      ids: [...ids.slice(n + 1, 900), ...ids.slice(0, n + 1), ...ids.slice(900)],
    }),
  )
  const complete = await timed((n) => call('POST', `/milestones/${must(open[n])}/complete`, {}))
  const list = await timed(() => call('GET', '/invoices?limit=50', 0))
  const [kept] = await office.within((sql) =>
    sql<{ bytes: number }>(
      `select avg(octet_length(before::text) + octet_length(after::text))::int as bytes from history
       where what = 'Reordered the milestones'`,
    ),
  )
  process.stdout.write(
    `A deal of ${MILESTONES} milestones, ${MILESTONES / 2} billed; ms as p50 / p99 of ${TIMES}: ` +
      `page ${page}, order ${order}, complete ${complete}, 50 invoices ${list}; history ${kept?.bytes} bytes an order\n`,
  )
  for (const each of [page, order, complete, list]) expect(each.p50).toBeLessThan(AT_MOST_MS)
}, 180_000)

async function call(method: string, path: string, body: object | number): Promise<void> {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  const response = await fetch(`http://127.0.0.1:${address.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    ...(typeof body === 'object' && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
}

async function timed(work: (n: number) => Promise<void>) {
  const taken: number[] = []
  for (let n = 0; n < TIMES; n += 1) {
    const began = performance.now()
    await work(n)
    taken.push(performance.now() - began)
  }
  taken.sort((a, b) => a - b)
  const at = (share: number) => Math.round(must(taken[Math.ceil(share * TIMES) - 1]))
  return { p50: at(0.5), p99: at(0.99), toString: () => `${at(0.5)} / ${at(0.99)}` }
}

/** The first half billed and posted, each with its invoice as QuickBooks gives it, every other one paid. */
async function billHalf(): Promise<void> {
  const half = deal.ids.slice(0, MILESTONES / 2)
  const words = 'What was delivered, who approved it, and the terms of payment. '.repeat(6)
  await office.within(async (sql) => {
    await sql(
      `update milestone set work_status = 'completed', completed_at = milepost.now(), completed_by = 'Ana Ruiz'
       where milestone_id = any($1)`,
      [half],
    )
    await sql(
      `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, state, request_key, marker, body,
         body_hash, customer_id, issued_on, amount_minor, currency, delivery, quickbooks_id, created_by)
       select milepost.current_workspace(), $2, $3, 1, 'posted', 'key-' || n, 'Milepost M' || n || '-ABCDEF',
         jsonb_build_object('Line', jsonb_build_array(jsonb_build_object('Description', $4::text)))::text, 'hash', '1',
         '2026-03-01', 10000, 'USD', 'post', (10000 + n)::text, 'Ana Ruiz'
       from unnest($1::uuid[]) with ordinality as m(milestone_id, n)`,
      [half, deal.scheduleId, deal.dealId, words],
    )
    await sql(
      `insert into billing_part (workspace_id, intent_id, part_key, schedule_id, milestone_id, kind, amount_minor, line_id)
       select milepost.current_workspace(), i.intent_id, m.milestone_id || ':1:1:work', i.schedule_id, m.milestone_id, 'work', 10000, '1'
       from unnest($1::uuid[]) with ordinality as m(milestone_id, n) join billing_intent i on i.request_key = 'key-' || n`,
      [half],
    )
    await sql(
      `insert into document (workspace_id, kind, quickbooks_id, sync_token, changed_at, customer_id, body)
       select milepost.current_workspace(), 'Invoice', (10000 + n)::text, '0', milepost.now(), '1', jsonb_build_object(
         'DocNumber', n::text, 'TxnDate', '2026-03-01', 'DueDate', '2026-03-31', 'TotalAmt', '100.00',
         'Balance', case when n % 2 = 0 then '0.00' else '100.00' end, 'CustomerRef', '{"value":"1","name":"Acme"}'::jsonb,
         'PrivateNote', 'Milepost M' || n, 'BillAddr', jsonb_build_object('Line1', $2::text), 'Line', jsonb_build_array(
           jsonb_build_object('Id', '1', 'Amount', '100.00', 'DetailType', 'SalesItemLineDetail', 'Description', $2::text),
           '{"Amount":"100.00","DetailType":"SubTotalLineDetail"}'::jsonb))
       from generate_series(1, $1) n`,
      [half.length, words],
    )
    await sql(
      `insert into document_link (workspace_id, from_kind, from_id, line, to_kind, to_id, amount)
       select milepost.current_workspace(), 'Payment', (50000 + n)::text, 0, 'Invoice', (10000 + n)::text, '100.00'
       from generate_series(2, $1, 2) n`,
      [half.length],
    )
  })
}
