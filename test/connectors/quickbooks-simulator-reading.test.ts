/**
 * Goal: queries, changes and batches answer and refuse as QuickBooks does. Method: the wire, against the sample
 * company and documents made on the way.
 */
import { type Answer, type Bench, openBench, US } from './quickbooks-simulator-client'

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.close())

const rows = async (text: string, kind = 'Customer'): Promise<Answer[]> =>
  (await bench.query(text)).QueryResponse[kind] ?? []
const ids = async (text: string, kind = 'Customer') => (await rows(text, kind)).map((row) => row.Id)

describe('a query', () => {
  test('counts, answers an empty object for nothing, and says where the page begins', async () => {
    const counted = await bench.query("SELECT count(*) FROM Customer WHERE Id IN ('5', '6', '7')")
    expect(counted).toEqual({ QueryResponse: { totalCount: 3 }, time: expect.any(String) })
    expect(await bench.query("select * from Customer where Id = '9999'")).toEqual({
      QueryResponse: {},
      time: expect.any(String),
    })
    const page = await bench.query('SELECT * FROM Customer ORDERBY Id MAXRESULTS 2 STARTPOSITION 3')
    expect(page.QueryResponse).toMatchObject({
      startPosition: 3,
      maxResults: 2,
      Customer: [{ Id: '3' }, { Id: '4' }],
    })
    expect(page.QueryResponse.totalCount).toBeUndefined()
    expect(
      (await bench.query('select * from Customer orderby Id startposition 28 maxresults 50')).QueryResponse
        .maxResults,
    ).toBe(2)
  })

  test('compares without case, escapes quotes, knows LIKE, numbers, dates and flags', async () => {
    expect(await ids("select * from customer where displayname = 'AMY\\'S bird sanctuary'")).toEqual(['1'])
    expect(await ids("select * from Customer where DisplayName LIKE '%bird%'")).toEqual(['1'])
    expect(await ids("select * from Vendor where DisplayName = 'Robertson & Associates'", 'Vendor')).toEqual([
      '49',
    ])
    expect(await ids("select * from Customer where Balance > '600' ORDER BY Balance DESC")).toEqual(['10'])
    expect(
      await ids("select * from Invoice where CustomerRef = '20' and TxnDate < '2999-01-01'", 'Invoice'),
    ).toHaveLength(1)
    expect(
      await ids(
        "select * from Item where Taxable = true and Type = 'NonInventory' ORDERBY Name MAXRESULTS 2",
        'Item',
      ),
    ).toEqual(['3', '11'])
    expect(await ids("select * from Term where Name IN ('Net 7','Net 15') orderby Id", 'Term')).toEqual([
      '2',
      '5',
    ])
  })

  test('lists leave inactive rows out unless asked', async () => {
    expect(await ids('select * from Employee', 'Employee')).toEqual(['54'])
    const all = await rows('select * from Employee where Active IN (true, false)', 'Employee')
    expect(all.map((row) => [row.Id, row.DisplayName])).toEqual([
      ['55', 'Emily Platt (deleted)'],
      ['54', 'John Johnson'],
    ])
    expect(await ids('select * from Employee where Active = false', 'Employee')).toEqual(['55'])
  })

  test('some fields only: a sparse row with its id', async () => {
    const [row] = await rows("select DisplayName, Balance from Customer where Id = '1'")
    expect(row).toEqual({
      Id: '1',
      DisplayName: "Amy's Bird Sanctuary",
      Balance: 0,
      domain: 'QBO',
      sparse: true,
    })
  })

  test('without an order lists come by name and documents newest first, never by id', async () => {
    const names = (await rows('select * from Customer')).map((row) => row.FullyQualifiedName.toLowerCase())
    expect(names).toEqual(names.toSorted())
    const made = (await rows('select * from Invoice', 'Invoice')).map((row) =>
      Date.parse(row.MetaData.CreateTime),
    )
    expect(made).toEqual(made.toSorted((a: number, b: number) => b - a))
  })

  test('rows come by 100 unless asked, and never more than 1,000', async () => {
    const own = await openBench()
    const item = {
      Amount: 1,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '1' } },
    }
    const one = { operation: 'create', Invoice: { CustomerRef: { value: '1' }, Line: [item] } }
    for (let at = 0; at < 34; at += 1)
      await own.post('/batch', {
        BatchItemRequest: Array.from({ length: 30 }, (_, bId) => ({ bId: String(bId), ...one })),
      })
    expect((await own.query('select * from Invoice')).QueryResponse.maxResults).toBe(100)
    expect((await own.query('select * from Invoice maxresults 5000')).QueryResponse.maxResults).toBe(1000)
    const since = new Date(Date.now() - 600_000).toISOString()
    const { CDCResponse } = await own.get(`/cdc?entities=Invoice,Customer&changedSince=${since}`)
    expect(CDCResponse[0].QueryResponse[0].maxResults).toBe(1000)
    expect(CDCResponse[0].QueryResponse[1]).toEqual({})
    await own.close()
  })

  test.each([
    ['select * from Custmoer', '4001', 'QueryValidationError: invalid context declaration: Custmoer'],
    ["select * from Invoice where PrivateNote = 'x'", '4001', "property 'PrivateNote' is not queryable"],
    ["select * from Invoice where EmailStatus = 'x'", '4001', 'EmailStatus'],
    ["select * from Invoice where Id > '5'", '4001', 'operator >'],
    ['select * from Invoice startposition 0', '4001', 'value 0 is too small. Min allowed value is 1'],
    ["select * from Invoice where MetaData.LastUpdatedTime > 'soon'", '4001', 'soon'],
    ["select * from Invoice where Id = '1' or Id = '2'", '4000', 'or'],
    ["select * from Invoice where Id != '1'", '4000', '!='],
    ["select * from Invoice where DocNumber = 'x\\' OR Id = '1'", '4000', ''],
    ['select * from', '4000', ''],
    ['delete from Invoice', '4000', 'delete'],
    ['', '4000', ''],
    ['select * from Invoice group by Id', '4000', 'group'],
    ['select * from Invoice; select', '4000', ';'],
  ])('%s is refused with %s', async (text, code, detail) => {
    const answer = await bench.call('GET', `/query?query=${encodeURIComponent(text)}`)
    expect([answer.status, answer.body.Fault.Error[0].code]).toEqual([400, code])
    expect(answer.body.Fault.Error[0].Detail).toContain(detail)
    expect(answer.body.Fault.Error[0].Message).toBe(code === '4001' ? 'Invalid query' : 'Error parsing query')
  })

  test('may be posted as text', async () => {
    const answer = await bench.call('POST', '/query', "select * from Customer where Id = '1'", {
      'Content-Type': 'application/text',
    })
    expect(answer.body.QueryResponse.Customer).toHaveLength(1)
  })
})

