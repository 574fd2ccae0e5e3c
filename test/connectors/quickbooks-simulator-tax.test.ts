/**
 * Goal: sales tax, VAT and foreign money come out to the cent as QuickBooks works them out. Method: an American and
 * a Dutch company; each figure worked out by hand in the test's name or expectation.
 */
import { type Answer, type Bench, NL, openBench } from './quickbooks-simulator-client'

let us: Bench
let nl: Bench
beforeAll(async () => {
  us = await openBench()
  nl = await openBench({}, NL)
})
afterAll(async () => {
  await us.close()
  await nl.close()
})

const line = (amount: number, taxCode?: string, detail: object = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: {
    ItemRef: { value: '1' },
    ...(taxCode === undefined ? {} : { TaxCodeRef: { value: taxCode } }),
    ...detail,
  },
})
const figures = (invoice: Answer) => [invoice.TxnTaxDetail.TotalTax, invoice.TotalAmt, invoice.Balance]

describe('in the United States', () => {
  test('a taxed line bears the code of the document, the customer, or the company', async () => {
    const invoice = await us.invoice(0, { Line: [line(335.25, 'TAX'), line(10, 'NON')] })
    expect(figures(invoice)).toEqual([26.82, 372.07, 372.07])
    expect(invoice.TxnTaxDetail).toEqual({
      TxnTaxCodeRef: { value: '2' },
      TotalTax: 26.82,
      TaxLine: [
        {
          Amount: 26.82,
          DetailType: 'TaxLineDetail',
          TaxLineDetail: {
            TaxRateRef: { value: '3' },
            PercentBased: true,
            TaxPercent: 8,
            NetAmountTaxable: 335.25,
          },
        },
      ],
    })
    const tucson = await us.invoice(0, {
      Line: [line(100, 'TAX')],
      TxnTaxDetail: { TxnTaxCodeRef: { value: '3' } },
    })
    expect(figures(tucson)).toEqual([9.1, 109.1, 109.1])
    expect(tucson.TxnTaxDetail.TaxLine).toHaveLength(2)
    const { Customer } = await us.post('/customer', {
      DisplayName: 'Desert Ltd',
      DefaultTaxCodeRef: { value: '3' },
    })
    const byCustomer = await us.invoice(0, { CustomerRef: { value: Customer.Id }, Line: [line(100, 'TAX')] })
    expect(byCustomer.TxnTaxDetail.TotalTax).toBe(9.1)
  })

  test('half a cent rounds away from zero', async () => {
    expect(figures(await us.invoice(0, { Line: [line(0.0625, 'TAX')] }))[0]).toBe(0)
    expect(figures(await us.invoice(0, { Line: [line(15.8125, 'TAX')] }))).toEqual([1.26, 17.07, 17.07])
    expect(figures(await us.invoice(0, { Line: [line(6.19, 'TAX')] }))).toEqual([0.5, 6.69, 6.69])
  })

  test('customers who are not taxable pay none; nor do NON lines; other codes are refused', async () => {
    expect(figures(await us.invoice(0, { CustomerRef: { value: '2' }, Line: [line(100, 'TAX')] }))[0]).toBe(0)
    expect(figures(await us.invoice(100))[0]).toBe(0)
    expect((await us.refused('/invoice', { CustomerRef: { value: '1' }, Line: [line(1, '2')] })).code).toBe(
      '2500',
    )
    const wrong = {
      CustomerRef: { value: '1' },
      Line: [line(1, 'TAX')],
      TxnTaxDetail: { TxnTaxCodeRef: { value: '77' } },
    }
    expect((await us.refused('/invoice', wrong)).code).toBe('2500')
  })

  test('a discount lowers the taxable amount only when it comes before the tax', async () => {
    const discount = {
      DetailType: 'DiscountLineDetail',
      DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 },
    }
    const Line = [line(100, 'TAX'), discount]
    expect(figures(await us.invoice(0, { Line }))).toEqual([8, 98, 98])
    expect(figures(await us.invoice(0, { Line, ApplyTaxAfterDiscount: true }))).toEqual([7.2, 97.2, 97.2])
  })

  test('a sparse update works the tax out anew', async () => {
    const { Id } = await us.invoice(0, { Line: [line(100, 'TAX')] })
    const { Invoice } = await us.post('/invoice', {
      Id,
      SyncToken: '0',
      sparse: true,
      Line: [line(50, 'TAX')],
    })
    expect(figures(Invoice)).toEqual([4, 54, 54])
  })
})

