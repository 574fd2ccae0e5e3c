/**
 * Goal: of two who answer in the same second one decides, and one invoice follows; under all both count, whoever came
 * first. Method: real requests and a colleague at once, on a real database.
 */
import { decideRound } from '../../src/approvals/decide-round'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { at, linkFor, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'

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

const { submitted, round, read, kept } = reviews(() => office)

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
