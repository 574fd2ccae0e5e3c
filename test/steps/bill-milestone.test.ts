/**
 * Goal: a decision to bill is one intent, in the transaction of the judgement, never past the contract. Method: the
 * rules' numbers on a real database; fifty at once; every refusal.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { markArchived } from '../../src/deals/deal-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { bodyHashOf, markerOf, partKey, requestKeyOf } from '../../src/invoices/intent'
import { readMessageOf } from '../../src/outbox/outbox-table'
import { lockFor } from '../../src/schedules/change-milestone'
import { setConnectionStatus } from '../../src/tenants/connection-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const complete = (milestoneId: string | undefined, from = office) =>
  from.within((sql) =>
    completeMilestone(sql, owner, from.parts, { milestoneId: must(milestoneId), note: null }),
  )
const bill = (milestoneId: string | undefined, again = false) =>
  office.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, must(milestoneId))
    await billMilestone(sql, owner, office.clock, {
      schedule,
      milestone,
      again,
      byPolicy: false,
    })
  })
const fifty = draftOf('50000', [
  fixed('Strategy', '15000'),
  fixed('Design', '20000'),
  fixed('Delivery', '15000'),
  fixed('Extra', '20000'),
])

describe('the intent', () => {
  test('is there the moment the work is completed, frozen, with its message', async () => {
    const { dealId, scheduleId, ids } = await office.plan(fifty)
    await complete(ids[0])
    const [intent, ...none] = await office.intents(scheduleId)
    expect(none).toEqual([])
    const key = requestKeyOf(office.workspaceId, [partKey(must(ids[0]), 'work')], 1)
    expect(intent).toMatchObject({
      state: 'queued',
      generation: 1,
      requestKey: key,
      marker: markerOf('M1', key),
      amountMinor: 1_500_000n,
      customerId: '1',
      delivery: 'post',
      sendState: 'none',
      createdBy: 'Ana Ruiz',
      bodyHash: bodyHashOf(intent?.body ?? ''),
    })
    const body = JSON.parse(intent?.body ?? '{}')
    expect(body).toMatchObject({ PrivateNote: markerOf('M1', key), Line: [{ Amount: 15_000 }] })
    const message = await office.within((sql) => readMessageOf(sql, 'invoice.create', must(intent).intentId))
    expect(message).toMatchObject({ state: 'waiting', attempts: 0, dealId })
    expect((await office.tracker(dealId)).figures).toMatchObject({
      inFlight: 1_500_000n,
      remaining: 3_500_000n,
    })
  })

  test('is no more when the completion is rolled back', async () => {
    const { scheduleId, ids } = await office.plan(fifty)
    const undone = office.within(async (sql) => {
      await completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null })
      throw new Error('power cut')
    })
    await expect(undone).rejects.toThrow('power cut')
    expect(await office.intents(scheduleId)).toEqual([])
    expect(
      await office.within((sql) => sql('select 1 from outbox_message where deal_id = $1', ['none'])),
    ).toEqual([])
  })

  test('a schedule that says send wants the e-mail; one that prepares waits for a person', async () => {
    const sent = await office.plan({ ...fifty, delivery: 'send' })
    await complete(sent.ids[0])
    expect(await office.intents(sent.scheduleId)).toMatchObject([{ delivery: 'send', sendState: 'wanted' }])
    const prepared = await office.plan({ ...fifty, delivery: 'prepare' })
    await complete(prepared.ids[0])
    const [held, ...none] = await office.intents(prepared.scheduleId)
    expect(none).toEqual([])
    expect(held).toMatchObject({ state: 'prepared', sendState: 'none', generated: null })
    expect(await office.questions(prepared.dealId)).toEqual(['ready_to_bill: “Strategy” is ready to bill'])
    await bill(prepared.ids[0])
    expect(await office.intents(prepared.scheduleId)).toMatchObject([
      {
        intentId: held?.intentId,
        state: 'queued',
        requestKey: held?.requestKey,
        generated: { by: 'Ana Ruiz' },
      },
    ])
    expect(await office.questions(prepared.dealId)).toEqual([])
  })

  test('completing or billing again makes no second one', async () => {
    const { scheduleId, ids } = await office.plan(fifty)
    await complete(ids[0])
    await complete(ids[0])
    expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'already_billed', status: 409 })
    expect(await refusalOf(bill(ids[0], true))).toMatchObject({ code: 'already_billed' })
    expect(await office.intents(scheduleId)).toHaveLength(1)
  })

  test('unfinished work is not billed', async () => {
    const { scheduleId, ids } = await office.plan(fifty)
    await office.within((sql) => startMilestone(sql, owner, must(ids[0])))
    expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'not_completed' })
    expect(await office.intents(scheduleId)).toEqual([])
  })

  test('the last belt: the database takes no second live part', async () => {
    const { scheduleId, ids } = await office.plan(fifty)
    await complete(ids[0])
    const [intent] = await office.intents(scheduleId)
    const again = office.within((sql) =>
      sql(
        `insert into billing_part (workspace_id, intent_id, part_key, schedule_id, milestone_id, kind, amount_minor)
         select workspace_id, $1, part_key, schedule_id, milestone_id, kind, amount_minor from billing_part where intent_id = $2`,
        [must(intent).intentId, must(intent).intentId],
      ),
    )
    await expect(again).rejects.toMatchObject({ code: '23505' })
  })
})

describe('the cap', () => {
  test('50,000 as 15/20/15: with 35,000 billed, 20,000 is refused with 15,000.00 remaining, and not completed', async () => {
    const { dealId, scheduleId, ids } = await office.plan(fifty)
    await complete(ids[0])
    await complete(ids[1])
    const refused = await refusalOf(complete(ids[3]))
    expect(refused).toMatchObject({
      code: 'over_billing',
      status: 409,
      remaining: '15000.00',
      attempted: '20000.00',
      currency: 'USD',
      milestoneId: ids[3],
    })
    const { milestones } = await office.tracker(dealId)
    expect(milestones[3]?.milestone.workStatus).toBe('pending')
    expect(await office.intents(scheduleId)).toHaveLength(2)
    await complete(ids[2])
    expect((await office.tracker(dealId)).figures).toMatchObject({ inFlight: 5_000_000n, remaining: 0n })
    expect(await refusalOf(complete(ids[3]))).toMatchObject({ code: 'over_billing', remaining: '0.00' })
  })

  test('one cent over is over, and a tolerance that an owner granted is room', async () => {
    const cent = draftOf('100', [fixed('A', '100.01')])
    expect(await refusalOf(complete((await office.plan(cent)).ids[0]))).toMatchObject({
      code: 'over_billing',
      remaining: '100.00',
    })
    const lenient = await openOffice({ tolerancePercent: '0.01' })
    await complete((await lenient.plan(cent)).ids[0], lenient)
    expect(
      await refusalOf(complete((await lenient.plan(draftOf('100', [fixed('A', '100.02')]))).ids[0], lenient)),
    ).toMatchObject({ code: 'over_billing', remaining: '100.01' })
    await lenient.close()
  })

  test('fifty approvals at once: exactly as many intents as the cap admits', async () => {
    const many = Array.from({ length: 50 }, (_, n) => fixed(`Part ${n}`, '100'))
    const { dealId, scheduleId, ids } = await office.plan(draftOf('1730', many))
    const results = await Promise.allSettled(ids.map((id) => complete(id)))
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(17)
    for (const each of results) {
      if (each.status === 'rejected')
        expect(each.reason).toMatchObject({ code: 'over_billing', more: { remaining: '30.00' } })
    }
    const intents = await office.intents(scheduleId)
    expect(intents).toHaveLength(17)
    const { figures } = await office.tracker(dealId)
    expect(figures).toMatchObject({ inFlight: 170_000n, remaining: 3_000n, milestonesComplete: 17 })
  })

  test('one milestone billed by fifty people at once is billed once', async () => {
    const { scheduleId, ids } = await office.plan({ ...fifty, delivery: 'prepare' })
    await complete(ids[0])
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => bill(ids[0])))
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    expect(await office.intents(scheduleId)).toHaveLength(1)
  })
})

describe('what stands in the way', () => {
  test('under the policy the work is completed and billing is blocked, with the reason; pressing it refuses', async () => {
    const { dealId, scheduleId, ids } = await office.plan({
      ...fifty,
      customer: { quickbooksId: '2' },
      delivery: 'send',
    })
    await complete(ids[0])
    expect((await office.tracker(dealId)).milestones[0]?.milestone.workStatus).toBe('completed')
    expect(await office.intents(scheduleId)).toEqual([])
    expect(await office.questions(dealId)).toEqual([
      "billing_blocked: “Strategy” is completed but can't be billed yet",
    ])
    const [asked] = await office.within((sql) =>
      sql<{ detail: string }>('select detail from attention where deal_id = $1', [dealId]),
    )
    expect(asked?.detail).toMatch(/has no e-mail address.* To mend it: .+\. Then try again\.$/)
    const refused = await refusalOf(bill(ids[0]))
    expect(refused).toMatchObject({ code: 'preflight_failed', checks: [{ check: 'email', ok: false }] })
  })

  test('once it is mended, billing goes and the question is settled', async () => {
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'Intuit says no.'))
    const { dealId, scheduleId, ids } = await office.plan(fifty)
    await complete(ids[0])
    expect(await refusalOf(bill(ids[0]))).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'connection', detail: 'Intuit says no.' }],
    })
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'connected', null))
    await bill(ids[0])
    expect(await office.intents(scheduleId)).toHaveLength(1)
    expect(await office.questions(dealId)).toEqual([])
  })

  test('a deal that HubSpot deleted is not billed', async () => {
    const { dealId, scheduleId, ids } = await office.plan(fifty)
    await office.within((sql) => markArchived(sql, [dealId]))
    await complete(ids[0])
    expect(await office.intents(scheduleId)).toEqual([])
    expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'preflight_failed' })
  })

  test('several things at once are all named', async () => {
    const { ids } = await office.plan({ ...fifty, customer: null, item: null, taxCode: 'no such code' })
    await complete(ids[0])
    const refused = await refusalOf(bill(ids[0]))
    expect((refused['checks'] as { check: string }[]).map((each) => each.check)).toEqual([
      'customer',
      'item',
      'tax_code',
    ])
  })
})
