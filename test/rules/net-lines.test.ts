/**
 * Goal: what an invoice bills of a milestone follows a discount that a bookkeeper gives on it, to the cent. Method: worked
 * examples, and arbitrary lines: what is taken off sums to the discount, and nothing is taken off what is no price.
 */
import fc from 'fast-check'
import { billedByPart } from '../../src/invoices/books/document'
import { discountOn, netLines } from '../../src/invoices/books/net-lines'
import { formatAmount, money } from '../../src/money/money'
import { someIntent, someInvoice, somePart } from '../fixtures/made'

const text = (minor: bigint) => formatAmount(money(minor, 'USD'))
const sold = (minor: bigint, at: number) => ({
  Id: String(at + 1),
  Amount: text(minor),
  DetailType: 'SalesItemLineDetail',
})
const off = (amount: string | undefined) => ({ Amount: amount, DetailType: 'DiscountLineDetail' })
const invoice = (lines: readonly bigint[], ...more: object[]) =>
  someInvoice({ TotalAmt: '1', Line: [...lines.map(sold), ...more] })

test.each<[string, bigint[], object[], (bigint | null)[]]>([
  ['half off one line', [1_500_000n], [off('7500.00')], [750_000n]],
  ['a cent over three equal lines goes to the last', [100n, 100n, 100n], [off('0.01')], [100n, 100n, 99n]],
  ['two discounts', [10_000n, 30_000n], [off('4.00'), off('36.00')], [9_000n, 27_000n]],
  ['what is held back is no price', [1_000_000n, -100_000n], [off('450.00')], [955_000n, -100_000n]],
  [
    'a bundle takes its part',
    [10_000n],
    [{ Amount: '300.00', DetailType: 'GroupLineDetail' }, off('40.00')],
    [9_000n],
  ],
  ['a discount that adds', [10_000n, 10_000n], [off('-2.00')], [10_100n, 10_100n]],
  ['all of it', [10_000n], [off('100.00')], [0n]],
  ['one that can’t be read', [10_000n], [off('ten')], [null]],
])('%s', (_, lines, more, net) => {
  expect(netLines(invoice(lines, ...more), 'USD')).toEqual(net)
})

test('what is taken off sums to the discount, and no line below zero takes any', () => {
  const amount = fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n })
  fc.assert(
    fc.property(
      fc.array(amount, { minLength: 1, maxLength: 9 }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      (lines, discount) => {
        fc.pre(lines.some((line) => line > 0n))
        const facts = invoice(lines, off(text(discount)))
        expect(discountOn(facts, () => true, 'USD')).toBe(discount)
        for (const [place, net] of netLines(facts, 'USD').entries()) {
          if ((lines[place] ?? 0n) <= 0n) expect(net).toBe(lines[place])
        }
      },
    ),
  )
})

test('a part is billed what its line comes to; rewritten lines stand for it with theirs', () => {
  const part = somePart()
  const billed = (lineId: string) =>
    billedByPart(invoice([1_500_000n], off('7500.00')), [{ ...part, lineId }], someIntent()).get(part.partKey)
  expect([billed('1'), billed('77')]).toEqual([750_000n, 750_000n])
})
