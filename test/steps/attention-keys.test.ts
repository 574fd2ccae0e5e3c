/**
 * Goal: what a question or a word about a difference points at is there, of the same workspace, or is no longer named; what
 * names a question fits into its index, however long the invoice is.
 * Method: rows on a real database.
 */
import { randomUUID } from 'node:crypto'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { raiseAttention } from '../../src/attention/attention-table'
import { readParts } from '../../src/invoices/billing-part-table'
import { editCause } from '../../src/invoices/edited/edit'
import { lockIntent } from '../../src/invoices/intent-table'
import { MOST_LINES } from '../../src/invoices/monthly/monthly-invoice'
import { removeMilestones } from '../../src/schedules/milestone-table'
import { addPerson, addWorkspace } from '../../src/tenants/workspace-table'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const plan = () => office.plan(draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
const ask = (cause: string, of: { milestoneId?: string; intentId?: string }) => ({
  cause,
  kind: 'stuck' as const,
  title: 'Asked',
  detail: 'Something.',
  ...of,
})
const milestoneOf = (cause: string) =>
  office.within(async (sql) =>
    (
      await sql<{ milestone_id: string | null }>('select milestone_id from attention where cause = $1', [
        cause,
      ])
    ).map((row) => row.milestone_id),
  )

test('a milestone that is removed is named by no question any more; the question stays', async () => {
  const { ids } = await plan()
  await office.within((sql) => raiseAttention(sql, ask('kept', { milestoneId: must(ids[1]) })))
  expect(await milestoneOf('kept')).toEqual([ids[1]])
  await office.within((sql) => removeMilestones(sql, [must(ids[1])]))
  expect(await milestoneOf('kept')).toEqual([null])
})

test('nothing points at what is not there, or is another workspace’s', async () => {
  const { ids, scheduleId } = await plan()
  const other = randomUUID()
  const elsewhere = <T>(work: Parameters<typeof office.database.inWorkspace<T>>[1]) =>
    office.database.inWorkspace(other, work)
  const personId = await elsewhere(async (sql) => {
    await addWorkspace(sql, { workspaceId: other, name: 'Other', zone: 'UTC', currency: 'USD', settings: {} })
    return (await addPerson(sql, { name: 'Ana', email: null, role: 'owner' })).personId
  })
  const refused = { code: '23503' }
  await expect(
    office.within((sql) => raiseAttention(sql, ask('gone', { milestoneId: randomUUID() }))),
  ).rejects.toMatchObject(refused)
  await expect(
    office.within((sql) => raiseAttention(sql, ask('gone', { intentId: randomUUID() }))),
  ).rejects.toMatchObject(refused)
  await expect(
    elsewhere((sql) => raiseAttention(sql, ask('theirs', { milestoneId: must(ids[0]) }))),
  ).rejects.toMatchObject(refused)
  await expect(
    office.within((sql) =>
      sql(
        `insert into taken_difference (workspace_id, schedule_id, item_key, person_id, who)
         values (milepost.current_workspace(), $1, 'a difference', $2, 'Ana')`,
        [scheduleId, personId],
      ),
    ),
  ).rejects.toMatchObject(refused)
})

test('a question about an invoice is asked while somebody holds its intent: pointing at it waits for nobody', async () => {
  const { ids, scheduleId } = await office.plan(
    draftOf('1000', [fixed('One', '1000')], { customer: { quickbooksId: '1' } }),
  )
  await office.within((sql) =>
    completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
  )
  const { intentId } = must((await office.intents(scheduleId))[0])
  await office.within(async (sql) => {
    await lockIntent(sql, intentId)
    await office.within((other) => raiseAttention(other, ask('meanwhile', { intentId })))
  })
  const rows = await office.within((sql) =>
    sql("select 1 as asked from attention where cause = 'meanwhile' and intent_id = $1", [intentId]),
  )
  expect(rows).toHaveLength(1)
})

test('an edit of as many lines as QuickBooks takes is asked about once, and another edit is another question', async () => {
  const { ids, scheduleId } = await office.plan(
    draftOf('1000', [fixed('One', '1000')], { customer: { quickbooksId: '1' } }),
  )
  await office.within((sql) =>
    completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
  )
  const { intentId } = must((await office.intents(scheduleId))[0])
  const [part] = await office.within((sql) => readParts(sql, [intentId]))
  // No two amounts alike, so that no list of them packs into less.
  const edited = (last: bigint) => ({
    lines: Array.from({ length: MOST_LINES }, (_, at) => ({
      part: must(part),
      decidedMinor: 0n,
      nowMinor: at === MOST_LINES - 1 ? last : (BigInt(at + 1) * 7_368_787_103n) % 9_000_000_000n,
    })),
    decidedMinor: 0n,
    nowMinor: null,
  })
  for (const last of [1n, 1n, 2n])
    await office.within((sql) => raiseAttention(sql, ask(editCause(intentId, edited(last)), { intentId })))
  const rows = await office.within((sql) => sql('select 1 from attention where intent_id = $1', [intentId]))
  expect(rows).toHaveLength(2)
})
