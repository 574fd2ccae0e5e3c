/**
 * Goal: a judgement is taken back only while no invoice can exist. Method: every state of the intent, and many people at
 * once.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { readParts } from '../../src/invoices/billing-part-table'
import { setIntentState } from '../../src/invoices/intent-table'
import { readMessageOf } from '../../src/outbox/outbox-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { threeParts } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const complete = (milestoneId: string | undefined) =>
  office.within((sql) =>
    completeMilestone(sql, owner, office.parts, { milestoneId: must(milestoneId), note: null }),
  )
const takenBack = (milestoneId: string | undefined, how: 'reopen' | 'revoke') =>
  office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: must(milestoneId), how, reason: 'by mistake' }),
  )

describe('taking back', () => {
  test('before the first send a revocation cancels the intent, and billing may begin anew with another key', async () => {
    const { dealId, scheduleId, ids } = await office.plan(threeParts)
    await complete(ids[0])
    await takenBack(ids[0], 'revoke')
    const [first] = await office.intents(scheduleId)
    expect(first).toMatchObject({ state: 'cancelled' })
    const message = await office.within((sql) => readMessageOf(sql, 'invoice.create', must(first).intentId))
    expect(message?.state).toBe('cancelled')
    const parts = await office.within((sql) => readParts(sql, [must(first).intentId]))
    expect(parts).toMatchObject([{ live: false }])
    expect((await office.tracker(dealId)).figures).toMatchObject({ inFlight: 0n, remaining: 5_000_000n })
    await complete(ids[0])
    const both = await office.intents(scheduleId)
    expect(both).toMatchObject([
      { generation: 1, state: 'cancelled' },
      { generation: 2, state: 'queued' },
    ])
    expect(both[1]?.requestKey).not.toBe(both[0]?.requestKey)
  })

  test('work that is about to be billed is not reopened', async () => {
    const { scheduleId, ids } = await office.plan(threeParts)
    await complete(ids[0])
    expect(await refusalOf(takenBack(ids[0], 'reopen'))).toMatchObject({ code: 'reopen_forbidden' })
    expect(await office.intents(scheduleId)).toMatchObject([{ state: 'queued' }])
  })

  test.each([
    'sending',
    'unclear',
    'posted',
  ] as const)('when the invoice is %s neither is possible, and nothing changes', async (state) => {
    const { dealId, scheduleId, ids } = await office.plan(threeParts)
    await complete(ids[0])
    const [intent] = await office.intents(scheduleId)
    await office.within((sql) => setIntentState(sql, must(intent).intentId, { state }))
    const before = await office.intents(scheduleId)
    expect(await refusalOf(takenBack(ids[0], 'reopen'))).toMatchObject({ code: 'reopen_forbidden' })
    expect(await refusalOf(takenBack(ids[0], 'revoke'))).toMatchObject({ code: 'revoke_forbidden' })
    expect(await office.intents(scheduleId)).toEqual(before)
    expect((await office.tracker(dealId)).milestones[0]?.milestone.workStatus).toBe('completed')
  })

  test('an invoice that QuickBooks refused never existed: taking the work back cancels it', async () => {
    const { dealId, scheduleId, ids } = await office.plan(threeParts)
    await complete(ids[0])
    const [intent] = await office.intents(scheduleId)
    await office.within((sql) => setIntentState(sql, must(intent).intentId, { state: 'refused' }))
    await takenBack(ids[0], 'revoke')
    expect((await office.intents(scheduleId)).map((each) => each.state)).toEqual(['cancelled'])
    expect((await office.tracker(dealId)).milestones[0]?.milestone).toMatchObject({
      workStatus: 'in_progress',
      billed: false,
    })
  })

  test('taken back and completed by many at once: whatever happens, at most one live intent', async () => {
    const { dealId, scheduleId, ids } = await office.plan(threeParts)
    await complete(ids[0])
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? takenBack(ids[0], 'revoke') : complete(ids[0]))),
    )
    // Each is true of some moment: nobody is refused, whoever came first.
    const failed = results.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(failed).toEqual([])
    const intents = await office.intents(scheduleId)
    const live = intents.filter((each) => each.state !== 'cancelled')
    const [first] = (await office.tracker(dealId)).milestones
    const status = must(first).milestone.workStatus
    expect([status, live.length]).toEqual(status === 'completed' ? ['completed', 1] : ['in_progress', 0])
    expect(intents.length).toBeGreaterThan(1)
    expect(new Set(intents.map((each) => each.requestKey)).size).toBe(intents.length)
  })
})
