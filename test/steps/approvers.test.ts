/**
 * Goal: only who was asked decides, or somebody who records their answer and says how they know; of many at once one
 * decides. Method: named approvers inside and outside, on a real database; every answer proven by what is kept of it.
 */
import { decideRound } from '../../src/approvals/decide-round'
import { readDecisions } from '../../src/approvals/decision-table'
import { latestRounds } from '../../src/approvals/round-table'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { type SaidVerdict, verdictOf } from '../../src/approvals/verdict'
import { bytesInDatabase } from '../../src/documents/file-bytes-table'
import { readHistory } from '../../src/history/history-table'
import { attachFile } from '../../src/schedules/attach-file'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { readMilestone } from '../../src/schedules/milestone-table'
import type { Actor } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { pdf } from '../fixtures/sample-files'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
})
afterAll(() => office.close())

const person = (who: string, role: Actor['role'], email: string | null = null): Actor => ({
  ...owner,
  who,
  role,
  email,
})
const ben = person('Ben Okafor', 'member', 'Ben@Office.example')
const bookkeeper = person('Bo Ek', 'bookkeeper')
const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
const benAsked = { name: 'Ben Okafor', email: 'ben@office.example', inside: true }

async function submitted(approval: Partial<ApprovalDraft> = {}, amount = '1000.00') {
  const { ids, dealId, scheduleId } = await office.plan({
    ...draftOf(amount, [fixed('Design', amount)]),
    approval: { required: true, approvers: [ana, benAsked], ...approval },
  })
  const id = must(ids[0])
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: 'Please look' }))
  return { id, dealId, scheduleId, roundId: (await round(id)).roundId }
}
const round = (id: string) => office.within(async (sql) => must((await latestRounds(sql, [id])).get(id)))
const read = async (id: string) => must(await office.within((sql) => readMilestone(sql, id)))
const kept = async (roundId: string) =>
  (await office.within((sql) => readDecisions(sql, [roundId]))).get(roundId) ?? []
const decide = (
  roundId: string,
  actor: Actor,
  said: SaidVerdict,
  recording: { approverId?: string; on?: string; fileIds?: string[] } = {},
) =>
  office.within((sql) =>
    decideRound(sql, actor, office.parts, {
      roundId,
      verdict: verdictOf(said),
      recording: { approverId: null, on: null, fileIds: [], ...recording },
    }),
  )
const approve = { decision: 'approve' } as const

describe('who decides', () => {
  test('a named colleague, by their e-mail address however it is written', async () => {
    const { id, roundId } = await submitted()
    await decide(roundId, ben, approve)
    expect(await read(id)).toMatchObject({ workStatus: 'completed', completedBy: 'Ben Okafor', billed: true })
    expect(await kept(roundId)).toMatchObject([
      { approverId: '2', who: 'Ben Okafor', recordedBy: null, zone: 'UTC', how: { via: 'console' } },
    ])
  })

  test.each<[string, Actor]>([
    ['a member who is not named', person('Cem', 'member', 'cem@office.example')],
    ['a member without an address', person('Cem', 'member')],
  ])('%s does not, and hears who does', async (_, actor) => {
    const { id, roundId } = await submitted()
    expect(await refusalOf(decide(roundId, actor, { ...approve, reason: 'told me' }))).toMatchObject({
      code: 'not_an_approver',
      status: 403,
      detail: expect.stringMatching(
        /Ana Ruiz, Project lead; Ben Okafor .*A bookkeeper, an admin or an owner may/,
      ),
    })
    expect((await read(id)).workStatus).toBe('in_review')
    expect(await kept(roundId)).toEqual([])
  })

  test('where nobody is named any member does', async () => {
    const { id, roundId } = await submitted({ approvers: [] })
    await decide(roundId, person('Cem', 'member'), approve)
    expect(await read(id)).toMatchObject({ workStatus: 'completed', completedBy: 'Cem' })
  })

  test('naming others meanwhile changes the next round, not this one', async () => {
    const { id, roundId } = await submitted()
    await office.within((sql) =>
      sql(
        `update schedule set terms = jsonb_set(terms, '{approval,approvers}', '[]') where schedule_id =
        (select schedule_id from milestone where milestone_id = $1)`,
        [id],
      ),
    )
    expect((await round(id)).approvers.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Ben Okafor'])
    expect(await refusalOf(decide(roundId, person('Cem', 'member'), approve))).toMatchObject({
      code: 'not_an_approver',
    })
  })

  test('two of one name are two under all', async () => {
    const twin = { ...ana, email: 'other@client.example' }
    const { id, roundId } = await submitted({ rule: 'all', approvers: [ana, twin] })
    await decide(roundId, person('Ana Ruiz', 'member', 'ana@client.example'), approve)
    expect((await read(id)).workStatus).toBe('in_review')
    await decide(roundId, person('Ana Ruiz', 'member', 'other@client.example'), approve)
    expect((await read(id)).workStatus).toBe('completed')
  })
})

describe('recording what an approver answered', () => {
  test('says for whom, by whom, on which day, with words and the signed file', async () => {
    const { id, dealId, roundId } = await submitted()
    const file = await office.within((sql) =>
      attachFile(sql, owner, bytesInDatabase(sql), {
        dealId,
        kind: 'sign_off',
        note: null,
        name: 'signed.pdf',
        bytes: pdf('/Title(signed)'),
      }),
    )
    await decide(roundId, bookkeeper, approve, { approverId: '1', on: '2026-01-15', fileIds: [file.fileId] })
    expect(await read(id)).toMatchObject({ completedBy: 'Ana Ruiz, Project lead' })
    expect(await kept(roundId)).toMatchObject([
      {
        who: 'Ana Ruiz',
        role: 'Project lead',
        approverId: '1',
        recordedBy: 'Bo Ek',
        recordedOn: '2026-01-15',
        fileIds: [file.fileId],
      },
    ])
    const story = await office.within((sql) => readHistory(sql, { dealId, limit: 5 }))
    expect(story.map(({ what }) => what)).toContain('Recorded that Ana Ruiz approved “Design”, round 1')
  })

  test.each<[string, SaidVerdict, Parameters<typeof decide>[3], string]>([
    ['neither words nor a file', approve, { approverId: '1' }, '/reason'],
    ['whose it is unsaid', { ...approve, reason: 'by phone' }, {}, '/approverId'],
    ['nobody we asked', { ...approve, reason: 'by phone' }, { approverId: '9' }, '/approverId'],
    ['tomorrow', { ...approve, reason: 'by phone' }, { approverId: '1', on: '2999-01-01' }, '/on'],
    [
      'an unknown file',
      approve,
      { approverId: '1', fileIds: ['00000000-0000-4000-8000-000000000000'] },
      '/fileIds/0',
    ],
  ])('is refused with %s', async (_, said, recording, pointer) => {
    const { id, roundId } = await submitted()
    expect(await refusalOf(decide(roundId, bookkeeper, said, recording))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer }],
    })
    expect((await read(id)).workStatus).toBe('in_review')
    expect(await kept(roundId)).toEqual([])
  })

  test('of the only approver it needs no name', async () => {
    const { roundId } = await submitted({ approvers: [ana] })
    await decide(roundId, bookkeeper, { decision: 'revise', reason: 'She called: too blue' })
    expect(await kept(roundId)).toMatchObject([{ who: 'Ana Ruiz', decision: 'revise' }])
  })
})

