/** Goal: the Reconcile page says in words what its numbers say. Method: every kind of section, by example. */
import type { TieOutSectionView } from '../../src/http/contract/tie-out'
import { checkedWords, headline, sectionWords } from '../../src/ui/console/reconcile/reconcile-words'

const section = (given: Partial<TieOutSectionView>): TieOutSectionView => ({
  currency: 'USD',
  deals: 3,
  holds: 3,
  differs: 0,
  unknown: 0,
  open: 0,
  taken: 0,
  oldest: null,
  identities: [],
  ...given,
})

test.each<[Partial<TieOutSectionView>, string]>([
  [{}, 'Everything ties out, in all 3 deals.'],
  [{ deals: 1, holds: 1 }, 'Everything ties out, in 1 deal.'],
  [
    { holds: 2, differs: 1, open: 1 },
    '1 deal differs, 2 tie out. 1 difference is open, and nobody looks into it yet.',
  ],
  [
    { holds: 2, differs: 1, open: 1, taken: 1 },
    '1 deal differs, 2 tie out. 1 difference is open, and somebody looks into it.',
  ],
  [
    { holds: 0, differs: 2, unknown: 1, open: 4, taken: 3 },
    '2 deals differ, 1 deal is not known. 4 differences are open, 1 of them with nobody who looks into it.',
  ],
  [
    { holds: 1, differs: 2, open: 2, taken: 2 },
    '2 deals differ, 1 ties out. 2 differences are open, and each has somebody who looks into it.',
  ],
])('%j', (given, words) => expect(sectionWords(section(given))).toBe(words))

test.each<[TieOutSectionView[], string]>([
  [[], 'Nothing to reconcile yet'],
  [[section({}), section({ currency: 'EUR' })], 'Everything ties out'],
  [[section({ holds: 2, differs: 1 }), section({ holds: 2, differs: 1 })], '2 deals differ'],
  [[section({ holds: 2, unknown: 1 })], '1 deal is not known'],
])('the headline is of all currencies: %#', (sections, words) => expect(headline(sections)).toBe(words))

test.each([
  [0, 0, 1, 1, 'nothing had changed. As many differences are open as before.'],
  [3, 1, 2, 0, '3 documents and 1 deal had changed. 2 differences less than before.'],
  [1, 0, 0, 1, '1 document had changed. 1 difference more than before.'],
  [0, 2, 0, 0, '2 deals had changed. There is no open difference.'],
])('what checking brought: %d documents, %d deals, from %d to %d', (documents, deals, from, to, words) => {
  const checked = {
    read: { documents, deals },
    before: [section({ open: from })],
    after: [section({ open: to })],
  }
  expect(checkedWords(checked)).toBe(`QuickBooks and HubSpot were read: ${words}`)
})
