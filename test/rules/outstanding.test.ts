/**
 * Goal: what is outstanding has the right age on every day around a boundary, adds up in every direction, and is unknown as soon
 * as a part of it is. Method: the days as a table; properties over arbitrary invoices of several customers and currencies.
 */
import fc from 'fast-check'
import { daysAfter } from '../../src/clock/day'
import { customerSums } from '../../src/insight/customer-history/customer-sum'
import { type Age, ageOf, ages } from '../../src/insight/outstanding/age'
import {
  matchesFilter,
  type OpenInvoice,
  openInvoice,
  owedOn,
  rowsOf,
  sumsOf,
} from '../../src/insight/outstanding/outstanding'
import type { BilledIntent } from '../../src/invoices/billing-status'
import type { Attributed } from '../../src/invoices/books/attributed'
import { sumOrUnknown } from '../../src/money/money'
import { someBilled, someIntent, someInvoice } from '../fixtures/made'
import { must } from '../fixtures/must'

const TODAY = '2026-04-15'

test.each<[number | null, Age]>([
  [null, 'notDue'],
  [-40, 'notDue'],
  [-1, 'notDue'],
  [0, 'notDue'],
  [1, 'days1to30'],
  [30, 'days1to30'],
  [31, 'days31to60'],
  [60, 'days31to60'],
  [61, 'days61to90'],
  [90, 'days61to90'],
  [91, 'over90'],
  [4_000, 'over90'],
])('%s days past its day is %s', (late, age) => {
  expect(ageOf(late === null ? null : daysAfter(TODAY, -late), TODAY)).toBe(age)
})

interface Made {
  readonly customer: string
  readonly currency: string
  readonly late: number
  readonly balance: bigint
  readonly total: bigint
  readonly how: 'open' | 'unread' | 'voided' | 'covered' | 'queued'
}
const text = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
const memo = (totalMinor: bigint): Attributed => ({
  kind: 'CreditMemo',
  quickbooksId: '9',
  number: null,
  on: null,
  milestoneId: null,
  totalMinor,
  netMinor: totalMinor,
})

function billedOf(made: Made, at: number): BilledIntent {
  const { customer, currency, balance, total, late, how } = made
  const intent = someIntent({
    intentId: `i${at}`,
    customerId: customer,
    currency,
    ...(how === 'queued' && { state: 'queued', quickbooksId: null }),
  })
  if (how === 'unread' || how === 'queued')
    return someBilled({ intent, invoice: null, paidMinor: how === 'queued' ? 0n : null })
  const invoice = someInvoice({
    TotalAmt: text(total),
    Balance: text(balance),
    DueDate: daysAfter(TODAY, -late),
    CustomerRef: { value: customer, name: `Customer ${customer}` },
  })
  return someBilled({
    intent,
    invoice: how === 'voided' ? { ...invoice, effective: false, gone: 'voided' } : invoice,
    paidMinor: total - balance,
    attributed: how === 'covered' ? [memo(balance)] : [],
  })
}

const made = (hows: readonly Made['how'][]) =>
  fc
    .record({
      customer: fc.constantFrom('1', '2', '3'),
      currency: fc.constantFrom('USD', 'EUR'),
      late: fc.integer({ min: -60, max: 200 }),
      balance: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      paid: fc.bigInt({ min: 0n, max: 10n ** 9n }),
      how: fc.constantFrom(...hows),
    })
    .map(({ paid, ...rest }): Made => ({ ...rest, total: rest.balance + paid }))
const openOf = (list: readonly Made[]): OpenInvoice[] =>
  list.flatMap((each, at) => openInvoice(billedOf(each, at), TODAY) ?? [])
const rowsIn = (list: readonly Made[]) => rowsOf(openOf(list), new Map(), new Map())
const READ = ['open', 'voided', 'covered', 'queued'] as const

test('the ages of a row sum to it, the rows of a currency to its sum, and that is what the invoices ask for', () => {
  fc.assert(
    fc.property(fc.array(made(READ), { maxLength: 20 }), (list) => {
      const rows = rowsIn(list)
      for (const { ages: byAge, openMinor, overdueMinor, unread } of rows) {
        expect(sumOrUnknown(ages.map((age) => byAge[age]))).toBe(openMinor)
        expect((overdueMinor ?? -1n) + (byAge.notDue ?? -1n)).toBe(openMinor)
        expect(unread).toBe(0)
      }
      for (const sum of sumsOf(rows)) {
        const own = rows.filter(({ currency }) => currency === sum.currency)
        expect(sum.customers).toBe(own.length)
        expect(sum.invoices).toBe(own.reduce((all, row) => all + row.invoices, 0))
        expect(sum.openMinor).toBe(sumOrUnknown(own.map(({ openMinor }) => openMinor)))
        for (const age of ages) expect(sum.ages[age]).toBe(sumOrUnknown(own.map((row) => row.ages[age])))
        const counted = list.filter(
          ({ how, currency }) => currency === sum.currency && (how === 'open' || how === 'covered'),
        )
        expect(sum.openMinor).toBe(counted.reduce((all, { balance }) => all + balance, 0n))
      }
    }),
    { numRuns: 200 },
  )
})

