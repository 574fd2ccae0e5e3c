/**
 * Goal: an application for payment says what was earned, held back, certified before and is due, to the cent, and its rows
 * sum to its summary. Method: the rules' worked example; releases, voids and unread invoices; arbitrary jobs.
 */
import fc from 'fast-check'
import { derivePayApplication, percentOf } from '../../src/insight/pay-application/pay-application'
import { sheetTotals } from '../../src/insight/pay-application/sheet'
import { partKey } from '../../src/invoices/intent'
import { someMilestone } from '../fixtures/made'
import {
  atTen,
  day,
  derive,
  done,
  due,
  example,
  invoiced,
  job,
  release,
  TODAY,
} from '../fixtures/pay-application'

describe('the worked example of the rules', () => {
  test.each([
    ['the second part not billed yet', [atTen(6, 'a', 13_600_000n)]],
    [
      'both parts billed, on one day even',
      [
        atTen(6, 'a', 13_600_000n),
        {
          ...atTen(6, 'b', 4_210_000n),
          intent: { ...atTen(6, 'b', 4_210_000n).intent, createdAt: new Date('2026-05-06T13:00:00Z') },
        },
      ],
    ],
    ['both parts billed, a month apart', [atTen(6, 'a', 13_600_000n), atTen(28, 'b', 4_210_000n)]],
  ])('%s', (_, intents) => {
    const application = derive(example(intents))
    expect(application).toMatchObject({
      number: 2,
      of: 2,
      originalMinor: 25_000_000n,
      changeOrdersMinor: 1_250_000n,
      contractMinor: 26_250_000n,
      completedMinor: 17_810_000n,
      retainageMinor: 1_781_000n,
      previousMinor: 12_240_000n,
    })
    expect(due(application)).toBe(3_789_000n)
    const earned = application.completedMinor - application.retainageMinor
    expect(earned).toBe(16_029_000n)
    expect(application.contractMinor - earned).toBe(10_221_000n)
    expect(application.rows).toMatchObject([
      {
        scheduledMinor: 13_600_000n,
        previousMinor: 13_600_000n,
        thisPeriodMinor: 0n,
        retainageMinor: 1_360_000n,
      },
      {
        scheduledMinor: 4_210_000n,
        previousMinor: 0n,
        thisPeriodMinor: 4_210_000n,
        retainageMinor: 421_000n,
      },
      { scheduledMinor: 8_440_000n, previousMinor: 0n, thisPeriodMinor: 0n, retainageMinor: 0n },
    ])
  })

  test('the first application, asked for by its number or by its day, is what it was', () => {
    const both = example([atTen(6, 'a', 13_600_000n), atTen(28, 'b', 4_210_000n)])
    const first = derive(both, 1)
    expect(first).toMatchObject({
      number: 1,
      of: 2,
      completedMinor: 13_600_000n,
      previousMinor: 0n,
      invoices: ['1006'],
    })
    expect(due(first)).toBe(12_240_000n)
    expect(derive(both, null, '2026-05-10')).toMatchObject({ number: 1, of: 1, previousMinor: 0n })
  })
})

test('what was completed after the day is not in it', () => {
  const application = derive(example([atTen(6, 'a', 13_600_000n)]), null, '2026-05-19')
  expect(application).toMatchObject({ number: 1, of: 1, completedMinor: 13_600_000n })
})

test('a release is an application of its own: due is what is released, and nothing is held back after the last', () => {
  const application = derive(job(1_000n, [done('a', 1_000n)], [atTen(6, 'a', 1_000n), release(28, 1, 100n)]))
  expect(application).toMatchObject({
    number: 2,
    completedMinor: 1_000n,
    retainageMinor: 0n,
    previousMinor: 900n,
  })
  expect(due(application)).toBe(100n)
  expect(application.rows.at(-1)).toMatchObject({ name: 'Retainage released', retainageMinor: -100n })
})

test('several payers’ invoices of one milestone, and of one release, are one application', () => {
  const of = (customer: string, minor: bigint, on = 6) =>
    invoiced(
      on,
      [
        { id: 'a', minor, key: partKey('a', 'work', `c${customer}` as 'c1') },
        {
          id: 'a',
          minor: -minor / 10n,
          kind: 'retainage',
          key: partKey('a', 'retainage', `c${customer}` as 'c1'),
        },
      ],
      { customerId: customer },
    )
  const both = [of('1', 600n), of('2', 400n)]
  const released = [...both, release(20, 1, 60n, '1'), release(20, 1, 40n, '2')]
  const application = derive(job(1_000n, [done('a', 1_000n)], released))
  expect(application).toMatchObject({ number: 2, of: 2, previousMinor: 900n })
  expect(due(application)).toBe(100n)
  // One of them voided and billed again is a later application.
  const again = [
    of('1', 600n),
    { ...of('2', 400n), invoice: invoiced(6, [{ id: 'a', minor: 400n }], { gone: true }).invoice },
    of('2', 400n, 9),
  ]
  expect(derive(job(1_000n, [done('a', 1_000n)], again))).toMatchObject({ number: 2, previousMinor: 540n })
})

