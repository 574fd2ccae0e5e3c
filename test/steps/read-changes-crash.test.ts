/**
 * Goal: whenever the process dies while it reads QuickBooks, nothing is lost and nothing is told twice: the cursor stands
 * with its effects. Method: a database that is gone at any transaction, before or after it commits; then the next reading.
 * And contents that the database itself refuses.
 */
import { Client } from 'pg'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { readReading } from '../../src/inbox/reading-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { dyingDatabase } from '../fixtures/dying-database'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 5_000 })
  await readCompany(stage)
})
afterAll(() => stage.close())

const company = () => stage.vendors.quickbooks(stage.workspaceId)
const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status
const cursor = async () => (await stage.within((sql) => readReading(sql, 'quickbooks'))).cursorAt
const story = async () =>
  stage.within((sql) => sql<{ what: string }>('select what from history order by number'))

/** One invoice is paid, another deleted, and both rang. */
async function changed() {
  const [paid, gone] = [await beginBilling(stage), await beginBilling(stage)]
  await deliverAll(stage)
  stage.advance(2_000)
  const id = must((await paid.intent()).quickbooksId)
  await readChanges(stage, await company(), stage.workspaceId)
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  await editInvoice(stage, must((await gone.inQuickBooks())[0]), {}, 'delete')
  await stage.within((sql) =>
    addEvents(sql, [
      {
        source: 'quickbooks',
        key: `crash ${id}`,
        entity: 'Invoice',
        entityIds: [id],
        operation: 'updated',
        occurredAt: new Date(stage.clock.now().getTime() - 1_000),
        body: {},
      },
    ]),
  )
  stage.advance(2_000)
  return { paid, gone }
}

test.each([
  { where: 'in the feed', step: 1, ways: ['before', 'after'] as const, least: 8 },
  // There are many more of them there: every sixth dies.
  { where: 'beyond the feed', step: 6, ways: ['before'] as const, least: 3 },
])('a process that dies at any of its transactions ($where)', async ({ where, step, ways, least }) => {
  let deaths = 0
  for (let fatal = 1; fatal <= 30; fatal += step) {
    let died = false
    for (const when of ways) {
      const { paid, gone } = await changed()
      if (where === 'beyond the feed') {
        await stage.within((sql) =>
          sql("update reading set cursor_at = cursor_at - interval '40 days' where source = 'quickbooks'"),
        )
      }
      const before = await cursor()
      const database = dyingDatabase(stage.database, fatal, when)
      await readChanges({ ...stage, database }, await company(), stage.workspaceId).catch((error: Error) => {
        expect(error.message).toBe('killed')
        deaths += 1
        died = true
      })
      // The cursor moved with everything, or with nothing.
      if ((await cursor())?.getTime() !== before?.getTime()) {
        expect([await status(paid), await status(gone)]).toEqual(['paid', 'not_billed'])
      }
      await readChanges(stage, await company(), stage.workspaceId)
      expect([await status(paid), await status(gone)]).toEqual(['paid', 'not_billed'])
      expect(await gone.questions()).toEqual(['freed'])
      expect(await stage.within((sql) => waitingEvents(sql, 'quickbooks', 10))).toEqual([])
      const told = await story()
      await readChanges(stage, await company(), stage.workspaceId)
      expect(await story()).toEqual(told)
    }
    if (!died) break
  }
  expect(deaths).toBeGreaterThanOrEqual(least)
}, 120_000)

test('contents that the database refuses hold up one document, and no other', async () => {
  const { paid, gone } = await changed()
  const bad = must((await paid.intent()).quickbooksId)
  const owner = new Client({ connectionString: stage.databaseUrl })
  await owner.connect()
  try {
    await owner.query(
      `alter table milepost.document add constraint planted check (quickbooks_id <> '${bad}') not valid`,
    )
    const logged: string[] = []
    const parts = { ...stage, log: (_: unknown, what: string) => logged.push(what) }
    await readChanges(parts, await company(), stage.workspaceId)
    expect([await status(paid), await status(gone)]).toEqual(['posted', 'not_billed'])
    expect(logged).toEqual([`taking in Invoice ${bad}`])
    const told = () =>
      stage.within((sql) =>
        sql<{ title: string }>("select title from attention where kind = 'poison' and settled_at is null"),
      )
    expect(await told()).toEqual([{ title: `Invoice ${bad} of QuickBooks can’t be taken in` }])
    await owner.query('alter table milepost.document drop constraint planted')
    stage.advance(60_000)
    await readChanges(parts, await company(), stage.workspaceId, false)
    expect(await status(paid)).toBe('paid')
    expect(await told()).toEqual([])
  } finally {
    await owner.end()
  }
})
