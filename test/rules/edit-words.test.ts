/**
 * Goal: what was edited of an invoice is said as it is: what is billed, held back, drawn and given back are never added up,
 * what Milepost billed of a milestone is not called the milestone, and what can't be told says how it can be mended.
 * Method: invoices of every sort of line; words compared whole.
 */
import { invoiceFacts } from '../../src/invoices/books/document'
import { editOf, restoredNet, whyNotRestored } from '../../src/invoices/edited/edit'
import { editWords, milestoneSums } from '../../src/invoices/edited/edit-words'
import type { BillingPart } from '../../src/invoices/intent'
import { someDocument, someIntent, somePart } from '../fixtures/made'
import { must } from '../fixtures/must'

const part = (
  at: number,
  kind: BillingPart['kind'],
  amountMinor: bigint,
  milestoneId: string | null = 'm1',
) => somePart({ partKey: `${at}`, lineId: `${at}`, kind, amountMinor, ...(milestoneId && { milestoneId }) })
const line = (Id: string, Amount: string) => ({ Id, Amount, DetailType: 'SalesItemLineDetail' })
const off = (Amount: string) => ({ Amount, DetailType: 'DiscountLineDetail' })
type Line = ReturnType<typeof line> | ReturnType<typeof off>

const about = (
  parts: readonly BillingPart[],
  Line: readonly Line[],
  given: Parameters<typeof someIntent>[0] = {},
) => {
  const intent = someIntent(given)
  const minor = Line.reduce(
    (sum, each) => sum + Math.round(Number(each.Amount) * 100) * ('Id' in each ? 1 : -1),
    0,
  )
  const total = (minor / 100).toFixed(2)
  const facts = invoiceFacts(someDocument({ Line, TotalAmt: total, Balance: total }), 'USD')
  const edit = must(editOf(facts, parts, intent))
  return { intent, facts, edit }
}
const words = (...given: Parameters<typeof about>) => {
  const { intent, facts, edit } = about(...given)
  return editWords(intent, facts, edit)
}
const whyNot = (...given: Parameters<typeof about>) =>
  whyNotRestored({ ...about(...given), moneyOnIt: false, closedUpTo: null })

test.each([
  [
    'billed and held back are said apart',
    [part(1, 'work', 1_500_000n), part(2, 'retainage', -150_000n)],
    [line('1', '14000'), line('2', '-1400')],
    'It now bills $14,000.00 of its milestone, where $15,000.00 was decided. It now holds back $1,400.00, where $1,500.00 was decided.',
  ],
  [
    'only what was edited is said',
    [part(1, 'work', 1_500_000n), part(2, 'retainage', -150_000n)],
    [line('1', '15000'), line('2', '-1000')],
    'It now holds back $1,000.00, where $1,500.00 was decided.',
  ],
  [
    'several milestones',
    [part(1, 'work', 1_000n), part(2, 'work', 2_000n, 'm2')],
    [line('1', '10'), line('2', '15')],
    'It now bills $25.00 of its milestones, where $30.00 was decided.',
  ],
  [
    'moved between lines of one sort, and drawn otherwise',
    [part(1, 'work', 1_000n), part(2, 'work', 2_000n, 'm2'), part(3, 'draw', -500n)],
    [line('1', '12'), line('2', '18'), line('3', '-4')],
    'Amounts moved between its lines: $10.00 → $12.00, $20.00 → $18.00. It now draws $4.00, where $5.00 was decided.',
  ],
  [
    'what bills no milestone',
    [
      part(1, 'hours', 1_000n),
      part(2, 'cost', 2_000n),
      part(3, 'retainage_release', 500n),
      part(4, 'deposit_income', 100n),
    ],
    [line('1', '9'), line('2', '21'), line('3', '4'), line('4', '2')],
    'Its hours now come to $9.00, where $10.00 was decided. Its costs now come to $21.00, where $20.00 was decided. It now releases $4.00, where $5.00 was decided. What became income of the deposit is now $2.00, where $1.00 was decided.',
  ],
] as const)('%s', (_, parts, lines, said) => {
  expect(words(parts, lines)).toBe(`${said} Milepost follows QuickBooks.`)
})

test('a deposit beside the milestones is a deposit, and one that is a milestone is a milestone', () => {
  const deposit = { ...part(1, 'deposit', 1_000n), milestoneId: null }
  expect(words([deposit], [line('1', '9')])).toContain('Its deposit is now $9.00, where $10.00 was decided.')
  expect(words([part(1, 'deposit', 1_000n)], [line('1', '9')])).toContain(
    'It now bills $9.00 of its milestone',
  )
})

