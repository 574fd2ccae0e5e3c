/**
 * Goal: what is proposed is what a careful bookkeeper would say, with the reasons. Method: a table of cases in words.
 */
import type { HeldInvoice } from '../../src/invoices/catch-up/held-invoice'
import { confidenceOf, fitOf, type OpenMilestone } from '../../src/invoices/catch-up/likeness'
import { proposeMatches } from '../../src/invoices/catch-up/proposal'
import { likeness, numbersIn } from '../../src/invoices/catch-up/same-words'
import { invoice, job, milestone } from '../fixtures/made-by-hand'
import { must } from '../fixtures/must'

describe('how well one invoice fits one milestone', () => {
  const design = milestone(2, 'Design', 20_000)
  const done = { ...design, completedOn: '2026-02-26' }
  test.each<[string, HeldInvoice, OpenMilestone, string | null, readonly string[]]>([
    ['the amount and nothing else', invoice([['Services', 20_000]]), design, 'possible', ['same amount']],
    [
      'amount, name and date',
      invoice([['Design of the brand', 20_000]]),
      done,
      'high',
      ['same amount', 'name in line 1', '3 days after completion'],
    ],
    [
      'amount and date',
      invoice([['Services', 20_000]]),
      { ...design, plannedOn: '2026-03-01' },
      'likely',
      ['same amount', 'on the day of the plan'],
    ],
    [
      'tax is not counted',
      invoice([['Design', 20_000]], { tax: 1_600 }),
      design,
      'high',
      ['same amount', 'name in line 1'],
    ],
    [
      'a bookkeeper who wrote the amount with tax: never more than possible',
      invoice([['Design', 18_500]], { tax: 1_500 }),
      done,
      'possible',
      ['same amount, tax included', 'name in line 1', '3 days after completion'],
    ],
    [
      'one line of several',
      invoice([
        ['Travel', 450],
        ['Design', 20_000],
      ]),
      design,
      'likely',
      ['line 2 is the same amount', 'name in line 2'],
    ],
    [
      'the name in the memo, with the contract',
      invoice([['Services', 20_000]], { memo: 'Design, see SOW-17' }),
      design,
      'high',
      ['same amount', 'name in the memo', 'contract SOW-17 is named'],
    ],
    [
      'the number of the milestone',
      invoice([['Milestone #02', 20_000]]),
      design,
      'likely',
      ['same amount', '“milestone 2” in line 1'],
    ],
    [
      'nearly the amount, and the name',
      invoice([['Design', 19_500]]),
      design,
      'possible',
      ['$500.00 less than the milestone', 'name in line 1'],
    ],
    ['nearly the amount, and nothing else', invoice([['Services', 20_500]]), design, null, []],
    ['another amount, whatever it says', invoice([['Design', 9_000]]), done, null, []],
    ['nothing on it', invoice([['Design', 0]]), milestone(1, 'Design', 0), null, []],
    [
      'a customer below the deal’s',
      invoice([['Services', 20_000]], { customer: '7' }),
      { ...design, plannedOn: '2026-02-27' },
      'likely',
      ['same amount', '2 days after the planned date', 'billed to Acme'],
    ],
  ])('%s', (_, held, wanted, confidence, reasons) => {
    const fit = fitOf(held, wanted, job)
    const found = fit === null ? null : confidenceOf(fit)
    expect([found, found === null ? [] : fit?.reasons]).toEqual([confidence, reasons])
  })

  test.each([
    ['Discovery & Design', 'DISCOVERY and design phase', 'all'],
    ['Kücheneinbau', 'kucheneinbau Nr 4', 'all'],
    ['Requirements document approved', 'Approved requirements', 'part'],
    ['Phase 1', 'Phase 1 of 3', 'all'],
    ['Phase 1', 'Phase 12', null],
    ['Phase', 'The work', null],
    ['', 'anything', null],
    ['Design', '', null],
  ])('“%s” in “%s”: %s', (name, text, found) => expect(likeness(name, text)).toBe(found))

  test('numbers of milestones in a text', () => {
    expect(numbersIn('Milestone 2 and phase no. 03; stage #4, 5 pages, milestones')).toEqual([2, 3, 4])
  })
})

