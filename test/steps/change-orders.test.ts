import { startMilestone } from '../../src/approvals/start-milestone'
import { listAttention } from '../../src/attention/attention-table'
import { netEffect, orderName } from '../../src/change-orders/change-order'
import {
  readAppliedOrder,
  readChangeOrder,
  readChangeOrders,
} from '../../src/change-orders/change-order-table'
import { readDeal } from '../../src/deals/deal-table'
import { readHistory } from '../../src/history/history-table'
import { lockReason } from '../../src/schedules/milestone'
import { compareAmount } from '../../src/writeback/compare-amount'
import { milestonesApart, readBothWays } from '../fixtures/milestones-apart'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { adding, changing, ordering, removing } from '../fixtures/ordering'
import { draftOf, fixed, owner, shared, usd } from '../fixtures/plan'
import { planning, threeParts } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, shown, save, edited, accept } = planning(() => office)
const { draft, send, sent, edit, approve, close, revise } = ordering(() => office)

const newest = async (dealId: string, limit = 1) =>
  office.within((sql) => readHistory(sql, { dealId, limit }))
const quarter = [
  fixed('Foundation', '62500'),
  fixed('Frame', '62500'),
  fixed('Roof', '62500'),
  shared('Handover', '25'),
]

describe('a contract of 250,000.00', () => {
  test('CO-1 adds 12,500.00: 262,500.00, and no other amount moves, nor could', async () => {
    const { dealId } = await office.plan(draftOf('250000', quarter))
    await accept(dealId)
    const before = await read(dealId)
    const order = await draft(dealId, [adding('Solar panels', '12500')])
    expect([orderName(order), order.state, netEffect(order.lines)]).toEqual(['CO-1', 'draft', 1_250_000n])
    await send(order.changeOrderId)
    expect(await read(dealId)).toEqual(before)

    const approved = await approve(order.changeOrderId, { signedBy: 'Ana Client', on: '2026-03-02' })
    expect(approved).toMatchObject({
      state: 'approved',
      contractBeforeMinor: 25_000_000n,
      sent: { by: 'Ana Ruiz' },
      ended: { by: 'Ana Ruiz', via: 'console', signedBy: 'Ana Client', on: '2026-03-02' },
    })
    const after = await read(dealId)
    expect(after.schedule).toMatchObject({ contractMinor: 26_250_000n, originalMinor: 25_000_000n })
    expect(after.milestones.slice(0, 4)).toEqual(before.milestones)
    expect(after.milestones[4]).toMatchObject({
      name: 'Solar panels',
      position: 5,
      ordinal: 5,
      amountMinor: 1_250_000n,
      share: null,
      workStatus: 'pending',
    })
    const { figures } = await office.tracker(dealId)
    expect(figures).toMatchObject({
      contractSum: 26_250_000n,
      original: 25_000_000n,
      changeOrders: 1_250_000n,
      scheduled: 26_250_000n,
      unscheduled: 0n,
    })
    const added = must(after.milestones[4]).milestoneId
    expect(await office.within((sql) => readAppliedOrder(sql, added))).toEqual({
      number: 1,
      on: '2026-03-02',
    })
    const [line, whole] = await newest(dealId, 2)
    expect([line?.what, line?.milestoneId]).toEqual(['CO-1 added “Solar panels”', added])
    expect([whole?.what, whole?.before, whole?.after]).toMatchObject([
      'Recorded that Ana Client approved CO-1: the contract sum is $262,500.00',
      { contractSum: '$250,000.00' },
      { contractSum: '$262,500.00', netEffect: '$12,500.00' },
    ])
    // The next plan of the same words moves no cent either.
    await save(dealId, await edited(dealId, (plan) => plan))
    expect((await read(dealId)).milestones.map((each) => each.amountMinor)).toEqual(
      after.milestones.map((each) => each.amountMinor),
    )
  })

  test('every kind of line in one transaction; a changed amount is fixed, a removed milestone stays, cancelled', async () => {
    const { dealId, ids } = await office.plan(draftOf('250000', quarter))
    const [foundation, frame, roof, handover] = ids.map(must)
    await office.within((sql) => startMilestone(sql, owner, must(frame)))
    const id = await sent(dealId, [
      changing(must(handover), {
        amount: usd('70000'),
        deliverable: 'Keys and papers',
        plannedOn: '2026-09-01',
      }),
      changing(must(frame), { criteria: ['Inspected'] }),
      removing(must(roof)),
      adding('Flat roof', '40000'),
    ])
    await approve(id)
    const { schedule, milestones } = await read(dealId)
    expect(schedule).toMatchObject({ contractMinor: 23_500_000n, changedByOrder: true })
    const of = (milestoneId: string | undefined) =>
      must(milestones.find((each) => each.milestoneId === milestoneId))
    expect(of(handover)).toMatchObject({
      amountMinor: 7_000_000n,
      share: null,
      shareBaseMinor: null,
      plannedOn: '2026-09-01',
      details: { deliverable: 'Keys and papers' },
    })
    expect(of(frame)).toMatchObject({
      amountMinor: 6_250_000n,
      workStatus: 'in_progress',
      details: { criteria: ['Inspected'] },
    })
    expect(of(roof)).toMatchObject({ workStatus: 'cancelled', amountMinor: 6_250_000n })
    expect(lockReason(of(roof))).not.toBeNull()
    expect(of(foundation)).toMatchObject({ amountMinor: 6_250_000n, version: 1 })
    const story = (await newest(dealId, 5)).find((entry) => entry.milestoneId === handover)
    expect(story).toMatchObject({
      before: { amount: '$62,500.00', shareOf: '25 % of $250,000.00' },
      after: { amount: '$70,000.00', shareOf: null, deliverable: 'Keys and papers' },
    })
    const { figures } = await office.tracker(dealId)
    expect(figures).toMatchObject({ scheduled: 23_500_000n, unscheduled: 0n, milestonesTotal: 4 })
    expect(figures.bar.reduce((sum, part) => sum + part.minor, 0n)).toBe(23_500_000n)
    // A plan that leaves the cancelled one out, as an editor of what is still to do would, keeps it.
    await save(
      dealId,
      await edited(dealId, (plan) => ({
        ...plan,
        milestones: plan.milestones.filter((each) => each.id !== roof),
      })),
    )
    expect((await read(dealId)).milestones.find((each) => each.milestoneId === roof)?.workStatus).toBe(
      'cancelled',
    )
  })
})

