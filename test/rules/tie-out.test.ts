/**
 * Goal: a deal's figures come out against its documents, line by line, and what does not is named and never made up for.
 * Method: any set of invoices with what a bookkeeper adds to them, payments over several invoices and credit memos; one
 * thing wrong at a time; what is unknown.
 */
import fc from 'fast-check'
import { type TieOut, tiesOut } from '../../src/reconcile/tie-out'
import { someDocument } from '../fixtures/made'
import { must } from '../fixtures/must'
import { dealOf, noLines, type Payment, tieOutOf } from '../fixtures/tie-out-deal'

const of = (tieOut: TieOut, id: string) => must(tieOut.identities.find((each) => each.id === id))
const amount = fc.bigInt({ min: 1n, max: 10_000_000n })
const small = fc.bigInt({ min: 0n, max: 50_000n })
const invoice = fc.record({
  work: amount,
  retained: small,
  advance: small,
  drawn: small,
  earned: small,
  hours: small,
  shipping: small,
  discount: small,
  byHand: small,
  tax: small,
})
/** Invoices of more than they take away, and payments that never settle more than there is. */
const some = fc.array(invoice, { minLength: 1, maxLength: 6 }).chain((rows) => {
  const invoices = rows.map((row) => ({ ...row, work: row.work + 200_000n }))
  const payment = fc
    .record({
      parts: fc.array(fc.nat(100), { minLength: rows.length, maxLength: rows.length }),
      credit: fc.nat(100),
      journal: fc.nat(20),
      unapplied: small,
      elsewhere: small,
    })
    .map(({ parts, credit, journal, unapplied, elsewhere }): Payment => {
      const over = invoices.map(({ work }, at) => (work * BigInt(parts[at] ?? 0)) / 400n)
      const sum = over.reduce((all, each) => all + each, 0n) + elsewhere
      const byCredit = (sum * BigInt(credit)) / 200n
      const byJournal = (sum * BigInt(journal)) / 200n
      return { cash: sum - byCredit - byJournal, credit: byCredit, journal: byJournal, unapplied, over }
    })
  return fc.record({ invoices: fc.constant(invoices), payments: fc.array(payment, { maxLength: 3 }) })
})

