/**
 * Goal: an invoice of several deals ties out for each of them, every figure is exactly its documents, and the workspace's
 * sums are exactly its rows. Method: any documents, shared between two deals; the sums of the parts held against the whole.
 */
import fc from 'fast-check'
import { type TieOutRow, tieOutRow } from '../../src/insight/tie-out/tie-out-row'
import { openSection } from '../../src/insight/tie-out/tie-out-section'
import { sumOrUnknown } from '../../src/money/money'
import { openItemsOf, type TieOut, tieOutState } from '../../src/reconcile/tie-out'
import { must } from '../fixtures/must'
import { type Deal, dealOf, noLines, type Payment, tieOutOf } from '../fixtures/tie-out-deal'
import { asMonthly, DEALS, tieOutOfShare } from '../fixtures/tie-out-months'

const small = fc.bigInt({ min: 0n, max: 50_000n })
const invoice = fc.record({
  work: fc.bigInt({ min: 100_000n, max: 10_000_000n }),
  retained: fc.constant(0n),
  advance: small,
  drawn: fc.constant(0n),
  earned: fc.constant(0n),
  hours: small,
  shipping: small,
  discount: small,
  byHand: small,
  tax: small,
})
const documents = fc.array(invoice, { minLength: 1, maxLength: 4 }).chain((invoices) =>
  fc.record({
    invoices: fc.constant(invoices),
    payments: fc.array(
      fc
        .record({
          parts: fc.array(fc.nat(100), { minLength: invoices.length, maxLength: invoices.length }),
          credit: fc.nat(100),
          journal: fc.nat(20),
          unapplied: small,
          back: small,
          debit: small,
          elsewhere: small,
        })
        .map(({ parts, credit, journal, elsewhere, ...own }): Payment => {
          const over = invoices.map(({ work }, at) => (work * BigInt(parts[at] ?? 0)) / 1_200n)
          const sum = over.reduce((all, each) => all + each, 0n) + elsewhere
          const byCredit = (sum * BigInt(credit)) / 200n
          const byJournal = (sum * BigInt(journal)) / 200n
          return { cash: sum - byCredit - byJournal, credit: byCredit, journal: byJournal, over, ...own }
        }),
      { maxLength: 3 },
    ),
  }),
)
const rowOf = (tieOut: TieOut, name: string): TieOutRow =>
  tieOutRow({ dealId: name, name, company: null, archived: false }, tieOut, [])
/** Every figure of what was invoiced and settled is what its documents add. */
const checkDocuments = (tieOut: TieOut) => {
  for (const { id, left, right } of tieOut.identities.filter((each) => each.id !== 'A'))
    for (const { name, minor, documents: behind } of [left, ...right])
      expect([id, name, sumOrUnknown(behind.map((each) => each.minor))]).toEqual([id, name, minor])
}

test('each deal of a monthly invoice ties out, and the parts are the whole', () => {
  fc.assert(
    fc.property(documents, ({ invoices, payments }) => {
      const deal = asMonthly(dealOf(invoices, payments))
      const tieOuts = DEALS.map((each) => tieOutOfShare(deal, each))
      for (const tieOut of tieOuts) {
        expect(tieOut.identities.filter(({ difference }) => difference !== 0n)).toEqual([])
        checkDocuments(tieOut)
      }
      const whole = tieOutOf(dealOf(invoices, payments))
      for (const name of [
        'invoicedTotal',
        'tax',
        'balance',
        'paid',
        'creditApplied',
        'settledOtherwise',
      ] as const)
        expect([name, sumOrUnknown(tieOuts.map(({ sums }) => sums[name]))]).toEqual([name, whole.sums[name]])
    }),
    { numRuns: 200 },
  )
})

test('the workspace’s sums are its rows, and a payment of two deals counts once', () => {
  fc.assert(
    fc.property(documents, ({ invoices, payments }) => {
      const deal = asMonthly(dealOf(invoices, payments))
      const section = openSection('USD')
      const rows = DEALS.map((each) => {
        const tieOut = tieOutOfShare(deal, each)
        const row = rowOf(tieOut, each)
        section.add(row, tieOut)
        return row
      })
      const { identities } = section.sum()
      for (const [at, { id, left, right, difference }] of identities.entries()) {
        const own = rows.map((row) => must(row.identities[at]))
        const sum = (of: (each: (typeof own)[number]) => bigint | null) => sumOrUnknown(own.map(of))
        if (id < 'D') {
          expect(left.minor).toBe(sum((each) => each.left.minor))
          for (const [term, { minor }] of right.entries())
            expect(minor).toBe(sum((each) => each.right[term]?.minor ?? null))
        } else expect(right[0]?.minor).toBe(sum((each) => each.right[0]?.minor ?? null))
        expect([id, difference]).toEqual([id, 0n])
      }
      const paid = must(identities.find(({ id }) => id === 'E'))
      const touching = payments.filter(({ over }) => over.some((each) => each > 0n))
      const total = ({ cash, unapplied, back = 0n, debit = 0n }: Payment) => cash + unapplied + back + debit
      expect(paid.left.minor).toBe(touching.reduce((all, each) => all + total(each), 0n))
    }),
    { numRuns: 200 },
  )
})

