/**
 * Goal: outside the United States, and where money has no decimals or three, a plan in thirds is billed exactly, with
 * the tax that QuickBooks adds. Method: the whole contract over HTTP, on QuickBooks' stand-in with a Dutch, a Japanese
 * and a Kuwaiti company; what the deal says is held against the books.
 */
import type { DealPageView } from '../../src/http/contract/deal'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

interface Elsewhere {
  readonly sample: 'small' | 'tokyo' | 'kuwait'
  readonly currency: string
  readonly customer: string
  readonly taxCode: string
  readonly contract: string
  /** Of the three milestones, net. */
  readonly thirds: readonly [string, string, string]
  /** As QuickBooks adds it to each invoice. */
  readonly taxes: readonly [string, string, string]
  readonly figures: { readonly billed: string; readonly tax: string; readonly invoicedTotal: string }
}

const places: readonly Elsewhere[] = [
  {
    sample: 'small',
    currency: 'EUR',
    customer: '1',
    taxCode: '4',
    contract: '1000.00',
    thirds: ['333.33', '333.33', '333.34'],
    taxes: ['70.00', '70.00', '70.00'],
    figures: { billed: '1000.00', tax: '210.00', invoicedTotal: '1210.00' },
  },
  {
    sample: 'tokyo',
    currency: 'JPY',
    customer: '1',
    taxCode: '4',
    contract: '1000000',
    thirds: ['333333', '333333', '333334'],
    taxes: ['33333', '33333', '33333'],
    figures: { billed: '1000000', tax: '99999', invoicedTotal: '1099999' },
  },
  {
    sample: 'kuwait',
    currency: 'KWD',
    customer: '1',
    taxCode: '4',
    contract: '1000.000',
    thirds: ['333.333', '333.333', '333.334'],
    taxes: ['0.000', '0.000', '0.000'],
    figures: { billed: '1000.000', tax: '0.000', invoicedTotal: '1000.000' },
  },
  {
    sample: 'kuwait',
    currency: 'USD',
    customer: '2',
    taxCode: '4',
    contract: '0.05',
    thirds: ['0.01', '0.02', '0.02'],
    taxes: ['0.00', '0.00', '0.00'],
    figures: { billed: '0.05', tax: '0.00', invoicedTotal: '0.05' },
  },
]

describe.each(places)('$sample in $currency', (place) => {
  let stage: Stage
  let api: Api
  beforeAll(async () => {
    stage = await openStage({ companies: [place.sample] })
    await readCompany(stage)
    api = await openApi(stage)
  })
  afterAll(async () => {
    await api.close()
    await stage.close()
  })
  const amount = (text: string) => ({ amount: text, currency: place.currency })
  const page = async (dealId: string) =>
    (await api.ask('GET', `/deals/${dealId}`)).body as unknown as DealPageView
  const planned = async (dealId: string, more: object = {}) => {
    await stage.within((sql) => addDeal(sql, dealId))
    const answer = await api.ask('PUT', `/deals/${dealId}/schedule`, {
      billingType: 'fixed',
      contractValue: amount(place.contract),
      customer: { quickbooksId: place.customer },
      item: { quickbooksId: '1' },
      taxCode: place.taxCode,
      terms: { netDays: 14 },
      delivery: 'post',
      milestones: ['One', 'Two', 'Three'].map((name) => ({ name, share: { fraction: '1/3' } })),
      ...more,
    })
    expect([answer.status, answer.body]).toEqual([
      expect.any(Number),
      expect.not.objectContaining({ code: expect.anything() }),
    ])
    return (await page(dealId)).milestones
  }

  test('three thirds come to the contract, each invoice with its tax, and the deal says the same', async () => {
    const milestones = await planned('7001')
    expect(milestones.map((each) => each.amount)).toEqual(place.thirds.map(amount))
    for (const { id } of milestones) {
      expect((await api.ask('POST', `/milestones/${id}/complete`, {})).status).toBe(200)
      expect(await deliver(stage)).toBe(1)
    }
    const { figures, invoices } = await page('7001')
    expect(figures).toMatchObject({
      billed: amount(place.figures.billed),
      tax: amount(place.figures.tax),
      invoicedTotal: amount(place.figures.invoicedTotal),
      outstanding: amount(place.figures.invoicedTotal),
      remaining: amount(place.currency === 'JPY' ? '0' : place.currency === 'KWD' ? '0.000' : '0.00'),
    })
    expect(invoices.map((each) => each.tax)).toEqual(expect.arrayContaining(place.taxes.map(amount)))
    const ours = (await allInvoices(stage)).filter((each) => each.PrivateNote?.startsWith('Milepost'))
    expect(ours).toHaveLength(3)
    for (const { Line, ...invoice } of ours) {
      expect(invoice).toMatchObject({
        GlobalTaxCalculation: 'TaxExcluded',
        CurrencyRef: { value: place.currency },
      })
      const [line] = Line
      expect(must(line)).toMatchObject({ SalesItemLineDetail: { TaxCodeRef: { value: place.taxCode } } })
    }
  })

  test('a line without a tax code is named before anyone approves, with where to choose it', async () => {
    const [milestone] = await planned('7002', { taxCode: null })
    const answer = await api.ask('GET', `/milestones/${must(milestone).id}/preflight`)
    expect(answer.body).toContainEqual({
      check: 'tax_code',
      ok: false,
      detail: 'This company needs a tax code on every line.',
      mend: { label: 'Change the schedule', href: '/deals/7002/plan?open=invoicing' },
    })
    expect((await api.ask('POST', `/milestones/${must(milestone).id}/complete`, {})).status).toBe(200)
    expect(await deliver(stage)).toBe(0)
    expect((await page('7002')).attention).toEqual([expect.objectContaining({ kind: 'billing_blocked' })])
  })
})
