/**
 * Goal: a milestone that is accepted in part becomes two, and only the accepted part is billed, once; whatever the work
 * stood at. Method: a split in each status, on a real database, by everyone.
 */
import { decideRound } from '../../src/approvals/decide-round'
import { readDecisions } from '../../src/approvals/decision-table'
import { latestRounds } from '../../src/approvals/round-table'
import { startMilestone } from '../../src/approvals/start-milestone'
import { withdrawMilestone } from '../../src/approvals/submit-milestone'
import { readHistory } from '../../src/history/history-table'
import { codeOf } from '../../src/schedules/milestone'
import { setWorkStatus } from '../../src/schedules/milestone-table'
import type { Actor } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { eighty, splitsIn } from '../fixtures/splits'

let office: Office
let at: ReturnType<typeof splitsIn>
beforeAll(async () => {
  office = await openOffice()
  at = splitsIn(office)
})
afterAll(() => office.close())

const member: Actor = { ...owner, role: 'member', who: 'Ben Okafor', email: 'Ben@client.example' }
const approval = (rule: 'any' | 'all' = 'any') => ({
  required: true,
  rule,
  approvers: [
    { name: 'Ben Okafor', role: 'Site lead', email: 'ben@client.example' },
    { name: 'Cem Kaya', email: 'cem@client.example' },
  ],
})

test('80 % of 3,333.33 is 2,666.66 and 666.67; the words follow, and those behind move up', async () => {
  const { dealId, id } = await at.planned({ plannedOn: '2027-03-01' })
  const { acceptedId, remainingId } = await at.split(id)
  expect(acceptedId).toBe(id)
  expect(await at.shown(dealId)).toEqual([
    [1, null, 'Strategy', 100_000n, 'pending'],
    [2, '2-A', 'Design', 266_666n, 'pending'],
    [3, '2-B', 'Design', 66_667n, 'pending'],
    [4, null, 'Delivery', 500_000n, 'pending'],
  ])
  // The contract's third milestone is still called the third.
  expect((await at.all(dealId)).map(codeOf)).toEqual(['1', '2-A', '2-B', '3'])
  const [, accepted, remaining] = await at.all(dealId)
  expect(must(remaining).milestoneId).toBe(remainingId)
  expect(must(remaining).details).toEqual(must(accepted).details)
  expect(must(remaining)).toMatchObject({ plannedOn: '2027-03-01', ordinal: 4, billed: false })
  const [entry] = await office.within((sql) => readHistory(sql, { dealId, limit: 1 }))
  expect(entry).toMatchObject({
    what: 'Split 2 “Design” into 2-A, accepted, of $2,666.66 and 2-B, remaining, of $666.67',
    before: { amount: '$3,333.33' },
    after: { acceptedShare: '80 %', reason: 'Two screens are missing' },
  })
})

