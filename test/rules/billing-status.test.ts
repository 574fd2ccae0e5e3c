/**
 * Goal: one function says how far billing is, and says it rightly. Method: a table of every state of an intent
 * and its document; several intents; documents that people edited.
 */
import { type BillingStatus, deriveBilling } from '../../src/invoices/billing-status'
import { billedByPart, invoiceFacts } from '../../src/invoices/books/document'
import type { BillingPart, IntentOrigin, IntentState } from '../../src/invoices/intent'
import { someBilled, someDocument, someIntent, someInvoice, someMilestone, somePart } from '../fixtures/made'

const derive = (intents: Parameters<typeof deriveBilling>[1], today = '2026-03-15') =>
  deriveBilling(someMilestone(), intents, 'USD', today)
const noInvoice = (state: IntentState, live = true) =>
  someBilled({
    intent: someIntent({ state, quickbooksId: null }),
    parts: [somePart({ live })],
    invoice: null,
  })

test('a milestone without intents is not billed', () => {
  expect(derive([])).toMatchObject({
    status: 'not_billed',
    billedMinor: 0n,
    inFlightMinor: 0n,
    overdue: false,
  })
})

test.each<[IntentState, BillingStatus, bigint, bigint]>([
  ['queued', 'queued', 0n, 1_500_000n],
  ['sending', 'queued', 0n, 1_500_000n],
  ['unclear', 'unclear', 0n, 1_500_000n],
  ['refused', 'not_billed', 0n, 1_500_000n],
  ['cancelled', 'not_billed', 0n, 0n],
])('an intent that is %s is %s: billed %s, in flight %s', (state, status, billedMinor, inFlightMinor) => {
  expect(derive([noInvoice(state)])).toMatchObject({ status, billedMinor, inFlightMinor })
})

test('a refused intent says why billing is blocked, until it is given up', () => {
  expect(derive([noInvoice('refused')]).blockedBecause).toBe('QuickBooks refused the invoice.')
  expect(derive([noInvoice('refused', false)])).toMatchObject({ blockedBecause: null, inFlightMinor: 0n })
})

test.each<[string, Parameters<typeof someInvoice>[0], 'none' | 'sent', BillingStatus]>([
  ['just made', {}, 'none', 'posted'],
  ['e-mailed', { EmailStatus: 'EmailSent' }, 'none', 'sent'],
  ['marked delivered here', {}, 'sent', 'sent'],
  ['not sent yet', { EmailStatus: 'NeedToSend' }, 'none', 'posted'],
  ['part paid', { Balance: '5000.00' }, 'none', 'partially_paid'],
  ['a cent left', { Balance: '0.01', EmailStatus: 'EmailSent' }, 'none', 'partially_paid'],
  ['written off in part', { Balance: '5000.00' }, 'none', 'posted'],
  ['written off in part, and e-mailed', { Balance: '5000.00', EmailStatus: 'EmailSent' }, 'none', 'sent'],
  ['paid in part on the form', { Balance: '5000.00', Deposit: '10000.00' }, 'none', 'partially_paid'],
  ['paid', { Balance: '0' }, 'none', 'paid'],
  ['written off: nothing open and nothing paid', { Balance: '0' }, 'none', 'settled'],
  ['nothing to pay', { TotalAmt: '0', Balance: '0' }, 'none', 'settled'],
])('an invoice %s', (how, body, sendState, status) => {
  const isCash = ['part paid', 'a cent left', 'paid'].includes(how)
  const paidMinor = isCash ? 1_000_000n : 0n
  const billed = someBilled({ intent: someIntent({ sendState }), invoice: someInvoice(body), paidMinor })
  expect(derive([billed]).status).toBe(status)
})

test('what a credit took is no payment, and what came beyond it is', () => {
  const credited = (Balance: string, paidMinor: bigint) =>
    derive([
      someBilled({
        invoice: someInvoice({ Balance, EmailStatus: 'EmailSent' }),
        creditedMinor: 500_000n,
        paidMinor,
      }),
    ])
  expect(credited('10000.00', 0n).status).toBe('sent')
  expect(credited('9999.99', 1n).status).toBe('partially_paid')
})

test('while a payment is not known yet, what is not open any more counts as paid', () => {
  expect(derive([someBilled({ invoice: someInvoice({ Balance: '5000.00' }), paidMinor: null })]).status).toBe(
    'partially_paid',
  )
})

test('an invoice that was not read makes the amount unknown, not zero', () => {
  expect(derive([someBilled({ invoice: null })])).toMatchObject({ status: 'posted', billedMinor: null })
})

test('overdue begins the day after the due date, and ends with the balance', () => {
  const due = (today: string, Balance = '15000.00') =>
    derive([someBilled({ invoice: someInvoice({ Balance }) })], today).overdue
  expect(due('2026-03-31')).toBe(false)
  expect(due('2026-04-01')).toBe(true)
  expect(due('2026-04-01', '0')).toBe(false)
})

test('an amount that a person edited is a difference; QuickBooks is followed', () => {
  const Line = [{ Id: '1', Amount: '14000.00', DetailType: 'SalesItemLineDetail' }]
  const edited = someBilled({ invoice: someInvoice({ Line, TotalAmt: '14000.00', Balance: '14000.00' }) })
  expect(derive([edited])).toMatchObject({ billedMinor: 1_400_000n, difference: true })
  expect(derive([someBilled()])).toMatchObject({ billedMinor: 1_500_000n, difference: false })
})

