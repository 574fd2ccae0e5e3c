/**
 * Goal: a deal's header says what HubSpot says differently, and why nothing is billed. Method: the functions behind it.
 */
import { otherAmount, whyStopped } from '../../src/ui/console/deal/hubspot-words'
import { aDealPage } from './deal-page-fixture'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const page = aDealPage([])
type Page = typeof page
const saying = (
  amount: { amount: string; currency: string } | null,
  contract: string | null,
  archived = false,
) =>
  otherAmount({
    deal: { ...page.deal, amount, archived },
    figures: contract === null ? null : ({ contractSum: usd(contract) } as Page['figures']),
  })

test.each([
  ['equal', usd('1000.00'), '1000.00', null],
  ['other', usd('1500.00'), '1000.00', '$1,500.00'],
  ['in another currency', { amount: '1000.00', currency: 'EUR' }, '1000.00', '€1,000.00'],
  ['none', null, '1000.00', null],
  ['not planned', usd('1000.00'), null, null],
])('an amount that is %s', (_what, amount, contract, said) => {
  expect(saying(amount, contract)).toBe(said)
})

test('of a deleted deal the amount is no question, and the reason is said', () => {
  expect(saying(usd('1500.00'), '1000.00', true)).toBeNull()
  const archived = { ...page.deal, archived: true }
  expect(whyStopped({ deal: page.deal, mergedInto: null })).toBeNull()
  expect(whyStopped({ deal: archived, mergedInto: null })).toMatch(/^deleted in HubSpot/)
  expect(whyStopped({ deal: archived, mergedInto: { id: '1', name: 'Other' } })).toMatch(/^merged in HubSpot/)
})
