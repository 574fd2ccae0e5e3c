/** Goal: hours and their money exactly as agreed, and nobody's deal guessed. Method: the rules' numbers, and properties. */
import fc from 'fast-check'
import { entryOf } from '../../src/hours/time-entry'
import { type Claim, ownerOf } from '../../src/hours/work-owner'
import {
  clockText,
  exactHours,
  minutesOf,
  ratePerHour,
  roundedHours,
  timesRate,
} from '../../src/hours/worked'

test.each([
  ['12.5', 750],
  ['1:20', 80],
  ['0:01', 1],
  ['0.05', 3],
  ['24', 1440],
  ['1.33', null],
  ['0.333', null],
  ['1:60', null],
  ['-1', null],
  ['1,5', null],
  ['', null],
  ['1.', null],
  ['123', null],
])('%s hours are %s minutes', (text, minutes) => {
  expect(minutesOf(text)).toBe(minutes)
})

test.each([
  ['12.5 h × 120.00', 750, 12_000n, 150_000n],
  ['1:20 h × 99.99', 80, 9_999n, 13_332n],
  ['half a cent rounds up', 1, 30n, 1n],
  ['less than half a cent is nothing', 1, 29n, 0n],
  ['yen', 50, 10_000n, 8_333n],
  ['no hours', 0, 12_000n, 0n],
])('%s', (_what, minutes, rate, amount) => {
  expect(timesRate(minutes, rate)).toBe(amount)
})

test('hours that a short decimal says exactly are a quantity; QuickBooks’ own product is then the line’s amount', () => {
  expect([exactHours(750), exactHours(3), exactHours(80), exactHours(60)]).toEqual([
    '12.5',
    '0.05',
    null,
    '1',
  ])
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1440 }), fc.bigInt(0n, 10_000_000n), (minutes, rate) => {
      const quantity = exactHours(minutes)
      if (quantity === null) return minutes % 3 !== 0
      const [whole = '', fraction = ''] = quantity.split('.')
      const product = BigInt(whole + fraction) * rate
      const under = 10n ** BigInt(fraction.length)
      return (2n * product + under) / (2n * under) === timesRate(minutes, rate)
    }),
  )
})

test('what is shown can be typed again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1440 }), (minutes) => minutesOf(clockText(minutes)) === minutes),
  )
  expect([roundedHours(80), roundedHours(750), roundedHours(0)]).toEqual(['1.33', '12.50', '0.00'])
})

test('what an hour brought: billed by the hours, unknown without any', () => {
  expect(ratePerHour(150_000n, 750)).toBe(12_000n)
  expect(ratePerHour(100n, 0)).toBeNull()
})

describe('whose work it is', () => {
  const claim = (scheduleId: string, more: Partial<Claim> = {}): Claim => ({
    scheduleId,
    dealId: scheduleId,
    dealName: scheduleId,
    customerIds: ['1'],
    classId: null,
    itemId: null,
    ...more,
  })
  const mark = { customerId: '1', projectId: null, classId: null, itemId: null }
  test.each([
    ['the only deal of its customer', mark, [claim('a')], { scheduleId: 'a', by: 'customer' }],
    ['nobody’s without a deal', mark, [claim('a', { customerIds: ['2'] })], null],
    ['two deals of one customer: a person says', mark, [claim('a'), claim('b')], null],
    [
      'the deal of its project, whoever pays the rest',
      { ...mark, projectId: '9' },
      [claim('a'), claim('b', { customerIds: ['9'] })],
      { scheduleId: 'b', by: 'customer' },
    ],
    [
      'the only one with its class',
      { ...mark, classId: '5' },
      [claim('a'), claim('b', { classId: '5' })],
      { scheduleId: 'b', by: 'class' },
    ],
    [
      'two of one class, one with its item',
      { ...mark, classId: '5', itemId: '7' },
      [claim('a', { classId: '5' }), claim('b', { classId: '5', itemId: '7' })],
      { scheduleId: 'b', by: 'item' },
    ],
    [
      'two of one class are not guessed',
      { ...mark, classId: '5' },
      [claim('a', { classId: '5' }), claim('b', { classId: '5' })],
      null,
    ],
    [
      'one of several payers',
      mark,
      [claim('a', { customerIds: ['2', '1'] })],
      { scheduleId: 'a', by: 'customer' },
    ],
  ])('%s', (_what, of, claims, owner) => {
    expect(ownerOf(of, claims)).toEqual(owner)
  })
})

describe('a time activity as QuickBooks has it', () => {
  const activity = {
    Id: '5',
    SyncToken: '0',
    MetaData: { LastUpdatedTime: '2026-03-02T10:00:00-08:00' },
    TxnDate: '2026-03-02',
    NameOf: 'Employee',
    EmployeeRef: { value: '54', name: 'John Johnson' },
    CustomerRef: { value: '1' },
    Hours: '3',
    Minutes: '30',
    BillableStatus: 'Billable',
  }
  test('hours and minutes, or from when to when less the break', () => {
    expect(entryOf(activity)).toMatchObject({ minutes: 210, billable: 'billable', workerKind: 'employee' })
    const { Hours, Minutes, ...rest } = activity
    const span = {
      ...rest,
      StartTime: '2026-03-02T09:00:00-08:00',
      EndTime: '2026-03-02T17:30:00-08:00',
      BreakMinutes: '45',
    }
    expect(entryOf(span)?.minutes).toBe(465)
    expect(entryOf({ ...span, EndTime: 'later' })?.minutes).toBe(0)
    expect(entryOf({ ...span, EndTime: '2026-03-02T08:00:00-08:00' })?.minutes).toBe(0)
  })
  test('our mark is no part of the note', () => {
    const marked = { ...activity, Description: 'Wireframes (Milepost T-7KQ4XB)' }
    expect(entryOf(marked)).toMatchObject({ note: 'Wireframes', marker: '(Milepost T-7KQ4XB)' })
    expect(entryOf({ ...activity, Description: '(Milepost T-7KQ4XB)' })).toMatchObject({ note: null })
    expect(entryOf({ ...activity, Description: 'Milepost T' })).toMatchObject({ marker: null })
  })
  test('without a customer, a person or a day it is nobody’s to bill; what it says of billing decides', () => {
    const { CustomerRef, ...nobody } = activity
    const { EmployeeRef, ...unworked } = activity
    const { TxnDate, ...undated } = activity
    expect([entryOf(nobody), entryOf(unworked), entryOf(undated)]).toEqual([null, null, null])
    expect(entryOf({ ...activity, BillableStatus: 'HasBeenBilled' })?.billable).toBe('billed')
    expect(entryOf({ ...activity, BillableStatus: 'Odd' })?.billable).toBe('not_billable')
  })
})
