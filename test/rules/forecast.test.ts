/**
 * Goal: what is expected is sorted by month so that nothing is lost and nothing moves while a month lasts; how late a
 * customer pays is told by enough invoices or not at all. Method: the edges, and chance.
 */
import fc from 'fast-check'
import { cashByMonth } from '../../src/forecast/cash-by-month'
import { FEWEST_PAID, usualLateness } from '../../src/invoices/books/lateness'

describe('by month', () => {
  test.each([
    ['2026-01-31', 'thisMonth'],
    ['2025-06-01', 'thisMonth'],
    ['2026-02-01', 'nextMonth'],
    ['2026-02-28', 'nextMonth'],
    ['2026-03-01', 'later'],
    ['2027-01-15', 'later'],
    [null, 'undated'],
  ] as const)('seen in January 2026, %s is %s', (on, where) => {
    const nothing = { thisMonth: 0n, nextMonth: 0n, later: 0n, undated: 0n }
    expect(cashByMonth([{ minor: 5n, on }], '2026-01-31')).toEqual({ ...nothing, [where]: 5n })
  })

  test('after December comes January of the next year', () => {
    const expected = [
      { minor: 1n, on: '2027-01-31' },
      { minor: 10n, on: '2027-02-01' },
    ]
    expect(cashByMonth(expected, '2026-12-01')).toMatchObject({ nextMonth: 1n, later: 10n })
  })

  const day = fc
    .date({ min: new Date('2024-01-01'), max: new Date('2029-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  const cash = fc.array(
    fc.record({ minor: fc.bigInt({ min: -1_000n, max: 1_000_000n }), on: fc.option(day) }),
  )

  test('the four are all of it, and the same on each day of a month', () => {
    fc.assert(
      fc.property(cash, day, fc.integer({ min: 1, max: 28 }), (expected, today, other) => {
        const months = cashByMonth(expected, today)
        const sum = Object.values(months).reduce((all, minor) => all + minor, 0n)
        expect(sum).toBe(expected.reduce((all, { minor }) => all + minor, 0n))
        const sameMonth = `${today.slice(0, 8)}${String(other).padStart(2, '0')}`
        expect(cashByMonth(expected, sameMonth)).toEqual(months)
      }),
    )
  })
})

describe('how late a customer pays', () => {
  const paid = (...days: number[]) =>
    days.map((late) => ({
      customerId: '7',
      dueOn: '2026-03-10',
      paidOn: new Date(Date.UTC(2026, 2, 10 + late)).toISOString().slice(0, 10),
    }))

  test.each([
    [[5, 1, 40], 5],
    [[-3, -10, 0], -3],
    // Of two in the middle the earlier: nobody is told to wait longer than most of them did.
    [[2, 4, 6, 100], 4],
  ])('%j days after the due date are usually %i', (days, usual) => {
    expect(usualLateness(paid(...days))).toEqual(new Map([['7', usual]]))
  })

  test('too few tell nothing, and what names no day is none of them', () => {
    const few = paid(...Array.from({ length: FEWEST_PAID - 1 }, () => 30))
    expect(usualLateness(few)).toEqual(new Map())
    expect(usualLateness([...few, { customerId: '7', dueOn: 'soon', paidOn: '2026-03-10' }])).toEqual(
      new Map(),
    )
    expect(usualLateness([...few, { customerId: '8', dueOn: '2026-03-10', paidOn: '2026-03-10' }])).toEqual(
      new Map(),
    )
    expect(usualLateness([...few, ...paid(30)])).toEqual(new Map([['7', 30]]))
  })
})
