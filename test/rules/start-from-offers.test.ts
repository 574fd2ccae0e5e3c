/**
 * Goal: what was offered in HubSpot or QuickBooks is planned to the cent, and nothing is guessed. Method: the cases that
 * vendors make hard, and offers made by chance, held against arithmetic of the test's own.
 */
import fc from 'fast-check'
import { estimate as estimateSchema } from '../../connectors/quickbooks/entities'
import { money } from '../../src/money/money'
import { offeredLines } from '../../src/start-from/estimate-lines'
import { type EstimateGround, stageEstimate } from '../../src/start-from/estimate-schedule'
import { lineItemFrom } from '../../src/start-from/line-item'
import { type OfferGround, stageLineItems } from '../../src/start-from/line-item-schedule'
import { stageQuote } from '../../src/start-from/quote-schedule'

const ground: OfferGround = {
  currency: 'USD',
  dealAmount: null,
  company: null,
  customers: [],
  today: '2026-11-21',
}
let ids = 0
const record = (properties: Record<string, string | null>) => {
  ids += 1
  return { id: String(ids), properties }
}
const item = (properties: Record<string, string | null>) =>
  record({ name: 'Design', quantity: '1', price: '100', ...properties })

describe('what a line item costs', () => {
  test.each([
    [{ quantity: '3', price: '33.335' }, 10_001n],
    [{ quantity: '2.5', price: '33.33' }, 8_333n],
    [{ quantity: null, price: '0.1' }, 10n],
    [{ discount: '12.5' }, 8_750n],
    [{ hs_discount_percentage: '33.3333' }, 6_667n],
    [{ quantity: '3', discount: '10', hs_discount_percentage: '50' }, 13_500n],
    [{ price: null, amount: '687.50' }, 68_750n],
  ])('%o', (properties, minor) => {
    expect(lineItemFrom(item(properties), 'USD')).toMatchObject({ price: { minor }, doubt: null })
  })

  test.each([
    [{ price: null }, 'no price'],
    [{ price: '1e3' }, 'no price'],
    [{ price: '0' }, 'costs nothing'],
    [{ discount: '101' }, 'larger than its price'],
    [{ hs_line_item_currency_code: 'EUR' }, 'It is in EUR'],
    [{ amount: '99.99' }, 'HubSpot says $99.99'],
  ])('%o is asked about', (properties, words) => {
    expect(lineItemFrom(item(properties), 'USD').doubt).toContain(words)
  })

  test('a total of HubSpot’s that agrees to the cent is no doubt', () => {
    expect(lineItemFrom(item({ quantity: '3', price: '33.335', amount: '100.005' }), 'USD').doubt).toBeNull()
  })

  test.each([
    ['quarterly', 'P1Y', 4],
    ['weekly', 'P12W', 12],
    ['biweekly', 'P28D', 2],
    ['annually', 'P3Y', 3],
    ['monthly', 'P1Y6M', 18],
    ['quarterly', 'P8M', null],
    ['monthly', 'P30D', null],
    ['weekly', 'P1M', null],
    ['monthly', 'P0M', null],
    ['monthly', 'P99Y', null],
    ['hourly', 'P1D', null],
  ])('%s for %s', (frequency, period, times) => {
    const { recurs } = lineItemFrom(
      item({ recurringbillingfrequency: frequency, hs_recurring_billing_period: period }),
      'USD',
    )
    expect(recurs?.times).toBe(times)
    expect(recurs?.doubt === null).toBe(times !== null)
  })

  test('a first day in milliseconds, and months that are too short', () => {
    const { recurs } = lineItemFrom(
      item({
        recurringbillingfrequency: 'monthly',
        hs_recurring_billing_period: 'P2M',
        hs_recurring_billing_start_date: String(Date.UTC(2027, 0, 31)),
      }),
      'USD',
    )
    expect(recurs?.days).toEqual(['2027-01-31', '2027-02-28'])
  })
})

test('any line items: the contract is worth exactly what the milestones come to', () => {
  const cents = fc.bigInt({ min: 1n, max: 10n ** 8n })
  const anyItem = fc.record({ quantity: fc.integer({ min: 1, max: 40 }), price: cents, percent: fc.nat(99) })
  fc.assert(
    fc.property(fc.array(anyItem, { minLength: 1, maxLength: 12 }), (items) => {
      const staged = stageLineItems(
        items.map(({ quantity, price, percent }) =>
          item({
            quantity: String(quantity),
            price: `${price / 100n}.${String(price % 100n).padStart(2, '0')}`,
            hs_discount_percentage: String(percent),
          }),
        ),
        ground,
      )
      const lines = items.map(({ quantity, price, percent }) => {
        const over = price * BigInt(quantity) * BigInt(100 - percent)
        return (2n * over + 100n) / 200n
      })
      const text = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
      expect(staged.draft.milestones?.map(({ amount }) => amount?.amount)).toEqual(lines.map(text))
      expect(staged.draft.contractValue?.amount).toBe(text(lines.reduce((a, b) => a + b, 0n)))
    }),
  )
})

