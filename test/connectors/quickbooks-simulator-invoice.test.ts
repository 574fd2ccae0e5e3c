/**
 * Goal: an invoice in the simulator lives as it does in QuickBooks. Method: the wire, over real HTTP, each test
 * one documented behaviour.
 */
import { type Answer, type Bench, openBench } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const line = (amount: number, more: object = {}, detail: object = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' }, ...detail },
  ...more,
})
const draft = (...lines: object[]) => ({ CustomerRef: { value: '1' }, Line: lines })
const preferences = async (change: object): Promise<void> => {
  const { Preferences } = await bench.get('/preferences')
  await bench.post('/preferences', { Id: '1', SyncToken: Preferences.SyncToken, sparse: true, ...change })
}

describe('creating', () => {
  test('lines get ids, numbers, tax codes and a subtotal; amounts stay exact', async () => {
    const invoice = await bench.invoice(0, { Line: [line(0.1), line(0.2), line(70.07)] })
    expect(invoice.TotalAmt).toBe(70.37)
    expect(invoice.Line.map((one: Answer) => [one.Id, one.LineNum, one.Amount, one.DetailType])).toEqual([
      ['1', 1, 0.1, 'SalesItemLineDetail'],
      ['2', 2, 0.2, 'SalesItemLineDetail'],
      ['3', 3, 70.07, 'SalesItemLineDetail'],
      [undefined, undefined, 70.37, 'SubTotalLineDetail'],
    ])
    expect(invoice.Line[0].SalesItemLineDetail.TaxCodeRef).toEqual({ value: 'NON' })
  })

  test('amounts that no float holds come back to the cent', async () => {
    const body = JSON.stringify(draft(line(1))).replace('"Amount":1', '"Amount":90071992547409.93')
    const answer = await bench.call('POST', '/invoice', body)
    expect(answer.text).toContain('"TotalAmt":90071992547409.93')
  })

  test.each([
    ['an unknown property', { ...draft(line(1)), BadJson: true }, '2010', 'Unrecognized field "BadJson"'],
    [
      'an unknown property in a line',
      draft(line(1, { Colour: 'red' })),
      '2010',
      'Unrecognized field "Colour"',
    ],
    [
      'no lines',
      { CustomerRef: { value: '1' } },
      '2020',
      'Required parameter Line is missing in the request',
    ],
    ['no customer', { Line: [line(1)] }, '2020', 'CustomerRef'],
    ['a line without amount', draft({ DetailType: 'SalesItemLineDetail' }), '2020', 'Line.Amount'],
    ['an unknown customer', { ...draft(line(1)), CustomerRef: { value: '999' } }, '2500', '999'],
    ['an unknown item', draft(line(1, {}, { ItemRef: { value: '999' } })), '2500', 'Items element id 999'],
    ['an unknown term', { ...draft(line(1)), SalesTermRef: { value: '99' } }, '2500', 'Terms'],
    ['an unknown line type', draft(line(1, { DetailType: 'Poem' })), '2170', 'Poem'],
    ['a long number', { ...draft(line(1)), DocNumber: '1'.repeat(22) }, '2050', 'Max:21'],
    ['a long note', { ...draft(line(1)), PrivateNote: 'x'.repeat(4001) }, '2050', 'Max:4000'],
    ['signs outside Latin-1', { ...draft(line(1)), PrivateNote: 'π' }, '2040', 'ISO-8859-1'],
    ['a product that is not the amount', draft(line(10, {}, { Qty: 3, UnitPrice: 3 })), '6070', 'UnitPrice'],
    ['a total below zero', draft(line(10), line(-11)), '6000', '0 or greater'],
    ['an impossible date', { ...draft(line(1)), TxnDate: '2026-02-30' }, '2010', 'TxnDate'],
    ['NeedToSend without an address', { ...draft(line(1)), EmailStatus: 'NeedToSend' }, '6420', ''],
    ['no e-mail address', { ...draft(line(1)), BillEmail: { Address: 'nobody' } }, '2210', ''],
    ['a foreign currency', { ...draft(line(1)), CurrencyRef: { value: 'EUR' } }, '6000', 'USD'],
  ])('%s is refused', async (_name, body, code, detail) => {
    const before = (await bench.query('select count(*) from Invoice')).QueryResponse.totalCount
    expect(await bench.refused('/invoice', body)).toEqual({
      status: 400,
      code,
      detail: expect.stringContaining(detail),
    })
    expect((await bench.query('select count(*) from Invoice')).QueryResponse.totalCount).toBe(before)
  })

  test('text that is no JSON is refused', async () => {
    expect((await bench.refused('/invoice', '{"Line":[')).code).toBe('2010')
  })

  test('Qty times UnitPrice is compared after rounding to the cent', async () => {
    const invoice = await bench.invoice(0, { Line: [line(3.34, {}, { Qty: 3, UnitPrice: 1.1133 })] })
    expect(invoice.TotalAmt).toBe(3.34)
  })

  test('a total of exactly zero is accepted', async () => {
    expect((await bench.invoice(0, { Line: [line(10), line(-10)] })).Balance).toBe(0)
  })

  test('the due date follows the term, or is 30 days on', async () => {
    const on = { TxnDate: '2026-01-31' }
    expect((await bench.invoice(1, on)).DueDate).toBe('2026-03-02')
    expect((await bench.invoice(1, { ...on, SalesTermRef: { value: '2' } })).DueDate).toBe('2026-02-15')
    expect((await bench.invoice(1, { ...on, SalesTermRef: { value: '1' } })).DueDate).toBe('2026-01-31')
    expect((await bench.invoice(1, { ...on, DueDate: '2026-02-01' })).DueDate).toBe('2026-02-01')
    const body = { Name: 'Fifth', DayOfMonthDue: 5, DueNextMonthDays: 10 }
    const { Term } = await bench.post('/term', body)
    const fifth = { SalesTermRef: { value: Term.Id } }
    expect((await bench.invoice(1, { TxnDate: '2026-01-01', ...fifth })).DueDate).toBe('2026-02-05')
    expect((await bench.invoice(1, { TxnDate: '2026-01-31', ...fifth })).DueDate).toBe('2026-03-05')
  })

  test('discounts come after the subtotal, in percent or as an amount', async () => {
    const percent = {
      DetailType: 'DiscountLineDetail',
      DiscountLineDetail: { PercentBased: true, DiscountPercent: 10 },
    }
    const invoice = await bench.invoice(0, { Line: [line(33.35), percent] })
    expect(invoice.Line.map((one: Answer) => one.Amount)).toEqual([33.35, 33.35, 3.34])
    expect(invoice.TotalAmt).toBe(30.01)
    const fixed = { Amount: 5, DetailType: 'DiscountLineDetail', DiscountLineDetail: { PercentBased: false } }
    expect((await bench.invoice(0, { Line: [line(33.35), fixed] })).TotalAmt).toBe(28.35)
  })

  test('clients that send every property of theirs, empty or read-only, are understood', async () => {
    const detail = { UnitPrice: 0, Qty: 0, ServiceDate: '', TaxCodeRef: null }
    const everything = {
      Line: [line(100, { LinkedTxn: [], CustomField: [], Id: null }, detail)],
      ...{ DocNumber: '', TxnDate: '', DueDate: '', TotalAmt: '', Balance: 7, Deposit: 0, ExchangeRate: 1 },
      ...{ GlobalTaxCalculation: 'TaxExcluded', LinkedTxn: [], CustomField: [], BillEmail: null },
    }
    const invoice = await bench.invoice(0, everything)
    expect(invoice).toMatchObject({ TotalAmt: 100, Balance: 100, DocNumber: expect.stringMatching(/^\d+$/) })
    expect(Object.keys(invoice)).not.toContain('ExchangeRate')
    expect(invoice.Line[0].SalesItemLineDetail).toEqual({
      ItemRef: { value: '1', name: 'Services' },
      TaxCodeRef: { value: 'NON' },
    })
    const { Customer } = await bench.post('/customer', {
      DisplayName: 'Plain',
      Balance: 99,
      Notes: '',
      Level: 3,
    })
    expect(Customer).toMatchObject({ Balance: 0, BalanceWithJobs: 0, FullyQualifiedName: 'Plain' })
  })

  test('description lines carry no amount', async () => {
    const note = { Description: 'Phase one', DetailType: 'DescriptionOnly', DescriptionLineDetail: {} }
    const invoice = await bench.invoice(0, { Line: [note, line(5)] })
    expect(invoice.Line[0]).toEqual({ Id: '1', LineNum: 1, ...note })
    expect(invoice.TotalAmt).toBe(5)
  })
})

