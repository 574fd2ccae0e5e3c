/**
 * Goal: an invoice says exactly what the rules say, and its body is exact. Method: the words of the rules, letter by
 * letter; dates in the workspace's zone; amounts that floating point would bend.
 */

import { dayIn } from '../../src/clock/day'
import type { BillingFacts } from '../../src/invoices/composing/read-billing-facts'
import { invoiceWords } from '../../src/invoices/words/invoice-words'
import type { Milestone } from '../../src/schedules/milestone'
import { noApproval, type Schedule } from '../../src/schedules/schedule'
import { compose, discovery, factsOf, firstPart, scheduleOf } from '../fixtures/billing-facts'
import { someMilestone, withApproval } from '../fixtures/made'
import { must } from '../fixtures/must'

type Approval = Parameters<typeof invoiceWords>[2]
const wordsOf = (schedule: Schedule, milestone: Milestone, approval: Approval, facts: BillingFacts) =>
  invoiceWords(schedule, milestone, approval, facts, firstPart(schedule, milestone))
describe('the words', () => {
  test('of an approved milestone, as the rules have them', () => {
    expect(wordsOf(scheduleOf(), discovery, withApproval({ windowDays: 3 }), factsOf())).toEqual([
      'Milestone 2: Discovery complete (per contract dated 2026-01-15)',
      'Deliverable: Requirements document v1.3, approved 2026-02-20 by Ana Ruiz, Project lead',
      '20 % of $50,000.00',
      'Approval window: 3 business days | Payment terms: Net 7',
    ])
  })

  test('of a completed one without an approval', () => {
    expect(wordsOf(scheduleOf(), discovery, noApproval, factsOf())).toEqual([
      'Milestone 2: Discovery complete (per contract dated 2026-01-15)',
      'Deliverable: Requirements document v1.3, completed 2026-02-20',
      '20 % of $50,000.00',
      'Payment terms: Net 7',
    ])
  })

  test('of one whose day came: nobody is said to have approved it', () => {
    const triggered = {
      ...discovery,
      code: '2-A',
      completedHow: 'trigger' as const,
      completedBy: 'trigger date 15 Apr 2026',
      share: null,
    }
    expect(wordsOf(scheduleOf(), triggered, withApproval(), factsOf()).slice(0, 2)).toEqual([
      'Milestone 2-A: Discovery complete (per contract dated 2026-01-15)',
      'Deliverable: Requirements document v1.3, billed by trigger date 15 Apr 2026',
    ])
  })

  test('of one with nothing but a name', () => {
    const bare = someMilestone({ workStatus: 'pending' })
    expect(wordsOf(scheduleOf({ contractDate: null }), bare, noApproval, factsOf({ term: null }))).toEqual([
      'Milestone 1: Strategy',
    ])
  })

  test('the contract’s reference stands beside its date', () => {
    const [first] = wordsOf(scheduleOf({ contractReference: 'SOW-17' }), discovery, noApproval, factsOf())
    expect(first).toBe('Milestone 2: Discovery complete (per contract dated 2026-01-15, SOW-17)')
    const changeOrder = { number: 1, on: '2026-02-03' }
    const changed = { ...factsOf(), changeOrder }
    expect(wordsOf(scheduleOf(), discovery, noApproval, changed)[0]).toBe(
      'Milestone 2: Discovery complete (per contract dated 2026-01-15, per change order CO-1 dated 2026-02-03)',
    )
  })

  test('without a deliverable the judgement has a line of its own', () => {
    const plain = { ...discovery, details: { ...discovery.details, deliverable: null }, share: null }
    expect(wordsOf(scheduleOf(), plain, noApproval, factsOf())[1]).toBe('Completed 2026-02-20')
  })

  test('days are the workspace’s: 20:00 in Los Angeles on the 20th is the 21st in UTC', () => {
    const late = { ...discovery, completedAt: new Date('2026-02-21T04:00:00Z') }
    expect(wordsOf(scheduleOf(), late, noApproval, factsOf())[1]).toContain('completed 2026-02-20')
    expect(dayIn('Pacific/Kiritimati', new Date('2026-02-20T11:00:00Z'))).toBe('2026-02-21')
  })
})