describe('in each status', () => {
  test('in progress both stay, and nothing is billed', async () => {
    const { dealId, id, scheduleId } = await at.planned()
    await office.within((sql) => startMilestone(sql, owner, id))
    await at.split(id, { amount: '3000.00', currency: 'USD' })
    expect((await at.shown(dealId)).slice(1, 3)).toEqual([
      [2, '2-A', 'Design', 300_000n, 'in_progress'],
      [3, '2-B', 'Design', 33_333n, 'in_progress'],
    ])
    expect(await office.intents(scheduleId)).toEqual([])
  })

  test('in review the accepted part is completed and billed, the rest goes back, and the decision is kept', async () => {
    const { dealId, id, scheduleId } = await at.planned({ approval: approval() })
    await at.submit(id)
    await at.split(id, eighty, member)
    const [, accepted, remaining] = await at.all(dealId)
    expect(accepted).toMatchObject({
      workStatus: 'completed',
      completedBy: 'Ben Okafor, Site lead',
      completedNote: 'Please look',
      billed: true,
    })
    expect(remaining).toMatchObject({ workStatus: 'in_progress', changesRequested: true, billed: false })
    const [intent, ...others] = await office.intents(scheduleId)
    expect(others).toEqual([])
    expect(must(intent).amountMinor).toBe(266_666n)
    expect(JSON.parse(must(intent).body)).toMatchObject({
      Line: [{ Amount: 2666.66, Description: expect.stringMatching(/^Milestone 2-A: Design\n/) }],
    })
    const round = must((await office.within((sql) => latestRounds(sql, [id]))).get(id))
    expect(round.state).toBe('split')
    expect(
      (await office.within((sql) => readDecisions(sql, [round.roundId]))).get(round.roundId),
    ).toMatchObject([{ who: 'Ben Okafor', decision: 'approve_part', reason: 'Two screens are missing' }])
  })

  test('what remains is submitted, approved and billed by itself afterwards', async () => {
    const { id, scheduleId } = await at.planned({ approval: approval() })
    await at.submit(id)
    const { remainingId } = await at.split(id, eighty, member)
    await at.submit(remainingId)
    const { roundId } = must(
      (await office.within((sql) => latestRounds(sql, [remainingId]))).get(remainingId),
    )
    await office.within((sql) =>
      decideRound(sql, member, office.parts, { roundId, verdict: { decision: 'approve', reason: null } }),
    )
    expect((await office.intents(scheduleId)).map((intent) => intent.amountMinor).sort()).toEqual([
      266_666n,
      66_667n,
    ])
  })

  test('completed and prepared, the question is about the accepted part only', async () => {
    const { dealId, id } = await at.planned({}, { delivery: 'prepare' })
    await at.complete(id)
    await at.split(id)
    expect((await at.shown(dealId)).slice(1, 3)).toEqual([
      [2, '2-A', 'Design', 266_666n, 'completed'],
      [3, '2-B', 'Design', 66_667n, 'in_progress'],
    ])
    const [question, ...others] = await office.within((sql) =>
      sql<{ amount_minor: bigint }>(
        'select amount_minor from attention where deal_id = $1 and settled_at is null',
        [dealId],
      ),
    )
    expect([question?.amount_minor, others]).toEqual([266_666n, []])
  })

  test('completed, but not to be billed yet: the block stays, with the amount of the accepted part', async () => {
    const { dealId, id } = await at.planned({}, { customer: null })
    await at.complete(id)
    await at.split(id)
    const rows = await office.within((sql) =>
      sql<{ kind: string; amount_minor: bigint }>(
        'select kind, amount_minor from attention where deal_id = $1 and settled_at is null',
        [dealId],
      ),
    )
    expect(rows).toEqual([{ kind: 'billing_blocked', amount_minor: 266_666n }])
  })

  test('only an admin or the owner sends a part of completed work back', async () => {
    const { dealId, id } = await at.planned({}, { delivery: 'prepare' })
    await at.complete(id)
    const before = await at.shown(dealId)
    expect(await refusalOf(at.split(id, eighty, member))).toMatchObject({
      status: 403,
      code: 'reopen_forbidden',
      detail: expect.stringContaining('an admin or an owner'),
    })
    expect(await at.shown(dealId)).toEqual(before)
  })

  test.each<[string, (id: string) => Promise<unknown>, string]>([
    ['billed', (id) => at.complete(id), 'milestone_locked'],
    [
      'cancelled',
      (id) =>
        office.within((sql) =>
          setWorkStatus(sql, id, {
            workStatus: 'cancelled',
            changesRequested: false,
            completed: null,
          }),
        ),
      'wrong_status',
    ],
  ])('%s it is refused', async (_, make, code) => {
    const { dealId, id } = await at.planned()
    await make(id)
    const before = await at.shown(dealId)
    expect(await refusalOf(at.split(id))).toMatchObject({ code, status: 409 })
    expect(await at.shown(dealId)).toEqual(before)
  })
})

describe('a review', () => {
  test('that all must approve is not ended by one who accepts a part', async () => {
    const { dealId, id } = await at.planned({ approval: approval('all') })
    await at.submit(id)
    const before = await at.shown(dealId)
    expect(await refusalOf(at.split(id))).toMatchObject({
      code: 'not_accepted',
      detail: expect.stringContaining('Ben Okafor, Cem Kaya'),
    })
    expect(await at.shown(dealId)).toEqual(before)
    await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
    await at.split(id)
  })

  test('of something that differs from what was submitted is not decided', async () => {
    const { id } = await at.planned({ approval: approval() })
    await at.submit(id)
    await office.within((sql) =>
      sql('update milestone set name = $2 where milestone_id = $1', [id, 'Swapped']),
    )
    expect(await refusalOf(at.split(id, eighty, member))).toMatchObject({ code: 'approval_stale' })
  })
})
