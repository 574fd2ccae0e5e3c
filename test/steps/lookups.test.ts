/**
 * Goal: what is looked up by a key, on every webhook, bill or page, goes by an index that knows the key and not through
 * all of a workspace's rows. Method: the functions' own statements, explained; a scan of the whole table is no option.
 */
import { Client } from 'pg'
import {
  countAttention,
  listAttention,
  raiseAttention,
  settleMilestoneAttention,
} from '../../src/attention/attention-table'
import { readOwnerNames } from '../../src/deals/owner-table'
import { lastEventAt } from '../../src/inbox/inbox-table'
import { listAllOwed } from '../../src/insight/owed-table'
import { earlierMarkers } from '../../src/invoices/earlier-billing-table'
import { intentsOfMarkers } from '../../src/invoices/intent-table'
import type { Sql } from '../../src/postgres/database'
import { listOverdue } from '../../src/writeback/overdue-table'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed } from '../fixtures/plan'

const ID = '11111111-1111-4111-8111-111111111111'

let office: Office
beforeAll(async () => {
  office = await openOffice()
  const { scheduleId, dealId } = await office.plan(draftOf('100', [fixed('One', '100')]))
  await office.within((sql) =>
    sql(
      `insert into inbox_event (workspace_id, source, event_key, entity, entity_ids, operation, body)
       select milepost.current_workspace(), 'quickbooks', n::text, 'Invoice', '{1}', 'updated', '{}'
       from generate_series(1, 2000) n`,
    ),
  )
  await office.within((sql) =>
    sql(
      `insert into billing_intent (workspace_id, schedule_id, deal_id, generation, request_key, marker, body, body_hash,
         customer_id, issued_on, amount_minor, currency, delivery, created_by)
       select milepost.current_workspace(), $1, $2, 1, 'key-' || n, 'Milepost M' || n, '{}', 'hash', '1', '2026-03-01',
         1, 'USD', 'post', 'Ana' from generate_series(1, 2000) n`,
      [scheduleId, dealId],
    ),
  )
  await office.within((sql) =>
    sql(
      `insert into attention (workspace_id, cause, kind, deal_id, title, detail, actions, settled_at, settled_by, settled_how)
       select milepost.current_workspace(), 'left-' || n, 'stuck', $1, 't', 'd', '[]', now(), 'Ana', 'leave'
       from generate_series(1, 2000) n`,
      [dealId],
    ),
  )
  await office.within((sql) =>
    sql(
      `insert into document (workspace_id, kind, quickbooks_id, body)
       select milepost.current_workspace(), 'Invoice', n::text, jsonb_build_object('Balance', case when n < 20 then 5 else 0 end)
       from generate_series(1, 2000) n`,
    ),
  )
  await office.within((sql) =>
    sql(
      `insert into outbox_message (workspace_id, kind, subject_id, state)
       select milepost.current_workspace(), 'mail.send', gen_random_uuid(), case when n < 20 then 'waiting' else 'done' end
       from generate_series(1, 2000) n`,
    ),
  )
  await office.within((sql) =>
    sql(
      `insert into deal (workspace_id, deal_id, name, owner_id, owner)
       select milepost.current_workspace(), 'of-' || n, 'n', (n % 2)::text, 'Ana' from generate_series(1, 2000) n`,
    ),
  )
  const owner = new Client({ connectionString: office.databaseUrl })
  await owner.connect()
  await owner.query(
    'analyze milepost.billing_intent, milepost.inbox_event, milepost.attention, milepost.document, milepost.outbox_message, milepost.deal',
  )
  await owner.end()
})
afterAll(() => office.close())

/** The indexes, and the conditions on them, in the plan of every statement that `work` runs; none is carried out. */
const conditionsOf = (work: (sql: Sql) => Promise<unknown>): Promise<string> =>
  office.within(async (sql) => {
    await sql('set local enable_seqscan = off')
    const plans: string[] = []
    const explained: Sql = async (text, values) => {
      const rows = await sql<{ 'QUERY PLAN': string }>(`explain (costs off) ${text}`, values)
      plans.push(...rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes('Index')))
      return []
    }
    await work(explained)
    return plans.join('\n')
  })

const item = { cause: 'c', kind: 'stuck', title: 't', detail: 'd' } as const
test.each<[string, string, (sql: Sql) => Promise<unknown>]>([
  ['intents by the mark of an invoice', 'marker', (sql) => intentsOfMarkers(sql, ['Milepost M1-ABCDEF'])],
  ['earlier intents of a part', 'part_key', (sql) => earlierMarkers(sql, ID)],
  ['whether a cause was left alone', 'cause', (sql) => raiseAttention(sql, item)],
  ['questions of a deal', 'deal_id', (sql) => listAttention(sql, { dealId: '1', limit: 9, offset: 0 })],
  ['how many questions deals have', 'deal_id', (sql) => countAttention(sql, ['1', '2'])],
  [
    'questions of a milestone',
    'milestone_id',
    (sql) => settleMilestoneAttention(sql, ID, ['freed'], 'Ana', 'billed'),
  ],
  ['the newest event of a vendor', 'inbox_event_recent', (sql) => lastEventAt(sql, 'quickbooks')],
  ['unpaid invoices that fall due', 'document_unpaid', (sql) => listOverdue(sql, '2026-03-01')],
  ['what is owed', 'outbox_message_owed', (sql) => listAllOwed(sql, { limit: 50, offset: 0 })],
  ['names of owners', 'owner_id', (sql) => readOwnerNames(sql, ['0', '1'])],
])('%s are found by %s', async (_what, column, work) => {
  const conditions = await conditionsOf(work)
  expect(conditions).toMatch(
    new RegExp(`\\(${column}\\b|AND \\(\\(?${column}\\b|\\.${column}\\b|using ${column}\\b`),
  )
  expect(conditions).toContain('workspace_id')
})
