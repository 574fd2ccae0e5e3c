/**
 * Goal: what QuickBooks would refuse is named before anyone approves, and nothing else is. Method: an ordinary
 * invoice, spoilt in one way at a time.
 */

import { headOf } from '../../src/invoices/invoice-head'
import { type CheckName, preflight } from '../../src/invoices/preflight'
import type { BillingFacts } from '../../src/invoices/read-billing-facts'
import type { Schedule } from '../../src/schedules/schedule'
import { compose, discovery, factsOf, firstPart, master, scheduleOf } from '../fixtures/billing-facts'

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
    return preflight({ schedule, milestone, invoices, room, askedMinor, delivery, archived: false })
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
    ['unknown terms', [{ term: { quickbooksId: null, name: 'Net 9', days: null } }], ['terms']],
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
