/**
 * Goal: what the client accepted can't be edited past them, whichever way it is tried, and what stays free stays free.
 * Method: an accepted schedule on PostgreSQL, and every field that decides what is billed, when, and by whose yes.
 */
import { markArchived } from '../../src/deals/deal-table'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { changeMilestone, type MilestonePatch } from '../../src/schedules/change-milestone'
import type { ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import type { Actor } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
})
afterAll(() => office.close())

const member: Actor = { ...owner, role: 'member', who: 'Ben Okafor' }
const approval = { required: true, approvers: [{ name: 'Ana Ruiz', email: 'ana@client.example' }] }
const plan = () =>
  office.plan(
    draftOf(
      '1000',
      [
        fixed('Design', '400', { approval, evidenceRequired: ['Screenshots'] }),
        fixed('Build', '600', { trigger: { on: ['acceptance'], after: { contractDate: true, days: 900 } } }),
      ],
      { contractDate: '2026-01-15', retainage: { percent: '10' } },
    ),
  )
const accepted = async () => {
  const made = await plan()
  await office.within((sql) =>
    acceptSchedule(sql, owner, {
      dealId: made.dealId,
      on: '2026-01-20',
      by: 'Ana Ruiz',
      fileIds: [],
      ifVersion: null,
    }),
  )
  return made
}
const held = (dealId: string) =>
  office.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    return { schedule, draft: scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId])) }
  })
const patch = (milestoneId: string, patch: MilestonePatch) =>
  office.within((sql) => changeMilestone(sql, member, { milestoneId, patch, ifVersion: null }))
const put = async (dealId: string, change: Partial<ScheduleDraft>) => {
  const { draft } = await held(dealId)
  return office.within((sql) =>
    planSchedule(sql, member, { dealId, draft: { ...draft, ...change }, ifVersion: null }),
  )
}

describe('of a milestone, after acceptance', () => {
  const refused: [string, MilestonePatch][] = [
    ['a day that would bill it by itself', { trigger: { on: ['acceptance'], date: '2026-11-01' } }],
    ['the approval it needs, taken away', { approval: { required: false } }],
    ['silence that would count as a yes', { approval: { ...approval, deemed: true } }],
    ['another window', { approval: { ...approval, windowDays: 30 } }],
    ['the evidence it needs', { evidenceRequired: [] }],
  ]
  test.each(refused)('%s goes by change order', async (_, change) => {
    const { dealId, ids } = await accepted()
    const before = await held(dealId)
    const refusal = await refusalOf(patch(must(ids[0]), change))
    expect(refusal).toMatchObject({ status: 409, code: 'change_order_required' })
    expect(await held(dealId)).toEqual(before)
  })

  test('name, planned day, notes and who approves stay free', async () => {
    const { ids, dealId } = await accepted()
    const other = { ...approval, approvers: [{ name: 'Cem Kaya', email: 'cem@client.example' }] }
    await patch(must(ids[0]), { name: 'Design, revised', plannedOn: '2026-12-01', description: 'Two rounds' })
    await patch(must(ids[0]), { approval: other })
    const [milestone] = (await held(dealId)).draft.milestones
    expect(milestone).toMatchObject({ name: 'Design, revised', plannedOn: '2026-12-01', approval: other })
  })
})

describe('of the schedule, after acceptance', () => {
  const refused: [string, Partial<ScheduleDraft>][] = [
    ['how it is billed', { billingType: 'mixed' }],
    ['what is held back', { retainage: null }],
    ['a deposit', { deposit: { mode: 'income', share: { percent: '20' } } }],
    ['a rate', { hourlyRate: { amount: '150.00', currency: 'USD' } }],
    ['the approval of all that say nothing of it', { approval: { required: true } }],
    ['the contract date that a day is counted from', { contractDate: '2024-01-15' }],
  ]
  test.each(refused)('%s can’t be edited', async (_, change) => {
    const { dealId } = await accepted()
    const before = await held(dealId)
    expect(await refusalOf(put(dealId, change))).toMatchObject({
      status: 409,
      code: 'change_order_required',
      detail: expect.stringMatching(
        /^The client accepted .* An admin or the owner can take the acceptance back/,
      ),
    })
    expect(await held(dealId)).toEqual(before)
  })

  test('what the bookkeeper needs stays free: terms, tax, how it is delivered', async () => {
    const { dealId } = await accepted()
    await put(dealId, {
      terms: { netDays: 30 },
      taxCode: 'TAX',
      delivery: 'post',
      contractReference: 'SOW-17',
    })
    expect((await held(dealId)).schedule.terms).toMatchObject({ terms: { netDays: 30 }, delivery: 'post' })
  })
})

test('formal control is not lifted by leaving it out', async () => {
  const { dealId } = await plan()
  await put(dealId, { control: 'formal' })
  const { control: _, ...silent } = (await held(dealId)).draft
  await office.within((sql) => planSchedule(sql, member, { dealId, draft: silent, ifVersion: null }))
  expect((await held(dealId)).schedule.terms.control).toBe('formal')
  const refusal = await refusalOf(put(dealId, { retainage: null }))
  expect(refusal).toMatchObject({
    code: 'change_order_required',
    detail: expect.stringMatching(/Set its control to open/),
  })
})

test('the schedule of a deal that was deleted in HubSpot is kept as it is', async () => {
  const { dealId, ids } = await plan()
  await office.within((sql) => markArchived(sql, [dealId]))
  const before = await held(dealId)
  expect(await refusalOf(put(dealId, { milestones: [] }))).toMatchObject({
    status: 409,
    code: 'deal_archived',
  })
  expect(await refusalOf(patch(must(ids[0]), { name: 'Other' }))).toMatchObject({ code: 'deal_archived' })
  expect(await held(dealId)).toEqual(before)
})
