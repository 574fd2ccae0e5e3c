/**
 * Goal: what was answered about a credit is divided for good: the parts always come to the whole credit, to the cent, an edit
 * of a line moves none of it, and a credit that falls goes back the way it came. Method: any lines, credits, answers and edits
 * one after the other; tables for tax, for what is held back and for what is no milestone's.
 */
import fc from 'fast-check'
import { creditedInFull } from '../../src/invoices/books/attributed'
import {
  type CreditDivision,
  dividedOf,
  divisionFromStored,
  divisionToStored,
  withDivision,
} from '../../src/invoices/credits/credit-division'
import { creditByPart, creditedByPart } from '../../src/invoices/credits/credited-net'
import type { BillingPart } from '../../src/invoices/intent'
import { formatAmount, money } from '../../src/money/money'
import { someBilled, someIntent, someInvoice, somePart } from '../fixtures/made'

interface Line {
  readonly key: string
  readonly kind?: BillingPart['kind']
  readonly minor: bigint
}
interface Now {
  readonly lines: readonly Line[]
  /** Lines of nobody's milestone. */
  readonly besideMinor?: bigint
  readonly taxMinor?: bigint
  readonly creditMinor: bigint
  readonly divisions: readonly CreditDivision[]
}

const text = (minor: bigint) => formatAmount(money(minor, 'USD'))
const sum = (amounts: Iterable<bigint | null>) =>
  [...amounts].reduce<bigint>((all, each) => all + (each ?? 0n), 0n)

function billedNow({ lines, besideMinor = 0n, taxMinor = 0n, creditMinor, divisions }: Now) {
  const parts = lines.map(({ key, kind = 'work', minor }) =>
    somePart({
      milestoneId: key,
      partKey: `${key}:1:1:${kind}`,
      kind,
      amountMinor: minor,
      lineId: `${key}:${kind}`,
    }),
  )
  const sold = (Id: string, minor: bigint) => ({
    Id,
    Amount: text(minor),
    DetailType: 'SalesItemLineDetail' as const,
  })
  const totalMinor = sum(lines.map(({ minor }) => minor)) + besideMinor + taxMinor
  const invoice = someInvoice({
    TotalAmt: text(totalMinor),
    TxnTaxDetail: { TotalTax: text(taxMinor) },
    Line: [
      ...lines.map(({ key, kind = 'work', minor }) => sold(`${key}:${kind}`, minor)),
      ...(besideMinor > 0n ? [sold('beside', besideMinor)] : []),
    ],
  })
  return {
    ...someBilled({ invoice, parts }),
    intent: someIntent({ divisions }),
    invoice: creditMinor >= totalMinor ? creditedInFull(invoice, { divisions }) : invoice,
    creditedMinor: creditMinor,
    attributed: [],
  }
}
const takenNow = (now: Now) => [...creditedByPart(billedNow(now), 'USD').values()]
/** Somebody answers: it is divided so for good. */
function answered(now: Now): readonly CreditDivision[] {
  const byPart = new Map([...creditByPart(billedNow(now), 'USD')].map(([key, minor]) => [key, minor ?? 0n]))
  return withDivision(now.divisions, { creditMinor: now.creditMinor, byPart })
}

test('whatever comes in whatever order, the parts come to the credit, and an edit moves nothing that was answered', () => {
  const amounts = fc.array(fc.bigInt(1n, 500_000n), { minLength: 1, maxLength: 5 })
  const step = fc.oneof(
    fc.record({ act: fc.constant('credit' as const), minor: fc.bigInt(0n, 400_000n) }),
    fc.record({ act: fc.constant('answer' as const), minor: fc.constant(0n) }),
    fc.record({ act: fc.constant('raise' as const), minor: fc.bigInt(1n, 300_000n) }),
  )
  fc.assert(
    fc.property(amounts, fc.array(step, { maxLength: 12 }), (first, steps) => {
      let lines: Line[] = first.map((minor, place) => ({ key: `m${place}`, minor }))
      let creditMinor = 0n
      let divisions: readonly CreditDivision[] = []
      const levels = new Map<bigint, readonly (bigint | null)[]>()
      for (const { act, minor } of steps) {
        const total = sum(lines.map((line) => line.minor))
        const before = takenNow({ lines, creditMinor, divisions })
        if (act === 'credit') creditMinor = creditMinor + minor > total ? total : creditMinor + minor
        if (act === 'answer') {
          divisions = answered({ lines, creditMinor, divisions })
          levels.set(creditMinor, before)
        }
        if (act === 'raise')
          lines = lines.map((line, place) =>
            place === Number(minor % BigInt(lines.length)) ? { ...line, minor: line.minor + minor } : line,
          )
        const now = takenNow({ lines, creditMinor, divisions })
        expect(sum(now)).toBe(creditMinor)
        if (act !== 'credit' && divisions.at(-1)?.creditMinor === creditMinor) expect(now).toEqual(before)
      }
      // Fallen back to what it was at an answer, it is divided as it was then; between two of them it comes to itself.
      for (const [level, then] of levels)
        expect(takenNow({ lines, creditMinor: level, divisions })).toEqual(then)
      const half = creditMinor / 2n
      expect(sum(takenNow({ lines, creditMinor: half, divisions }))).toBe(half)
      expect(divisions.map(divisionToStored).map(divisionFromStored)).toEqual(divisions)
    }),
    { numRuns: 300 },
  )
})

