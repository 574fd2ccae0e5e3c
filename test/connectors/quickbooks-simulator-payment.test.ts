/**
 * Goal: money moves between payments, credits, deposits and invoices as QuickBooks moves it. Method: the wire;
 * after each act both sides are read, and what the customer owes.
 */
import { type Answer, type Bench, openBench } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const read = async (kind: string, id: string): Promise<Answer> =>
  Object.values(await bench.get(`/${kind}/${id}`))[0]
const owed = async (): Promise<number> => (await read('customer', '1')).Balance
const credit = async (amount: number): Promise<Answer> => {
  const Line = [
    { Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
  ]
  return (await bench.post('/creditmemo', { CustomerRef: { value: '1' }, Line })).CreditMemo
}
const refusedPayment = (total: number, lines: readonly [string, string, number][], more: object = {}) =>
  bench.refused('/payment', {
    CustomerRef: { value: '1' },
    TotalAmt: total,
    Line: lines.map(([TxnType, TxnId, Amount]) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] })),
    ...more,
  })

describe('a payment', () => {
  test('lowers balances, links both ways, moves the token, keeps the rest unapplied', async () => {
    const { Id, DocNumber } = await bench.invoice(71)
    expect(await owed()).toBe(71)
    const payment = await bench.payment(65, [['Invoice', Id, 55]])
    expect(payment).toMatchObject({
      TotalAmt: 65,
      UnappliedAmt: 10,
      SyncToken: '0',
      DepositToAccountRef: { value: '4' },
    })
    const values = payment.Line[0].LineEx.any.map((one: Answer) => [one.value.Name, one.value.Value])
    expect(values).toEqual([
      ['txnId', Id],
      ['txnOpenBalance', '71.00'],
      ['txnReferenceNumber', DocNumber],
    ])
    expect(await read('invoice', Id)).toMatchObject({
      Balance: 16,
      TotalAmt: 71,
      SyncToken: '1',
      LinkedTxn: [{ TxnId: payment.Id, TxnType: 'Payment' }],
    })
    expect(await owed()).toBe(6)
  })

  test('without lines is unapplied; needs a customer, a total, and a real document', async () => {
    expect(await bench.payment(55, [])).toMatchObject({ UnappliedAmt: 55, Line: [] })
    expect((await bench.refused('/payment', { CustomerRef: { value: '1' } })).code).toBe('2020')
    expect((await bench.refused('/payment', { TotalAmt: 1 })).code).toBe('2020')
    expect((await refusedPayment(-1, [])).code).toBe('2290')
    expect((await refusedPayment(1, [['Invoice', '9999', 1]])).code).toBe('610')
    expect((await refusedPayment(1, [['Estimate', '1', 1]])).code).toBe('620')
    const { Id } = await bench.invoice(5, { CustomerRef: { value: '2' } })
    expect((await refusedPayment(1, [['Invoice', Id, 1]])).code).toBe('6000')
    const mine = await bench.invoice(5)
    expect((await refusedPayment(1, [['Invoice', mine.Id, 5]])).code).toBe('6000')
  })

  test('may pay several invoices; more than is open stays with it', async () => {
    const [a, b] = [await bench.invoice(10), await bench.invoice(20)]
    const payment = await bench.payment(50, [
      ['Invoice', a.Id, 10],
      ['Invoice', b.Id, 40],
    ])
    expect(payment.UnappliedAmt).toBe(20)
    expect([(await read('invoice', a.Id)).Balance, (await read('invoice', b.Id)).Balance]).toEqual([0, 0])
    expect(await owed()).toBe(-20)
  })

  test('changed, it gives old documents back what it takes', async () => {
    const [a, b] = [await bench.invoice(10), await bench.invoice(10)]
    const { Id } = await bench.payment(10, [['Invoice', a.Id, 10]])
    const Line = [{ Amount: 4, LinkedTxn: [{ TxnId: b.Id, TxnType: 'Invoice' }] }]
    const { Payment } = await bench.post('/payment', { Id, SyncToken: '0', sparse: true, Line })
    expect(Payment).toMatchObject({ SyncToken: '1', UnappliedAmt: 6 })
    expect(await read('invoice', a.Id)).toMatchObject({ Balance: 10, LinkedTxn: [], SyncToken: '2' })
    expect((await read('invoice', b.Id)).Balance).toBe(6)
    const lower = await bench.post('/payment', { Id, SyncToken: '1', sparse: true, TotalAmt: 4 })
    expect(lower.Payment.UnappliedAmt).toBe(0)
    expect(await owed()).toBe(16)
    expect((await bench.refused('/payment', { Id, SyncToken: '1', sparse: true, TotalAmt: 4 })).code).toBe(
      '5010',
    )
  })

  test.each(['void', 'delete'])('%s gives the invoice its balance back', async (way) => {
    const invoice = await bench.invoice(30)
    const { Id } = await bench.payment(30, [['Invoice', invoice.Id, 30]])
    if (way === 'delete') await bench.post('/payment?operation=delete', { Id, SyncToken: '0' })
    else {
      const done = await bench.post('/payment?operation=update&include=void', {
        Id,
        SyncToken: '0',
        sparse: true,
      })
      expect(done.Payment).toMatchObject({
        TotalAmt: 0,
        UnappliedAmt: 0,
        Line: [],
        PrivateNote: 'Voided',
        SyncToken: '1',
      })
    }
    expect(await read('invoice', invoice.Id)).toMatchObject({ Balance: 30, LinkedTxn: [] })
    expect(await owed()).toBe(30)
  })

  test('operation=void means nothing to a payment', async () => {
    const { Id } = await bench.payment(5, [])
    expect((await bench.refused('/payment?operation=void', { Id, SyncToken: '0' })).code).toBe('500')
  })

  test('pays for a family of customers, unless a switch says no', async () => {
    const CustomerRef = { value: '8' }
    const { Id } = await bench.invoice(5, { CustomerRef })
    const family: [string, string, number][] = [['Invoice', Id, 2]]
    await bench.payment(2, family, { CustomerRef: { value: '7' } })
    await bench.door('PUT', '/switches', { 'payment-across-subcustomers': 'refuse' })
    expect((await refusedPayment(2, family, { CustomerRef: { value: '7' } })).code).toBe('6000')
  })
})

