/**
 * Goal: of two who answer in the same second one decides, and one invoice follows; under all both count, whoever came
 * first. Method: real requests and a colleague at once, on a real database.
 */
import { decideRound } from '../../src/approvals/decide-round'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { at, linkFor, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'

// Twenty rounds, each answered several times at once: a busy machine may take its time.
jest.setTimeout(120_000)

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, submit, round, read, kept } = reviews(() => office)

test('two approvers, and a colleague who records one, in the same second: one decision, one invoice', async () => {
  for (const [first, second] of [
    ['approve', 'approve'],
    ['approve', 'request-revision'],
    ['approve-part', 'approve'],
  ] as const) {
    const { id, token, scheduleId } = await submitted()
    const { roundId } = await round(id)
    const others = await linkFor(office, id, '2')
    const more = { reason: 'x', ...(first === 'approve-part' && { accepted: { percent: '50' } }) }
    const [one, two] = [await portal.page(token), await portal.page(others)]
    const recording = { approverId: '2', on: null, fileIds: [] }
    const results = await Promise.all([
      portal.answer(token, at(id, first), more, one),
      portal.answer(token, at(id, first), more, one),
      portal.answer(others, at(id, second), { reason: 'y' }, two),
      office
        .within((sql) =>
          decideRound(sql, owner, office.parts, {
            roundId,
            verdict: { decision: 'approve', reason: 'by phone' },
            recording,
          }),
        )
        .then(
          () => ({ status: 200 }),
          (error: { status: number }) => ({ status: error.status }),
        ),
    ])
    expect(results.every(({ status }) => status === 200 || status === 409)).toBe(true)
    const decisions = await kept(id)
    expect(decisions).toHaveLength(1)
    const revised = must(decisions[0]).decision === 'revise'
    expect(await office.intents(scheduleId)).toHaveLength(revised ? 0 : 1)
  }
})

test('ten times over: both approvers press in the same second, twice each; each time one approval and one invoice', async () => {
  const winners = new Set<string>()
  for (let time = 0; time < 10; time += 1) {
    const { id, token, scheduleId } = await submitted()
    const others = await linkFor(office, id, '2')
    const [one, two] = [await portal.page(token), await portal.page(others)]
    const presses = [
      () => portal.answer(token, at(id, 'approve'), {}, one),
      () => portal.answer(others, at(id, 'approve'), { name: 'C. K.' }, two),
    ]
    // Whoever is named first would come first otherwise.
    if (time % 2 === 1) presses.reverse()
    const results = await Promise.all([...presses, ...presses].map((press) => press()))
    const statuses = results.map(({ status }) => status).sort()
    // The one who decided is told so both times, and the other one that it was over.
    expect(statuses).toEqual([200, 200, 409, 409])
    const decisions = await kept(id)
    expect(decisions).toHaveLength(1)
    winners.add(must(decisions[0]).who)
    expect(await office.intents(scheduleId)).toHaveLength(1)
    expect(await read(id)).toMatchObject({ workStatus: 'completed', completedBy: expect.any(String) })
  }
  expect(winners.size).toBe(2)
})

test('under all one approves while the other asks for changes: it goes back, and nothing is billed', async () => {
  for (let time = 0; time < 4; time += 1) {
    const { id, token, scheduleId } = await submitted({ rule: 'all' })
    const others = await linkFor(office, id, '2')
    const [one, two] = [await portal.page(token), await portal.page(others)]
    const [yes, no] = await Promise.all([
      portal.answer(token, at(id, 'approve'), {}, one),
      portal.answer(others, at(id, 'request-revision'), { reason: 'Too dark' }, two),
    ])
    expect(no.status).toBe(200)
    // The approval is kept where it came first, and came too late otherwise.
    expect((await kept(id)).map(({ decision }) => decision)).toEqual(
      yes.status === 200 ? ['approve', 'revise'] : ['revise'],
    )
    expect([200, 409]).toContain(yes.status)
    expect(await read(id)).toMatchObject({ workStatus: 'in_progress', changesRequested: true })
    expect(await office.intents(scheduleId)).toEqual([])
    // The next round asks both again.
    await submit(id)
    const again = [await linkFor(office, id, '1'), await linkFor(office, id, '2')]
    for (const each of again) expect((await portal.answer(each, at(id, 'approve'))).status).toBe(200)
    expect(await office.intents(scheduleId)).toHaveLength(1)
  }
})

test('under all they wait for each other, and an answer is not stale because another one came first', async () => {
  const { id, token, scheduleId } = await submitted({ rule: 'all' })
  const others = await linkFor(office, id, '2')
  const [one, two] = [await portal.page(token), await portal.page(others)]
  expect(milestoneOf(one, id).review).toMatchObject({ mayAcceptPart: false })
  const part = await portal.answer(token, at(id, 'approve-part'), { accepted: { percent: '50' } }, one)
  expect(part).toMatchObject({ status: 409, body: { code: 'not_accepted' } })
  await Promise.all([
    portal.answer(token, at(id, 'approve'), {}, one),
    portal.answer(others, at(id, 'approve'), {}, two),
  ])
  expect(await read(id)).toMatchObject({ workStatus: 'completed' })
  expect((await read(id)).completedBy?.split(' and ').sort()).toEqual(['Ana Ruiz, Project lead', 'Cem Kaya'])
  expect(await kept(id)).toHaveLength(2)
  expect(await office.intents(scheduleId)).toHaveLength(1)
})