describe('a quote', () => {
  const quote = (properties: Record<string, string>) => record({ hs_title: 'Offer', ...properties })
  test('with a discount, a fee or tax on the whole is asked about', () => {
    const staged = stageQuote(quote({ hs_quote_amount: '108' }), [item({})], [], ground)
    expect(staged.questions).toEqual([
      expect.objectContaining({ pointer: '/contractValue', choices: ['$108.00', '$100.00'] }),
    ])
    expect(stageQuote(quote({ hs_quote_amount: '100.000' }), [item({})], [], ground).questions).toEqual([])
  })
  test('in its own currency; terms that say more than one thing are shown', () => {
    const staged = stageQuote(
      quote({ hs_currency: 'EUR', hs_terms: 'Net 30. A late fee applies.' }),
      [item({ hs_line_item_currency_code: 'EUR' })],
      [],
      ground,
    )
    expect(staged.draft).toMatchObject({ contractValue: { currency: 'EUR' } })
    expect(staged.draft).not.toHaveProperty('terms')
    expect(staged.notes).toEqual([expect.stringContaining('“Net 30. A late fee applies.”')])
  })
  test('a signer without an address, and one twice', () => {
    const ana = record({ firstname: 'Ana', email: 'ana@acme.example' })
    const again = record({ firstname: 'Ana R.', email: 'ANA@acme.example' })
    const mute = record({ firstname: 'Ben', lastname: null, email: null })
    const staged = stageQuote(quote({}), [item({})], [ana, again, mute], ground)
    expect(staged.draft.approval).toEqual({
      required: false,
      approvers: [{ name: 'Ana', email: 'ana@acme.example' }],
    })
    expect(staged.notes.join(' ')).toContain('Ben signs the quote, but has no e-mail address')
  })
})

describe('an estimate', () => {
  const estimateGround: EstimateGround = {
    homeCurrency: 'USD',
    dealCurrency: 'USD',
    company: 'Acme',
    plannedCustomerId: null,
    usedBy: [],
    today: '2026-11-21',
  }
  const sold = (amount: string, more: object = {}) => ({
    DetailType: 'SalesItemLineDetail',
    Amount: amount,
    Description: 'Work',
    ...more,
  })
  const of = (lines: readonly object[], more: object = {}) =>
    estimateSchema.parse({
      Id: '77',
      SyncToken: '0',
      MetaData: { LastUpdatedTime: '2026-11-01T00:00:00Z' },
      CustomerRef: { value: '3', name: 'Acme' },
      TotalAmt: '100.00',
      Line: lines,
      ...more,
    })

  test('that we would misread is asked about: its lines must come to its total less tax', () => {
    const odd = stageEstimate(of([sold('90.00')]), estimateGround)
    expect(odd.questions).toEqual([
      expect.objectContaining({ pointer: '/contractValue', choices: ['$90.00', '$100.00'] }),
    ])
    const taxed = of([sold('90.00')], { TxnTaxDetail: { TotalTax: '10.00' } })
    expect(stageEstimate(taxed, estimateGround).questions).toEqual([])
  })
  test('with a line that has no amount, or discounts that leave nothing', () => {
    const bare = stageEstimate(of([sold('100.00'), { DetailType: 'SalesItemLineDetail' }]), estimateGround)
    expect(bare.questions[0]?.question).toContain('no amount')
    const gone = stageEstimate(
      of([sold('5'), { DetailType: 'DiscountLineDetail', Amount: '6' }], { TotalAmt: '0' }),
      estimateGround,
    )
    expect(gone.questions[0]?.question).toContain('leave nothing to bill')
  })
  test('what a person should know is said: expired, another name, another currency', () => {
    const { notes } = stageEstimate(
      of([sold('100.00')], {
        ExpirationDate: '2026-01-31',
        CurrencyRef: { value: 'EUR' },
        CustomerRef: { value: '3', name: 'Bird' },
      }),
      estimateGround,
    )
    expect(notes).toEqual([
      'The estimate expired on 2026-01-31.',
      "The estimate is for “Bird”; the deal's company is “Acme”.",
      'The estimate is in EUR, the deal in USD.',
    ])
  })
  test('any lines and discounts: the parts sum to the net exactly, none is below zero', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 7n })
    const text = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 12 }), fc.nat(100), (amounts, percent) => {
        const sum = amounts.reduce((a, b) => a + b, 0n)
        const off = (sum * BigInt(percent)) / 100n
        const { lines, doubts } = offeredLines(
          of([
            ...amounts.map((each) => sold(text(each))),
            { DetailType: 'DiscountLineDetail', Amount: text(off) },
          ]),
          'USD',
        )
        expect(doubts).toEqual([])
        expect(lines.reduce((all, line) => all + line.minor, 0n)).toBe(sum - off)
        for (const [at, { minor }] of lines.entries()) {
          expect(minor >= 0n && minor <= (amounts[at] ?? 0n)).toBe(true)
        }
      }),
    )
  })
  test('a note of the deal’s amount', () => {
    const staged = stageLineItems([item({})], { ...ground, dealAmount: money(10_001n, 'USD') })
    expect(staged.notes).toEqual([
      'The line items come to $100.00; the deal says $100.01. The plan follows the line items.',
    ])
  })
})
