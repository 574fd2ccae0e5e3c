import fc from 'fast-check'
import type { ScheduleInput } from '../../src/http/contract/schedule'

const line = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
const ref = fc.integer({ min: 1, max: 999 }).map((id) => ({ quickbooksId: String(id) }))
const day = fc
  .integer({ min: 0, max: 3000 })
  .map((days) => new Date(Date.UTC(2025, 0, 1 + days)).toISOString().slice(0, 10))

export const anyShare = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map((tenThousandths) => ({
    percent: `${Math.floor(tenThousandths / 10_000)}.${String(tenThousandths % 10_000).padStart(4, '0')}`,
  })),
  fc
    .tuple(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }))
    .map(([a, b]) => ({ fraction: `${Math.min(a, b)}/${Math.max(a, b)}` })),
)

const cents = (most: number) =>
  fc
    .integer({ min: 0, max: most })
    .map((units) => `${Math.floor(units / 100)}.${String(units % 100).padStart(2, '0')}`)
const usd = (most: number) => cents(most).map((amount) => ({ amount, currency: 'USD' }))

const approval = fc.record({
  required: fc.constant(true),
  rule: fc.constantFrom('any' as const, 'all' as const),
  approvers: fc.uniqueArray(
    fc
      .tuple(fc.integer({ min: 1, max: 99 }), line(20), fc.option(line(20), { nil: undefined }))
      .map(([n, name, role]) => ({
        name,
        email: `a${n}@example.com`,
        ...(role === undefined ? {} : { role }),
      })),
    { minLength: 1, maxLength: 3, selector: ({ email }) => email },
  ),
  windowDays: fc.integer({ min: 1, max: 60 }),
  deemed: fc.boolean(),
})

const trigger = fc.record(
  {
    on: fc.subarray(['acceptance' as const, 'signature' as const], { minLength: 1 }),
    date: day,
    after: fc.record({ contractDate: fc.constant(true as const), days: fc.integer({ min: 0, max: 3650 }) }),
  },
  { requiredKeys: ['on'] },
)

/** A quarter and three quarters, of two customers. */
const payers = fc
  .uniqueArray(ref, { minLength: 2, maxLength: 2, selector: (each) => each.quickbooksId })
  .map((customers) =>
    customers.map((customer, at) => ({ customer, share: { percent: at === 0 ? '25' : '75' } })),
  )

const milestone = fc
  .record(
    {
      name: line(40),
      description: line(40),
      deliverable: line(40),
      criteria: fc.array(line(30), { minLength: 1, maxLength: 3 }),
      evidenceRequired: fc.array(line(30), { minLength: 1, maxLength: 3 }),
      plannedOn: day,
      trigger,
      approval,
      payers,
      item: ref,
      taxCode: fc.constantFrom('TAX', 'NON', '7'),
      retainage: fc.constantFrom('0', '5', '12.25').map((percent) => ({ percent })),
      worth: fc.oneof(
        usd(10_000_000).map((amount) => ({ amount })),
        anyShare.map((share) => ({ share })),
      ),
    },
    { requiredKeys: ['name', 'worth'] },
  )
  .map(({ worth, ...rest }) => ({ ...rest, ...worth }))

/** Any schedule that a person could plan in dollars, with each field there or left out. */
export const anySchedule: fc.Arbitrary<ScheduleInput> = fc.record(
  {
    billingType: fc.constantFrom('fixed' as const, 'mixed' as const),
    contractValue: usd(100_000_000),
    contractDate: day,
    contractReference: line(30),
    customer: ref,
    item: ref,
    class: ref,
    location: ref,
    taxCode: fc.constantFrom('TAX', 'NON', '7'),
    terms: fc.oneof(
      ref,
      fc.integer({ min: 0, max: 999 }).map((netDays) => ({ netDays })),
      fc.constant({ dueOnReceipt: true as const }),
    ),
    delivery: fc.constantFrom('send' as const, 'post' as const, 'prepare' as const),
    cadence: fc.oneof(
      fc.constant({ on: 'approval' as const }),
      fc.integer({ min: 1, max: 28 }).map((on) => ({ on: 'monthly' as const, day: on })),
    ),
    control: fc.constantFrom('open' as const, 'formal' as const),
    retainage: fc.oneof(
      fc.constant({ percent: '7.5' }),
      usd(1000).map((fixed) => ({ fixed })),
      fc.constantFrom('2.5', '5').map((percent) => ({
        sliding: [
          { upToPercent: '50', percent: '10' },
          { upToPercent: '100', percent },
        ],
      })),
    ),
    deposit: fc.oneof(
      anyShare.map((share) => ({ mode: 'income' as const, share })),
      fc.record({
        mode: fc.constantFrom('liability' as const, 'advance' as const),
        share: anyShare,
        draw: fc.constantFrom('full' as const, 'proportional' as const),
      }),
      anyShare.map((share) => ({
        mode: 'advance' as const,
        share,
        draw: 'full' as const,
        billOn: 'signature' as const,
      })),
    ),
    payers,
    approval,
    lateFee: line(40),
    lateFeeAfterDays: fc.integer({ min: 1, max: 365 }),
    pauseWork: line(40),
    pauseAfterDays: fc.integer({ min: 1, max: 365 }),
    milestones: fc.array(milestone, { maxLength: 8 }),
  },
  { requiredKeys: ['billingType', 'contractValue', 'delivery', 'milestones'] },
)