test.each<[string, ReturnType<typeof someDocument>, boolean]>([
  ['deleted', someDocument({}, { deletedAt: new Date() }), false],
  ['deleted and never read', someDocument({}, { deletedAt: new Date(), body: null }), false],
  ['voided', someDocument(zeroed('Voided - Milepost M1-ABCDEF')), false],
  ['zero, but nobody voided it', someDocument(zeroed('Milepost M1-ABCDEF')), true],
  ['with a memo that only speaks of voiding', someDocument({ PrivateNote: 'Voided check returned' }), true],
])('a document that is %s counts: %s', (_, document, isEffective) => {
  const invoice = invoiceFacts(document, 'USD')
  expect(invoice.effective).toBe(isEffective)
  if (!isEffective) {
    expect(derive([someBilled({ invoice })])).toMatchObject({ status: 'not_billed', billedMinor: 0n })
  }
})

function zeroed(PrivateNote: string) {
  const Line = [{ Id: '1', Amount: '0', DetailType: 'SalesItemLineDetail' }]
  return { TotalAmt: '0', Balance: '0', PrivateNote, Line }
}

test('of several invoices the least far speaks, and once money came it is part paid', () => {
  const sent = someBilled({ invoice: someInvoice({ EmailStatus: 'EmailSent' }) })
  const part = someBilled({ invoice: someInvoice({ Balance: '1.00' }), paidMinor: 1_499_900n })
  const paid = someBilled({ invoice: someInvoice({ Balance: '0' }), paidMinor: 1_000_000n })
  const posted = someBilled()
  const cases: [ReturnType<typeof someBilled>[], BillingStatus][] = [
    [[sent, posted], 'posted'],
    [[sent, sent], 'sent'],
    [[paid, part], 'partially_paid'],
    [[paid, sent], 'partially_paid'],
    [[paid, posted], 'partially_paid'],
    [[part, sent, posted], 'partially_paid'],
    [[paid, posted, noInvoice('queued')], 'queued'],
    [[paid, noInvoice('queued'), noInvoice('unclear')], 'unclear'],
  ]
  for (const [invoices, status] of cases) {
    expect(derive(invoices).status).toBe(status)
    expect(derive([...invoices].reverse()).status).toBe(status)
  }
})

test('a voided invoice and its successor: only the successor counts', () => {
  const voided = someBilled({ invoice: invoiceFacts(someDocument(zeroed('Voided')), 'USD') })
  expect(derive([voided, someBilled()])).toMatchObject({ status: 'posted', billedMinor: 1_500_000n })
})

const mailed = { BillEmail: { Address: 'ap@client.example' } }
const off = { AllowOnlineCreditCardPayment: false, AllowOnlineACHPayment: false }
test.each<[string, object, boolean]>([
  ['by card', { ...mailed, ...off, AllowOnlineCreditCardPayment: true }, true],
  ['by bank', { ...mailed, ...off, AllowOnlineACHPayment: true }, true],
  ['in another way', { ...mailed, ...off, AllowOnlinePayPalPayment: true }, true],
  ['as far as anybody knows', mailed, true],
  ['not at all', { ...mailed, ...off, AllowOnlinePayment: false }, false],
  ['by card, but it is mailed to nobody', { AllowOnlineCreditCardPayment: true }, false],
])('an invoice can be paid online: %s', (_, body, isPayable) => {
  expect(invoiceFacts(someDocument(body), 'USD').payableOnline).toBe(isPayable)
})

test('what bills another milestone is not this one’s', () => {
  expect(derive([someBilled({ parts: [somePart({ milestoneId: 'm2' })] })]).status).toBe('not_billed')
})

describe('what an invoice bills of each part', () => {
  const parts = [somePart(), somePart({ milestoneId: 'm2', partKey: 'm2:1:1:work', lineId: '2' })]
  const [one] = parts
  const byPart = (
    Line: { Id?: string; Amount?: string }[],
    of: readonly BillingPart[] = parts,
    origin: IntentOrigin = 'milepost',
  ) => [
    ...billedByPart(
      someInvoice({ Line: Line.map((line) => ({ ...line, DetailType: 'SalesItemLineDetail' })) }),
      of,
      { origin, currency: 'USD' },
    ).values(),
  ]

  test('goes by the ids of our lines, in any order', () => {
    expect(
      byPart([
        { Id: '2', Amount: '2.00' },
        { Id: '9', Amount: '5.00' },
        { Id: '1', Amount: '1.00' },
      ]),
    ).toEqual([100n, 200n])
  })
  test('a line of ours that was never found is unknown while any line may be it, and nothing once none may', () => {
    const [first, second] = parts
    if (!first || !second) throw new Error('two parts')
    const lost = [{ ...first, lineId: null }, second]
    const own = { Id: '2', Amount: '2.00' }
    expect(byPart([{ Id: '9', Amount: '5.00' }, own], lost)).toEqual([null, 200n])
    expect(byPart([own], lost)).toEqual([0n, 200n])
    expect(byPart([{ Id: '9', Amount: '5.00' }], [{ ...first, lineId: null }])).toEqual([null])
    // Only a person who links an invoice says that all of it is ours.
    const linked = [{ ...first, lineId: null }]
    expect(byPart([{ Id: '9', Amount: '15000.00' }], linked, 'linked')).toEqual([1_500_000n])
  })
  test('a line that was deleted bills nothing', () => {
    expect(byPart([{ Id: '2', Amount: '2.00' }])).toEqual([0n, 200n])
  })
  test('when all lines were rewritten, one part stands for everything and several are unknown', () => {
    const rewritten = [
      { Id: '7', Amount: '4.00' },
      { Id: '8', Amount: '5.50' },
    ]
    expect(byPart(rewritten, one ? [one] : [])).toEqual([950n])
    expect(byPart(rewritten)).toEqual([null, null])
  })
  test('an amount that can’t be read is unknown', () => {
    expect(byPart([{ Id: '1', Amount: '1.001' }, { Id: '2' }])).toEqual([null, null])
  })
})