test('an open plan is formal once a change order is approved: saving it as open opens nothing', async () => {
  const { dealId, ids } = await office.plan(threeParts)
  await approve(await sent(dealId, [adding('More', '100'), removing(must(ids[2]))]))
  const saved = (change: Parameters<typeof edited>[1]) =>
    edited(dealId, change).then((plan) => save(dealId, { ...plan, control: 'open' }))
  await saved((plan) => plan)
  for (const change of [
    { contractValue: usd('60000') },
    { milestones: (await edited(dealId, (plan) => plan)).milestones.slice(0, 2) },
  ]) {
    expect(await refusalOf(saved((plan) => ({ ...plan, ...change })))).toMatchObject({
      code: 'change_order_required',
    })
  }
  expect((await read(dealId)).schedule.contractMinor).toBe(3_510_000n)
})

describe('numbers and states', () => {
  test('numbers count per schedule, also for what was withdrawn, and when two draft at once', async () => {
    const [one, two] = [await office.plan(threeParts), await office.plan(threeParts)]
    const first = await draft(one.dealId, [adding('A', '1')])
    await close(first.changeOrderId, 'withdrawn')
    await Promise.all(Array.from({ length: 8 }, (_, n) => draft(one.dealId, [adding(`B${n}`, '1')])))
    const numbers = (await office.within((sql) => readChangeOrders(sql, one.scheduleId))).map(
      (each) => each.number,
    )
    expect(numbers).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect((await draft(two.dealId, [adding('C', '1')])).number).toBe(1)
  })

  test('what each state refuses, and what repeats without effect', async () => {
    const { dealId } = await office.plan(threeParts)
    const { changeOrderId: id } = await draft(dealId, [adding('More', '10')])
    expect(await refusalOf(approve(id))).toMatchObject({ code: 'wrong_status', state: 'draft' })
    expect(await refusalOf(close(id, 'rejected'))).toMatchObject({ code: 'wrong_status', state: 'draft' })
    expect((await revise(id)).version).toBe(1)

    const first = await send(id)
    expect(await send(id)).toEqual(first)
    expect(await refusalOf(edit(id, [adding('More', '11')]))).toMatchObject({
      code: 'wrong_status',
      detail: expect.stringContaining('revised'),
    })
    const again = await revise(id)
    expect(again).toMatchObject({ state: 'draft', revision: 2, sent: null, number: 1 })
    await edit(id, [adding('More', '11')])
    await send(id)
    const no = await close(id, 'rejected', { reason: 'Too dear' })
    expect(no).toMatchObject({ state: 'rejected', ended: { reason: 'Too dear' } })
    expect(await close(id, 'rejected')).toEqual(no)
    for (const late of [
      send(id),
      approve(id),
      close(id, 'withdrawn'),
      revise(id),
      edit(id, [adding('M', '1')]),
    ]) {
      expect(await refusalOf(late)).toMatchObject({ code: 'wrong_status', state: 'rejected' })
    }
    expect(await shown(dealId)).toHaveLength(3)
    expect((await newest(dealId))[0]).toMatchObject({ what: 'Rejected CO-1', after: { reason: 'Too dear' } })
  })

  test('approving twice, in turn or at once, applies once', async () => {
    const { dealId } = await office.plan(threeParts)
    const id = await sent(dealId, [adding('More', '100')])
    await Promise.all(Array.from({ length: 6 }, () => approve(id)))
    await approve(id, { ifVersion: 2 })
    const { schedule, milestones } = await read(dealId)
    expect([schedule.contractMinor, milestones.length]).toEqual([5_010_000n, 4])
    const told = (await newest(dealId, 50)).filter((entry) => entry.what.startsWith('Approved CO-1'))
    expect(told).toHaveLength(1)
  })

  test('who saw another version is told so; nobody knows a change order that is none', async () => {
    const { dealId } = await office.plan(threeParts)
    const { changeOrderId: id } = await draft(dealId, [adding('More', '10')])
    await edit(id, [adding('More', '20')], 1)
    for (const late of [
      edit(id, [adding('M', '1')], 1),
      send(id, 1),
      close(id, 'withdrawn', { ifVersion: 1 }),
    ]) {
      expect(await refusalOf(late)).toMatchObject({ code: 'version_conflict', status: 412 })
    }
    await send(id)
    expect(await refusalOf(approve(id, { ifVersion: 2 }))).toMatchObject({ code: 'version_conflict' })
    expect(await refusalOf(revise(id, 2))).toMatchObject({ code: 'version_conflict' })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await refusalOf(send(nobody))).toMatchObject({ code: 'not_found' })
    expect(await refusalOf(draft('999999', [adding('A', '1')]))).toMatchObject({ code: 'not_found' })
  })

  test('what is decided stays as it was decided, whoever writes', async () => {
    const { dealId } = await office.plan(threeParts)
    const id = await sent(dealId, [adding('More', '10')])
    await approve(id)
    for (const statement of [
      "update change_order set state = 'draft' where change_order_id = $1",
      "update change_order set reason = 'Another' where change_order_id = $1",
    ]) {
      await expect(office.within((sql) => sql(statement, [id]))).rejects.toThrow('append-only')
    }
    expect(await office.within((sql) => readChangeOrder(sql, id))).toMatchObject({ state: 'approved' })
  })

  test('a day to come, or a file that is none of the deal’s, is no answer', async () => {
    const { dealId } = await office.plan(threeParts)
    const id = await sent(dealId, [adding('More', '10')])
    expect(await refusalOf(approve(id, { on: '2999-01-01' }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/on' }],
    })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await refusalOf(approve(id, { fileIds: [nobody, 'not an id'] }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/fileIds/0' }, { pointer: '/fileIds/1' }],
    })
    expect((await read(dealId)).schedule.contractMinor).toBe(5_000_000n)
  })
})

test('the deal’s amount is compared with the contract sum, and the question says what may be changed where', async () => {
  const { dealId } = await office.plan(threeParts)
  await accept(dealId)
  const ask = async (amount: string) => {
    const tracker = await office.tracker(dealId)
    return office.within(async (sql) => {
      const deal = must(await readDeal(sql, dealId))
      await compareAmount(sql, { ...deal, amount }, tracker)
      return (await listAttention(sql, { dealId, limit: 5, offset: 0 })).map((item) => item.detail)
    })
  }
  expect(await ask('50000')).toEqual([])
  expect(await ask('50100')).toEqual([expect.stringContaining('propose a change order of +$100.00')])
  await approve(await sent(dealId, [adding('More', '100')]))
  expect(await ask('50100')).toEqual([])
  expect(await ask('50000')).toEqual([expect.stringContaining('in HubSpot if it should follow')])
})

test('an answer about one milestone names the change order that its deal’s page names', async () => {
  expect(await milestonesApart(office)).toEqual([])
  const named = (await readBothWays(office)).flatMap(({ alone }) => alone.changeOrder ?? [])
  expect(new Set(named)).toEqual(new Set(['CO-1']))
})
