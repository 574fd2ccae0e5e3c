/**
 * Goal: a batch bills each of its invoices once, whenever the process dies, and when the database is an older one again.
 * Method: the flow's own handler, the real connector and QuickBooks' stand-in; a database that is gone at any transaction.
 */
import { beginBills, drain, expectOneInvoiceEach, postsTo, turnOutbox } from '../fixtures/batches'
import { dyingDatabase } from '../fixtures/dying-database'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 400, settings: { quickbooksBatch: true } })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.turn({ requestid: 'replay' })
  await stage.quickbooks.clearLog()
})

describe('a process that dies', () => {
  test.each([
    'before',
    'after',
  ] as const)('%s any of its transactions commits: exactly one invoice each', async (when) => {
    let reached = 0
    for (let fatal = 1; fatal <= 40; fatal += 1) {
      const all = await beginBills(stage, 2)
      const database = dyingDatabase(stage.database, fatal, when)
      const died: boolean[] = []
      const noting = (error: unknown): never => {
        died.push(true)
        throw error
      }
      await turnOutbox(stage, {
        perWorkspace: 1,
        database: {
          ...database,
          inWorkspace: (workspaceId, work) => database.inWorkspace(workspaceId, work).catch(noting),
          once: (workspaceId, work) => database.once(workspaceId, work).catch(noting),
        },
      })
      // Its leases end.
      stage.advance(200_000)
      await drain(stage, all)
      await expectOneInvoiceEach(all)
      expect((await postsTo(stage, '/batch')).length).toBeLessThanOrEqual(1)
      await stage.quickbooks.clearLog()
      if (died.length === 0) break
      reached = fatal
    }
    // The reads before, the batch, its answer, each item, each message's end.
    expect(reached).toBeGreaterThan(8)
    expect(reached).toBeLessThan(40)
  }, 240_000)
})

test.each([
  'replay',
  'ignore',
  'forget',
])('a database restored from before the batch bills nothing again, when its requestid is %s', async (requestid) => {
  await stage.quickbooks.turn({ requestid })
  const all = await beginBills(stage, 3)
  const ids = await Promise.all(all.map(async (bill) => (await bill.intent()).intentId))
  await turnOutbox(stage)
  await stage.within(async (sql) => {
    await sql(
      `update billing_intent set state = 'queued', quickbooks_id = null, sent_at = null, posted_at = null
         where intent_id = any($1)`,
      [ids],
    )
    await sql(
      `update outbox_message set state = 'waiting', attempts = 0, done_at = null, batch_id = null, next_at = milepost.now()
         where subject_id = any($1)`,
      [ids],
    )
    await sql(
      `update reading set read_at = milepost.now() - interval '1 hour', cursor_at = milepost.now() - interval '1 hour'`,
    )
  })
  stage.advance(61_000)
  await drain(stage, all)
  await expectOneInvoiceEach(all)
})
