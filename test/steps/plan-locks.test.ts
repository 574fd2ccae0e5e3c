/**
 * Goal: what is judged, billed or accepted stays, and each refusal says who could change it. Method: every edit in every
 * state of a milestone, before and after the client's acceptance.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { addMilestone, changeMilestone, removeMilestone } from '../../src/schedules/change-milestone'
import type { MilestoneDraft, ScheduleDraft } from '../../src/schedules/draft'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { fixed, owner, usd } from '../fixtures/plan'
import { planning, threeParts } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())
const { read, save, edited, shown, accept } = planning(() => office)

describe('what is locked', () => {
  async function inState(state: 'pending' | 'in_progress' | 'in_review' | 'completed') {
    const approval = { required: state === 'in_review' }
    const { dealId, ids } = await office.plan({ ...threeParts, approval })
    const milestoneId = must(ids[0])
    await office.within(async (sql) => {
      if (state === 'in_progress') await startMilestone(sql, owner, milestoneId)
      if (state === 'in_review') await submitMilestone(sql, owner, { milestoneId, note: null })
      if (state === 'completed')
        await completeMilestone(sql, owner, office.parts, { milestoneId, note: null })
    })
    return { dealId, milestoneId }
  }
  const patches: [string, Partial<MilestoneDraft>][] = [
    ['name', { name: 'Other' }],
    ['amount', { amount: usd('1') }],
    ['share', { share: { percent: '1' } }],
    ['criteria', { criteria: ['other'] }],
    ['date', { plannedOn: '2027-01-01' }],
  ]

  test('the approval by which work is in review stays until the review ends, also as the schedule’s', async () => {
    const { dealId } = await inState('in_review')
    const before = await read(dealId)
    const weaker = await edited(dealId, (draft) => ({ ...draft, approval: { required: false } }))
    expect(await refusalOf(save(dealId, weaker))).toMatchObject({
      code: 'milestone_locked',
      status: 409,
      detail: expect.stringMatching(/while “Strategy” is in review by it.*Any member can/),
    })
    expect(await read(dealId)).toEqual(before)
    // Of work that has an approval of its own, or is not in review, it is nobody's.
    const other = await inState('in_progress')
    await save(
      other.dealId,
      await edited(other.dealId, (draft) => ({ ...draft, approval: { required: true } })),
    )
  })

  test.each(['pending', 'in_progress'] as const)('%s work can be edited', async (state) => {
    const { milestoneId, dealId } = await inState(state)
    for (const [, patch] of patches) {
      await office.within((sql) => changeMilestone(sql, owner, { milestoneId, patch, ifVersion: null }))
    }
    expect((await read(dealId)).milestones[0]).toMatchObject({
      name: 'Other',
      share: { percent: '1' },
      amountMinor: 50_000n,
      plannedOn: '2027-01-01',
    })
  })

  test.each([
    'in_review',
    'completed',
  ] as const)('%s work can’t, and nothing else of the plan is saved', async (state) => {
    const { milestoneId, dealId } = await inState(state)
    const before = await read(dealId)
    for (const [, patch] of patches) {
      const change = office.within((sql) =>
        changeMilestone(sql, owner, { milestoneId, patch, ifVersion: null }),
      )
      expect(await refusalOf(change)).toMatchObject({ code: 'milestone_locked', milestoneId })
    }
    const whole = await edited(dealId, (draft) => ({
      ...draft,
      milestones: draft.milestones.map((each) => ({ ...each, name: `${each.name}!` })),
    }))
    expect(await refusalOf(save(dealId, whole))).toMatchObject({ code: 'milestone_locked' })
    expect(await read(dealId)).toEqual(before)
    // The others stay free.
    await office.within((sql) =>
      changeMilestone(sql, owner, {
        milestoneId: must(before.milestones[1]).milestoneId,
        patch: { name: 'Free' },
        ifVersion: null,
      }),
    )
  })

  test.each([
    ['pending', null],
    ['in_progress', 'milestone_locked'],
    ['in_review', 'milestone_locked'],
    ['completed', 'milestone_locked'],
  ] as const)('%s work is removed, or refused as %s', async (state, code) => {
    const { milestoneId, dealId } = await inState(state)
    const removal = office.within((sql) => removeMilestone(sql, owner, { milestoneId, ifVersion: null }))
    if (code === null) await removal
    else expect(await refusalOf(removal)).toMatchObject({ code })
    expect((await read(dealId)).milestones).toHaveLength(code === null ? 2 : 3)
  })

  test('the currency stays once work was judged', async () => {
    const { dealId } = await inState('completed')
    const other = await edited(dealId, (draft) => ({
      ...draft,
      contractValue: { amount: '50000', currency: 'EUR' },
      milestones: draft.milestones.map((each) =>
        each.amount ? { ...each, amount: { ...each.amount, currency: 'EUR' } } : each,
      ),
    }))
    expect(await refusalOf(save(dealId, other))).toMatchObject({ code: 'currency_mismatch' })
  })

  test('a version that is old is noticed for one milestone, too', async () => {
    const { milestoneId } = await inState('pending')
    const change = (ifVersion: number) =>
      office.within((sql) => changeMilestone(sql, owner, { milestoneId, patch: { name: 'X' }, ifVersion }))
    await change(1)
    expect(await refusalOf(change(1))).toMatchObject({ code: 'version_conflict' })
    const remove = office.within((sql) => removeMilestone(sql, owner, { milestoneId, ifVersion: 1 }))
    expect(await refusalOf(remove)).toMatchObject({ code: 'version_conflict' })
  })

  test('what does not exist is not found', async () => {
    const milestoneId = '00000000-0000-4000-8000-000000000000'
    const change = office.within((sql) =>
      changeMilestone(sql, owner, { milestoneId, patch: {}, ifVersion: null }),
    )
    expect(await refusalOf(change)).toMatchObject({ code: 'not_found' })
    const add = office.within((sql) => addMilestone(sql, owner, { dealId: '999999', draft: fixed('A', '1') }))
    expect(await refusalOf(add)).toMatchObject({ code: 'not_found' })
  })
})

describe('after the client’s acceptance', () => {
  async function accepted() {
    const planned = await office.plan(threeParts)
    await accept(planned.dealId)
    return planned
  }

  test('it is recorded once; the same again changes nothing, another is refused', async () => {
    const { dealId } = await office.plan(threeParts)
    expect(await accept(dealId)).toMatchObject({ acceptedOn: '2026-03-01', acceptedBy: 'Client', version: 2 })
    expect(await accept(dealId)).toMatchObject({ version: 2 })
    expect(await refusalOf(accept(dealId, '2026-03-02'))).toMatchObject({ code: 'schedule_accepted' })
    expect(await refusalOf(accept(dealId, '2026-03-01', 'Client', 1))).toMatchObject({
      code: 'version_conflict',
    })
    expect(await refusalOf(accept('999999'))).toMatchObject({ code: 'not_found' })
  })

  test.each<[string, (draft: ScheduleDraft) => ScheduleDraft]>([
    ['contract value', (draft) => ({ ...draft, contractValue: usd('60000') })],
    [
      'currency',
      (draft) => ({
        ...draft,
        contractValue: { amount: '50000', currency: 'EUR' },
        milestones: draft.milestones.map((each) =>
          each.amount ? { ...each, amount: { ...each.amount, currency: 'EUR' } } : each,
        ),
      }),
    ],
    ['amount', (draft) => withFirst(draft, { amount: usd('14000') })],
    [
      'share instead of an amount',
      (draft) => withFirst(draft, { amount: undefined, share: { percent: '30' } }),
    ],
    ['deliverable', (draft) => withFirst(draft, { deliverable: 'Other' })],
    ['criteria', (draft) => withFirst(draft, { criteria: ['Other'] })],
    ['adding', (draft) => ({ ...draft, milestones: [...draft.milestones, fixed('More', '1')] })],
    ['removing', (draft) => ({ ...draft, milestones: draft.milestones.slice(1) })],
  ])('%s goes by change order only', async (_, change) => {
    const { dealId } = await accepted()
    const before = await read(dealId)
    expect(await refusalOf(save(dealId, await edited(dealId, change)))).toMatchObject({
      code: 'change_order_required',
    })
    expect(await read(dealId)).toEqual(before)
  })

  test('name, date and notes stay editable, and amounts stay as they are', async () => {
    const { dealId } = await accepted()
    await save(
      dealId,
      await edited(dealId, (draft) =>
        withFirst(draft, { name: 'New', plannedOn: '2027-01-01', description: 'note' }),
      ),
    )
    expect(await shown(dealId)).toEqual([
      [1, 'New', 1_500_000n],
      [2, 'Design', 2_000_000n],
      [3, 'Delivery', 1_500_000n],
    ])
  })

  function withFirst(draft: ScheduleDraft, patch: Partial<MilestoneDraft>): ScheduleDraft {
    const [first, ...rest] = draft.milestones
    return { ...draft, milestones: [{ ...must(first), ...patch }, ...rest] }
  }
})