describe('600 and 400 at 10 %, of which 550 were credited and answered', () => {
  const lines: Line[] = [
    { key: 'm1', minor: 60_000n },
    { key: 'm2', minor: 40_000n },
  ]
  const first = { lines, taxMinor: 10_000n, creditMinor: 55_000n, divisions: [] }
  const divisions = answered(first)

  test('it took half of each', () => {
    expect(takenNow(first)).toEqual([30_000n, 20_000n])
  })

  test.each([
    ['a line of somebody else’s is added', { lines, besideMinor: 50_000n, taxMinor: 10_000n }],
    ['the tax is another one', { lines, taxMinor: 25_000n }],
    [
      'a line is lowered',
      {
        lines: [
          { key: 'm1', minor: 20_000n },
          { key: 'm2', minor: 40_000n },
        ],
        taxMinor: 6_000n,
      },
    ],
  ])('%s: it is as it was answered', (_, edited) => {
    expect(takenNow({ ...edited, creditMinor: 55_000n, divisions })).toEqual([30_000n, 20_000n])
  })

  test('the rest of the invoice is credited: all of each', () => {
    expect(takenNow({ ...first, creditMinor: 110_000n, divisions })).toEqual([60_000n, 40_000n])
    // With a line beside them that was added since, too.
    const beside = { lines, besideMinor: 50_000n, taxMinor: 10_000n, divisions }
    expect(takenNow({ ...beside, creditMinor: 160_000n })).toEqual([60_000n, 40_000n])
  })

  test('void, it bills nothing that a credit could take', () => {
    const none = lines.map((line) => ({ ...line, minor: 0n }))
    const billed = billedNow({ lines: none, creditMinor: 0n, divisions })
    const invoice = { ...billed.invoice, effective: false, gone: 'voided' as const }
    expect([...creditedByPart({ ...billed, invoice, creditedMinor: 55_000n }, 'USD').values()]).toEqual([
      0n,
      0n,
    ])
  })
})

test('what is held back stands when the rest of the work is credited too', () => {
  const lines: Line[] = [
    { key: 'm1', minor: 100_000n },
    { key: 'm1', kind: 'retainage', minor: -10_000n },
  ]
  const first = { lines, creditMinor: 40_000n, divisions: [] }
  expect(takenNow({ ...first, creditMinor: 90_000n, divisions: answered(first) })).toEqual([90_000n])
  // Never answered, an invoice that is credited in full bills nothing any more.
  expect(takenNow({ ...first, creditMinor: 90_000n })).toEqual([100_000n])
})

test('a credit that is unknown divides nothing', () => {
  const lines: Line[] = [{ key: 'm1', minor: 100_000n }]
  const divisions = answered({ lines, creditMinor: 40_000n, divisions: [] })
  const billed = billedNow({ lines, creditMinor: 40_000n, divisions })
  expect([...creditedByPart({ ...billed, creditedMinor: null }, 'USD').values()]).toEqual([null])
})

test('below every answer it is divided in proportion to the first one', () => {
  const first: CreditDivision = {
    creditMinor: 100n,
    byPart: new Map([
      ['a', 67n],
      ['b', 33n],
    ]),
  }
  expect(dividedOf([first], 50n)).toEqual({
    creditMinor: 50n,
    byPart: new Map([
      ['a', 33n],
      ['b', 17n],
    ]),
  })
  expect(dividedOf([first], 0n).byPart).toEqual(
    new Map([
      ['a', 0n],
      ['b', 0n],
    ]),
  )
})
