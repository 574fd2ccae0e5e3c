/**
 * Goal: a plan is saved whole or not at all. Method: a real database; plans that are edited, raced for, very long, and
 * nonsense.
 */
import fc from 'fast-check'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { readHistory } from '../../src/history/history-table'
import type { MilestoneDraft } from '../../src/schedules/draft'
import { orderMilestones } from '../../src/schedules/order-milestones'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { shippedTemplates } from '../../src/schedules/shipped-templates'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { addDeal, draftOf, fixed, owner, shared, usd } from '../fixtures/plan'
import { planning, threeParts } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, save, edited, shown } = planning(() => office)

describe('planning', () => {
  test('splits a deal, keeps shares with their base, and tells the story', async () => {
    const { dealId } = await office.plan(threeParts)
    expect(await shown(dealId)).toEqual([
      [1, 'Strategy', 1_500_000n],
      [2, 'Design', 2_000_000n],
      [3, 'Delivery', 1_500_000n],
    ])
    const { schedule, milestones } = await read(dealId)
    expect(milestones[1]).toMatchObject({ share: { percent: '40' }, shareBaseMinor: 5_000_000n, ordinal: 2 })
    expect(schedule).toMatchObject({ version: 1, originalMinor: 5_000_000n, acceptedOn: null })
    const [entry] = await office.within((sql) => readHistory(sql, { dealId, limit: 9 }))
    expect(entry?.what).toBe('Planned 3 milestones on a contract of $50,000.00')
  })

  test.each(
    shippedTemplates.map((template) => [template.id, template] as const),
  )('the %s template fits a contract of odd cents exactly', async (_, template) => {
    const { dealId } = await office.plan(
      draftOf(
        '12870.59',
        template.milestones.map(({ name, share }) => ({ name, share })),
      ),
    )
    const { milestones } = await read(dealId)
    expect(milestones.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(1_287_059n)
  })

  test('a saved plan sent back as it was read changes nothing but the version', async () => {
    const { dealId } = await office.plan(threeParts)
    const before = await read(dealId)
    await save(dealId, await edited(dealId, (draft) => draft))
    const after = await read(dealId)
    expect(after.milestones).toEqual(before.milestones)
    expect(after.schedule).toEqual({ ...before.schedule, version: 2 })
  })

  test('edits, adds, removes and moves in one go', async () => {
    const { dealId, ids } = await office.plan(threeParts)
    await save(
      dealId,
      await edited(dealId, (draft) => {
        const [strategy, design] = draft.milestones
        return {
          ...draft,
          milestones: [must(design), fixed('Workshop', '500'), { ...must(strategy), name: 'Plan' }],
        }
      }),
    )
    const { milestones } = await read(dealId)
    expect(milestones.map((each) => [each.position, each.name, each.ordinal, each.amountMinor])).toEqual([
      [1, 'Design', 2, 2_000_000n],
      [2, 'Workshop', 4, 50_000n],
      [3, 'Plan', 1, 1_500_000n],
    ])
    expect(milestones[2]?.milestoneId).toBe(ids[0])
    const story = await office.within((sql) => readHistory(sql, { dealId, limit: 9 }))
    expect(story.map((entry) => entry.what).sort()).toEqual([
      'Added “Workshop”',
      'Edited “Plan”',
      'Planned 3 milestones on a contract of $50,000.00',
      'Removed “Delivery”',
      'Reordered the milestones',
    ])
  })

  test('a new contract value moves open shares before acceptance, and judged ones never', async () => {
    const { dealId, ids } = await office.plan(
      draftOf('30000', [shared('A', '33.34'), shared('B', '33.33'), shared('C', '33.33')]),
    )
    await office.within((sql) =>
      completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
    )
    await office.within((sql) => startMilestone(sql, owner, must(ids[1])))
    await save(dealId, await edited(dealId, (draft) => ({ ...draft, contractValue: usd('60000') })))
    expect(await shown(dealId)).toEqual([
      [1, 'A', 1_000_200n],
      [2, 'B', 1_999_800n],
      [3, 'C', 1_999_800n],
    ])
  })

  test('over and under the contract can be saved; a deal that is unknown can’t be planned', async () => {
    await expect(
      office.plan(draftOf('100', [shared('A', '70'), fixed('B', '500'), shared('C', '30')])),
    ).resolves.toBeDefined()
    await expect(office.plan(draftOf('100', [fixed('A', '1')]))).resolves.toBeDefined()
    expect(await refusalOf(save('999999', threeParts))).toMatchObject({ code: 'not_found', status: 404 })
  })

  test('someone else’s save in between is noticed, and nothing is overwritten', async () => {
    const { dealId } = await office.plan(threeParts)
    const draft = await edited(dealId, (each) => each)
    await save(dealId, draft, 1)
    expect(await refusalOf(save(dealId, draft, 1))).toMatchObject({ code: 'version_conflict', status: 412 })
    expect((await read(dealId)).schedule.version).toBe(2)
    expect(await refusalOf(save(dealId, draft, 0))).toMatchObject({ code: 'version_conflict' })
  })

  test('two who create at once: one plan, and the other hears of it', async () => {
    const dealId = await office.within((sql) => addDeal(sql, '777'))
    const results = await Promise.allSettled([save(dealId, threeParts, 0), save(dealId, threeParts, 0)])
    expect(results.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected'])
    const rejected = must(results.find((each) => each.status === 'rejected'))
    expect(rejected).toMatchObject({ reason: { code: 'version_conflict' } })
    expect((await read(dealId)).milestones).toHaveLength(3)
  })
})

test('a thousand milestones are planned, reordered and moved to another contract value in seconds, one more is refused', async () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `Milestone ${n}`, share: { fraction: `1/${count}` } }))
  const began = performance.now()
  const { dealId, ids } = await office.plan(draftOf('1000000.01', many(1_000)))
  await office.within((sql) => orderMilestones(sql, owner, { dealId, ids: [...ids].reverse() }))
  await save(dealId, await edited(dealId, (draft) => ({ ...draft, contractValue: usd('2000000.03') })))
  const { milestones } = await read(dealId)
  const tookMs = performance.now() - began
  expect(milestones.reduce((sum, each) => sum + each.amountMinor, 0n)).toBe(200_000_003n)
  expect(milestones[0]?.milestoneId).toBe(ids[999])
  expect(tookMs).toBeLessThan(8_000)
  expect(await refusalOf(office.plan(draftOf('1', many(1_001))))).toMatchObject({ code: 'validation_failed' })
})

