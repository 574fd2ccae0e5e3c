import { invoiceSubject, lateText } from '../../src/ui/parts/invoice-words'

const usd = (amount: string) => ({ amount, currency: 'USD' })

test('an invoice is named by its milestones, else by what it bills beside them', () => {
  const milestones = [
    { id: 'a', name: 'Roof' },
    { id: 'b', name: 'Walls' },
  ]
  expect(invoiceSubject({ milestones, kinds: ['work', 'retainage'] })).toBe('Roof, Walls')
  expect(invoiceSubject({ milestones: [], kinds: ['deposit'] })).toBe('Deposit')
  expect(invoiceSubject({ milestones: [], kinds: ['retainage_release'] })).toBe('Release of retainage')
  expect(invoiceSubject({ milestones: [], kinds: ['hours', 'cost'] })).toBe('Hours, Costs')
  expect(invoiceSubject({ milestones: [], kinds: [] })).toBe('Not linked to a milestone')
})

test('it is late from the day after, while something is open', () => {
  const late = (dueOn: string | null, balance: string) =>
    lateText({ dueOn, balance: usd(balance) }, '2026-11-21')
  expect(late('2026-11-21', '10.00')).toBeNull()
  expect(late('2026-11-20', '10.00')).toBe('1 day late')
  expect(late('2026-10-27', '0.01')).toBe('25 days late')
  expect(late('2026-10-27', '0.00')).toBeNull()
  expect(late(null, '10.00')).toBeNull()
  expect(lateText({ dueOn: '2026-10-27', balance: null }, '2026-11-21')).toBeNull()
})
