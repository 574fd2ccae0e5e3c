/**
 * Goal: what QuickBooks would refuse is named before anyone approves, and nothing else is. Method: an ordinary
 * invoice, spoilt in one way at a time.
 */

import { headOf } from '../../src/invoices/composing/invoice-head'
import type { BillingFacts } from '../../src/invoices/composing/read-billing-facts'
import { accountChecks } from '../../src/invoices/preflight/company-checks'
import { type CheckName, preflight } from '../../src/invoices/preflight/preflight'
import type { Schedule } from '../../src/schedules/schedule'
import { compose, discovery, factsOf, firstPart, master, scheduleOf } from '../fixtures/billing-facts'

const posting = (type: string | null, active = true): BillingFacts['items'] =>
  new Map([
    [
      '1',
      {
        name: 'Services',
        active: true,
        account: type === null ? null : { id: '79', name: 'Sales', active, type },
      },
    ],
  ])

describe('preflight', () => {
  const failing = (
    facts: Partial<BillingFacts>,
    more: {
      schedule?: Schedule
      milestone?: typeof discovery
      remaining?: bigint | null
      delivery?: 'send' | 'post'
    } = {},
  ): CheckName[] => {
    const schedule = more.schedule ?? scheduleOf()
    const milestone = more.milestone ?? discovery
    const all = factsOf(facts)
    const composed = compose(schedule, milestone, all, new Date('2026-03-08T12:00:00Z'), null)
    const remainingMinor = more.remaining === undefined ? 1_000_000n : more.remaining
    const room = { billedMinor: 0n, inFlightMinor: 0n, remainingMinor }
    const part = firstPart(schedule, milestone)
    const askedMinor = milestone.billed ? 0n : part.amountMinor
    const head = headOf(schedule, all, part)
    const invoices = [{ part, facts: all, head, lines: composed.lines, composed }] as const
    const delivery = more.delivery ?? 'send'
    return preflight({
      schedule,
      milestone,
      invoices,
      room,
      askedMinor,
      delivery,
      archived: false,
      mergedInto: null,
    })
      .filter((check) => !check.ok)
      .map((check) => {
        expect(check.detail).not.toMatch(/undefined|null/)
        return check.check
      })
  }

  test('nothing stands in the way of an ordinary one', () => {
    expect(failing({})).toEqual([])
  })

  test.each<[string, Parameters<typeof failing>, CheckName[]]>([
    ['no connection', [{ connection: null }], ['connection']],
    [
      'no customer chosen',
      [{ customer: null }, { schedule: scheduleOf({ customerId: null }), delivery: 'post' }],
      ['customer'],
    ],
    ['a customer QuickBooks has not', [{ customer: null }, { delivery: 'post' }], ['customer']],
    [
      'an inactive customer',
      [{ customer: master('Acme', { PrimaryEmailAddr: { Address: 'a@b.c' } }, false) }],
      ['customer'],
    ],
    [
      'a customer in euros',
      [{ customer: master('A', { CurrencyRef: { value: 'EUR' }, PrimaryEmailAddr: { Address: 'a@b.c' } }) }],
      ['currency'],
    ],
    ['no item', [{ item: null }], ['item']],
    ['an inactive item', [{ item: master('X', { IncomeAccountRef: {} }, false) }], ['item']],
    ['an item without an income account', [{ item: master('X') }], ['item']],
    ['an unknown tax code', [{ taxCodeKnown: false }], ['tax_code']],
    ['preferences that were never read', [{ unread: new Set(['preferences'] as const) }], ['connection']],
    ['a company that was never read', [{ unread: new Set(['company'] as const) }], ['connection']],
    ['unknown terms', [{ term: { quickbooksId: null, name: 'Net 9', days: null } }], ['terms']],
    [
      'terms that QuickBooks has no more',
      [{ term: { quickbooksId: '9', name: 'Net 9', days: 9, gone: true } }],
      ['terms'],
    ],
    ['an item that posts to an inactive account', [{ items: posting('Income', false) }], ['account']],
    ['an item whose account is not there', [{ items: posting(null) }], ['account']],
    [
      'a class that QuickBooks has no more',
      [{ places: [{ kind: 'class', id: '7', master: null }] }],
      ['class'],
    ],
    [
      'a location that is inactive',
      [{ places: [{ kind: 'location', id: '7', master: master('North', {}, false) }] }],
      ['location'],
    ],
    [
      'a number that is too long',
      [{ customNumbers: true, numbering: { by: 'pattern', pattern: 'MP-{0000}' } }],
      ['number'],
    ],
    ['no address to send to', [{ customer: master('Acme') }], ['email']],
    ['closed books', [{ booksClosedOn: '2026-03-08' }], ['books_open']],
    ['letters QuickBooks can’t keep', [{}, { milestone: { ...discovery, name: '設計' } }], ['text']],
    ['a very long line', [{}, { milestone: { ...discovery, completedNote: 'x'.repeat(4_000) } }], ['text']],
    ['no room', [{}, { remaining: 999_999n }], ['headroom']],
    ['an unknown rest', [{}, { remaining: null }], ['headroom']],
    ['unfinished work', [{}, { milestone: { ...discovery, workStatus: 'in_progress' } }], ['completed']],
  ])('%s', (_, given, checks) => {
    expect(failing(...given)).toEqual(checks)
  })

  test('what is not in the way: a post without an address, foreign letters outside the United States, the day after', () => {
    expect(failing({ customer: master('Acme') }, { delivery: 'post' })).toEqual([])
    expect(failing({ isUnitedStates: false }, { milestone: { ...discovery, name: '設計' } })).toEqual([])
    expect(failing({ booksClosedOn: '2026-03-07' })).toEqual([])
    expect(failing({}, { remaining: 0n, milestone: { ...discovery, billed: true } })).toEqual([])
  })
})