test('the story of changed terms tells those that changed, and no others', async () => {
  const { dealId } = await office.plan({ ...threeParts, contractReference: 'SOW-16' })
  await save(
    dealId,
    await edited(dealId, (draft) => ({
      ...draft,
      contractReference: 'SOW-17',
      retainage: { percent: '10' },
    })),
  )
  const [told, ...others] = await office.within((sql) => readHistory(sql, { dealId, limit: 9 }))
  expect(others).toHaveLength(1)
  expect(told).toMatchObject({ what: 'Changed the terms of the schedule', who: owner.who })
  expect([told?.before, told?.after]).toEqual([
    { contractReference: 'SOW-16', retainage: null },
    { contractReference: 'SOW-17', retainage: { percent: '10' } },
  ])
})

test('nonsense changes nothing: whatever is refused or fails leaves plan and story as they were', async () => {
  const { dealId, ids } = await office.plan(threeParts)
  const before = await read(dealId)
  const story = () => office.within((sql) => readHistory(sql, { dealId, limit: 50 }))
  const told = await story()
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('', '-1', '1e5', '1.001', '99999999999', '\u0000', '33.3'),
  )
  const nonsense = fc.record({
    id: fc.option(fc.oneof(fc.constantFrom(...ids), fc.uuid()), { nil: undefined }),
    name: fc.string(),
    amount: fc.option(fc.record({ amount: text, currency: fc.constantFrom('USD', 'EUR', 'usd', '') }), {
      nil: undefined,
    }),
    share: fc.option(fc.oneof(fc.record({ percent: text }), fc.record({ fraction: text })), {
      nil: undefined,
    }),
  })
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(nonsense, { maxLength: 6 }), text, async (milestones, contract) => {
      // Ends in a refusal, an error, or a rollback of our own: in every case nothing may be left.
      const tried = office.within(async (sql) => {
        await planSchedule(sql, owner, {
          dealId,
          draft: draftOf(contract, milestones as MilestoneDraft[]),
          ifVersion: null,
        })
        throw new Error('it was fine, and is taken back')
      })
      await tried.catch((error: Error) => {
        if (error.message !== 'it was fine, and is taken back') refused += 1
      })
    }),
    { numRuns: 150 },
  )
  expect(refused).toBeGreaterThan(50)
  expect(await read(dealId)).toEqual(before)
  expect(await story()).toEqual(told)
})