test('a voided invoice certifies nothing and keeps its number; its work is due again', () => {
  const voided = atTen(6, 'a', 1_000n, { gone: true })
  const application = derive(
    job(2_000n, [done('a', 1_000n), done('b', 1_000n)], [voided, atTen(8, 'b', 1_000n)]),
  )
  expect(application).toMatchObject({
    number: 3,
    completedMinor: 2_000n,
    retainageMinor: 200n,
    previousMinor: 900n,
  })
  expect(due(application)).toBe(900n)
})

test('a credit of a part takes its work back, which is not due again by itself; one that is unknown makes all unknown', () => {
  const credited = { ...atTen(6, 'a', 1_000n), creditedMinor: 90n }
  const of = job(2_000n, [done('a', 1_000n)], [credited])
  // What is held back is no part of a credit: it takes 90 of the work.
  expect(derive(of)).toMatchObject({ number: 1, of: 1, completedMinor: 910n, retainageMinor: 100n })
  const unknown = job(2_000n, [done('a', 1_000n)], [{ ...credited, creditedMinor: null }])
  expect(derivePayApplication(unknown, day, TODAY, null)).toBe('unknown')
})

test('an invoice that could not be read makes all of it unknown; a number that is not there is none', () => {
  const of = job(1_000n, [done('a', 1_000n)], [atTen(6, 'a', 1_000n, { unread: true })])
  expect(derivePayApplication(of, day, TODAY, null)).toBe('unknown')
  expect(derivePayApplication(job(1_000n, [], []), day, TODAY, 2)).toBe('none')
  expect(derive(job(1_000n, [], []))).toMatchObject({
    number: 1,
    of: 1,
    completedMinor: 0n,
    rows: [{ name: 'Not planned yet' }],
  })
})

test('property: the rows sum to the summary, and nothing is certified twice', () => {
  const milestone = fc.record({
    minor: fc.bigInt(1n, 900_000n).map((tenths) => tenths * 10n),
    state: fc.constantFrom('open', 'done', 'billed', 'voided', 'queued'),
  })
  fc.assert(
    fc.property(fc.array(milestone, { minLength: 1, maxLength: 7 }), fc.bigInt(0n, 10_000n), (list, more) => {
      const milestones = list.map(({ minor, state }, at) =>
        state === 'open'
          ? someMilestone({ milestoneId: `m${at}`, amountMinor: minor })
          : done(`m${at}`, minor, at + 1),
      )
      const intents = list.flatMap(({ minor, state }, at) => {
        if (state === 'open' || state === 'done') return []
        const billed = atTen(at + 1, `m${at}`, minor, { gone: state === 'voided' })
        return [
          state === 'queued'
            ? { ...billed, intent: { ...billed.intent, state: 'queued' as const }, invoice: null }
            : billed,
        ]
      })
      const sum = list.reduce((all, { minor }) => all + minor, 0n)
      const of = job(sum + more, milestones, intents)
      const newest = derive(of)
      let certified = 0n
      for (let number = 1; number <= newest.of; number += 1) {
        const one = derive(of, number)
        expect(one.previousMinor).toBe(certified)
        certified += due(one)
        const [scheduled, previous, now, toDate, , , retainage] = sheetTotals(one)
        expect([scheduled, toDate, retainage]).toEqual([
          one.contractMinor,
          one.completedMinor,
          one.retainageMinor,
        ])
        expect((previous as bigint) + (now as bigint)).toBe(one.completedMinor)
      }
      const doneSum = list.filter(({ state }) => state !== 'open').reduce((all, { minor }) => all + minor, 0n)
      expect(newest.completedMinor).toBe(doneSum)
      expect(certified).toBe(doneSum - doneSum / 10n)
    }),
  )
})

test.each([
  [67n, 100n, '67'],
  [1n, 3n, '33.33'],
  [678n, 1_000n, '67.8'],
  [0n, 5n, '0'],
  [100n, 100n, '100'],
  [1n, 0n, null],
])('%d of %d is %s %%', (part, whole, expected) => {
  expect(percentOf(part, whole)).toBe(expected)
})
