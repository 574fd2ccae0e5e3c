/**
 * Goal: customers, lists, estimates, time and costs behave as documented, and everything outlives a restart.
 * Method: the wire; a journal on disk opened twice.
 */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, type Bench, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.door('POST', '/reset'))

const item = (amount: number, more: object = {}) => ({
  Amount: amount,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' } },
  ...more,
})

describe('customers', () => {
  test('are answered complete; their name may come from its parts', async () => {
    const { Customer } = await bench.post('/customer', { DisplayName: 'Doe5, Jane' })
    expect(Customer).toMatchObject({
      Taxable: true,
      Job: false,
      Balance: 0,
      Active: true,
      FullyQualifiedName: 'Doe5, Jane',
      PreferredDeliveryMethod: 'Print',
    })
    expect(
      (await bench.post('/customer', { GivenName: 'Ann', FamilyName: 'Lee' })).Customer.DisplayName,
    ).toBe('Ann Lee')
    expect((await bench.refused('/customer', { Notes: 'x' })).code).toBe('2020')
    expect((await bench.refused('/customer', { DisplayName: 'a:b' })).code).toBe('2040')
  })

  test('share one name space with vendors and employees, whatever the case', async () => {
    for (const DisplayName of ["AMY'S BIRD SANCTUARY", 'hicks hardware', 'John Johnson'])
      expect(await bench.refused('/customer', { DisplayName })).toMatchObject({
        status: 400,
        code: '6240',
        detail: 'The name supplied already exists. : null',
      })
  })

  test('below others know their place, five levels deep at most', async () => {
    let parent = '1'
    for (let level = 1; level <= 4; level += 1) {
      const { Customer } = await bench.post('/customer', {
        DisplayName: `Level ${level}`,
        ParentRef: { value: parent },
      })
      expect(Customer).toMatchObject({ Job: true, Level: level })
      parent = Customer.Id
    }
    expect((await bench.get(`/customer/${parent}`)).Customer.FullyQualifiedName).toBe(
      "Amy's Bird Sanctuary:Level 1:Level 2:Level 3:Level 4",
    )
    expect(
      (await bench.refused('/customer', { DisplayName: 'Level 5', ParentRef: { value: parent } })).code,
    ).toBe('6000')
    await bench.invoice(10, { CustomerRef: { value: parent } })
    expect((await bench.get('/customer/1')).Customer).toMatchObject({ Balance: 0, BalanceWithJobs: 10 })
  })

  test('made inactive they get another name, which frees the first, and cannot be billed', async () => {
    const { Customer } = await bench.post('/customer', { DisplayName: 'Gone' })
    const inactive = { Id: Customer.Id, SyncToken: '0', sparse: true, Active: false }
    expect((await bench.post('/customer', inactive)).Customer).toMatchObject({
      DisplayName: 'Gone (deleted)',
      Active: false,
      SyncToken: '1',
    })
    expect((await bench.post('/customer', { ...inactive, SyncToken: '1' })).Customer.SyncToken).toBe('1')
    await bench.post('/customer', { DisplayName: 'Gone' })
    const body = { CustomerRef: { value: Customer.Id }, Line: [item(1)] }
    expect(await bench.refused('/invoice', body)).toMatchObject({
      code: '610',
      detail: expect.stringContaining('made inactive'),
    })
    expect((await bench.refused('/customer', { ...inactive, SyncToken: '1', Active: true })).code).toBe(
      '6240',
    )
    expect((await bench.refused('/customer?operation=delete', inactive)).code).toBe('500')
  })

  test('a full update clears what is not sent, a stale one is refused', async () => {
    const full = await bench.post('/customer', { Id: '1', SyncToken: '0', DisplayName: 'Jack Moe' })
    expect(full.Customer).toMatchObject({ DisplayName: 'Jack Moe', SyncToken: '1' })
    expect(full.Customer.CompanyName).toBeUndefined()
    expect((await bench.refused('/customer', { Id: '1', SyncToken: '0', DisplayName: 'x' })).code).toBe(
      '5010',
    )
  })
})

