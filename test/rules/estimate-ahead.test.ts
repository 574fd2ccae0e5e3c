/**
 * Goal: an invoice is linked to an estimate in exactly one case. Method: that case, then each of its conditions broken by
 * itself.
 */
import { billsWholeEstimate, estimateAhead, estimateMemo } from '../../src/invoices/composing/estimate-ahead'
import type { Master } from '../../src/masters/master-table'
import { emptyTerms } from '../../src/schedules/schedule-table'
import type { ScheduleSource } from '../../src/schedules/source'
import { inEnglish } from '../fixtures/billing-facts'
import { someSchedule } from '../fixtures/made'
import { must } from '../fixtures/must'

const source: ScheduleSource = {
  kind: 'estimate',
  quickbooksId: '77',
  number: '1001',
  total: { amount: '108.00', currency: 'USD' },
  memo: null,
}
const held = (body: object = {}): Master => ({
  quickbooksId: '77',
  name: '1001',
  active: true,
  body: {
    Id: '77',
    SyncToken: '0',
    MetaData: { LastUpdatedTime: '2026-11-01T00:00:00Z' },
    CustomerRef: { value: '3' },
    TotalAmt: '108.00',
    TxnTaxDetail: { TotalTax: '8.00' },
    TxnStatus: 'Accepted',
    Line: [],
    ...body,
  },
})
const room = (billedMinor: bigint | null = 0n, inFlightMinor = 0n) => ({
  billedMinor,
  inFlightMinor,
  remainingMinor: 10_000n,
})
const schedule = someSchedule({
  originalMinor: 10_000n,
  contractMinor: 10_000n,
  terms: { ...emptyTerms, customerId: '3', source },
})
const portion = { customerId: '3', share: null, amountMinor: 10_000n }
type Given = Parameters<typeof estimateAhead>
const links = (
  given: { estimate?: Given[1]; room?: Given[2]; schedule?: typeof schedule; portion?: typeof portion } = {},
) => {
  const on = given.schedule ?? schedule
  const estimate = given.estimate === undefined ? held() : given.estimate
  const ahead = must(estimateAhead(on, estimate, given.room ?? room(), []))
  return billsWholeEstimate(ahead, on, given.portion ?? portion)
}

test('the whole, net of tax, for its customer, with nothing billed before', () => {
  expect(links()).toBe(true)
  // A change order on top doesn't change what the estimate offered.
  expect(links({ schedule: { ...schedule, contractMinor: 12_000n } })).toBe(true)
})

test.each([
  ['it is gone', { estimate: null }],
  ['it can’t be read', { estimate: held({ TotalAmt: 5 }) }],
  ['something is billed', { room: room(1n) }],
  ['something is on its way', { room: room(0n, 1n) }],
  ['what is billed is unknown', { room: room(null) }],
  ['it is closed', { estimate: held({ TxnStatus: 'Closed' }) }],
  ['it is rejected', { estimate: held({ TxnStatus: 'Rejected' }) }],
  ['it offers another sum', { estimate: held({ TotalAmt: '108.01' }) }],
  ['it is for another customer', { estimate: held({ CustomerRef: { value: '4' } }) }],
  ['it is in another currency', { estimate: held({ CurrencyRef: { value: 'EUR' } }) }],
  ['the invoice bills a part', { portion: { ...portion, amountMinor: 9_999n } }],
  ['the contract is another', { schedule: { ...schedule, originalMinor: 20_000n } }],
  ['another customer pays', { portion: { ...portion, customerId: '4' } }],
])('not when %s', (_, given) => {
  expect(links(given)).toBe(false)
})

test('a plan from elsewhere has no estimate; its number is said, its id where it has none', () => {
  expect(estimateAhead(someSchedule(), held(), room(), [])).toBeNull()
  const memo = (given: object, most = 1000) =>
    estimateMemo(
      must(
        estimateAhead(
          { ...schedule, terms: { ...schedule.terms, source: { ...source, ...given } } },
          null,
          room(),
          [],
        ),
      ),
      inEnglish,
      most,
    )
  expect(memo({})).toBe('Estimate 1001')
  expect(memo({ number: null, memo: 'Thank you' })).toBe('Estimate 77\nThank you')
  expect(memo({ memo: 'x'.repeat(1000) })).toHaveLength(1000)
  expect(memo({ memo: 'x'.repeat(1000) }, 0)).toBe('Estimate 1001')
})
