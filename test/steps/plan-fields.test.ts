/**
 * Goal: every field of a plan is kept as it was typed, and what can't be is refused with its place; nothing changes.
 * Method: plans on a real database, read back in the shape that planning takes.
 */
import { addMilestone, changeMilestone, removeMilestone } from '../../src/schedules/change-milestone'
import type { MilestoneDraft, ScheduleDraft } from '../../src/schedules/draft'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { scheduleToDraft } from '../../src/schedules/schedule-to-draft'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner, shared, usd } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const read = (dealId: string) =>
  office.within(async (sql) => {
    const schedule = must(await readScheduleOfDeal(sql, dealId))
    return scheduleToDraft(schedule, await readMilestones(sql, [schedule.scheduleId]))
  })
const save = (dealId: string, draft: ScheduleDraft) =>
  office.within((sql) => planSchedule(sql, owner, { dealId, draft, ifVersion: null }))
const pointers = async (work: Promise<unknown>) => {
  const refused = await refusalOf(work)
  expect(refused).toMatchObject({ status: 422, code: 'validation_failed' })
  return (refused['errors'] as { pointer: string; detail: string }[]).map((error) => error.pointer)
}

const ana = { name: 'Ana Ruiz', role: 'Lead', email: 'ana@client.example' }
const whole: ScheduleDraft = draftOf(
  '1000',
  [
    fixed('Deposit', '100', { trigger: { on: ['signature'], date: '2027-01-10' } }),
    shared('Design', '33.3333', {
      description: 'Notes',
      deliverable: 'Approved designs',
      criteria: ['Every screen approved'],
      evidenceRequired: ['Screenshots'],
      plannedFrom: '2027-02-01',
      plannedOn: '2027-02-20',
      approval: { required: true, rule: 'all', approvers: [ana], windowDays: 5, deemed: true },
      trigger: { on: ['acceptance'], after: { contractDate: true, days: 60 } },
    }),
    { name: 'Third', share: { fraction: '1/3' } },
    fixed('At no charge', '0'),
  ],
  {
    billingType: 'mixed',
    contractDate: '2027-01-01',
    contractReference: 'SOW-17',
    terms: { netDays: 7 },
    cadence: { on: 'monthly', day: 28 },
    hourlyRate: usd('120.50'),
    notToExceed: usd('5000'),
    retainage: {
      sliding: [
        { upToPercent: '50', percent: '10' },
        { upToPercent: '100', percent: '5' },
      ],
    },
    deposit: { mode: 'advance', share: { percent: '20' }, draw: 'proportional' },
    payers: [
      { customer: { quickbooksId: '1' }, share: { fraction: '1/3' } },
      { customer: { quickbooksId: '2' }, share: { fraction: '2/3' } },
    ],
    lateFee: '1.5 % a month',
    pauseWork: 'after 30 days',
  },
)

test('every field comes back as it was typed, and what was read can be saved again without a change', async () => {
  const { dealId } = await office.plan(whole)
  const once = await read(dealId)
  expect(once).toMatchObject({
    ...whole,
    contractValue: usd('1000.00'),
    milestones: whole.milestones.map((milestone) =>
      milestone.amount ? { ...milestone, amount: usd(`${milestone.amount.amount}.00`) } : milestone,
    ),
  })
  await save(dealId, once)
  expect(await read(dealId)).toEqual(once)
})

const first = (more: Partial<MilestoneDraft>): ScheduleDraft => draftOf('1000', [fixed('One', '10', more)])
const header = (more: Partial<ScheduleDraft>): ScheduleDraft => draftOf('1000', [fixed('One', '10')], more)
const approval = (emails: readonly string[], rule: 'any' | 'all' = 'any') => ({
  required: true,
  rule,
  approvers: emails.map((email) => ({ name: 'Somebody', email })),
})