describe('numbers', () => {
  test('count up; a number that is brought is kept; two may be the same', async () => {
    const [a, b] = [await bench.invoice(1), await bench.invoice(1)]
    expect(Number(b.DocNumber)).toBe(Number(a.DocNumber) + 1)
    expect((await bench.invoice(1, { DocNumber: 'M-1' })).DocNumber).toBe('M-1')
    expect((await bench.invoice(1, { DocNumber: 'M-1' })).DocNumber).toBe('M-1')
  })

  test('with numbers by hand there is none unless asked; a used one is refused only where the web warns', async () => {
    await preferences({ SalesFormsPrefs: { CustomTxnNumbers: true } })
    expect((await bench.invoice(1)).DocNumber).toBeUndefined()
    expect((await bench.invoice(1, { DocNumber: 'AUTO_GENERATE' })).DocNumber).toMatch(/^\d+$/)
    await bench.invoice(1, { DocNumber: 'M-1' })
    await bench.invoice(1, { DocNumber: 'M-1' })
    await bench.door('PUT', '/switches', { 'duplicate-number-warning': 'on' })
    const again = { ...draft(line(1)), DocNumber: 'M-1' }
    expect(await bench.refused('/invoice', again)).toMatchObject({
      code: '6140',
      detail: expect.stringContaining('DocNumber=M-1'),
    })
    await bench.post('/invoice?include=allowduplicatedocnum', again)
  })
})

