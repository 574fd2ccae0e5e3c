/**
 * Goal: each change of an invoice is told once, in any order of readings, and nothing is told of what is not known.
 * Method: the pure story over readings by hand and by chance.
 */
import fc from 'fast-check'
import { invoiceStory, type Receipt, type SeenInvoice, untold } from '../../src/reconcile/invoice-story'

const seen = (more: Partial<SeenInvoice> = {}): SeenInvoice => ({
  number: '1042',
  currency: 'USD',
  net: 100_000n,
  total: 100_000n,
  balance: 100_000n,
  dueOn: '2026-03-19',
  sentThere: false,
  gone: false,
  receipts: new Map(),
  deletedPayments: new Set(),
  ...more,
})
const created = invoiceStory(untold(100_000n, 'USD'), seen()).told
const words = (more: Partial<SeenInvoice>, told = created) =>
  invoiceStory(told, seen(more)).happenings.map(({ what }) => what)

test('what was billed is expected, and tax, number and due date of the first reading are', () => {
  expect(
    invoiceStory(untold(100_000n, 'USD'), seen({ total: 107_500n, balance: 107_500n })).happenings,
  ).toEqual([])
})

test('an amount that was edited before the first reading is told', () => {
  expect(words({ net: 90_000n, total: 90_000n, balance: 90_000n }, untold(100_000n, 'USD'))).toEqual([
    'Invoice 1042 was edited in QuickBooks',
  ])
})

test('a new due date and a new number, with both', () => {
  const { happenings } = invoiceStory(created, seen({ number: '1042-B', dueOn: '2026-04-01' }))
  expect(happenings).toEqual([
    {
      what: 'Invoice 1042 was edited in QuickBooks',
      before: { number: '1042', due: '2026-03-19' },
      after: { number: '1042-B', due: '2026-04-01' },
    },
  ])
})

test('an e-mail that a person sent there, once', () => {
  const first = invoiceStory(created, seen({ sentThere: true }))
  expect(first.happenings).toEqual([{ what: 'Invoice 1042 was e-mailed from QuickBooks' }])
  expect(invoiceStory(first.told, seen({ sentThere: true })).happenings).toEqual([])
})

test('a balance that payments don’t account for is told with its amount', () => {
  expect(invoiceStory(created, seen({ balance: 95_000n })).happenings).toEqual([
    {
      what: 'Invoice 1042 was settled in QuickBooks by something other than a payment',
      before: { settledOtherwise: '$0.00' },
      after: { settledOtherwise: '$50.00', balance: '$950.00' },
    },
  ])
})

test.each<[string, Partial<SeenInvoice>]>([
  ['a payment that was not read', { receipts: null, balance: 0n }],
  ['a balance', { balance: null }],
  ['a total', { total: null, net: null }],
])('%s that is not known tells nothing, and is told when it is', (_, more) => {
  const blind = invoiceStory(created, seen(more))
  expect(blind.happenings).toEqual([])
  const paid = { balance: 0n, receipts: new Map([['7', { cash: 100_000n, credit: 0n, on: null }]]) }
  expect(words(paid, blind.told)).toEqual(['A payment of $1,000.00 was received on invoice 1042'])
})

test('of a void nothing is told here but what it does to payments', () => {
  const paid = invoiceStory(
    created,
    seen({ balance: 0n, receipts: new Map([['7', { cash: 100_000n, credit: 0n, on: '2026-03-01' }]]) }),
  )
  const gone = { gone: true, net: 0n, total: 0n, balance: 0n, receipts: new Map() }
  expect(words(gone, paid.told)).toEqual([
    'A payment of $1,000.00 on invoice 1042 was taken off in QuickBooks',
  ])
  expect(words(gone)).toEqual([])
})

test('whatever was read, reading it again tells nothing', () => {
  const receipt = fc.record({
    cash: fc.bigInt(0n, 50_000n),
    credit: fc.bigInt(0n, 50_000n),
    on: fc.constant<string | null>('2026-03-01'),
  })
  const reading = fc
    .record({
      net: fc.bigInt(1n, 200_000n),
      tax: fc.bigInt(0n, 10_000n),
      sentThere: fc.boolean(),
      dueOn: fc.constantFrom('2026-03-19', '2026-04-01'),
      receipts: fc.dictionary(fc.constantFrom('1', '2', '3'), receipt),
      known: fc.boolean(),
    })
    .map(({ tax, receipts, known, ...more }) => {
      const list = new Map<string, Receipt>(Object.entries(receipts))
      const paid = [...list.values()].reduce((sum, each) => sum + each.cash + each.credit, 0n)
      const total = more.net + tax
      return seen({ ...more, total, balance: total - paid, receipts: known ? list : null })
    })
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 6 }), (readings) => {
      let told = untold(100_000n, 'USD')
      for (const each of readings) {
        const first = invoiceStory(told, each)
        const again = invoiceStory(first.told, each)
        expect(again.happenings).toEqual([])
        expect(again.told).toEqual(first.told)
        // Kept as JSON, it is the same.
        expect(JSON.parse(JSON.stringify(first.told))).toEqual(first.told)
        told = first.told
      }
    }),
  )
})