test('a payment of which one deal’s part is nothing counts once, whichever deal comes first', () => {
  const cent = { cash: 1n, credit: 0n, journal: 0n, unapplied: 0n, over: [1n] }
  const unused = { cash: 0n, credit: 500n, journal: 0n, unapplied: 700n, over: [500n] }
  const deal = asMonthly(dealOf([{ ...noLines, work: 20_000n, hours: 10_001n }], [cent, unused]))
  for (const names of [DEALS, [...DEALS].reverse()]) {
    const section = openSection('USD')
    for (const each of names) {
      const tieOut = tieOutOfShare(deal, each)
      section.add(rowOf(tieOut, each), tieOut)
    }
    const paid = must(section.sum().identities.find(({ id }) => id === 'E'))
    expect([paid.left.minor, paid.right.map(({ minor }) => minor), paid.difference]).toEqual([
      701n,
      [1n, 0n, 700n],
      0n,
    ])
  }
})

test('a journal on the invoice of two deals is each deal’s by its share, to the cent', () => {
  const job = dealOf(
    [{ ...noLines, work: 20_000n, hours: 10_001n }],
    [{ cash: 0n, credit: 0n, journal: 10_000n, unapplied: 0n, over: [10_000n] }],
  )
  const [work, hours] = DEALS.map((each) => tieOutOfShare(asMonthly(job), each))
  expect([work?.sums.settledOtherwise, hours?.sums.settledOtherwise]).toEqual([6_666n, 3_334n])
  expect([must(work), must(hours)].map(tieOutState)).toEqual(['holds', 'holds'])
  expect(must(hours).identities.find(({ id }) => id === 'C')?.items).toMatchObject([
    { what: 'A journal entry on invoice 1000, with payment p0', minor: 3_334n, standing: { state: 'part' } },
  ])
})

describe('what is open', () => {
  const half = (): Deal =>
    dealOf(
      [{ ...noLines, work: 100_000n }],
      [{ cash: 0n, credit: 40_000n, journal: 0n, unapplied: 0n, over: [40_000n] }],
    )
  const asked = (answer: string | null) => [
    {
      cause: 'edited:i0:abc',
      kind: 'edited' as const,
      intentId: 'i0',
      since: new Date('2026-04-02T10:00:00Z'),
      answer,
    },
  ]
  const edited = (): Deal => {
    const deal = dealOf([{ ...noLines, work: 100_000n }], [])
    const billed = must(deal.intents[0])
    const facts = must(billed.invoice)
    const lines = facts.lines.map((line) => (line.Id === '1' ? { ...line, Amount: '900.00' } : line))
    deal.intents[0] = { ...billed, invoice: { ...facts, totalMinor: 90_000n, balanceMinor: 90_000n, lines } }
    return deal
  }

  test('a credit that nobody answered is open, and its sums hold', () => {
    const tieOut = tieOutOf(half())
    expect(tieOutState(tieOut)).toBe('differs')
    expect(openItemsOf(tieOut)).toMatchObject([
      { identity: 'A', key: 'A:credited:Invoice:i0', minor: 40_000n },
    ])
  })

  test.each([
    [null, 'differs', ['open']],
    ['restore', 'differs', ['open']],
    ['leave', 'holds', ['closed']],
  ] as const)('an edit is open until a person lets it stand (%s)', (answer, state, standing) => {
    const tieOut = tieOutOf(edited(), 10n ** 9n, asked(answer))
    expect(tieOutState(tieOut)).toBe(state)
    const items = must(tieOut.identities[0]).items
    expect(items.map((each) => each.standing.state)).toEqual(standing)
    expect(items.map(({ minor }) => minor)).toEqual([10_000n])
    if (answer !== 'leave') expect(openItemsOf(tieOut)[0]?.since).toEqual(asked(null)[0]?.since)
  })

  test('an edit that nobody was asked about is open since QuickBooks changed the invoice', () => {
    const [item] = openItemsOf(tieOutOf(edited()))
    expect([item?.key, item?.since]).toEqual(['A:edited:Invoice:i0:m0', new Date('2026-03-01T12:00:00Z')])
  })

  test('what is unknown in one deal makes the workspace’s sum unknown, never zero', () => {
    const deal = half()
    deal.intents[0] = { ...must(deal.intents[0]), invoice: null, paidMinor: null, creditedMinor: null }
    const [unread, whole] = [tieOutOf(deal), tieOutOf(dealOf([{ ...noLines, work: 500n }], []))]
    const section = openSection('USD')
    for (const [name, tieOut] of [
      ['a', unread],
      ['b', whole],
    ] as const)
      section.add(rowOf(tieOut, name), tieOut)
    const { identities, states, deals } = section.sum()
    expect([deals, states]).toEqual([2, { holds: 1, differs: 0, unknown: 1 }])
    expect(identities.find(({ id }) => id === 'B')?.left.minor).toBeNull()
    expect(identities.find(({ id }) => id === 'A')?.left.minor).toBe(2n * 10n ** 9n)
  })
})
