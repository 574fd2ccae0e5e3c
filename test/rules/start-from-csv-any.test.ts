/**
 * Goal: a table says the plan, whatever the plan. Method: any plan written as a table and read back is the same
 * milestones; any text at all is read without breaking; a large one in a moment.
 */
import fc from 'fast-check'
import { scheduleInput } from '../../src/http/contract/schedule'
import { money } from '../../src/money/money'
import type { MilestoneDraft } from '../../src/schedules/draft'
import { type CsvGround, stageCsv } from '../../src/start-from/csv-schedule'
import { scheduleCsv } from '../../src/start-from/schedule-csv'

const ground: CsvGround = { contractValue: null, dealAmount: money(5_000_000n, 'USD'), currency: 'USD' }
const stage = (text: string) => stageCsv(text, ground)

const word = (maxLength: number) =>
  fc
    .string({ unit: fc.constantFrom(...'abc ,;"\'=+-@%1/éß漢🙂\n'), minLength: 1, maxLength })
    .map((text) => text.trim())
    .filter((text) => text !== '')
const line = (maxLength: number) => word(maxLength).map((text) => text.replace(/\s*\n\s*/g, ' '))
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const approver = fc
  .record({ name: line(20), role: fc.option(line(20), { nil: undefined }) })
  .map(({ name, role }, at = 0) => ({
    name,
    email: `a${at}@acme.example`,
    ...(role !== undefined && { role }),
  }))
const approval = fc.record({
  required: fc.boolean(),
  rule: fc.constantFrom('any' as const, 'all' as const),
  approvers: fc.array(approver, { maxLength: 3 }),
  windowDays: fc.integer({ min: 1, max: 60 }),
  deemed: fc.boolean(),
})
const trigger = fc
  .record(
    {
      on: fc.uniqueArray(fc.constantFrom('acceptance' as const, 'signature' as const)),
      date: day,
      after: fc.record({ contractDate: fc.constant(true as const), days: fc.nat(3650) }),
    },
    { requiredKeys: ['on'] },
  )
  .filter((each) => each.on.length > 0 || each.date !== undefined || each.after !== undefined)
const milestone = (currency: string, digits: number): fc.Arbitrary<MilestoneDraft> =>
  fc
    .record({
      texts: fc.record(
        {
          description: word(60),
          deliverable: word(30),
          days: fc.tuple(day, fc.option(day)).map(([one, other]) => {
            const [plannedFrom, plannedOn = ''] = other === null ? [null, one] : [one, other].sort()
            return { plannedOn, ...(plannedFrom && { plannedFrom }) }
          }),
          approval,
        },
        { requiredKeys: [] },
      ),
      name: fc.oneof(word(30), fc.constantFrom('Total', 'Contract value', 'Sum')),
      criteria: fc.array(line(20), { maxLength: 4 }),
      evidenceRequired: fc.array(line(20), { maxLength: 3 }),
      trigger,
      worth: fc.oneof(
        fc.nat(10 ** 9).map((minor) => {
          const text = String(minor).padStart(digits + 1, '0')
          const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
          return { amount: { amount, currency } }
        }),
        fc.integer({ min: 1, max: 1_000_000 }).map((parts) => ({
          share: {
            percent: `${Math.floor(parts / 10_000)}.${String(parts % 10_000).padStart(4, '0')}`
              .replace(/0+$/, '')
              .replace(/\.$/, ''),
          },
        })),
        fc
          .tuple(fc.integer({ min: 1, max: 999_999 }), fc.nat(900_000))
          .map(([over, more]) => ({ share: { fraction: `${over}/${Math.min(over + more, 999_999)}` } })),
      ),
    })
    .map(({ texts: { days, ...texts }, worth, ...rest }) => ({ ...rest, ...texts, ...days, ...worth }))

test('any plan, written as a table and read back, is the same milestones', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(['USD', 2] as const, ['JPY', 0] as const, ['KWD', 3] as const)
        .chain(([currency, digits]) =>
          fc.record({
            currency: fc.constant(currency),
            milestones: fc.array(milestone(currency, digits), { minLength: 1, maxLength: 8 }),
          }),
        ),
      ({ currency, milestones }) => {
        const plan = { contractValue: { amount: '900000', currency }, contractDate: '2026-01-15', milestones }
        const staged = stageCsv(scheduleCsv(plan), { ...ground, currency, dealAmount: null })
        expect(staged.rowErrors).toEqual([])
        expect(staged.questions).toEqual([])
        expect(staged.draft.contractValue).toEqual(plan.contractValue)
        expect(staged.draft.contractDate).toBe(plan.contractDate)
        expect(staged.draft.milestones).toEqual(milestones)
      },
    ),
    { numRuns: 100 },
  )
})

test('any text is read or refused by rows, never broken on, never planned without a name', () => {
  const cell = fc.oneof(
    line(10),
    fc.constantFrom('Name', 'Amount', 'Share', '1,5', '30 %', '"', '\t', '2026-01-01'),
  )
  const table = fc
    .array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 })
    .map((rows) => rows.map((cells) => cells.join(',')).join('\n'))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 200 }),
        table,
        table.map((each) => `Name,Amount\n${each}`),
      ),
      (text) => {
        const staged = stage(text)
        if (staged.rowErrors.length === 0 && staged.questions.length === 0) scheduleInput.parse(staged.draft)
      },
    ),
    { numRuns: 500 },
  )
})

test('a thousand rows of a megabyte are read in a moment', () => {
  const rows = Array.from({ length: 1_000 }, (_, at) => `Milestone ${at},${at}.50,"${'word '.repeat(180)}"`)
  const began = performance.now()
  const { draft, rowErrors } = stage(`Name,Amount,Description\n${rows.join('\n')}\n`)
  expect({ rowErrors, milestones: scheduleInput.parse(draft).milestones.length }).toEqual({
    rowErrors: [],
    milestones: 1_000,
  })
  expect(performance.now() - began).toBeLessThan(3_000)
})