describe('change data capture', () => {
  const since = async (at: Date, entities = 'Invoice,Payment,Customer', encode = true): Promise<Answer> =>
    bench.call(
      'GET',
      `/cdc?entities=${entities}&changedSince=${encode ? encodeURIComponent(at.toISOString()) : at.toISOString()}`,
    )

  test('answers every kind asked, empty ones too, and the customers whose balance moved', async () => {
    bench.clock.moveTo(10_000)
    const mark = bench.clock.now()
    const { Id } = await bench.invoice(10)
    const [response] = (await since(mark, 'Invoice,Payment,Customer')).body.CDCResponse
    const [invoices, payments, customers] = response.QueryResponse
    expect(invoices).toEqual({
      Invoice: [expect.objectContaining({ Id, TotalAmt: 10 })],
      startPosition: 1,
      maxResults: 1,
    })
    expect(payments).toEqual({})
    expect(customers.Customer).toEqual([expect.objectContaining({ Id: '1', SyncToken: '0' })])
  })

  test('includes a change at the very second, unless by switch', async () => {
    bench.clock.moveTo(20_000)
    const invoice = await bench.invoice(10)
    const at = new Date(invoice.MetaData.LastUpdatedTime)
    expect((await since(at, 'Invoice')).body.CDCResponse[0].QueryResponse[0].maxResults).toBe(1)
    await bench.door('PUT', '/switches', { 'cdc-bound': 'exclusive' })
    expect((await since(at, 'Invoice')).body.CDCResponse[0].QueryResponse[0]).toEqual({})
    await bench.door('PUT', '/switches', { 'cdc-bound': 'inclusive' })
  })

  test.each([
    ['rows', 200],
    ['empty', 200],
    ['fault', 400],
  ])('from more than 30 days ago: by switch %s', async (value, status) => {
    await bench.door('PUT', '/switches', { 'cdc-past-30-days': value })
    const answer = await since(new Date(Date.now() - 40 * 86_400_000), 'Invoice')
    expect(answer.status).toBe(status)
    if (status === 200)
      expect(answer.body.CDCResponse[0].QueryResponse[0].maxResults !== undefined).toBe(value === 'rows')
    await bench.door('PUT', '/switches', { 'cdc-past-30-days': 'rows' })
  })

  test('refuses what it cannot read', async () => {
    const codes = async (query: string) => (await bench.call('GET', `/cdc?${query}`)).body.Fault.Error[0].code
    expect(await codes('entities=Invoice')).toBe('2020')
    expect(await codes('changedSince=2026-01-01')).toBe('2020')
    expect(await codes('entities=Invoice&changedSince=2026-01-01T00:00:00+01:00')).toBe('4001')
    expect(await codes('entities=TimeActivity&changedSince=2026-01-01')).toBe('4001')
  })
})