test.each<[string, string, ScheduleDraft]>([
  ['a range without its end', '/milestones/0/plannedFrom', first({ plannedFrom: '2027-01-01' })],
  [
    'a range that ends before it begins',
    '/milestones/0/plannedFrom',
    first({ plannedFrom: '2027-01-02', plannedOn: '2027-01-01' }),
  ],
  ['no way to be triggered', '/milestones/0/trigger/on', first({ trigger: { on: [] } })],
  ['one trigger twice', '/milestones/0/trigger/on', first({ trigger: { on: ['signature', 'signature'] } })],
  [
    'days after a contract date that is not there',
    '/milestones/0/trigger/after/contractDate',
    first({ trigger: { on: [], after: { contractDate: true, days: 3 } } }),
  ],
  [
    'days after a milestone that is not there',
    '/milestones/0/trigger/after/milestoneId',
    first({ trigger: { on: [], after: { milestoneId: 'nobody', days: 3 } } }),
  ],
  [
    'one approver twice, however written',
    '/milestones/0/approval/approvers/1/email',
    first({ approval: approval(['ana@client.example', 'Ana@Client.example']) }),
  ],
  ['all of nobody', '/milestones/0/approval/approvers', first({ approval: approval([], 'all') })],
  ['all of nobody, by default', '/approval/approvers', header({ approval: approval([], 'all') })],
  ['a share above 100 %', '/milestones/0/share', draftOf('10', [shared('One', '100.0001')])],
  ['a share of nothing', '/milestones/0/share', draftOf('10', [shared('One', '0.0000')])],
  ['an amount in cents of yen', '/milestones/0/amount/amount', yen('10.5')],
  ['a contract in cents of yen', '/contractValue/amount', yen('10', '100.5')],
  [
    'a rate in another currency',
    '/hourlyRate/currency',
    header({ hourlyRate: { amount: '1', currency: 'EUR' } }),
  ],
  ['a rate of too many digits', '/hourlyRate/amount', header({ hourlyRate: usd('1.234') })],
  [
    'a limit in another currency',
    '/notToExceed/currency',
    header({ notToExceed: { amount: '1', currency: 'EUR' } }),
  ],
  ['more than all held back', '/retainage/percent', header({ retainage: { percent: '100.0001' } })],
  [
    'more than the contract held back',
    '/retainage/fixed/amount',
    header({ retainage: { fixed: usd('1000.01') } }),
  ],
  [
    'steps that fall',
    '/retainage/sliding/1/upToPercent',
    header({ retainage: { sliding: steps(['50', '10'], ['50', '5'], ['100', '1']) } }),
  ],
  ['steps that end early', '/retainage/sliding', header({ retainage: { sliding: steps(['50', '10']) } })],
  [
    'a step above 100 %',
    '/retainage/sliding/0/percent',
    header({ retainage: { sliding: steps(['100', '101']) } }),
  ],
  [
    'a deposit above 100 %',
    '/deposit/share',
    header({ deposit: { mode: 'income', share: { fraction: '3/2' } } }),
  ],
  [
    'a deposit of nothing',
    '/deposit/share',
    header({ deposit: { mode: 'income', share: { percent: '0' } } }),
  ],
  ['payers who pay 99 %', '/payers', header({ payers: payers('50', '49') })],
  ['one payer twice', '/payers/1/customer', header({ payers: payers('50', '50', '1') })],
  ['milestones billed by the hour', '/milestones', header({ billingType: 'hourly' })],
])('%s is refused at %s', async (_, pointer, draft) => {
  expect(await pointers(office.plan(draft))).toEqual([pointer])
})

function yen(amount: string, contract = '1000'): ScheduleDraft {
  const of = (text: string) => ({ amount: text, currency: 'JPY' })
  return {
    ...draftOf('1', []),
    contractValue: of(contract),
    milestones: [{ name: 'One', amount: of(amount) }],
  }
}
function steps(...of: readonly (readonly [string, string])[]) {
  return of.map(([upToPercent, percent]) => ({ upToPercent, percent }))
}
function payers(one: string, two: string, second = '2') {
  return [
    { customer: { quickbooksId: '1' }, share: { percent: one } },
    { customer: { quickbooksId: second }, share: { percent: two } },
  ]
}

test('everything that is wrong is said at once', async () => {
  const draft = draftOf('1000', [fixed('One', '10', { trigger: { on: [] }, plannedFrom: '2027-01-01' })], {
    hourlyRate: usd('0.001'),
  })
  expect(await pointers(office.plan(draft))).toEqual([
    '/hourlyRate/amount',
    '/milestones/0/plannedFrom',
    '/milestones/0/trigger/on',
  ])
})

