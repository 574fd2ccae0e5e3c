/** Goal: what is typed of a new customer is what is sent, and a refusal is shown where it belongs. */

import { type CustomerMatchesView, customerChoice } from '../../src/http/contract/customer'
import type { ProblemView } from '../../src/http/contract/problem'
import {
  draftOf,
  errorAt,
  nameClashOf,
  shownFields,
  wishOf,
} from '../../src/ui/console/customers/customer-draft'

const known: CustomerMatchesView = {
  matches: [],
  start: {
    displayName: 'Acme Corp',
    companyName: 'Acme Corp',
    email: 'ana@acme.example',
    phone: null,
    address: { street: '1 Main St', city: 'Oslo' },
  },
  currency: { wanted: 'EUR', fixed: false, several: true },
  readAt: null,
  trouble: null,
}
const problem = (more: Partial<ProblemView>): ProblemView => ({
  type: 'about:blank',
  title: 'The rules say no',
  status: 409,
  code: 'customer_name_taken',
  detail: 'Taken.',
  ...more,
})

test('it starts with what HubSpot knows, and what is empty is left out', () => {
  const draft = draftOf(known)
  expect(wishOf(draft, false)).toEqual({
    displayName: 'Acme Corp',
    companyName: 'Acme Corp',
    email: 'ana@acme.example',
    currency: 'EUR',
    address: { street: '1 Main St', city: 'Oslo' },
  })
  const bare = {
    ...draft,
    displayName: ' Beta ',
    companyName: ' ',
    email: '',
    currency: 'gbp',
    street: ' ',
    city: '',
  }
  expect(wishOf(bare, false)).toEqual({ displayName: 'Beta', currency: 'GBP' })
  expect(wishOf(bare, true)).toEqual({ displayName: 'Beta' })
  expect(wishOf({ ...bare, parentId: '7', billWithParent: true }, true)).toEqual({
    displayName: 'Beta',
    parentId: '7',
    billWithParent: true,
  })
})

test('the contract takes what the form makes', () => {
  for (const fixed of [true, false]) {
    const sent: unknown = JSON.parse(JSON.stringify({ create: wishOf(draftOf(known), fixed) }))
    expect(customerChoice.safeParse(sent).success).toBe(true)
  }
})

test('a name clash brings who has the name, and a free one; other refusals bring none', () => {
  const existing = { quickbooksId: '3', name: 'Acme', active: true }
  expect(nameClashOf(problem({ existing, freeName: 'Acme (customer)' }))).toEqual({
    existing,
    freeName: 'Acme (customer)',
  })
  expect(nameClashOf(problem({ existing: null, freeName: null }))).toEqual({ existing: null, freeName: null })
  expect(nameClashOf(problem({ existing: { name: 3 } }))).toEqual({ existing: null, freeName: null })
  expect(nameClashOf(problem({ code: 'validation_failed' }))).toBeNull()
})

test('an error stands at its field, and is not told twice', () => {
  const refused = problem({
    code: 'validation_failed',
    errors: [{ pointer: '/create/address/city', detail: 'No.' }],
  })
  expect(errorAt(refused, 'address/city')).toBe('No.')
  expect(errorAt(refused, 'email')).toBeNull()
  expect(errorAt(null, 'email')).toBeNull()
  expect(shownFields).toContain('/create/address/city')
})
