/** Goal: before invoices of a month are made, and of reminders, the console says exactly what happens, to whom, how much. */
import type { MonthlyInvoiceView, WaitingWorkView } from '../../src/http/contract/billing-run'
import type { RemindersView } from '../../src/http/contract/reminder'
import { consequence, groupWaiting, invoiceSentence } from '../../src/ui/console/monthly/month-words'
import { nextWords, reminderWords } from '../../src/ui/console/reminders/reminder-words'
import { daysIn } from '../../src/ui/console/settings/billing-draft'
import { remindWords } from '../../src/ui/console/settings/reminder-fields'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const invoice = (over: Partial<MonthlyInvoiceView> = {}): MonthlyInvoiceView => ({
  id: null,
  customer: 'Acme Corp',
  email: 'ap@acme.test',
  delivery: 'post',
  issuedOn: '2031-03-01',
  dueOn: null,
  lines: 1,
  subtotal: usd('1000.00'),
  deals: [],
  body: {},
  ...over,
})

test.each<[string, MonthlyInvoiceView[], string]>([
  [
    'one is posted',
    [invoice()],
    '1 invoice of $1,000.00 is created in QuickBooks, in receivables and income at once.',
  ],
  [
    'all are sent, in two currencies',
    [
      invoice({ delivery: 'send' }),
      invoice({ delivery: 'send', subtotal: { amount: '5000', currency: 'JPY' } }),
    ],
    '2 invoices of $1,000.00 and ¥5,000 are created in QuickBooks, in receivables and income at once; all are e-mailed, which can’t be taken back.',
  ],
  [
    'one is sent, one posted, one prepared',
    [invoice({ delivery: 'send' }), invoice(), invoice({ delivery: 'prepare' })],
    '2 invoices of $2,000.00 are created in QuickBooks, in receivables and income at once; 1 of them is e-mailed, which can’t be taken back; 1 invoice is prepared here.',
  ],
  ['all are prepared', [invoice({ delivery: 'prepare' })], '1 invoice is prepared here.'],
])('where %s, that is what the button says it does', (_what, invoices, words) => {
  expect(consequence({ invoices })).toBe(words)
})

test('each invoice says to whom, how much and how', () => {
  expect(invoiceSentence(invoice({ delivery: 'send' }))).toBe(
    'Acme Corp · $1,000.00 · created in QuickBooks and e-mailed to ap@acme.test',
  )
  expect(invoiceSentence(invoice({ delivery: 'prepare' }))).toMatch(/prepared here, for you to look at$/)
})

test('what waits is grouped by day, then by who pays', () => {
  const work = (billsOn: string, customers: string[]): WaitingWorkView => ({
    dealId: '1',
    dealName: 'Kitchen',
    milestoneId: billsOn + customers.join(),
    name: 'Framing',
    amount: usd('1.00'),
    completedOn: null,
    billsOn,
    customers,
  })
  const groups = groupWaiting([
    work('2031-03-01', ['A']),
    work('2031-03-01', []),
    work('2031-03-01', ['A', 'B']),
    work('2031-04-01', ['A']),
  ])
  expect(groups.map(({ billsOn, customers }) => [billsOn, customers.map(({ name }) => name)])).toEqual([
    ['2031-03-01', ['A', 'No customer chosen', 'A and B']],
    ['2031-04-01', ['A']],
  ])
})

const reminder: RemindersView['items'][number] = {
  id: 'r',
  state: 'sent',
  askedAt: '2031-03-01T10:00:00Z',
  askedBy: 'Ana',
  afterDays: null,
  sentAt: null,
  to: 'ap@acme.test',
  why: null,
}
test.each<[Partial<typeof reminder>, string]>([
  [{}, 'E-mailed to ap@acme.test, asked for by Ana'],
  [{ afterDays: 1 }, 'E-mailed to ap@acme.test, a day after it was due'],
  [{ state: 'wanted' }, 'On its way, asked for by Ana'],
  [{ state: 'unclear' }, 'Unclear whether it was e-mailed, asked for by Ana: the answer was lost'],
  [{ state: 'refused', why: 'No.' }, 'QuickBooks refused it: No.'],
  [{ state: 'cancelled', why: 'Invoice 7 is paid.' }, 'Not sent. Invoice 7 is paid.'],
])('a reminder %j reads: %s', (over, words) => {
  expect(reminderWords({ ...reminder, ...over })).toBe(words)
})

test('the next reminder says its day and its condition, or why there is none', () => {
  const none = { items: [], to: 'ap@acme.test', whyNot: null, next: null, wantsNone: false }
  expect(nextWords(none)).toBeNull()
  expect(nextWords({ ...none, next: { on: '2031-03-04', afterDays: 3 } })).toMatch(
    /by itself on .*, 3 days after it is due, if it is not paid by then\.$/,
  )
  expect(nextWords({ ...none, wantsNone: true })).toMatch(/^ap@acme\.test wants no reminders/)
})

test.each([
  ['', /Nobody is reminded/],
  ['10; 3', /again 3 and 10 days after/],
  ['1', /again 1 day after/],
  ['3, 0', /Up to five/],
  ['x', /Up to five/],
])('reminders after “%s” say what that means', (typed, words) => {
  expect(remindWords(typed)).toMatch(words)
})
test('what is no number is not dropped: it is sent, and refused', () => {
  expect(JSON.stringify(daysIn('3, x'))).toBe('[3,null]')
})
