// Goal: the exact CDC request, and what each answer becomes. Method: a real server in place of QuickBooks.
import type { ChangedEntity } from '../../connectors/quickbooks/entities'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { callerOf, invoiceText, REALM, serve, stamps } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const since = new Date('2026-11-21T04:10:00.987+01:00')

async function changes(body: string, entities: readonly ChangedEntity[] = ['Invoice', 'Payment']) {
  const server = await serve((_, response) => response.end(body))
  closers.push(server.close)
  const { caller, records } = callerOf(server.baseUrl)
  const answer = await openCompany(REALM, caller).changes(entities, since)
  return { answer, records, seen: server.seen }
}

const cdc = (...groups: string[]) =>
  `{"CDCResponse":[{"QueryResponse":[${groups.join(',')}]}],"time":"2026-11-21T04:12:00.500-08:00"}`
const payment = `{"Id":"163","SyncToken":"0","MetaData":${JSON.stringify(stamps)},"CustomerRef":{"value":"1"},"TotalAmt":65.00,"UnappliedAmt":10.0,"Line":[{"Amount":55.0,"LinkedTxn":[{"TxnId":"145","TxnType":"Invoice"}]}]}`
const deleted =
  '{"domain":"QBO","status":"Deleted","Id":"65","MetaData":{"LastUpdatedTime":"2026-11-20T10:00:00-08:00"}}'

test('asks in UTC, whole seconds, encoded, for all kinds in one metered read', async () => {
  const { seen, records } = await changes(cdc('{}', '{}'))
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET /v3/company/${REALM}/cdc?entities=Invoice,Payment&changedSince=2026-11-21T03%3A10%3A00Z&minorversion=75&format=json`,
  ])
  expect(records).toMatchObject([{ operation: 'changes', metered: true, write: false, outcome: 'done' }])
})

test('finds rows by kind, deletions apart, amounts as text', async () => {
  const { answer } = await changes(
    cdc(
      `{"Payment":[${payment}],"startPosition":1,"maxResults":1}`,
      `{"Invoice":[${invoiceText()},${deleted}]}`,
    ),
  )
  expect(answer).toMatchObject({
    outcome: 'done',
    value: {
      time: new Date('2026-11-21T12:12:00.500Z'),
      changed: {
        Invoice: [{ Id: '145', TotalAmt: '2666.66' }],
        Payment: [{ Id: '163', TotalAmt: '65.00', Line: [{ Amount: '55.0' }] }],
      },
      deleted: [{ entity: 'Invoice', id: '65', at: '2026-11-20T10:00:00-08:00' }],
      truncated: [],
    },
  })
})

test('no changes are no rows', async () => {
  const { answer } = await changes(cdc('{}', '{}'))
  expect(answer).toMatchObject({
    value: { changed: { Invoice: [], Payment: [] }, deleted: [], truncated: [] },
  })
})

test('a full answer may have cut every kind asked for', async () => {
  const rows = (count: number) => Array.from({ length: count }, () => deleted).join(',')
  expect((await changes(cdc(`{"Invoice":[${rows(1_000)}]}`))).answer).toMatchObject({
    value: { truncated: ['Invoice', 'Payment'] },
  })
  expect((await changes(cdc(`{"Invoice":[${rows(999)}]}`))).answer).toMatchObject({
    value: { truncated: [] },
  })
  expect((await changes(cdc(`{"Invoice":[${rows(1_000)}]}`), ['Invoice'])).answer).toMatchObject({
    value: { truncated: ['Invoice'] },
  })
})

test.each([
  ['nothing', '', 'unreadable'],
  ['no CDCResponse', '{"time":"2026-11-21T04:12:00-08:00"}', 'unreadable'],
  ['no time', '{"CDCResponse":[{"QueryResponse":[{}]}]}', 'unreadable'],
  ['a time that is none', '{"CDCResponse":[{"QueryResponse":[{}]}],"time":"soon"}', 'unreadable'],
  ['a row without an id', cdc('{"Payment":[{"SyncToken":"0"}]}'), 'unreadable'],
  ['a cut answer', cdc(`{"Invoice":[${invoiceText()}]}`).slice(0, -30), 'unreadable'],
])('%s in a 200 is not "no changes"', async (_, body, kind) => {
  const { answer } = await changes(body)
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind } })
})

test('a row that cannot be read is named, and hides none of the others', async () => {
  const row = `{"Id":"9","SyncToken":"0","MetaData":${JSON.stringify(stamps)},"TotalAmt":1}`
  const { answer } = await changes(cdc(`{"Payment":[${row}]}`, `{"Invoice":[{"Id":"77"},${invoiceText()}]}`))
  expect(answer).toMatchObject({
    outcome: 'done',
    value: {
      changed: { Invoice: [{ Id: expect.any(String) }], Payment: [] },
      unreadable: [
        { entity: 'Invoice', id: '77', at: null },
        { entity: 'Payment', id: '9', at: stamps.LastUpdatedTime },
      ],
    },
  })
})

test('a fault for one kind is a fault', async () => {
  const { answer } = await changes(
    cdc('{"Fault":{"Error":[{"Message":"m","Detail":"d","code":"4001"}]}}', '{}'),
  )
  expect(answer).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'invalid', code: '4001', message: 'm: d' },
  })
})