test('one that can’t be read makes its customer and its currency unknown in every age, and nobody else', () => {
  fc.assert(
    fc.property(fc.array(made(READ), { maxLength: 12 }), (list) => {
      const unread: Made = {
        customer: '2',
        currency: 'USD',
        late: 0,
        balance: 5n,
        total: 5n,
        how: 'unread',
      }
      const rows = rowsIn([...list, unread])
      const [first, ...others] = rows
      expect(first).toMatchObject({ customerId: '2', currency: 'USD', unread: 1, openMinor: null })
      expect(ages.map((age) => must(first).ages[age])).toEqual(ages.map(() => null))
      expect([must(first).overdueMinor, must(first).coveredMinor]).toEqual([null, null])
      for (const { openMinor } of others) expect(openMinor).not.toBeNull()
      for (const { currency, openMinor } of sumsOf(rows)) expect(openMinor === null).toBe(currency === 'USD')
      // Something of it may be late: who asks for what is late is told.
      expect(matchesFilter(must(first), { isLate: true })).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('a balance that is no amount is unknown in its age and in the sum, and in no other age', () => {
  const whole: Made = { customer: '1', currency: 'USD', late: 10, balance: 700n, total: 700n, how: 'open' }
  const odd = billedOf({ ...whole, late: 45 }, 1)
  const open = [
    must(openInvoice(billedOf(whole, 0), TODAY)),
    must(openInvoice({ ...odd, invoice: { ...must(odd.invoice), balanceMinor: null } }, TODAY)),
  ]
  expect(owedOn(open)).toMatchObject({
    ages: { notDue: 0n, days1to30: 700n, days31to60: null, days61to90: 0n, over90: 0n },
    overdueMinor: null,
    openMinor: null,
    invoices: 1,
    unread: 1,
  })
})

test('what a credit memo covers is open and not late: it stands in what is not due, by its own name', () => {
  const past: Made = { customer: '1', currency: 'USD', late: 45, balance: 300n, total: 900n, how: 'covered' }
  const owed = owedOn(openOf([past, { ...past, how: 'open', balance: 200n }]))
  expect(owed).toMatchObject({
    ages: { notDue: 300n, days31to60: 200n },
    coveredMinor: 300n,
    overdueMinor: 200n,
    openMinor: 500n,
    oldestDueOn: daysAfter(TODAY, -45),
  })
  expect(owedOn(openOf([past])).oldestDueOn).toBeNull()
  const [half] = openOf([past]).map(({ billed }) => ({ ...billed, attributed: [memo(299n)] }))
  expect(openInvoice(must(half), TODAY)).toMatchObject({ age: 'days31to60', daysLate: 45, isCovered: false })
})

test('who is late longest is asked first; a merged customer is whom it was merged into; filters choose rows', () => {
  const of = (customer: string, late: number, currency = 'USD'): Made => ({
    customer,
    currency,
    late,
    balance: 100n,
    total: 100n,
    how: 'open',
  })
  const list = [of('1', -5), of('2', 3), of('3', 99, 'EUR'), of('4', 8)]
  const names = new Map([
    ['2', { name: 'Kitchen', fullName: 'Acme:Kitchen' }],
    ['3', { name: 'Beta GmbH', fullName: 'Beta GmbH' }],
  ])
  const rows = rowsOf(openOf(list), new Map([['4', '2']]), names)
  expect(
    rows.map(({ fullName, openMinor, invoices, oldestDueOn }) => [
      fullName,
      openMinor,
      invoices,
      oldestDueOn,
    ]),
  ).toEqual([
    ['Beta GmbH', 100n, 1, daysAfter(TODAY, -99)],
    ['Acme:Kitchen', 200n, 2, daysAfter(TODAY, -8)],
    ['Customer 1', 100n, 1, daysAfter(TODAY, 5)],
  ])
  const shown = (filter: Parameters<typeof matchesFilter>[1]) =>
    rows.filter((row) => matchesFilter(row, filter)).map(({ customerId }) => customerId)
  expect(shown({})).toEqual(['3', '2', '1'])
  expect(shown({ isLate: true })).toEqual(['3', '2'])
  expect(shown({ currency: 'USD' })).toEqual(['2', '1'])
  expect(shown({ search: ' acme ' })).toEqual(['2'])
})

test('a customer’s sums: what was invoiced is paid, credited, open or settled otherwise, by currency', () => {
  fc.assert(
    fc.property(fc.array(made(READ), { maxLength: 15 }), (list) => {
      const billed = list.map(billedOf)
      const sums = customerSums(billed, TODAY)
      const rows = rowsIn(list.map((each) => ({ ...each, customer: '1' })))
      for (const { currency, invoicedMinor, paidMinor, openMinor, overdueMinor } of sums) {
        expect(invoicedMinor).toBe((paidMinor ?? -1n) + (openMinor ?? -1n))
        const row = rows.find((each) => each.currency === currency)
        expect([openMinor, overdueMinor]).toEqual([row?.openMinor ?? 0n, row?.overdueMinor ?? 0n])
      }
    }),
  )
  const [whole] = customerSums(
    [someBilled(), someBilled({ intent: someIntent({ intentId: 'other' }), invoice: null, paidMinor: null })],
    TODAY,
  )
  expect(whole).toEqual({
    currency: 'USD',
    invoices: 1,
    unread: 1,
    invoicedMinor: null,
    paidMinor: null,
    creditedMinor: null,
    openMinor: null,
    overdueMinor: null,
  })
})