describe('credits', () => {
  test('a zero payment applies a credit memo to an invoice', async () => {
    const [memo, invoice] = [await credit(300), await bench.invoice(500)]
    expect(memo).toMatchObject({ TotalAmt: 300, RemainingCredit: 300, Balance: 300 })
    expect(await owed()).toBe(200)
    const applied = await bench.payment(0, [
      ['Invoice', invoice.Id, 300],
      ['CreditMemo', memo.Id, 300],
    ])
    expect(applied).toMatchObject({ TotalAmt: 0, UnappliedAmt: 0 })
    expect((await read('invoice', invoice.Id)).Balance).toBe(200)
    expect(await read('creditmemo', memo.Id)).toMatchObject({
      RemainingCredit: 0,
      Balance: 0,
      SyncToken: '1',
    })
    expect(await owed()).toBe(200)
    await bench.post('/payment?operation=delete', { Id: applied.Id, SyncToken: '0' })
    expect((await read('creditmemo', memo.Id)).RemainingCredit).toBe(300)
    expect((await refusedPayment(0, [['CreditMemo', memo.Id, 300]])).code).toBe('6000')
  })

  test.each([
    'before-answer',
    'after-answer',
  ])('old credits pay a new invoice by themselves (%s)', async (when) => {
    await bench.door('PUT', '/switches', { 'auto-apply': when })
    const { Preferences } = await bench.get('/preferences')
    const SalesFormsPrefs = { AutoApplyCredit: true, AutoApplyPayments: true }
    await bench.post('/preferences', {
      Id: '1',
      SyncToken: Preferences.SyncToken,
      sparse: true,
      SalesFormsPrefs,
    })
    const memo = await credit(30)
    await bench.payment(50, [])
    const invoice = await bench.invoice(100)
    expect(invoice.Balance).toBe(when === 'before-answer' ? 20 : 100)
    expect((await read('invoice', invoice.Id)).Balance).toBe(20)
    expect((await read('creditmemo', memo.Id)).RemainingCredit).toBe(0)
    expect(await owed()).toBe(20)
  })

  test('a journal entry against receivables writes an invoice off', async () => {
    const invoice = await bench.invoice(40)
    const row = (PostingType: string, account: string, Entity?: object) => ({
      Amount: 40,
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: {
        PostingType,
        AccountRef: { value: account },
        ...(Entity === undefined ? {} : { Entity }),
      },
    })
    const customer = { Type: 'Customer', EntityRef: { value: '1' } }
    expect(
      (await bench.refused('/journalentry', { Line: [row('Debit', '6'), row('Credit', '84')] })).code,
    ).toBe('6000')
    expect((await bench.refused('/journalentry', { Line: [row('Debit', '6')] })).code).toBe('6000')
    const { JournalEntry } = await bench.post('/journalentry', {
      Line: [row('Debit', '6'), row('Credit', '84', customer)],
    })
    expect(JournalEntry._open).toBeUndefined()
    expect(await owed()).toBe(0)
    await bench.payment(0, [
      ['Invoice', invoice.Id, 40],
      ['JournalEntry', JournalEntry.Id, 40],
    ])
    expect((await read('invoice', invoice.Id)).Balance).toBe(0)
  })

  test('a refund receipt stands alone', async () => {
    const invoice = await bench.invoice(40)
    await bench.payment(40, [['Invoice', invoice.Id, 40]])
    const Line = [
      { Amount: 40, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
    ]
    const body = { CustomerRef: { value: '1' }, Line }
    expect((await bench.refused('/refundreceipt', body)).code).toBe('2020')
    const { RefundReceipt } = await bench.post('/refundreceipt', {
      ...body,
      DepositToAccountRef: { value: '35' },
    })
    expect(RefundReceipt).toMatchObject({
      TotalAmt: 40,
      Balance: 0,
      DepositToAccountRef: { value: '35', name: 'Checking' },
    })
    expect((await read('invoice', invoice.Id)).Balance).toBe(0)
    expect(await owed()).toBe(0)
  })
})

describe('documents that are linked', () => {
  test('voiding a paid invoice frees the payment, or is refused by switch', async () => {
    const invoice = await bench.invoice(30)
    const { Id } = await bench.payment(30, [['Invoice', invoice.Id, 30]])
    await bench.door('PUT', '/switches', { 'void-with-payments': 'refuse' })
    const body = { Id: invoice.Id, SyncToken: '1' }
    expect((await bench.refused('/invoice?operation=void', body)).code).toBe('6000')
    await bench.door('PUT', '/switches', { 'void-with-payments': 'unlink' })
    const { Invoice } = await bench.post('/invoice?operation=void', body)
    expect(Invoice).toMatchObject({ LinkedTxn: [], Balance: 0, SyncToken: '2' })
    expect(await read('payment', Id)).toMatchObject({ UnappliedAmt: 30, Line: [], TotalAmt: 30 })
    expect(await owed()).toBe(-30)
  })

  test.each(['6000', '620', '800'])('deleting a paid invoice is refused with %s', async (code) => {
    await bench.door('PUT', '/switches', { 'delete-with-links': code })
    const invoice = await bench.invoice(30)
    await bench.payment(30, [['Invoice', invoice.Id, 30]])
    expect((await bench.refused('/invoice?operation=delete', { Id: invoice.Id, SyncToken: '1' })).code).toBe(
      code,
    )
  })

  test('an invoice made smaller than what was paid gives the rest back', async () => {
    const invoice = await bench.invoice(30)
    const { Id } = await bench.payment(30, [['Invoice', invoice.Id, 30]])
    const Line = [
      { Amount: 20, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } },
    ]
    const { Invoice } = await bench.post('/invoice', { Id: invoice.Id, SyncToken: '1', sparse: true, Line })
    expect(Invoice).toMatchObject({ TotalAmt: 20, Balance: 0 })
    expect((await read('payment', Id)).UnappliedAmt).toBe(10)
    expect(await owed()).toBe(-10)
  })

  test('a deposited payment is locked until the deposit is deleted', async () => {
    const { Id } = await bench.payment(30, [])
    const Line = [{ Amount: 30, LinkedTxn: [{ TxnId: Id, TxnType: 'Payment', TxnLineId: '0' }] }]
    const { Deposit } = await bench.post('/deposit', { DepositToAccountRef: { value: '35' }, Line })
    const body = { Id, SyncToken: (await read('payment', Id)).SyncToken, sparse: true }
    expect((await bench.refused('/payment?operation=update&include=void', body)).code).toBe('6540')
    expect((await bench.refused('/payment?operation=delete', body)).code).toBe('6540')
    expect((await bench.refused('/payment', { ...body, TotalAmt: 5 })).code).toBe('6540')
    expect((await bench.refused('/deposit', { DepositToAccountRef: { value: '35' }, Line })).code).toBe(
      '6540',
    )
    await bench.post('/deposit?operation=delete', { Id: Deposit.Id, SyncToken: '0' })
    const free = (await read('payment', Id)).SyncToken
    await bench.post('/payment?operation=delete', { Id, SyncToken: free })
  })

  test('a deposit taken on the invoice lowers its balance', async () => {
    expect(await bench.invoice(100, { Deposit: 25 })).toMatchObject({ TotalAmt: 100, Balance: 75 })
    expect(await owed()).toBe(75)
  })
})
