/**
 * Goal: work moves only along its table, decisions are kept for ever, and every refusal changes nothing. Method: each
 * action in each status, on a real database; two people at once.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { decideRound } from '../../src/approvals/decide-round'
import { readDecisions } from '../../src/approvals/decision-table'
import { latestRounds } from '../../src/approvals/round-table'
import { startMilestone } from '../../src/approvals/start-milestone'
import { submitMilestone, withdrawMilestone } from '../../src/approvals/submit-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { verdictOf } from '../../src/approvals/verdict'
import { changeMilestone } from '../../src/schedules/change-milestone'
import type { WorkStatus } from '../../src/schedules/milestone'
import { readMilestone, setWorkStatus } from '../../src/schedules/milestone-table'
import type { Actor } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())

const ana: Actor = { ...owner, email: 'ana@client.example' }
const ben: Actor = { ...owner, who: 'Ben Okafor', email: 'BEN@client.example' }
const approvers = [
  { name: 'Ana Ruiz', email: 'ana@client.example' },
  { name: 'Ben Okafor', email: 'ben@client.example' },
]

async function milestone(approval: { required: boolean; rule?: 'any' | 'all' } = { required: false }) {
  const { ids } = await office.plan({
    ...draftOf('100', [fixed('Design', '100')]),
    approval: { ...approval, approvers },
  })
  return must(ids[0])
}
const read = async (id: string) => must(await office.within((sql) => readMilestone(sql, id)))
const round = (id: string) => office.within(async (sql) => must((await latestRounds(sql, [id])).get(id)))

const act = {
  start: (id: string) => office.within((sql) => startMilestone(sql, owner, id)),
  complete: (id: string) =>
    office.within((sql) =>
      completeMilestone(sql, owner, office.parts, { milestoneId: id, note: 'Handed over' }),
    ),
  submit: (id: string) =>
    office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: 'Please look' })),
  withdraw: (id: string) =>
    office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null })),
  reopen: (id: string) =>
    office.within((sql) =>
      takeBack(sql, owner, office.parts.billing, { milestoneId: id, how: 'reopen', reason: 'r' }),
    ),
  revoke: (id: string) =>
    office.within((sql) =>
      takeBack(sql, owner, office.parts.billing, { milestoneId: id, how: 'revoke', reason: 'r' }),
    ),
}
const decide = async (
  roundId: string,
  decision: 'approve' | 'revise',
  actor = ana,
  reason: string | null = 'because',
) =>
  office.within((sql) =>
    decideRound(sql, actor, office.parts, {
      roundId,
      verdict: verdictOf({ decision, ...(reason !== null && { reason }) }),
    }),
  )

async function inStatus(status: WorkStatus, required: boolean): Promise<string> {
  const id = await milestone({ required })
  if (status === 'cancelled') {
    await office.within((sql) =>
      setWorkStatus(sql, id, { workStatus: status, changesRequested: false, completed: null }),
    )
  } else if (status === 'in_progress') await act.start(id)
  else if (status === 'in_review') await act.submit(id)
  else if (status === 'completed' && required) {
    await act.submit(id)
    await decide((await round(id)).roundId, 'approve')
  } else if (status === 'completed') await act.complete(id)
  return id
}

const plain: [keyof typeof act, WorkStatus, string][] = [
  ['start', 'pending', 'in_progress'],
  ['start', 'in_progress', 'in_progress'],
  ['start', 'completed', 'wrong_status'],
  ['start', 'cancelled', 'wrong_status'],
  ['complete', 'pending', 'completed'],
  ['complete', 'in_progress', 'completed'],
  ['complete', 'completed', 'completed'],
  ['complete', 'cancelled', 'wrong_status'],
  ['submit', 'pending', 'wrong_status'],
  ['submit', 'in_progress', 'wrong_status'],
  ['withdraw', 'in_progress', 'wrong_status'],
  ['reopen', 'completed', 'in_progress'],
  ['reopen', 'in_progress', 'in_progress'],
  ['reopen', 'pending', 'wrong_status'],
  ['reopen', 'cancelled', 'wrong_status'],
  ['revoke', 'completed', 'in_progress'],
  ['revoke', 'pending', 'wrong_status'],
]
const approved: [keyof typeof act, WorkStatus, string][] = [
  ['start', 'in_review', 'wrong_status'],
  ['complete', 'pending', 'not_accepted'],
  ['complete', 'in_progress', 'not_accepted'],
  ['complete', 'in_review', 'not_accepted'],
  ['submit', 'pending', 'in_review'],
  ['submit', 'in_progress', 'in_review'],
  ['submit', 'in_review', 'in_review'],
  ['submit', 'completed', 'wrong_status'],
  ['submit', 'cancelled', 'wrong_status'],
  ['withdraw', 'in_review', 'in_progress'],
  ['withdraw', 'completed', 'wrong_status'],
  ['reopen', 'completed', 'in_progress'],
  ['reopen', 'in_review', 'wrong_status'],
  ['revoke', 'completed', 'in_review'],
  ['revoke', 'in_review', 'in_review'],
]
const statuses = ['pending', 'in_progress', 'in_review', 'completed', 'cancelled']

describe.each([
  ['without an approval', false, plain],
  ['with an approval', true, approved],
] as const)('%s', (_, required, table) => {
  test.each(table)('%s of %s work: %s', async (action, status, end) => {
    const id = await inStatus(status, required)
    const before = await read(id)
    if (statuses.includes(end)) {
      await act[action](id)
      expect((await read(id)).workStatus).toBe(end)
    } else {
      expect(await refusalOf(act[action](id))).toMatchObject({ code: end, status: 409 })
      expect(await read(id)).toEqual(before)
    }
  })
})

test('completing says who, when and what; doing it twice changes nothing', async () => {
  const id = await milestone()
  await act.complete(id)
  const once = await read(id)
  expect(once).toMatchObject({ completedBy: 'Ana Ruiz', completedNote: 'Handed over' })
  expect(Math.abs((once.completedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  await act.complete(id)
  expect(await read(id)).toEqual(once)
})

test.each(
  Object.keys(act) as (keyof typeof act)[],
)('%s of work that is not here is not found', async (action) => {
  const nobody = act[action]('00000000-0000-4000-8000-000000000000')
  expect(await refusalOf(nobody)).toMatchObject({ code: 'not_found', status: 404 })
})

describe('a round', () => {
  test('freezes what was submitted, counts, and keeps every decision', async () => {
    const id = await inStatus('in_review', true)
    const first = await round(id)
    expect(first).toMatchObject({ number: 1, state: 'open', submittedBy: 'Ana Ruiz', note: 'Please look' })
    await act.submit(id)
    expect((await round(id)).roundId).toBe(first.roundId)
    await decide(first.roundId, 'revise', ben, 'Too blue')
    expect(await read(id)).toMatchObject({ workStatus: 'in_progress', changesRequested: true })
    await act.submit(id)
    const second = await round(id)
    expect(second).toMatchObject({ number: 2, state: 'open' })
    expect(await read(id)).toMatchObject({ workStatus: 'in_review', changesRequested: false })
    await decide(second.roundId, 'approve')
    expect(await read(id)).toMatchObject({
      workStatus: 'completed',
      completedBy: 'Ana Ruiz',
      completedNote: 'Please look',
    })
    const decisions = await office.within((sql) => readDecisions(sql, [first.roundId, second.roundId]))
    expect(decisions.get(first.roundId)).toMatchObject([
      { who: 'Ben Okafor', decision: 'revise', reason: 'Too blue' },
    ])
    expect(decisions.get(second.roundId)).toMatchObject([{ who: 'Ana Ruiz', decision: 'approve' }])
    await expect(office.within((sql) => sql("update decision set decision = 'approve'"))).rejects.toThrow(
      /permission denied/,
    )
  })

  test('asking for changes needs a reason', async () => {
    const id = await inStatus('in_review', true)
    expect(await refusalOf(decide((await round(id)).roundId, 'revise', ana, null))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/reason' }],
    })
  })

  test('the same decision again is the same decision; another one after the end is refused', async () => {
    const id = await inStatus('in_review', true)
    const { roundId } = await round(id)
    await decide(roundId, 'approve')
    const once = await read(id)
    await decide(roundId, 'approve')
    expect(await read(id)).toEqual(once)
    expect(await refusalOf(decide(roundId, 'revise', ben))).toMatchObject({ code: 'wrong_status' })
    expect(await refusalOf(decide(roundId, 'revise'))).toMatchObject({ code: 'wrong_status' })
    expect(await read(id)).toEqual(once)
  })

  test('a withdrawn round can’t be decided any more', async () => {
    const id = await inStatus('in_review', true)
    const { roundId } = await round(id)
    await act.withdraw(id)
    expect(await refusalOf(decide(roundId, 'approve'))).toMatchObject({ code: 'wrong_status' })
    expect((await round(id)).state).toBe('withdrawn')
  })

  test('a round that is not here is not found', async () => {
    const nobody = decide('00000000-0000-4000-8000-000000000000', 'approve')
    expect(await refusalOf(nobody)).toMatchObject({ code: 'not_found' })
  })

  test('under all, approvals wait for each other, and nobody decides twice', async () => {
    const id = await milestone({ required: true, rule: 'all' })
    await act.submit(id)
    const { roundId } = await round(id)
    await decide(roundId, 'approve')
    expect((await read(id)).workStatus).toBe('in_review')
    expect(await refusalOf(decide(roundId, 'revise'))).toMatchObject({ code: 'wrong_status' })
    await decide(roundId, 'approve', ben)
    expect((await read(id)).workStatus).toBe('completed')
  })

  test('under all, one revision ends it', async () => {
    const id = await milestone({ required: true, rule: 'all' })
    await act.submit(id)
    const { roundId } = await round(id)
    await decide(roundId, 'approve')
    await decide(roundId, 'revise', ben)
    expect((await read(id)).workStatus).toBe('in_progress')
    expect((await round(id)).state).toBe('revised')
  })

  test('what was submitted is what is approved: a milestone that differs is refused', async () => {
    const id = await inStatus('in_review', true)
    await office.within((sql) =>
      sql('update milestone set name = $2 where milestone_id = $1', [id, 'Swapped']),
    )
    expect(await refusalOf(decide((await round(id)).roundId, 'approve'))).toMatchObject({
      code: 'approval_stale',
    })
    expect((await read(id)).workStatus).toBe('in_review')
    await act.withdraw(id)
    await act.submit(id)
    await decide((await round(id)).roundId, 'approve')
    expect((await read(id)).workStatus).toBe('completed')
  })

  test('a revoked approval opens a new round; the reason stays inside', async () => {
    const id = await inStatus('completed', true)
    await act.revoke(id)
    expect(await round(id)).toMatchObject({ number: 2, state: 'open', note: null, takesBack: 'approval' })
    expect(await read(id)).toMatchObject({ completedAt: null, completedBy: null })
    await decide((await round(id)).roundId, 'approve')
    expect((await read(id)).workStatus).toBe('completed')
  })

  test('reopened work can be edited, and submitted again', async () => {
    const id = await inStatus('completed', true)
    await act.reopen(id)
    await office.within((sql) =>
      changeMilestone(sql, owner, { milestoneId: id, patch: { name: 'New' }, ifVersion: null }),
    )
    await act.submit(id)
    expect((await round(id)).number).toBe(2)
  })
})