describe('in the Netherlands', () => {
  test('every line needs a code', async () => {
    const body = { CustomerRef: { value: '1' }, Line: [line(100, '4'), line(1)] }
    expect(await nl.refused('/invoice', body)).toMatchObject({
      code: '6000',
      detail: expect.stringContaining('VAT'),
    })
    expect((await nl.refused('/invoice', { CustomerRef: { value: '1' }, Line: [line(1, 'TAX')] })).code).toBe(
      '2500',
    )
    const none = { CustomerRef: { value: '1' }, Line: [line(1)], GlobalTaxCalculation: 'NotApplicable' }
    expect((await nl.post('/invoice', none)).Invoice.TotalAmt).toBe(1)
    expect((await nl.refused('/invoice', { ...none, GlobalTaxCalculation: 'Maybe' })).code).toBe('2170')
  })

  test('tax comes on top, per rate', async () => {
    const invoice = await nl.invoice(0, { Line: [line(100, '4'), line(50, '5'), line(0.05, '4')] })
    expect(invoice.GlobalTaxCalculation).toBe('TaxExcluded')
    expect(
      invoice.TxnTaxDetail.TaxLine.map((one: Answer) => [one.Amount, one.TaxLineDetail.NetAmountTaxable]),
    ).toEqual([
      [21.01, 100.05],
      [4.5, 50],
    ])
    expect(figures(invoice)).toEqual([25.51, 175.56, 175.56])
  })

  test('or is inside the amounts', async () => {
    const inside = await nl.invoice(0, { Line: [line(121, '4')], GlobalTaxCalculation: 'TaxInclusive' })
    expect(figures(inside)).toEqual([21, 121, 121])
    const named = line(100, '4', { TaxInclusiveAmt: 121 })
    expect(figures(await nl.invoice(0, { Line: [named], GlobalTaxCalculation: 'TaxInclusive' }))).toEqual([
      21, 121, 121,
    ])
  })

  test('signs beyond Latin-1 are welcome', async () => {
    expect((await nl.invoice(0, { Line: [line(1, '6')], PrivateNote: 'Ωmega €' })).PrivateNote).toBe(
      'Ωmega €',
    )
  })
})

describe('foreign money', () => {
  test('follows the customer, with a rate and the home amounts', async () => {
    const pounds = await nl.invoice(0, {
      CustomerRef: { value: '4' },
      Line: [line(100, '6')],
      ExchangeRate: 1.2345,
    })
    expect(pounds).toMatchObject({
      CurrencyRef: { value: 'GBP', name: 'British Pound Sterling' },
      ExchangeRate: 1.2345,
      TotalAmt: 100,
      HomeTotalAmt: 123.45,
      HomeBalance: 123.45,
    })
    const dollars = await nl.invoice(0, { CustomerRef: { value: '5' }, Line: [line(100, '6')] })
    expect(dollars).toMatchObject({ ExchangeRate: 0.92, HomeTotalAmt: 92 })
    const payment = await nl.payment(40, [['Invoice', pounds.Id, 40]], { CustomerRef: { value: '4' } })
    expect(payment.CurrencyRef.value).toBe('GBP')
    expect((await nl.get(`/invoice/${pounds.Id}`)).Invoice).toMatchObject({ Balance: 60, HomeBalance: 74.07 })
    expect((await nl.get('/customer/4')).Customer.Balance).toBe(60)
  })

  test('another currency than the customer’s is refused; so is a rate of nothing', async () => {
    const body = { CustomerRef: { value: '4' }, Line: [line(1, '6')] }
    expect((await nl.refused('/invoice', { ...body, CurrencyRef: { value: 'USD' } })).code).toBe('6000')
    expect((await nl.refused('/invoice', { ...body, ExchangeRate: 0 })).code).toBe('2010')
  })
})
