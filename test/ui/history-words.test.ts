/** Goal: a history entry reads as a story: what was, what is, and nothing else. Method: entries as use cases keep them. */
import { changesOf, differences, fromWords } from '../../src/ui/console/deal/history-words'

const lines = (before: unknown, after: unknown) =>
  differences(before, after).map(
    ({ name, before: old, after: now }) => `${name}: ${old ?? '∅'} → ${now ?? '∅'}`,
  )

test('an edit shows the amount, the day, and criteria one by one', () => {
  const kept = { name: 'Design', deliverable: null, description: '' }
  expect(
    lines(
      { ...kept, amount: '$15,000.00', plannedOn: null, criteria: ['three mock-ups', 'one is chosen'] },
      { ...kept, amount: '$16,000.00', plannedOn: '2031-12-01', criteria: ['one is chosen', 'in print'] },
    ),
  ).toEqual([
    'amount: $15,000.00 → $16,000.00',
    'planned for: ∅ → Dec 1, 2031',
    'criteria: three mock-ups → ∅',
    'criteria: ∅ → in print',
  ])
})

test('terms within terms are named by their place', () => {
  expect(
    lines(
      { terms: { netDays: 7 }, approval: { required: false, approvers: [] } },
      {
        terms: { netDays: 14 },
        approval: { required: true, approvers: [{ name: 'Ana', email: 'a@b.example' }] },
      },
    ),
  ).toEqual([
    'terms › net days: 7 → 14',
    'approval › required: no → yes',
    'approval › approvers › Ana: ∅ → a@b.example',
  ])
})

test('a plan is told milestone by milestone, and an order by its moves', () => {
  expect(
    lines(null, [
      { name: 'Strategy', amount: '$1.00' },
      { name: 'Design', amount: '$2.00' },
    ]),
  ).toEqual(['Strategy: ∅ → $1.00', 'Design: ∅ → $2.00'])
  expect(lines([{ name: 'Design', position: 2 }], [{ name: 'Design', position: 1 }])).toEqual([
    'Design: 2 → 1',
  ])
})

test('a lone value has no name; hashes are short; money is money', () => {
  expect(lines('$50,000.00', '$60,000.00')).toEqual([': $50,000.00 → $60,000.00'])
  expect(lines(null, { sha256: 'a'.repeat(64) })).toEqual([`SHA-256: ∅ → ${'a'.repeat(12)}…`])
  expect(
    lines({ paid: { amount: '1.00', currency: 'USD' } }, { paid: { amount: '2.00', currency: 'USD' } }),
  ).toEqual(['paid: $1.00 → $2.00'])
})

test('an amount among others is told with the currency beside it, and the others are still told', () => {
  expect(lines(null, { snapshot: { name: 'Design', amount: '4000.00', currency: 'USD' } })).toEqual([
    'shown › name: ∅ → Design',
    'shown › amount: ∅ → $4,000.00',
  ])
  expect(lines(null, { name: 'Design', amount: 'all of it', currency: 'USD' })).toEqual([
    'name: ∅ → Design',
    'amount: ∅ → all of it',
    'currency: ∅ → USD',
  ])
})

test('what the sentence says is not said again', () => {
  const entry = {
    what: 'Attached the agreement “SOW.pdf”, version 2',
    before: null,
    after: { file: 'SOW.pdf', version: 2 },
  }
  expect(changesOf(entry)).toEqual([{ name: 'version', before: null, after: '2' }])
  expect(changesOf({ ...entry, before: { file: 'Old.pdf', version: 2 } })).toEqual([
    { name: 'file', before: 'Old.pdf', after: 'SOW.pdf' },
  ])
})

test('a status is in words', () => {
  expect(lines({ workStatus: 'in_progress' }, { workStatus: 'completed' })).toEqual([
    'work: in progress → completed',
  ])
})

test('nothing that differs is nothing', () => {
  for (const same of [null, undefined, {}, { a: null }, { a: ['x'] }, 'text', [{ name: 'A', amount: '1' }]])
    expect(differences(same, structuredClone(same))).toEqual([])
  expect(differences({ a: '' }, { a: null, b: [] })).toEqual([])
})

test.each([
  ['Ben', 'console', 'in the console'],
  ['Ben', 'api', 'through the API'],
  ['QuickBooks', 'QuickBooks', ''],
  ['Milepost', 'QuickBooks', 'following QuickBooks'],
  ['Milepost', 'schedule policy', 'by schedule policy'],
])('%s, via %s: %s', (who, from, said) => {
  expect(fromWords({ who, from })).toBe(said)
})
