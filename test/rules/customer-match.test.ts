/** Goal: the right customer first, for reasons a person can check, and never by an accident of order. */

import fc from 'fast-check'
import { type Customer, customerOf, emailsIn, hostOf, withoutDeleted } from '../../src/customers/customer'
import { type DealParties, matchCustomers } from '../../src/customers/customer-match'
import { freeNames, nameProblem, sameName, similarName, tamedName } from '../../src/customers/customer-name'
import { dealParties, firstWish } from '../../src/customers/deal-parties'

const someCustomer = (quickbooksId: string, name: string, more: Partial<Customer> = {}): Customer => ({
  quickbooksId,
  name,
  companyName: null,
  emails: [],
  host: null,
  currency: null,
  active: true,
  parentId: null,
  fullName: name,
  level: 0,
  ...more,
})

const acme: DealParties = {
  companies: [{ name: 'Acme Corp', domains: ['acme.com'] }],
  contacts: [
    { name: 'Ana Ruiz', email: 'ana@acme.com' },
    { name: 'Bo Lind', email: 'bo.lind@gmail.com' },
  ],
}

describe('what speaks for a customer', () => {
  const only = (customer: Customer, parties = acme) => {
    const [match] = matchCustomers(parties, [customer])
    return match ? [match.confidence, ...match.reasons] : null
  }
  test.each<[string, Customer, string[] | null]>([
    ['nothing', someCustomer('1', 'Zeta'), null],
    ['its name', someCustomer('1', 'ACME CORP'), ['likely', 'Same name as the company']],
    [
      'its name but for the kind of company',
      someCustomer('1', 'Acme, Inc.'),
      ['likely', 'Same name but for details: Acme Corp'],
    ],
    [
      'the company name behind another display name',
      someCustomer('1', 'AC-17', { companyName: 'Acme Corp' }),
      ['likely', 'Same name as the company'],
    ],
    ['a name like it', someCustomer('1', 'Acme Studios'), ['possible', 'Name like Acme Corp']],
    [
      'a contact’s e-mail',
      someCustomer('1', 'Zeta', { emails: ['bo.lind@gmail.com'] }),
      ['likely', 'Same e-mail as Bo Lind'],
    ],
    ['a mailbox of everybody', someCustomer('1', 'Zeta', { emails: ['else@gmail.com'] }), null],
    [
      'the domain',
      someCustomer('1', 'Zeta', { emails: ['billing@acme.com'] }),
      ['likely', 'At acme.com, the company’s domain'],
    ],
    [
      'the web page',
      someCustomer('1', 'Zeta', { host: 'acme.com' }),
      ['likely', 'At acme.com, the company’s domain'],
    ],
    [
      'two of them',
      someCustomer('1', 'Acme', { emails: ['ana@acme.com'] }),
      [
        'sure',
        'Same e-mail as Ana Ruiz',
        'Same name but for details: Acme Corp',
        'At acme.com, the company’s domain',
      ],
    ],
    ['a contact’s name', someCustomer('1', 'Ana Ruiz'), ['possible', 'Same name as Ana Ruiz']],
    [
      'an inactive one, whose name QuickBooks marks',
      someCustomer('1', 'Acme Corp (deleted)', { active: false }),
      ['likely', 'Same name as the company'],
    ],
  ])('%s', (_what, customer, expected) => expect(only(customer)).toEqual(expected))

  test('a person without a company is the customer', () => {
    const alone = { companies: [], contacts: [{ name: 'Kate Whelan', email: null }] }
    expect(only(someCustomer('1', 'Kate Whelan'), alone)).toEqual(['likely', 'Same name as Kate Whelan'])
  })
})

test('a domain that many customers share says nothing of a contact’s client; the company’s own does', () => {
  const hosted = (at: number) => someCustomer(String(at), `Client ${at}`, { emails: [`c${at}@host.example`] })
  const parties = { companies: [], contacts: [{ name: 'Bo Lind', email: 'bo@host.example' }] }
  expect(matchCustomers(parties, [1, 2, 3].map(hosted))).toHaveLength(3)
  expect(matchCustomers(parties, [1, 2, 3, 4].map(hosted))).toEqual([])
  const [same] = matchCustomers(parties, [someCustomer('1', 'Zeta', { emails: ['bo@host.example'] })])
  expect(same).toMatchObject({ confidence: 'likely', reasons: ['Same e-mail as Bo Lind'] })
  const own = { ...parties, companies: [{ name: 'Host', domains: ['host.example'] }] }
  expect(matchCustomers(own, [1, 2, 3, 4].map(hosted))).toHaveLength(4)
})

test('the best comes first: active before inactive, sure before likely, the client before its jobs', () => {
  const found = matchCustomers(acme, [
    someCustomer('5', 'Acme Corp', { active: false }),
    someCustomer('4', 'Acme Studios'),
    someCustomer('3', 'Acme Corp', { level: 1, parentId: '2' }),
    someCustomer('2', 'Acme Corp'),
    someCustomer('1', 'Acme', { emails: ['ana@acme.com'] }),
    someCustomer('6', 'Nobody'),
  ])
  expect(found.map(({ customer }) => customer.quickbooksId)).toEqual(['1', '2', '3', '4', '5'])
})