test('what a list that was never read may hold is not said to be missing', () => {
  const unread = new Set(['customers', 'items', 'terms', 'tax-codes'] as const)
  const schedule = scheduleOf()
  const facts = factsOf({
    unread,
    customer: null,
    item: null,
    taxCode: '5',
    taxCodeKnown: false,
    term: { quickbooksId: '9', name: 'terms 9', days: null, gone: true },
  })
  const part = firstPart(schedule, discovery)
  const composed = compose(schedule, discovery, facts, new Date('2026-03-08T12:00:00Z'), null)
  const invoice = {
    part,
    facts,
    head: headOf(schedule, facts, part),
    lines: composed.lines,
    composed,
    changes: {},
  }
  const checks = preflight({
    schedule,
    milestone: discovery,
    invoices: [invoice],
    room: null,
    askedMinor: 1n,
    delivery: 'post',
    archived: false,
    mergedInto: null,
  })
  expect(checks.filter(({ ok }) => !ok)).toEqual(
    [
      [
        'customer',
        `QuickBooks’ list of customers could not be read yet, so customer ${part.customerId} is not known.`,
      ],
      [
        'item',
        'QuickBooks’ list of products and services could not be read yet, so what to bill the work with is not known.',
      ],
      ['tax_code', 'QuickBooks’ list of tax codes could not be read yet, so tax code 5 is not known.'],
      [
        'terms',
        'QuickBooks’ list of payment terms could not be read yet, so what is agreed, terms 9, is not known.',
      ],
    ].map(([check, detail]) => ({
      check,
      ok: false,
      detail,
      mend: { label: 'Check now', href: '/connections' },
    })),
  )
})

test('every check that fails says where it is mended, but for the work itself', () => {
  const facts = factsOf({
    connection: null,
    customer: null,
    item: null,
    taxCodeKnown: false,
    booksClosedOn: '2026-03-08',
    term: { quickbooksId: '9', name: 'Net 9', days: 9, gone: true },
    places: [
      { kind: 'class', id: '7', master: null },
      { kind: 'location', id: '8', master: null, inPlanOf: '77' },
    ],
  })
  const schedule = scheduleOf({ customerId: null })
  const part = firstPart(schedule, discovery)
  const composed = compose(schedule, discovery, facts, new Date('2026-03-08T12:00:00Z'), null)
  const invoice = {
    part,
    facts,
    head: headOf(schedule, facts, part),
    lines: composed.lines,
    composed,
    changes: {},
  }
  const room = { billedMinor: 0n, inFlightMinor: 0n, remainingMinor: null }
  const checks = preflight({
    schedule,
    milestone: discovery,
    invoices: [invoice],
    room,
    askedMinor: 1n,
    delivery: 'send',
    archived: true,
    mergedInto: null,
  })
  const mends = checks.filter((check) => !check.ok).map(({ check, mend }) => [check, mend?.href])
  expect(mends).toEqual([
    ['connection', '/connections'],
    ['customer', `/deals/${schedule.dealId}?do=customer`],
    ['item', `/deals/${schedule.dealId}/plan?open=invoicing`],
    ['tax_code', `/deals/${schedule.dealId}/plan?open=invoicing`],
    ['class', '/settings/billing'],
    ['location', '/deals/77/plan?open=invoicing'],
    ['terms', `/deals/${schedule.dealId}/plan?open=invoicing`],
    ['email', '/open/quickbooks/customers'],
    ['books_open', '/open/quickbooks/settings'],
    ['headroom', '/connections'],
    ['deal', `/open/hubspot/deals/${schedule.dealId}`],
  ])
})

test('an item on an account of another kind is a warning: QuickBooks takes it', () => {
  const facts = factsOf({ items: posting('Expense') })
  const schedule = scheduleOf()
  const composed = compose(schedule, discovery, facts, new Date('2026-03-08T12:00:00Z'), null)
  expect(accountChecks(facts, [composed])).toEqual([
    expect.objectContaining({
      ok: true,
      mend: expect.objectContaining({ href: '/open/quickbooks/items/1' }),
    }),
  ])
})