describe('a batch', () => {
  test('mixes success, refusals and a query, in one 200', async () => {
    const { Id } = await bench.invoice(10)
    await bench.post('/invoice', { Id, SyncToken: '0', sparse: true, PrivateNote: 'x' })
    const items = [
      { bId: 'bid1', operation: 'create', Vendor: { DisplayName: 'Boraski Family Store' } },
      { bId: 'bid2', operation: 'delete', Invoice: { Id: '129', SyncToken: '0' } },
      { bId: 'bid3', operation: 'update', Invoice: { sparse: true, Id, SyncToken: '0', PrivateNote: 'y' } },
      { bId: 'bid4', Query: "select * from Customer where Id = '1'" },
    ]
    const { BatchItemResponse } = await bench.post('/batch', { BatchItemRequest: items })
    expect(
      BatchItemResponse.map((one: Answer) => [one.bId, Object.keys(one)[0], one.Fault?.Error[0].code]),
    ).toEqual([
      ['bid1', 'Vendor', undefined],
      ['bid2', 'Fault', '610'],
      ['bid3', 'Fault', '5010'],
      ['bid4', 'QueryResponse', undefined],
    ])
  })

  test('voids a payment by optionsData, repeats by requestid and bId, holds 30 items', async () => {
    const { Id } = await bench.payment(5, [])
    const item = {
      bId: '1',
      operation: 'update',
      optionsData: 'void',
      Payment: { Id, SyncToken: '0', sparse: true },
    }
    const send = () => bench.post('/batch?requestid=b1', { BatchItemRequest: [item] })
    expect((await send()).BatchItemResponse[0].Payment).toMatchObject({ TotalAmt: 0, SyncToken: '1' })
    expect((await send()).BatchItemResponse[0].Payment).toMatchObject({ TotalAmt: 0, SyncToken: '1' })
    const long = await bench.post(`/batch?requestid=${'r'.repeat(50)}`, { BatchItemRequest: [item] })
    expect(long.BatchItemResponse[0].Fault.Error[0].code).toBe('6000')
    const many = { BatchItemRequest: Array.from({ length: 31 }, () => item) }
    expect((await bench.refused('/batch', many)).code).toBe('1040')
    expect((await bench.refused('/batch', 'nonsense')).code).toBe('2010')
  })
})

test('unknown paths are refused as unsupported', async () => {
  const answer = await bench.call('GET', '/customer/1/5')
  expect([answer.status, answer.body.Fault.Error[0].code]).toEqual([400, '500'])
  expect(answer.body.Fault.Error[0].Detail).toContain(`/v3/company/${US}/customer/1/5`)
  expect((await bench.call('GET', '/customer/1.5')).body).toEqual({
    Fault: {
      Error: [
        {
          Message: 'Invalid ID',
          Detail: 'Id should be a valid number. Supplied value:1.5',
          code: '2030',
          element: 'Id',
        },
      ],
      type: 'ValidationFault',
    },
  })
  expect((await bench.call('POST', '/poem', {})).body.Fault.Error[0].code).toBe('500')
})