describe('updating', () => {
  test('sparse keeps what is not sent; full clears it; both raise the SyncToken by one', async () => {
    const { Id } = await bench.invoice(10, { PrivateNote: 'mine', CustomerMemo: { value: 'hi' } })
    const sparse = await bench.post('/invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'yours' })
    expect(sparse.Invoice).toMatchObject({
      SyncToken: '1',
      PrivateNote: 'yours',
      CustomerMemo: { value: 'hi' },
      sparse: false,
    })
    const full = (await bench.post('/invoice', { Id, SyncToken: '1', ...draft(line(20)) })).Invoice
    expect(full).toMatchObject({
      SyncToken: '2',
      TotalAmt: 20,
      Balance: 20,
      DocNumber: sparse.Invoice.DocNumber,
    })
    expect(full.PrivateNote).toBeUndefined()
    expect(full.CustomerMemo).toBeUndefined()
  })

  test('an old SyncToken is refused, a missing one too, an unknown id as well', async () => {
    const { Id } = await bench.invoice(10)
    await bench.post('/invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'a' })
    const stale = await bench.refused('/invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'b' })
    expect(stale).toMatchObject({
      status: 400,
      code: '5010',
      detail: expect.stringContaining('so your work was not saved.'),
    })
    expect((await bench.refused('/invoice', { Id, sparse: true })).code).toBe('2020')
    expect((await bench.refused('/invoice', { Id: '9999', SyncToken: '0', sparse: true })).code).toBe('610')
    expect((await bench.refused('/invoice', { Id: '1.5', SyncToken: '0', sparse: true })).code).toBe('2030')
  })

  test('a Line array replaces all lines; a line without Id gets a new one', async () => {
    const { Id, Line } = await bench.invoice(0, { Line: [line(1, { Description: 'one' }), line(2), line(3)] })
    const kept = { ...line(5), Id: Line[1].Id }
    const after = await bench.post('/invoice', { Id, SyncToken: '0', sparse: true, Line: [kept, line(7)] })
    expect(
      after.Invoice.Line.map((one: Answer) => [one.Id, one.LineNum, one.Amount, one.Description]),
    ).toEqual([
      ['2', 1, 5, undefined],
      ['4', 2, 7, undefined],
      [undefined, undefined, 12, undefined],
    ])
  })

  test('a mistyped void is an update, and refused for want of lines', async () => {
    const { Id } = await bench.invoice(10)
    const wrong = await bench.refused('/invoice?operate=void', { Id, SyncToken: '0' })
    expect(wrong).toMatchObject({ code: '2020' })
    const lines = await bench.post('/invoice?operate=void', { Id, SyncToken: '0', ...draft(line(3)) })
    expect(lines.Invoice.TotalAmt).toBe(3)
  })
})

describe('voiding and deleting', () => {
  test('a void zeroes everything but the number and says so', async () => {
    const { Id, DocNumber } = await bench.invoice(0, {
      Line: [line(10, {}, { Qty: 2, UnitPrice: 5 })],
      PrivateNote: 'kept',
    })
    const { Invoice } = await bench.post('/invoice?operation=void', { Id, SyncToken: '0' })
    expect(Invoice).toMatchObject({
      SyncToken: '1',
      TotalAmt: 0,
      Balance: 0,
      DocNumber,
      LinkedTxn: [],
      TxnTaxDetail: { TotalTax: 0 },
    })
    expect(Invoice.PrivateNote).toBe('Voided - kept')
    expect(Invoice.Line.map((one: Answer) => one.Amount)).toEqual([0, 0])
    expect(Invoice.Line[0].SalesItemLineDetail.Qty).toBe(0)
    expect((await bench.refused('/invoice?operation=void', { Id, SyncToken: '0' })).code).toBe('5010')
  })

  test('a deleted invoice is gone: 610 on reading, no row, a tombstone in the changes', async () => {
    const since = new Date(Date.now() - 5000).toISOString()
    const { Id } = await bench.invoice(10)
    const answer = await bench.post('/invoice?operation=delete', { Id, SyncToken: '0' })
    expect(answer).toEqual({ Invoice: { domain: 'QBO', status: 'Deleted', Id }, time: expect.any(String) })
    const read = await bench.call('GET', `/invoice/${Id}`)
    expect([read.status, read.body.Fault.Error[0].code]).toEqual([400, '610'])
    expect((await bench.query(`select * from Invoice where Id = '${Id}'`)).QueryResponse).toEqual({})
    const { CDCResponse } = await bench.get(`/cdc?entities=Invoice&changedSince=${since}`)
    const row = CDCResponse[0].QueryResponse[0].Invoice.find((one: Answer) => one.Id === Id)
    expect(row).toEqual({
      domain: 'QBO',
      status: 'Deleted',
      Id,
      MetaData: { LastUpdatedTime: expect.any(String) },
    })
  })

  test('closed books refuse new, changed, voided and deleted documents of that time', async () => {
    const { Id } = await bench.invoice(10, { TxnDate: '2026-01-31' })
    await preferences({ AccountingInfoPrefs: { BookCloseDate: '2026-01-31' } })
    const codes = [
      await bench.refused('/invoice', { ...draft(line(1)), TxnDate: '2026-01-31' }),
      await bench.refused('/invoice', { Id, SyncToken: '0', sparse: true, TxnDate: '2026-02-02' }),
      await bench.refused('/invoice?operation=void', { Id, SyncToken: '0' }),
      await bench.refused('/invoice?operation=delete', { Id, SyncToken: '0' }),
    ].map((one) => one.code)
    expect(codes).toEqual(['6210', '6210', '6210', '6210'])
    await bench.invoice(1, { TxnDate: '2026-02-01' })
  })

  test('what cannot be voided says so, or says nothing at all', async () => {
    const { CreditMemo } = await bench.post('/creditmemo', draft(line(5)))
    const body = { Id: CreditMemo.Id, SyncToken: '0' }
    expect(await bench.refused('/creditmemo?operation=void', body)).toMatchObject({
      status: 400,
      code: '500',
    })
    expect(await bench.refused('/bill?operation=void', body)).toMatchObject({ status: 200, code: '10000' })
    const silent = await bench.call('POST', '/journalentry?operation=void', body)
    expect([silent.status, silent.body]).toEqual([200, { BatchItemResponse: [], time: expect.any(String) }])
  })
})
