/**
 * Goal: what a credit memo's own lines give back of what is held back or drawn is told only where they fit the invoice that it goes
 * to, tax and all; the parts sum to the whole, whatever order memos come in; what can't be read is unknown. Method: tables of
 * invoices and memos.
 */
import type { DocumentLink } from '../../src/invoices/books/document-table'
import { type GivenBack, givenBackOn, type MemoOn } from '../../src/invoices/books/memo-lines'
import { creditedByPart } from '../../src/invoices/credits/credited-net'
import type { BillingPart } from '../../src/invoices/intent'
import { formatAmount, money } from '../../src/money/money'
import { someBilled, someDocument, someInvoice, somePart } from '../fixtures/made'

const text = (minor: bigint) => formatAmount(money(minor, 'USD'))
type Line = readonly [itemId: string, minor: bigint]
const HELD = 'held'

const work: BillingPart = part('m1', 'work', 'work', 10_000_000n)
const held: BillingPart = part('m1', 'retainage', HELD, -1_000_000n)

function part(
  milestoneId: string,
  kind: BillingPart['kind'],
  itemId: string,
  amountMinor: bigint,
  taxCode = 'TAX',
) {
  const reads = { text: [], itemId, taxCode, serviceOn: null }
  const partKey = `${milestoneId}:1:1:${kind}`
  return somePart({ milestoneId, partKey, kind, amountMinor, lineId: partKey, reads })
}

const memoOf = (id: string, lines: readonly Line[], tax = 0n, more: Partial<MemoOn> = {}): MemoOn => ({
  quickbooksId: id,
  document: someDocument(
    {
      TotalAmt: text(lines.reduce((sum, [, minor]) => sum + minor, tax)),
      TxnTaxDetail: { TotalTax: text(tax) },
      Line: lines.map(([value, minor]) => ({
        Amount: text(minor),
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value } },
      })),
    },
    { kind: 'CreditMemo', quickbooksId: id },
  ),
  unreadable: false,
  saidMinor: 0n,
  ...more,
})

const link = (fromId: string, toKind: string, toId: string, minor: bigint): DocumentLink => ({
  fromKind: 'Payment',
  fromId,
  toKind,
  toId,
  amount: text(minor),
  payment: null,
})
/** Payments that apply each memo to the invoice with this much. */
const applied = (...over: readonly (readonly [memoId: string, minor: bigint])[]): DocumentLink[] =>
  over.flatMap(([id, minor]) => [
    link(`p${id}`, 'Invoice', '145', minor),
    link(`p${id}`, 'CreditMemo', id, minor),
  ])

function read(
  parts: readonly BillingPart[],
  memos: readonly MemoOn[],
  links: readonly DocumentLink[],
  tax = 0n,
  credit = 0n,
) {
  const invoice = someInvoice({
    TotalAmt: text(parts.reduce((sum, { amountMinor }) => sum + amountMinor, tax)),
    TxnTaxDetail: { TotalTax: text(tax) },
    Line: parts.map(({ partKey, amountMinor }) => ({
      Id: partKey,
      Amount: text(amountMinor),
      DetailType: 'SalesItemLineDetail',
    })),
  })
  const byPart = new Map(parts.map(({ partKey, amountMinor }) => [partKey, amountMinor]))
  const givenBack: GivenBack = givenBackOn(invoice, parts, byPart, memos, links, 'USD')
  const taken = creditedByPart({ ...someBilled({ invoice, parts }), creditedMinor: credit, givenBack }, 'USD')
  return { back: Object.fromEntries(givenBack), taken: [...taken.values()] }
}
const half = (tax = 0n) =>
  memoOf(
    '7',
    [
      ['work', 5_000_000n],
      [HELD, -500_000n],
    ],
    tax,
  )

test.each([
  ['no tax', 'TAX', 0n, 0n, 4_500_000n],
  // 90,000.00 at 8 %, and half of it.
  ['what is held back bears its own tax', 'TAX', 720_000n, 360_000n, 4_860_000n],
  // 100,000.00 at 8 %, and half of it.
  ['what is held back bears none', 'NON', 800_000n, 400_000n, 4_900_000n],
])('half of the work with what is held back of it: %s', (_, taxCode, tax, memoTax, credit) => {
  const parts = [work, part('m1', 'retainage', HELD, -1_000_000n, taxCode)]
  const result = read(parts, [half(memoTax)], applied(['7', credit]), tax, credit)
  expect(result).toEqual({ back: { [held.partKey]: 500_000n }, taken: [5_000_000n] })
})

test.each<[string, readonly BillingPart[], MemoOn, readonly DocumentLink[]]>([
  ['no line of that item', [work, held], memoOf('7', [['work', 4_500_000n]]), applied(['7', 4_500_000n])],
  [
    'more than is held',
    [work, held],
    memoOf('7', [
      ['work', 5_500_001n],
      [HELD, -1_000_001n],
    ]),
    applied(['7', 4_500_000n]),
  ],
  [
    'a line that takes where the invoice’s gives',
    [work, held],
    memoOf('7', [
      ['work', 4_000_000n],
      [HELD, 500_000n],
    ]),
    applied(['7', 4_500_000n]),
  ],
  [
    'the same item for work',
    [part('m1', 'work', HELD, 10_000_000n), held],
    half(),
    applied(['7', 4_500_000n]),
  ],
  [
    'two invoices',
    [work, held],
    half(),
    [
      ...applied(['7', 4_000_000n]),
      link('p8', 'Invoice', '146', 500_000n),
      link('p8', 'CreditMemo', '7', 500_000n),
    ],
  ],
  ['a memo that was never read', [work, held], { ...half(), document: null }, applied(['7', 4_500_000n])],
])('read by its total alone: %s', (_, parts, memo, links) => {
  expect(read(parts, [memo], links, 0n, 4_500_000n)).toEqual({ back: {}, taken: [4_500_000n] })
})

test('a memo without tax on an invoice with tax is no copy of its lines', () => {
  const { back } = read([work, held], [half()], applied(['7', 4_500_000n]), 720_000n, 4_500_000n)
  expect(back).toEqual({})
})

test('what can’t be read is unknown, where it takes something of the invoice', () => {
  const gone = { ...half(), unreadable: true }
  const { back, taken } = read([work, held], [gone], applied(['7', 4_500_000n]), 0n, 4_500_000n)
  expect(back).toEqual({ [held.partKey]: null })
  expect(taken).toEqual([null])
  expect(read([work, held], [gone], [], 0n, 0n)).toEqual({ back: {}, taken: [0n] })
})

test('several memos, and several milestones: in parts that sum, whatever their order', () => {
  const parts = [work, part('m2', 'work', 'work', 5_000_000n), held, part('m2', 'retainage', HELD, -500_000n)]
  const memos = [
    memoOf('7', [
      ['work', 1_000_000n],
      [HELD, -100_001n],
    ]),
    memoOf(
      '8',
      [
        ['work', 2_000_000n],
        [HELD, -200_000n],
      ],
      0n,
      { saidMinor: 900_000n },
    ),
  ]
  // The first is applied in full; of the second a half, and half is said to be for it.
  const links = applied(['7', 899_999n], ['8', 900_000n])
  const credit = 899_999n + 1_800_000n
  const [there, back] = [memos, [...memos].reverse()].map((list) => read(parts, list, links, 0n, credit))
  expect(there).toEqual(back)
  expect(Object.values(there?.back ?? {})).toEqual([200_001n, 100_000n])
  expect(there?.taken).toEqual([2_000_000n, 1_000_000n])
})
