/**
 * Goal: the stock clients work against the simulator unchanged. Method: node-quickbooks and intuit-oauth as npm has
 * them, told only where the server is.
 */
import { type Answer, APP, type Bench, openBench, US } from './quickbooks-simulator-client'

const QuickBooks = require('node-quickbooks')
const OAuthClient = require('intuit-oauth')

let bench: Bench
let qb: Answer
beforeAll(async () => {
  bench = await openBench()
  qb = new QuickBooks(
    APP.clientId,
    APP.clientSecret,
    'us-token',
    false,
    US,
    true,
    false,
    75,
    '2.0',
    'refresh',
  )
  qb.endpoint = `${bench.simulator.url}/v3/company/`
})
afterAll(() => bench.close())

const ask = (method: string, ...given: unknown[]): Promise<Answer> =>
  new Promise((done, failed) => {
    qb[method](...given, (problem: unknown, answer: Answer) => (problem ? failed(problem) : done(answer)))
  })
const item = {
  Amount: 100,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' } },
}

describe('node-quickbooks', () => {
  test('creates, updates, voids and deletes invoices; its requestId is honoured', async () => {
    const draft = () => ({ CustomerRef: { value: '1' }, Line: [item], requestId: 'nq-1' })
    const made = await ask('createInvoice', draft())
    expect((await ask('createInvoice', draft())).Id).toBe(made.Id)
    const changed = await ask('updateInvoice', {
      Id: made.Id,
      SyncToken: '0',
      sparse: true,
      PrivateNote: 'n',
    })
    expect(changed.SyncToken).toBe('1')
    expect((await ask('getInvoice', made.Id)).PrivateNote).toBe('n')
    expect((await ask('voidInvoice', { Id: made.Id, SyncToken: '1' })).Invoice).toMatchObject({
      TotalAmt: 0,
      PrivateNote: 'Voided - n',
    })
    const gone = await ask('deleteInvoice', { Id: made.Id, SyncToken: '2' })
    expect(gone.Invoice ?? gone).toMatchObject({ status: 'Deleted', Id: made.Id })
    await expect(ask('getInvoice', made.Id)).rejects.toMatchObject({ response: { status: 400 } })
  })

  test('queries, counts and asks for changes', async () => {
    const found = await ask('findCustomers', [
      { field: 'DisplayName', value: "Amy's%", operator: 'LIKE' },
      { field: 'limit', value: 5 },
    ])
    expect(found.QueryResponse.Customer[0].Id).toBe('1')
    expect((await ask('findCustomers', { count: true })).QueryResponse.totalCount).toBe(29)
    const changes = await ask('changeDataCapture', ['Invoice', 'Payment'], '2020-01-01T00:00:00Z')
    expect(changes.CDCResponse[0].QueryResponse[0].Invoice.length).toBeGreaterThan(0)
    expect((await ask('getPreferences')).Id).toBe('1')
    expect((await ask('getCompanyInfo', US)).CompanyName).toBe('Garden Company')
  })

  test('pays, voids payments, sends, prints, batches and uploads', async () => {
    const invoice = await ask('createInvoice', { CustomerRef: { value: '1' }, Line: [item] })
    const link = { Amount: 100, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }
    const payment = await ask('createPayment', { CustomerRef: { value: '1' }, TotalAmt: 100, Line: [link] })
    expect((await ask('getInvoice', invoice.Id)).Balance).toBe(0)
    await ask('voidPayment', { Id: payment.Id, SyncToken: '0' })
    expect((await ask('getInvoice', invoice.Id)).Balance).toBe(100)
    expect((await ask('sendInvoicePdf', invoice.Id, 'a@example.com')).EmailStatus).toBe('EmailSent')
    expect(Buffer.from(await ask('getInvoicePdf', invoice.Id)).toString('latin1')).toContain('%PDF-1.4')
    const batch = await ask('batch', [
      { bId: '1', operation: 'create', Customer: { DisplayName: 'Batched' } },
    ])
    expect(batch.BatchItemResponse[0].Customer.DisplayName).toBe('Batched')
    const file = await ask('upload', 'a.txt', 'text/plain', Buffer.from('hello'), 'Invoice', invoice.Id)
    expect(file).toMatchObject({ FileName: 'a.txt', AttachableRef: [{ EntityRef: { value: invoice.Id } }] })
  })
})

describe('intuit-oauth', () => {
  test('exchanges the code of the page, refreshes and revokes', async () => {
    const client = new OAuthClient({
      ...APP,
      environment: 'sandbox',
      redirectUri: 'http://localhost/callback',
    })
    const { url } = bench.simulator
    client.setAuthorizeURLs({
      authorizeEndpoint: `${url}/connect/oauth2`,
      tokenEndpoint: `${url}/oauth2/v1/tokens/bearer`,
      revokeEndpoint: `${url}/v2/oauth2/tokens/revoke`,
      userInfoEndpoint: `${url}/v1/openid_connect/userinfo`,
    })
    const page = client.authorizeUri({
      scope: [OAuthClient.scopes.Accounting, OAuthClient.scopes.OpenId],
      state: 'st',
    })
    const form = new URL(page).searchParams
    form.set('decision', 'connect')
    form.set('realmId', US)
    const back = await fetch(`${url}/connect/oauth2`, { method: 'POST', body: form, redirect: 'manual' })
    const issued = (await client.createToken(back.headers.get('location'))).getJson()
    expect(issued).toMatchObject({ token_type: 'bearer', expires_in: 3600, id_token: expect.any(String) })
    expect((await client.getUserInfo()).getJson()).toMatchObject({ emailVerified: true })
    expect((await client.refresh()).getJson().refresh_token).toBe(issued.refresh_token)
    expect((await client.revoke()).status()).toBe(200)
    await expect(client.refreshUsingToken(issued.refresh_token)).rejects.toThrow()
  })
})
