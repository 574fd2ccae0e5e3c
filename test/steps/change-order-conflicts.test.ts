/**
 * Goal: what happened between sending and approving is never overwritten, and the contract never falls below what is
 * billed. Method: work is judged, billed, edited and changed by others in between, also in the same moment.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { readChangeOrder } from '../../src/change-orders/change-order-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { adding, changing, ordering, removing } from '../fixtures/ordering'
import { draftOf, fixed, owner, usd } from '../fixtures/plan'
import { planning } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, save, edited, accept } = planning(() => office)
const { draft, send, sent, edit, approve, revise } = ordering(() => office)

const complete = (milestoneId: string) =>
  office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId, note: null }))

const [accepted, prepared] = ['2026-03-01', { delivery: 'prepare' as const }]
const plain = () => office.plan(draftOf('50000', [fixed('A', '30000'), fixed('B', '20000')], prepared))

describe('what went on meanwhile', () => {
  test.each<[string, (id: string) => Promise<unknown>, string]>([
    ['completed', complete, 'completed'],
    [
      'submitted',
      async (id) => {
        await office.within((sql) => startMilestone(sql, owner, id))
        await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
      },
      'in review',
    ],
  ])('a milestone that was %s meanwhile: refused by its name, nothing changed', async (_, happens, words) => {
    const required = { required: true, approvers: [] }
    const { dealId, ids } = await office.plan(
      draftOf('50000', [
        fixed('A', '30000'),
        fixed('B', '20000', words === 'in review' ? { approval: required } : {}),
      ]),
    )
    const b = must(ids[1])
    const id = await sent(dealId, [adding('More', '10'), changing(b, { amount: usd('25000') })])
    await happens(b)
    const before = await read(dealId)
    expect(await refusalOf(approve(id))).toMatchObject({
      code: 'change_order_conflict',
      status: 409,
      milestoneId: b,
      detail: expect.stringContaining('“B”'),
      conflicts: [{ milestoneId: b, name: 'B', detail: expect.stringContaining(words) }],
    })
    expect(await read(dealId)).toEqual(before)
    expect(await office.within((sql) => readChangeOrder(sql, id))).toMatchObject({ state: 'sent' })
    // Revised, it may be sent without the line.
    await revise(id)
    expect(await refusalOf(edit(id, [changing(b, { amount: usd('25000') })]))).toMatchObject({
      code: 'milestone_locked',
    })
    expect(await refusalOf(send(id))).toMatchObject({ code: 'change_order_conflict' })
    await edit(id, [adding('More', '10')])
    await send(id)
    await approve(id)
    expect((await read(dealId)).schedule.contractMinor).toBe(5_001_000n)
  })

  test('another change order was faster', async () => {
    const { dealId, ids } = await plain()
    const b = must(ids[1])
    const first = await sent(dealId, [changing(b, { amount: usd('21000') })])
    const second = await sent(dealId, [changing(b, { amount: usd('22000') })])
    const third = await sent(dealId, [removing(b)])
    await approve(second)
    for (const late of [first, third]) {
      expect(await refusalOf(approve(late))).toMatchObject({
        code: 'change_order_conflict',
        conflicts: [{ name: 'B', detail: 'Its amount was $20,000.00 then, and is $22,000.00 now.' }],
      })
    }
    await revise(third)
    await send(third)
    await approve(third)
    expect((await read(dealId)).schedule.contractMinor).toBe(3_000_000n)
    expect(await refusalOf(approve(first))).toMatchObject({
      conflicts: [{ name: 'B', detail: 'It was cancelled.' }],
    })
  })

  test('what the line speaks of was edited: refused; a new name, or work that began: not', async () => {
    const { dealId, ids } = await plain()
    const b = must(ids[1])
    const id = await sent(dealId, [changing(b, { deliverable: 'Two pages', plannedOn: '2026-10-01' })])
    await save(
      dealId,
      await edited(dealId, (plan) => ({
        ...plan,
        milestones: plan.milestones.map((each) =>
          each.id === b ? { ...each, deliverable: 'One page', plannedOn: '2026-09-01', name: 'Build' } : each,
        ),
      })),
    )
    expect(await refusalOf(approve(id))).toMatchObject({
      conflicts: [{ name: 'Build', detail: 'Its deliverable and planned date changed meanwhile.' }],
    })
    await revise(id)
    await send(id)
    await accept(dealId, accepted)
    await office.within((sql) => startMilestone(sql, owner, b))
    await save(
      dealId,
      await edited(dealId, (plan) => ({
        ...plan,
        milestones: plan.milestones.map((each) => (each.id === b ? { ...each, name: 'Renamed' } : each)),
      })),
    )
    await approve(id)
    expect((await read(dealId)).milestones[1]).toMatchObject({
      name: 'Renamed',
      workStatus: 'in_progress',
      plannedOn: '2026-10-01',
      details: { deliverable: 'Two pages' },
    })
  })

  test('the milestone was removed from an open plan', async () => {
    const { dealId, ids } = await plain()
    const id = await sent(dealId, [removing(must(ids[1]))])
    await save(dealId, await edited(dealId, (plan) => ({ ...plan, milestones: plan.milestones.slice(0, 1) })))
    expect(await refusalOf(approve(id))).toMatchObject({
      conflicts: [{ name: 'B', detail: 'It was removed meanwhile.' }],
    })
  })

  test('the schedule is in another currency now', async () => {
    const { dealId, ids } = await plain()
    const id = await sent(dealId, [removing(must(ids[1]))])
    await save(
      dealId,
      await edited(dealId, (plan) => ({
        ...plan,
        contractValue: { amount: '50000', currency: 'EUR' },
        milestones: plan.milestones.map((each) => ({
          ...each,
          amount: { amount: '25000', currency: 'EUR' },
        })),
      })),
    )
    expect(await refusalOf(approve(id))).toMatchObject({ code: 'currency_mismatch' })
  })

  test('billing and approving at once: one of the two is first, and the other one sees it', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { dealId, ids } = await office.plan(
        draftOf('50000', [fixed('A', '30000'), fixed('B', '20000')], { delivery: 'post' }),
      )
      const b = must(ids[1])
      const id = await sent(dealId, [changing(b, { amount: usd('19000') })])
      const [bill, answer] = await Promise.allSettled([complete(b), approve(id)])
      const { schedule, milestones } = await read(dealId)
      const amount = must(milestones[1]).amountMinor
      const [intent] = await office.intents(schedule.scheduleId)
      expect(bill.status).toBe('fulfilled')
      expect(must(intent).amountMinor).toBe(amount)
      expect([schedule.contractMinor, amount]).toEqual(
        answer.status === 'fulfilled' ? [4_900_000n, 1_900_000n] : [5_000_000n, 2_000_000n],
      )
    }
  })

  test('editing the plan and approving at once: never half of each', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { dealId, ids } = await plain()
      const b = must(ids[1])
      const id = await sent(dealId, [changing(b, { amount: usd('19000') }), adding('C', '1000')])
      const plan = await edited(dealId, (held) => ({
        ...held,
        milestones: held.milestones.map((each) => (each.id === b ? { ...each, amount: usd('18000') } : each)),
      }))
      const [saved, answer] = await Promise.allSettled([save(dealId, plan), approve(id)])
      expect([saved.status, answer.status].sort()).toEqual(['fulfilled', 'rejected'])
      const { schedule, milestones } = await read(dealId)
      expect([schedule.contractMinor, milestones.length, must(milestones[1]).amountMinor]).toEqual(
        answer.status === 'fulfilled' ? [5_000_000n, 3, 1_900_000n] : [5_000_000n, 2, 1_800_000n],
      )
    }
  })
})

describe('never below what is billed', () => {
  test('45,000 of 50,000 is on its way, 15,000 more is planned: it can’t be taken off', async () => {
    const { dealId, ids } = await office.plan(
      draftOf('50000', [fixed('A', '45000'), fixed('B', '15000')], { delivery: 'post' }),
    )
    await complete(must(ids[0]))
    const { changeOrderId: id } = await draft(dealId, [removing(must(ids[1]))])
    expect(await refusalOf(send(id))).toMatchObject({
      code: 'over_billing',
      remaining: '5000.00',
      attempted: '15000.00',
      currency: 'USD',
    })
    await edit(id, [changing(must(ids[1]), { amount: usd('10000.00') })])
    await send(id)
    await approve(id)
    expect((await office.tracker(dealId)).figures).toMatchObject({ contractSum: 4_500_000n, remaining: 0n })
  })

  test('billed between sending and approving: the same refusal, nothing changed', async () => {
    const { dealId, ids } = await office.plan(
      draftOf('50000', [fixed('A', '45000'), fixed('B', '15000')], { delivery: 'post' }),
    )
    const id = await sent(dealId, [removing(must(ids[1]))])
    await complete(must(ids[0]))
    const before = await read(dealId)
    expect(await refusalOf(approve(id))).toMatchObject({ code: 'over_billing', remaining: '5000.00' })
    expect(await read(dealId)).toEqual(before)
  })

  test('nor by the plan itself, before any acceptance: down to what is billed, and not a cent further', async () => {
    const { dealId, ids } = await office.plan(
      draftOf('50000', [fixed('A', '45000'), fixed('B', '5000')], { delivery: 'post' }),
    )
    await complete(must(ids[0]))
    const worth = (amount: string) =>
      edited(dealId, (plan) => ({ ...plan, contractValue: usd(amount) })).then((plan) => save(dealId, plan))
    const before = await read(dealId)
    expect(await refusalOf(worth('44999.99'))).toMatchObject({
      code: 'over_billing',
      status: 409,
      detail: expect.stringMatching(/\$44,999\.99: \$45,000\.00 of it is billed/),
      remaining: '5000.00',
      attempted: '5000.01',
      currency: 'USD',
    })
    expect(await read(dealId)).toEqual(before)
    await worth('45000.00')
    expect((await office.tracker(dealId)).figures).toMatchObject({ contractSum: 4_500_000n, remaining: 0n })
  })

  test('what is billed can’t be read: not known is not zero', async () => {
    const { dealId, scheduleId, ids } = await office.plan(
      draftOf('50000', [fixed('A', '45000'), fixed('B', '5000')], { delivery: 'post' }),
    )
    await complete(must(ids[0]))
    await office.within((sql) =>
      sql("update billing_intent set state = 'posted', quickbooks_id = '990001' where schedule_id = $1", [
        scheduleId,
      ]),
    )
    const less = await draft(dealId, [removing(must(ids[1]))])
    expect(await refusalOf(send(less.changeOrderId))).toMatchObject({
      code: 'over_billing',
      detail: expect.stringContaining('could not be read'),
    })
    const more = await sent(dealId, [adding('C', '10')])
    await approve(more)
    expect((await read(dealId)).schedule.contractMinor).toBe(5_001_000n)
  })
})

test('an added milestone that is billed on a day knows its day once it is approved', async () => {
  const { dealId } = await plain()
  const trigger = { on: [], date: '2027-04-15' }
  const id = await sent(dealId, [{ op: 'add', milestone: { name: 'Rent', amount: usd('10'), trigger } }])
  await approve(id)
  expect((await read(dealId)).milestones[2]).toMatchObject({ name: 'Rent', triggerOn: '2027-04-15' })
})