describe('what is proposed for a whole job', () => {
  const three = [
    milestone(1, 'Strategy', 15_000),
    milestone(2, 'Design', 20_000),
    milestone(3, 'Delivery', 15_000),
  ]
  const propose = (invoices: readonly HeldInvoice[], milestones: readonly OpenMilestone[] = three) => {
    const { proposals, ...notes } = proposeMatches(invoices, milestones, job)
    return {
      ...notes,
      matches: proposals.map((each) => [each.invoiceId, each.milestoneIds.join('+'), each.confidence]),
      reasons: proposals.map((each) => each.reasons),
    }
  }

  test('names decide between equal amounts, whatever the order of the dates', () => {
    const early = invoice([['Delivery', 15_000]], { id: '901', on: '2026-01-01' })
    const late = invoice([['Strategy', 15_000]], { id: '902', on: '2026-04-01' })
    expect(propose([late, early]).matches).toEqual([
      ['901', 'm3', 'high'],
      ['902', 'm1', 'high'],
    ])
  })
  test('equal amounts without words follow their dates, and are only possible', () => {
    const late = invoice([['Services', 15_000]], { id: '902', on: '2026-04-01' })
    const early = invoice([['Services', 15_000]], { id: '901', on: '2026-01-01' })
    const found = propose([late, early])
    expect(found.matches).toEqual([
      ['901', 'm1', 'possible'],
      ['902', 'm3', 'possible'],
    ])
    expect(found.reasons[0]).toContain('“Delivery” fits as well')
  })
  test('one invoice whose lines are two milestones', () => {
    const both = invoice(
      [
        ['Design', 20_000],
        ['Strategy', 15_000],
      ],
      { id: '901' },
    )
    const found = propose([both])
    expect(found.matches).toEqual([['901', 'm2+m1', 'high']])
    expect(found.reasons[0]).toEqual(['each line is the same amount', 'each name in its line'])
  })
  test('one invoice whose amount is the sum of two neighbours', () => {
    const sum = invoice([['First two phases', 35_000]], { id: '901' })
    const found = propose([sum], [milestone(1, 'Strategy', 15_000), milestone(2, 'Design', 20_000)])
    expect(found.matches).toEqual([['901', 'm1+m2', 'possible']])
    expect(found.reasons[0]).toEqual(['the amounts add up'])
  })
  test('a sum that two sets make says so', () => {
    const found = propose([invoice([['Work', 35_000]], { id: '901' })])
    expect(found.matches).toEqual([['901', 'm1+m2', 'possible']])
    expect(found.reasons[0]).toContain('other milestones add up to it as well')
  })
  test('of two invoices for one milestone the better one is proposed, and the other says why not', () => {
    const [good, poor, odd] = [
      invoice([['Design', 20_000]], { id: '901' }),
      invoice([['Services', 20_000]], { id: '902' }),
      invoice([['Hosting', 99]], { id: '903' }),
    ]
    const found = propose([must(poor), must(good), must(odd)])
    expect(found.matches).toEqual([['901', 'm2', 'high']])
    expect([...found.invoiceNotes]).toEqual([
      ['902', '“Design” has this amount, and invoice 10901 fits it better.'],
      ['903', 'No open milestone of $99.00 without tax.'],
    ])
    expect([...found.partNotes.keys()]).toEqual(['m1', 'm3'])
  })
  test('where several pay, each payer’s part takes that customer’s invoice only', () => {
    const part = (payerId: string) => milestone(1, 'Strategy', 500, { partKey: `m1:${payerId}`, payerId })
    const [theirs, ours] = [
      invoice([['Strategy', 500]], { id: '901', customer: '2' }),
      invoice([['Strategy', 500]], { id: '902', customer: '1' }),
    ]
    const { proposals } = proposeMatches([theirs, ours], [part('1'), part('2')], job)
    expect(proposals.map((each) => [each.invoiceId, ...each.partKeys, ...each.milestoneIds])).toEqual([
      ['901', 'm1:2', 'm1'],
      ['902', 'm1:1', 'm1'],
    ])
  })
  test('nothing on either side is no trouble', () => {
    expect(propose([]).matches).toEqual([])
    expect(propose([invoice([['Design', 20_000]])], []).matches).toEqual([])
  })
  test('a thousand equal milestones and a thousand equal invoices: in order, and within a few seconds', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => milestone(at + 1, `Unit ${at + 1}`, 100))
    const bills = many.map((_, at) => invoice([['Unit', 100]], { id: String(5_000 + at) }))
    const began = performance.now()
    const { matches } = propose(bills, many)
    expect(performance.now() - began).toBeLessThan(15_000)
    expect(matches).toHaveLength(1_000)
    expect(matches[500]).toEqual(['5500', 'm501', 'possible'])
  })
})