describe('a part', () => {
  const part = { decision: 'approve_part' } as const
  const half = { percent: '50' }

  test('split: only the accepted part is billed, and the decision says what was accepted', async () => {
    const { id, scheduleId, roundId } = await submitted()
    await decide(roundId, ben, { ...part, accepted: half, reason: 'Two screens are missing' })
    expect(await read(id)).toMatchObject({ workStatus: 'completed', amountMinor: 50_000n, code: '1-A' })
    expect((await office.intents(scheduleId)).map(({ amountMinor }) => amountMinor)).toEqual([50_000n])
    expect(await kept(roundId)).toMatchObject([
      { decision: 'approve_part', outcome: 'split', accepted: half },
    ])
    // The same again is the same decision.
    await decide(roundId, ben, { ...part, accepted: half, reason: 'Two screens are missing' })
    expect(await office.intents(scheduleId)).toHaveLength(1)
  })

  test.each([
    'carry',
    'collect',
  ] as const)('%s: billed in full, and what was chosen is kept', async (outcome) => {
    const { id, scheduleId, roundId } = await submitted()
    await decide(roundId, ben, { ...part, outcome, accepted: half, reason: 'The footer later' })
    expect(await read(id)).toMatchObject({ workStatus: 'completed', amountMinor: 100_000n })
    expect((await office.intents(scheduleId)).map(({ amountMinor }) => amountMinor)).toEqual([100_000n])
    expect(await kept(roundId)).toMatchObject([{ outcome, accepted: half, reason: 'The footer later' }])
    expect((await round(id)).state).toBe('approved')
  })

  test.each<[string, Partial<ApprovalDraft>]>([
    ['where it was agreed to approve it whole', { partial: false }],
    ['by one of several who must all approve', { rule: 'all' }],
  ])('is not accepted %s', async (_, approval) => {
    const { id, roundId } = await submitted(approval)
    for (const outcome of ['split', 'carry', 'collect'] as const) {
      expect(
        await refusalOf(decide(roundId, ben, { ...part, outcome, accepted: half, reason: 'x' })),
      ).toMatchObject({ code: 'not_accepted' })
    }
    expect((await read(id)).workStatus).toBe('in_review')
    expect(await kept(roundId)).toEqual([])
  })
})

test('twenty people at once: one decision ends it, and it is completed once', async () => {
  const people = Array.from(
    { length: 20 },
    (_, n): Actor => ({ ...owner, who: `P${n}`, email: `p${n}@acme.example` }),
  )
  const asked = people.map(({ who, email }) => ({ name: who, email: must(email) }))
  const { scheduleId, roundId } = await submitted({ approvers: asked })
  const results = await Promise.allSettled(
    people.map((each, n) =>
      decide(roundId, each, n % 2 === 0 ? approve : { decision: 'revise', reason: 'x' }),
    ),
  )
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  for (const each of results) {
    if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'wrong_status' })
  }
  const [decision, ...others] = await kept(roundId)
  expect(others).toEqual([])
  expect(await office.intents(scheduleId)).toHaveLength(decision?.decision === 'approve' ? 1 : 0)
})