describe('lists', () => {
  test.each([
    ['/item', { Name: 'Milestone' }, '2020'],
    ['/item', { Name: 'Design', IncomeAccountRef: { value: '1' } }, '6240'],
    ['/item', { Name: 'X', Type: 'Poem', IncomeAccountRef: { value: '1' } }, '2170'],
    ['/item', { Name: 'X', IncomeAccountRef: { value: '999' } }, '2500'],
    ['/term', { Name: 'Sometime' }, '2020'],
    ['/account', { Name: 'Stray' }, '2020'],
    ['/class', {}, '2020'],
    ['/taxcode', { Name: 'x' }, '500'],
  ])('%s %j is refused with %s', async (path, body, code) => {
    expect((await bench.refused(path, body)).code).toBe(code)
  })

  test('company and preferences are one row each', async () => {
    const { CompanyInfo } = await bench.get(`/companyinfo/${US}`)
    expect(CompanyInfo).toMatchObject({
      Id: '1',
      CompanyName: 'Garden Company',
      Country: 'US',
      DefaultTimeZone: 'America/Los_Angeles',
    })
    const { Preferences } = await bench.get('/preferences')
    expect(Preferences.CurrencyPrefs).toEqual({
      MultiCurrencyEnabled: false,
      HomeCurrency: { value: 'USD', name: 'United States Dollar' },
    })
    expect((await bench.query('select * from CompanyInfo')).QueryResponse.CompanyInfo).toHaveLength(1)
    expect(
      (await bench.query('select * from TaxCode')).QueryResponse.TaxCode.map((one: Answer) => one.Id),
    ).toEqual(['2', '3'])
  })
})

describe('estimates', () => {
  const estimate = async (more: object = {}) =>
    (await bench.post('/estimate', { CustomerRef: { value: '1' }, Line: [item(100)], ...more })).Estimate
  const link = (id: string) => ({ LinkedTxn: [{ TxnId: id, TxnType: 'Estimate' }] })

  test('close when an invoice links them, and open again when it is voided', async () => {
    const { Id, TxnStatus } = await estimate()
    expect(TxnStatus).toBe('Pending')
    const invoice = await bench.invoice(100, link(Id))
    expect(invoice.LinkedTxn).toEqual([{ TxnId: Id, TxnType: 'Estimate' }])
    expect((await bench.get(`/estimate/${Id}`)).Estimate).toMatchObject({
      TxnStatus: 'Closed',
      LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }],
    })
    const second = await bench.invoice(100, link(Id))
    expect(second.LinkedTxn).toEqual([])
    await bench.post('/invoice?operation=void', { Id: invoice.Id, SyncToken: '0' })
    expect((await bench.get(`/estimate/${Id}`)).Estimate).toMatchObject({
      TxnStatus: 'Pending',
      LinkedTxn: [],
    })
  })

  test('only one, and a real one; a rejected one is ignored', async () => {
    const [a, b] = [await estimate(), await estimate({ TxnStatus: 'Rejected' })]
    const body = { CustomerRef: { value: '1' }, Line: [item(1)] }
    const two = { ...body, LinkedTxn: [...link(a.Id).LinkedTxn, ...link(b.Id).LinkedTxn] }
    expect((await bench.refused('/invoice', two)).code).toBe('6000')
    expect((await bench.refused('/invoice', { ...body, ...link('9999') })).code).toBe('2500')
    expect((await bench.invoice(1, link(b.Id))).LinkedTxn).toEqual([])
    expect((await bench.refused('/estimate', { ...body, TxnStatus: 'Perhaps' })).code).toBe('2170')
  })

  test('a payment leaves the estimate of its invoice alone', async () => {
    const { Id } = await estimate()
    const invoice = await bench.invoice(100, link(Id))
    const payment = await bench.payment(100, [['Invoice', invoice.Id, 100]])
    expect((await bench.get(`/invoice/${invoice.Id}`)).Invoice.LinkedTxn).toEqual([
      { TxnId: Id, TxnType: 'Estimate' },
      { TxnId: payment.Id, TxnType: 'Payment' },
    ])
  })
})