test('whatever order customers and contacts come in, the answer is the same', () => {
  const names = fc.constantFrom(
    'Acme',
    'Acme Corp',
    'acme studios',
    'Zeta',
    'Ana Ruiz',
    'Zeta GmbH',
    'Ünser Café',
  )
  const emails = fc.constantFrom('ana@acme.com', 'bo.lind@gmail.com', 'x@zeta.de', 'billing@acme.com')
  const customer = fc
    .record({ name: names, emails: fc.uniqueArray(emails, { maxLength: 2 }), active: fc.boolean() })
    .map((given) => given)
  const parties = fc.record({
    companies: fc.array(fc.record({ name: names, domains: fc.constant(['acme.com']) }), { maxLength: 2 }),
    contacts: fc.array(fc.record({ name: names, email: fc.option(emails) }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(
      fc.array(customer, { maxLength: 8 }),
      parties,
      fc.infiniteStream(fc.nat()),
      (given, who, chance) => {
        const all = given.map((each, at) => someCustomer(String(at + 1), each.name, each))
        const mixed = <T>(list: readonly T[]) =>
          list
            .map((each) => ({ each, at: Number(chance.next().value) }))
            .sort((a, b) => a.at - b.at)
            .map(({ each }) => each)
        const straight = matchCustomers(who, all)
        expect(matchCustomers({ ...who, contacts: mixed(who.contacts) }, mixed(all))).toEqual(straight)
        for (const match of straight) expect(match.reasons.length).toBeGreaterThan(0)
      },
    ),
  )
})

describe('names', () => {
  test.each<[string, string, boolean]>([
    ['Acme', 'ACME', true],
    ['The Müller Co., Ltd.', 'Muller', true],
    ['Smith & Sons', 'Smith and Sons', true],
    ['Bäckerei Öz', 'Backerei Oz GmbH', true],
    ["Amy's Bird Sanctuary", 'Amys Bird Sanctuary', true],
    ['Acme', 'Acme Studios', false],
    ['Inc.', 'Ltd', false],
    ['...', '!!!', false],
  ])('%s and %s are the same: %s', (one, other, same) => expect(sameName(one, other)).toBe(same))

  test.each<[string, string, boolean]>([
    ['Acme', 'Acme Studios', true],
    ['Red Rock Diner', 'Red Rock Dinner Inc', true],
    ['Red Rock Diner', 'Red Barn', false],
    ['Acme', 'Zeta', false],
  ])('%s is like %s: %s', (one, other, like) => expect(similarName(one, other)).toBe(like))

  test('what QuickBooks refuses of a name is said before it is sent', () => {
    expect(nameProblem('Acme', true)).toBeNull()
    expect(nameProblem('  ', true)).toContain('needs a name')
    expect(nameProblem('a'.repeat(501), false)).toContain('500')
    expect(nameProblem('Acme:Job', false)).toContain('colon')
    expect(nameProblem('株式会社', true)).toContain('株 式 会 社')
    expect(nameProblem('株式会社', false)).toBeNull()
  })

  test('free names keep to what QuickBooks takes; a tamed one is taken', () => {
    expect(freeNames('Acme').slice(0, 2)).toEqual(['Acme (customer)', 'Acme (customer 2)'])
    for (const name of freeNames('x'.repeat(500))) expect(nameProblem(name, true)).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tamed = tamedName(`A${text}`)
        expect(nameProblem(tamed, false)).toBeNull()
      }),
    )
  })
})

test('what QuickBooks and HubSpot write into a field is read as people mean it', () => {
  expect(emailsIn('AP@Acme.com, ana@acme.com; nonsense')).toEqual(['ap@acme.com', 'ana@acme.com'])
  expect(hostOf('https://www.Acme.co.uk/shop?x')).toBe('acme.co.uk')
  expect(hostOf('acme.com')).toBe('acme.com')
  expect(hostOf('call us')).toBeNull()
  expect(hostOf(null)).toBeNull()
  expect(withoutDeleted('Acme (deleted)')).toBe('Acme')
  const body = {
    CompanyName: 'Acme Corp',
    PrimaryEmailAddr: { Address: 'AP@acme.com' },
    WebAddr: { URI: 'http://www.acme.com' },
    CurrencyRef: { value: 'EUR' },
    ParentRef: { value: '7' },
    FullyQualifiedName: 'Group:Acme',
    Level: '1',
  }
  expect(customerOf({ quickbooksId: '9', name: 'Acme', active: true, body })).toEqual({
    quickbooksId: '9',
    name: 'Acme',
    companyName: 'Acme Corp',
    emails: ['ap@acme.com'],
    host: 'acme.com',
    currency: 'EUR',
    active: true,
    parentId: '7',
    fullName: 'Group:Acme',
    level: 1,
  })
  expect(customerOf({ quickbooksId: '9', name: 'Bare', active: false, body: { Level: 3 } })).toMatchObject({
    emails: [],
    host: null,
    fullName: 'Bare',
    level: 0,
  })
})

test('HubSpot’s records are whom the deal is with, and what a new customer starts with', () => {
  const company = {
    id: '1',
    properties: {
      name: ' Acme Corp ',
      domain: 'www.acme.com',
      website: 'https://acme.com',
      city: 'Oslo',
      zip: '',
    },
  }
  const contact = { id: '2', properties: { firstname: 'Ana', lastname: null, email: 'Ana@Acme.com' } }
  const nobody = { id: '3', properties: { firstname: ' ', lastname: null, email: null } }
  const records = { companies: [company], contacts: [nobody, contact] }
  expect(dealParties(records)).toEqual({
    companies: [{ name: 'Acme Corp', domains: ['acme.com'] }],
    contacts: [{ name: 'Ana', email: 'ana@acme.com' }],
  })
  expect(firstWish(records, 'the deal')).toMatchObject({
    displayName: 'Acme Corp',
    companyName: 'Acme Corp',
    email: 'ana@acme.com',
    address: { city: 'Oslo' },
  })
  expect(firstWish({ companies: [], contacts: [contact] }, 'the deal')).toMatchObject({
    displayName: 'Ana',
    companyName: undefined,
    address: undefined,
  })
  expect(firstWish({ companies: [], contacts: [] }, 'the deal').displayName).toBe('the deal')
})
