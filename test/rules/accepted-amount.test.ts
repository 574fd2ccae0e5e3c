/**
 * How much of the work a client accepts, as people write it on their page. Method: a table of what is typed, with the
 * currency of the deal.
 */
import { acceptedIn } from '../../src/http/portal-form'

test.each([
  ['8000', 'USD', { amount: '8000', currency: 'USD' }],
  ['$8,000.50', 'USD', { amount: '8000.50', currency: 'USD' }],
  ['US$8,000', 'USD', { amount: '8000', currency: 'USD' }],
  ['CA$8,000', 'CAD', { amount: '8000', currency: 'CAD' }],
  ['$8,000', 'CAD', { amount: '8000', currency: 'CAD' }],
  ['CAD 8,000', 'CAD', { amount: '8000', currency: 'CAD' }],
  ['CA$8,000', 'USD', null],
  ['US$8,000', 'CAD', null],
  ['A$8,000', 'CAD', null],
  ['€8,000', 'USD', null],
  ['40 %', 'CAD', { percent: '40' }],
])('“%s” of a deal in %s', (typed, currency, read) => {
  expect(acceptedIn(typed, currency)).toEqual(read)
})