test.each([
  ['JPY', '1000', '333'],
  ['KWD', '1000.000', '333.333'],
  ['USD', '1000.00', '333.33'],
])('%s has its own digits', async (currency, contract, third) => {
  const { dealId } = await office.plan({
    ...draftOf('1', []),
    contractValue: { amount: contract, currency },
    milestones: [{ name: 'One', amount: { amount: third, currency } }],
  })
  expect((await read(dealId)).milestones[0]?.amount).toEqual({ amount: third, currency })
})

describe('a milestone that waits for another', () => {
  const later = (milestoneId: string): Partial<MilestoneDraft> => ({
    trigger: { on: [], after: { milestoneId, days: 3 } },
  })
  async function three() {
    const { dealId, ids } = await office.plan(
      draftOf('30', [fixed('A', '10'), fixed('B', '10'), fixed('C', '10')]),
    )
    return { dealId, ids: ids.map((id) => must(id)), draft: await read(dealId) }
  }
  const waiting = (draft: ScheduleDraft, ...targets: readonly (string | null)[]): ScheduleDraft => ({
    ...draft,
    milestones: draft.milestones.map((each, place) => {
      const target = targets[place]
      return target ? { ...each, ...later(target) } : each
    }),
  })

  test('a row of them is fine; a circle and oneself are not', async () => {
    const { dealId, ids, draft } = await three()
    const [a, b, c] = ids as [string, string, string]
    await save(dealId, waiting(draft, null, a, b))
    expect((await read(dealId)).milestones[2]?.trigger).toEqual(later(b).trigger)
    const before = await read(dealId)
    const at = (place: number) => `/milestones/${place}/trigger/after/milestoneId`
    expect(await pointers(save(dealId, waiting(draft, a)))).toEqual([at(0)])
    expect(await pointers(save(dealId, waiting(draft, c, a, b)))).toEqual([at(0), at(1), at(2)])
    // One that leads into a circle is not in it.
    expect(await pointers(save(dealId, waiting(draft, b, a, b)))).toEqual([at(0), at(1)])
    expect(await read(dealId)).toEqual(before)
  })

  test('the one it waits for is not removed, and the refusal says who waits', async () => {
    const { dealId, ids, draft } = await three()
    const [a] = ids as [string]
    await save(dealId, waiting(draft, null, a))
    const removal = office.within((sql) => removeMilestone(sql, owner, { milestoneId: a, ifVersion: null }))
    expect(await refusalOf(removal)).toMatchObject({
      code: 'milestone_locked',
      detail: expect.stringContaining('“B” is billed some days after it'),
    })
    const without = waiting(draft, null, a)
    expect(await pointers(save(dealId, { ...without, milestones: without.milestones.slice(1) }))).toEqual([
      '/milestones/0/trigger/after/milestoneId',
    ])
  })
})

test('what is wrong with one milestone is said where it stands in its own body', async () => {
  const { dealId, ids } = await office.plan(draftOf('30', [fixed('A', '10'), fixed('B', '10')]))
  const id = must(ids[1])
  const patch = (values: Partial<MilestoneDraft>) =>
    office.within((sql) => changeMilestone(sql, owner, { milestoneId: id, patch: values, ifVersion: null }))
  const add = (draft: MilestoneDraft) => office.within((sql) => addMilestone(sql, owner, { dealId, draft }))
  expect(await pointers(patch({ trigger: { on: [] } }))).toEqual(['/trigger/on'])
  expect(await pointers(patch({ amount: usd('1.001') }))).toEqual(['/amount/amount'])
  expect(await pointers(add(fixed('C', '1', { plannedFrom: '2027-01-01' })))).toEqual(['/plannedFrom'])
})

test('a schedule with milestones does not turn hourly; one without may', async () => {
  const { dealId } = await office.plan(draftOf('30', [fixed('A', '10')]))
  const draft = await read(dealId)
  const hourly = save(dealId, { ...draft, billingType: 'hourly', milestones: [] })
  expect(await refusalOf(hourly)).toMatchObject({
    code: 'wrong_status',
    detail: expect.stringMatching(/has 1 milestone.*Mixed has both/),
  })
  expect(await read(dealId)).toEqual(draft)
  await save(dealId, { ...draft, milestones: [] })
  await save(dealId, { ...draft, billingType: 'hourly', milestones: [] })
  expect((await read(dealId)).billingType).toBe('hourly')
})