test('an invoice that a person linked is held against its milestones', () => {
  const lines = [line('1', '9'), line('2', '9')]
  expect(words([part(1, 'work', 1_000n)], [line('1', '9')], { origin: 'linked' })).toContain(
    'It now bills $9.00; its milestone is $10.00.',
  )
  expect(
    words([part(1, 'work', 1_000n), part(2, 'work', 900n, 'm2')], lines, { origin: 'linked' }),
  ).toContain('It now bills $18.00; its milestones come to $19.00.')
})

describe('what can’t be told', () => {
  const body = JSON.stringify({
    Line: [{ Description: 'Milestone 1: Strategy' }, { Description: 'Held back' }],
  })
  const lost = [{ ...part(1, 'work', 1_500_000n), lineId: null }, part(2, 'retainage', -150_000n)]
  const lines = [line('9', '50'), line('1', '15000'), line('2', '-1500')]

  test('says which line, and how it is known again; nothing is put back', () => {
    expect(words(lost, lines, { body })).toBe(
      'Which line is “Milestone 1: Strategy” can’t be told: the invoice was edited before Milepost had seen it. Give that line these words in QuickBooks, and it is known again. It counts as unknown until somebody puts it right.',
    )
    expect(whyNot(lost, lines, { body })).toContain('Which line is “Milestone 1: Strategy” can’t be told')
  })

  test('once no other line is there, ours certainly is not: it can be put back', () => {
    expect(words(lost, [line('2', '-1500')], { body })).toContain('It now bills $0.00')
    expect(whyNot(lost, [line('2', '-1500')], { body })).toBeNull()
  })

  test('our lines taken away and others in their place', () => {
    const parts = [part(1, 'work', 1_500_000n), part(2, 'retainage', -150_000n)]
    expect(words(parts, [line('7', '13500')], { body })).toContain('Our lines are gone')
    expect(whyNot(parts, [line('7', '13500')], { body })).toContain('Our lines are gone')
  })

  test('one taken away where another costs the same: it may stand for it, and is not billed beside it', () => {
    const parts = [part(1, 'work', 1_500_000n), part(2, 'retainage', -150_000n)]
    const retyped = [line('9', '15000.00'), line('2', '-1500')]
    expect(words(parts, retyped, { body })).toBe(
      'It now bills $0.00 of its milestone, where $15,000.00 was decided. Milepost follows QuickBooks. “Milestone 1: Strategy” was taken away, and a line that is none of ours costs the same: it may stand for it.',
    )
    expect(whyNot(parts, retyped, { body })).toContain('“Milestone 1: Strategy” was taken away')
    expect(whyNot(parts, [line('9', '14999.99'), line('2', '-1500')], { body })).toBeNull()
  })

  test('a bundle may be ours too', () => {
    const bundle = { Id: '9', Amount: '15000', DetailType: 'GroupLineDetail' }
    expect(whyNot(lost, [bundle, line('2', '-1500')], { body })).toContain('can’t be told')
  })
})

describe('a discount', () => {
  const parts = [part(1, 'work', 1_500_000n), part(2, 'retainage', -150_000n)]
  const own = [line('1', '15000'), line('2', '-1500')]

  test('over our lines alone is taken away, and both totals are known before', () => {
    const { facts, edit } = about(parts, [...own, off('7500')])
    expect(whyNot(parts, [...own, off('7500')])).toBeNull()
    expect(restoredNet(facts, edit)).toBe(1_350_000n)
    expect(milestoneSums(edit)).toEqual({ decidedMinor: 1_500_000n, nowMinor: 750_000n })
  })

  test.each([
    ['a line', line('9', '100')],
    ['a bundle', { Id: '9', Amount: '100', DetailType: 'GroupLineDetail' }],
  ])('over %s that is none of ours stays', (_, beside) => {
    expect(whyNot(parts, [...own, beside, off('50')])).toContain(
      'A discount of $50.00 is on the whole invoice',
    )
  })

  test('beside what is below zero it is ours: nothing comes off that', () => {
    const lines = [...own, line('9', '-100'), off('50')]
    expect(whyNot(parts, lines)).toBeNull()
    const { facts, edit } = about(parts, lines)
    expect(restoredNet(facts, edit)).toBe(1_340_000n)
  })

  test('that can’t be read forbids it', () => {
    expect(whyNot(parts, [...own, off('x')])).toContain('can’t be read')
  })
})