describe('the body', () => {
  const now = new Date('2026-03-08T04:30:00Z')
  const bodyOf = (schedule: Schedule, facts: BillingFacts, milestone = discovery) =>
    compose(schedule, milestone, facts, now, 'Milepost M2-ABCDEF').body

  test.each([
    [true, `Milestone 2: Client's "final" - draft... (per contract dated 2026-01-15)`],
    [false, 'Milestone 2: Client’s “final” – draft… (per contract dated 2026-01-15)'],
  ])('punctuation that a phone types is plain where QuickBooks keeps ISO-8859-1 only (US: %s)', (isUnitedStates, words) => {
    const typed = { ...discovery, name: 'Client’s “final” – draft…' }
    const { lines } = compose(scheduleOf(), typed, factsOf({ isUnitedStates }), now, null)
    expect(must(lines[0]).reads.text[0]).toBe(words)
  })

  test('for a company in the United States', () => {
    expect(bodyOf(scheduleOf({ classId: '3', locationId: '4' }), factsOf())).toEqual({
      CustomerRef: { value: '7' },
      TxnDate: '2026-03-07',
      DueDate: '2026-03-14',
      SalesTermRef: { value: '5' },
      ClassRef: { value: '3' },
      DepartmentRef: { value: '4' },
      BillEmail: { Address: 'ap@acme.example' },
      Line: [
        {
          DetailType: 'SalesItemLineDetail',
          Amount: 10_000,
          Description: [
            'Milestone 2: Discovery complete (per contract dated 2026-01-15)',
            'Deliverable: Requirements document v1.3, completed 2026-02-20',
            '20 % of $50,000.00',
            'Payment terms: Net 7',
          ].join('\n'),
          SalesItemLineDetail: {
            ItemRef: { value: '1' },
            Qty: 1,
            UnitPrice: 10_000,
            TaxCodeRef: { value: 'NON' },
            ServiceDate: '2026-02-20',
          },
        },
      ],
      PrivateNote: 'Milepost M2-ABCDEF',
    })
  })

  test('elsewhere tax is named as excluded, other currencies are named, and numbers are asked for', () => {
    const facts = factsOf({ isUnitedStates: false, multiCurrency: true, customNumbers: true, taxCode: '4' })
    expect(bodyOf(scheduleOf({}, { currency: 'EUR' }), facts)).toMatchObject({
      GlobalTaxCalculation: 'TaxExcluded',
      CurrencyRef: { value: 'EUR' },
      DocNumber: 'AUTO_GENERATE',
    })
  })

  test('amounts print back to the cent', () => {
    for (const [minor, printed] of [
      [1n, '0.01'],
      [287_059n, '2870.59'],
      [99_999_999_999n, '999999999.99'],
    ] as const) {
      const text = JSON.stringify(bodyOf(scheduleOf(), factsOf(), { ...discovery, amountMinor: minor }))
      expect(text).toContain(`"Amount":${printed},`)
      expect(text).toContain(`"UnitPrice":${printed},`)
    }
  })

  test('while it is only looked at it carries no mark', () => {
    const composed = compose(scheduleOf(), discovery, factsOf(), now, null)
    expect(composed.body).not.toHaveProperty('PrivateNote')
    expect(composed).toMatchObject({ issuedOn: '2026-03-07', dueOn: '2026-03-14', email: 'ap@acme.example' })
  })

  test('due dates survive leap days and the end of a year', () => {
    const at = (day: string) =>
      compose(scheduleOf(), discovery, factsOf(), new Date(`${day}T20:00:00Z`), null).dueOn
    expect(at('2028-02-25')).toBe('2028-03-03')
    expect(at('2026-12-28')).toBe('2027-01-04')
  })
})