test('A to E hold for any invoices, payments, credits and journals', () => {
  fc.assert(
    fc.property(some, ({ invoices, payments }) => {
      const tieOut = tieOutOf(dealOf(invoices, payments))
      for (const each of tieOut.identities)
        expect([each.id, each.left.name, each.difference]).toEqual([each.id, each.left.name, 0n])
      expect(tiesOut(tieOut)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('what a bookkeeper added is an extra with a name', () => {
  const deal = dealOf(
    [{ ...noLines, work: 100_000n, hours: 2_000n, shipping: 500n, discount: 1_000n, byHand: 700n }],
    [],
  )
  const tieOut = tieOutOf(deal)
  expect(of(tieOut, 'B').items.map(({ what, minor }) => [what, minor])).toEqual([
    ['Hours', 1_981n],
    ['Line that bills no milestone: Travel', 700n],
    ['Shipping', 500n],
    ['Discount', -12n],
  ])
  // Of the discount each line has its part, the milestones' and the others'.
  expect(tieOut.sums).toMatchObject({ milestoneLines: 99_031n, extras: 3_169n, invoicedTotal: 102_200n })
})

test('a deposit and what it became: held is deposits less drawn', () => {
  const tieOut = tieOutOf(
    dealOf(
      [
        { ...noLines, advance: 20_000n },
        { ...noLines, work: 100_000n, retained: 10_000n, drawn: 15_000n },
      ],
      [],
    ),
  )
  expect(tieOut.sums).toMatchObject({
    advances: 20_000n,
    drawn: 15_000n,
    depositHeld: 5_000n,
    retained: 10_000n,
  })
  expect(tiesOut(tieOut)).toBe(true)
})

test('a total that is not its lines is a difference of that invoice', () => {
  const deal = dealOf([{ ...noLines, work: 100_000n }], [])
  const [billed] = deal.intents
  deal.intents[0] = {
    ...must(billed),
    invoice: { ...must(must(billed).invoice), totalMinor: 100_007n, balanceMinor: 100_007n },
  }
  const identity = of(tieOutOf(deal), 'B')
  expect(identity.difference).toBe(7n)
  expect(identity.items).toMatchObject([
    {
      what: 'The lines and the tax of invoice 1000 do not come to its total',
      minor: 7n,
      document: { kind: 'Invoice', quickbooksId: 'i0', number: '1000' },
      standing: { state: 'open', key: 'total:Invoice:i0' },
    },
  ])
})

test('a balance that nothing accounts for is named, and not made up for', () => {
  const deal = dealOf([{ ...noLines, work: 100_000n }], [])
  const [billed] = deal.intents
  deal.intents[0] = { ...must(billed), invoice: { ...must(must(billed).invoice), balanceMinor: 60_000n } }
  const identity = of(tieOutOf(deal), 'C')
  expect([identity.difference, identity.items.map(({ what }) => what)]).toEqual([
    40_000n,
    ['Nothing that was read accounts for a part of what settled invoice 1000'],
  ])
})

test('what was paid on the invoice’s own form, and a journal, settle it by name', () => {
  const deal = dealOf(
    [{ ...noLines, work: 100_000n }],
    [{ cash: 0n, credit: 0n, journal: 30_000n, unapplied: 0n, over: [30_000n] }],
  )
  const [billed] = deal.intents
  const document = must(deal.stored.get('i0'))
  deal.stored.set('i0', { ...document, body: { ...must(document.body), Deposit: '50.00' } })
  deal.intents[0] = { ...must(billed), invoice: { ...must(must(billed).invoice), balanceMinor: 65_000n } }
  const identity = of(tieOutOf(deal), 'C')
  expect([identity.difference, identity.items.map(({ what, minor }) => [what, minor])]).toEqual([
    0n,
    [
      ['Paid on the form of invoice 1000', 5_000n],
      ['A journal entry on invoice 1000, with payment p0', 30_000n],
    ],
  ])
})

test('a credit of a part is an open difference until it is answered; a full one opens the milestone again', () => {
  const half = tieOutOf(
    dealOf(
      [{ ...noLines, work: 100_000n }],
      [{ cash: 0n, credit: 50_000n, journal: 0n, unapplied: 0n, over: [50_000n] }],
    ),
  )
  expect(half.sums).toMatchObject({ milestoneLines: 100_000n, credited: 50_000n, billed: 50_000n })
  expect(of(half, 'A').items.map(({ what, minor }) => [what, minor])).toEqual([
    [
      'A credit took a part of what invoice 1000 bills, and nobody has said whether it is billed again',
      50_000n,
    ],
  ])
  const terms = (tieOut: TieOut) => of(tieOut, 'A').right.map(({ name, minor }) => [name, minor])
  expect(terms(half)).toEqual(
    expect.arrayContaining([
      ['Open differences', 50_000n],
      ['Closed differences', 0n],
    ]),
  )
  const full = tieOutOf(
    dealOf(
      [{ ...noLines, work: 100_000n }],
      [{ cash: 0n, credit: 100_000n, journal: 0n, unapplied: 0n, over: [100_000n] }],
    ),
  )
  expect(full.sums).toMatchObject({ milestoneLines: 100_000n, credited: 100_000n, billed: 0n })
  expect(of(full, 'A').right.find(({ name }) => name === 'Still to bill')?.minor).toBe(100_000n)
  expect([tiesOut(half), tiesOut(full)]).toEqual([true, true])
})

test('a payment or a credit memo that says another sum than it is applied to is named', () => {
  const deal = dealOf(
    [{ ...noLines, work: 100_000n }],
    [{ cash: 30_000n, credit: 20_000n, journal: 0n, unapplied: 0n, over: [50_000n] }],
  )
  deal.payments.set(
    'p0',
    someDocument({ TotalAmt: '299.00', UnappliedAmt: '0' }, { kind: 'Payment', quickbooksId: 'p0' }),
  )
  deal.creditMemos.set(
    'c0',
    someDocument({ TotalAmt: '250.00', RemainingCredit: '0' }, { kind: 'CreditMemo', quickbooksId: 'c0' }),
  )
  const tieOut = tieOutOf(deal)
  expect([of(tieOut, 'E').difference, of(tieOut, 'D').difference]).toEqual([-100n, 5_000n])
  expect(of(tieOut, 'E').items[0]?.what).toMatch(/says another sum/)
})

test('a cent of tax on work that a deposit paid is called tax rounding', () => {
  const tieOut = tieOutOf(dealOf([{ ...noLines, work: 100_000n, drawn: 100_000n, tax: 1n }], []))
  expect(of(tieOut, 'B').items).toMatchObject([
    {
      what: 'Tax rounding on invoice 1000',
      minor: 1n,
      document: { kind: 'Invoice', quickbooksId: 'i0', number: '1000' },
    },
  ])
  expect(tiesOut(tieOut)).toBe(true)
})

test('what was not read makes its identities unknown, never zero', () => {
  const deal = dealOf(
    [
      { ...noLines, work: 100_000n },
      { ...noLines, work: 5_000n },
    ],
    [{ cash: 10_000n, credit: 0n, journal: 0n, unapplied: 0n, over: [10_000n] }],
  )
  deal.intents[1] = { ...must(deal.intents[1]), invoice: null, paidMinor: null, creditedMinor: null }
  deal.payments.clear()
  const tieOut = tieOutOf(deal)
  expect(tieOut.identities.map(({ id, difference }) => [id, difference])).toEqual([
    ['A', null],
    ['B', null],
    ['C', null],
    ['E', null],
  ])
  expect(of(tieOut, 'B').items).toContainEqual({
    what: 'Invoice 1001 could not be read',
    minor: null,
    document: { kind: 'Invoice', quickbooksId: 'i1', number: '1001', on: '2026-03-01' },
    standing: { state: 'open', key: 'unread:Invoice:i1', since: null },
  })
  expect(tiesOut(tieOut)).toBe(false)
})

test('an edit closes what it took, by name; a deleted invoice is no document', () => {
  const deal = dealOf(
    [
      { ...noLines, work: 100_000n },
      { ...noLines, work: 5_000n },
    ],
    [],
  )
  const [billed, gone] = deal.intents
  const facts = must(must(billed).invoice)
  deal.intents[0] = {
    ...must(billed),
    invoice: {
      ...facts,
      totalMinor: 90_000n,
      balanceMinor: 90_000n,
      lines: facts.lines.map((line) => (line.Id === '1' ? { ...line, Amount: '900.00' } : line)),
    },
  }
  deal.intents[1] = {
    ...must(gone),
    invoice: { ...must(must(gone).invoice), effective: false, gone: 'deleted' },
  }
  const tieOut = tieOutOf(deal)
  expect(of(tieOut, 'A').items.map(({ what, minor }) => [what, minor])).toEqual([
    ['Invoice 1000 bills $900.00 of “Strategy”, for which $1,000.00 was decided', 10_000n],
  ])
  expect([tieOut.invoices.length, tiesOut(tieOut)]).toEqual([1, true])
})