describe('time and costs', () => {
  const time = {
    NameOf: 'Employee',
    EmployeeRef: { value: '54' },
    Hours: 3,
    Minutes: 30,
    CustomerRef: { value: '1' },
  }

  test('time is billed by linking it, and by nothing else', async () => {
    const { TimeActivity } = await bench.post('/timeactivity', { ...time, BillableStatus: 'Billable' })
    expect(TimeActivity).toMatchObject({
      EmployeeRef: { value: '54', name: 'John Johnson' },
      Hours: 3,
      BillableStatus: 'Billable',
    })
    expect((await bench.refused('/timeactivity', { ...time, BillableStatus: 'HasBeenBilled' })).code).toBe(
      '2170',
    )
    await bench.invoice(1, { LinkedTxn: [{ TxnId: TimeActivity.Id, TxnType: 'TimeActivity' }] })
    expect((await bench.get(`/timeactivity/${TimeActivity.Id}`)).TimeActivity.BillableStatus).toBe(
      'HasBeenBilled',
    )
  })

  test.each([
    ['/timeactivity', { EmployeeRef: { value: '54' }, Hours: 1 }, '2020'],
    ['/timeactivity', { ...time, EmployeeRef: { value: '999' } }, '2500'],
    ['/timeactivity', { ...time, NameOf: 'Robot' }, '2170'],
    ['/bill', { Line: [item(5)] }, '2020'],
    ['/purchase', { AccountRef: { value: '35' }, Line: [item(5)] }, '2020'],
    ['/purchase', { PaymentType: 'Shells', AccountRef: { value: '35' }, Line: [item(5)] }, '2170'],
    ['/deposit', { Line: [item(5)] }, '2020'],
  ])('%s %j is refused with %s', async (path, body, code) => {
    expect((await bench.refused(path, body)).code).toBe(code)
  })

  test('bills and purchases add up', async () => {
    const cost = {
      Amount: 12.5,
      DetailType: 'AccountBasedExpenseLineDetail',
      AccountBasedExpenseLineDetail: { AccountRef: { value: '63' } },
    }
    expect(
      (await bench.post('/bill', { VendorRef: { value: '41' }, Line: [cost, cost] })).Bill,
    ).toMatchObject({ TotalAmt: 25, Balance: 25 })
    const { Purchase } = await bench.post('/purchase', {
      PaymentType: 'Check',
      AccountRef: { value: '35' },
      Line: [cost],
    })
    expect(Purchase).toMatchObject({ TotalAmt: 12.5, AccountRef: { value: '35', name: 'Checking' } })
  })
})

describe('over a restart', () => {
  test('documents, numbers, keys and connections are kept', async () => {
    const journalPath = join(mkdtempSync(join(tmpdir(), 'quickbooks-')), 'state.jsonl')
    const first = await openBench({ journalPath })
    const body = { CustomerRef: { value: '1' }, Line: [item(0.1), item(70.07)] }
    const created = await first.call('POST', '/invoice?requestid=r1', body)
    const { accessToken } = first.simulator.issueTokens(US)
    await first.close()
    const second = await openBench({ journalPath })
    const { Id, DocNumber } = created.body.Invoice
    expect((await second.call('POST', '/invoice?requestid=r1', body)).text).toBe(created.text)
    expect((await second.get(`/invoice/${Id}`)).Invoice).toEqual(created.body.Invoice)
    expect(Number((await second.invoice(1)).DocNumber)).toBe(Number(DocNumber) + 1)
    expect(
      (await second.call('GET', '/customer/1', undefined, { Authorization: `Bearer ${accessToken}` })).status,
    ).toBe(200)
    await second.close()
  })
})
