/**
 * Goal: whoever settles an item waits for whoever tells of its document, and never the other way round too: nothing ends in
 * a deadlock. Method: a transaction that holds the item, as a reading of QuickBooks does, goes on to the deal's figures and
 * the history only when the person's request waits for it.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { raiseAttention } from '../../src/attention/attention-table'
import { record } from '../../src/history/history-table'
import { learnBillingFacts } from '../../src/invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { markDirty } from '../../src/outbox/deal-mirror-table'
import { program } from '../../src/tenants/actor'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  api = await openApi(stage)
  await readCompany(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

let deals = 1_000
/** A milestone whose invoice waits for review. */
async function prepared(name: string) {
  const dealId = await stage.within((sql) => addDeal(sql, `9${deals++}`, name))
  const draft = draftOf('1000', [fixed('One', '1000')], {
    customer: { quickbooksId: '1' },
    delivery: 'prepare',
  })
  const { ids, schedule } = await plan(stage, dealId, draft)
  const milestoneId = must(ids[0])
  await learnBillingFacts(stage, stage.workspaceId, milestoneId)
  await stage.within((sql) =>
    completeMilestone(
      sql,
      owner,
      { clock: stage.clock, billing: billingByPolicy(stage.clock) },
      { milestoneId, note: null },
    ),
  )
  const [intent] = await stage.within((sql) => readIntents(sql, { scheduleIds: [schedule.scheduleId] }))
  return { dealId, milestoneId, intentId: must(intent).intentId }
}

/** Resolves when some session of the database waits for a row that another one holds. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = await stage.within((sql) =>
      sql<{ waiting: bigint }>(
        `select count(*) as waiting from pg_locks join pg_stat_activity a using (pid)
          where not granted and a.datname = current_database()`,
      ),
    )
    if (must(row).waiting > 0n) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

test.each(['bill', 'generate', 'set_aside', 'leave'])('%s beside a reading', async (action) => {
  const { dealId, milestoneId, intentId } = await prepared(`Settled by ${action}`)
  const item = {
    cause: `beside:${action}`,
    kind: 'ready_to_bill' as const,
    dealId,
    milestoneId,
    intentId: action === 'bill' ? null : intentId,
    title: 'Beside a reading',
    detail: 'Asked.',
    actions: [{ action, label: 'Do it' }],
  }
  await stage.within((sql) => raiseAttention(sql, item))
  const asked = (await api.ask('GET', `/deals/${dealId}`)).body['attention'] as {
    id: string
    title: string
  }[]
  const { id } = must(asked.find(({ title }) => title === item.title))

  let answer: ReturnType<Api['ask']> | null = null
  await stage.within(async (sql) => {
    await raiseAttention(sql, { ...item, detail: 'Asked once more.' })
    answer = api.ask('POST', `/attention/${id}/settle`, { action })
    await somebodyWaits()
    await markDirty(sql, [dealId])
    await record(sql, program('QuickBooks'), [{ what: 'Saw it', dealId }])
  })
  expect(await answer).toMatchObject({ status: 200 })
  expect((await api.ask('GET', `/deals/${dealId}`)).body['attention']).not.toContainEqual(
    expect.objectContaining({ title: item.title }),
  )
})

test('a request that the database takes back because two waited for each other is done once more, and once', async () => {
  const { dealId, milestoneId } = await prepared('Taken back by the database')
  let answer: ReturnType<Api['ask']> | null = null
  await stage.within(async (sql) => {
    // In the order that nobody of ours takes: the history first.
    await record(sql, program('QuickBooks'), [{ what: 'Saw it first', dealId }])
    answer = api.ask('POST', `/milestones/${milestoneId}/bill`, {})
    await somebodyWaits()
    await markDirty(sql, [dealId])
  })
  expect(await answer).toMatchObject({ status: 200 })
  const told = await stage.within((sql) =>
    sql<{ what: string }>("select what from history where deal_id = $1 and what ilike '%invoice%'", [dealId]),
  )
  expect(new Set(told.map(({ what }) => what)).size).toBe(told.length)
  const intents = await stage.within((sql) =>
    sql("select 1 from billing_intent where deal_id = $1 and state = 'queued'", [dealId]),
  )
  expect(intents).toHaveLength(1)
})
