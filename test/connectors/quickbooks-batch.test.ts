import type { BatchItem } from '../../connectors/quickbooks/company'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { callerOf, invoiceText, REALM, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function batch(body: string, items: readonly BatchItem[], requestKey = 'batch-1', status = 200) {
  const server = await serve((_, response) => {
    response.writeHead(status, { intuit_tid: '1-abc' })
    response.end(body)
  })
  closers.push(server.close)
  const { caller, records, paced } = callerOf(server.baseUrl)
  const answer = await openCompany(REALM, caller).batch('Invoice', items, requestKey)
  return { answer, records, paced, seen: server.seen }
}

const create = (id: string): BatchItem => ({ id, operation: 'create', body: { CustomerRef: { value: '1' } } })
const items = [
  create('a'),
  { id: 'b', operation: 'update', body: { Id: '1', SyncToken: '0' } } as const,
  create('c'),
]
const fault = (code: string) =>
  `{"Error":[{"Message":"m","Detail":"d","code":"${code}"}],"type":"ValidationFault"}`

test('goes out as one keyed, metered request, and paced as a batch', async () => {
  const { seen, records, paced } = await batch('{"BatchItemResponse":[],"time":"x"}', items)
  expect(seen[0]?.url).toBe(`/v3/company/${REALM}/batch?requestid=batch-1&minorversion=75`)
  expect(JSON.parse(seen[0]?.body.toString() ?? '')).toEqual({
    BatchItemRequest: [
      { bId: 'a', operation: 'create', Invoice: { CustomerRef: { value: '1' } } },
      { bId: 'b', operation: 'update', Invoice: { Id: '1', SyncToken: '0', sparse: true } },
      { bId: 'c', operation: 'create', Invoice: { CustomerRef: { value: '1' } } },
    ],
  })
  expect(paced).toEqual(['batch'])
  expect(records).toMatchObject([
    { operation: 'batch Invoice', metered: true, write: true, requestKey: 'batch-1', outcome: 'done' },
  ])
})

test('each item has its own outcome, found by its id; a missing one is unknown', async () => {
  const { answer } = await batch(
    `{"BatchItemResponse":[{"Fault":${fault('5010')},"bId":"b"},{"Invoice":${invoiceText()},"bId":"a"}],"time":"x"}`,
    items,
  )
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect(Object.fromEntries(answer.value)).toMatchObject({
    a: { outcome: 'done', value: { Id: '145', TotalAmt: '2666.66' } },
    b: { outcome: 'refused', fault: { kind: 'stale', code: '5010' } },
    c: { outcome: 'unknown', fault: { kind: 'unreadable', trace: '1-abc' } },
  })
})

test('an item with a system failure, and one without a readable invoice, are unknown', async () => {
  const { answer } = await batch(
    `{"BatchItemResponse":[{"Fault":${fault('10000')},"bId":"a"},{"Invoice":{"Id":"9"},"bId":"b"},{"bId":"c"}]}`,
    items,
  )
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect([...answer.value.values()].map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown', 'unknown'])
})

test.each([
  ['nothing', '', 200, 'unknown'],
  ['a page', '<html>', 200, 'unknown'],
  ['a 500', '', 500, 'unknown'],
  ['a throttle', '', 429, 'refused'],
  ['too many items', `{"Fault":${fault('1040')}}`, 400, 'refused'],
])('%s is the outcome of the whole', async (_, body, status, outcome) => {
  expect((await batch(body, items, 'batch-1', status)).answer).toMatchObject({ outcome })
})

test.each<[string, readonly BatchItem[], string]>([
  ['no items', [], 'k'],
  ['31 items', Array.from({ length: 31 }, (_, at) => create(`i${at}`)), 'k'],
  ['two items of one id', [create('a'), create('a')], 'k'],
  ['an item id of 11 characters', [create('a'.repeat(11))], 'k'],
  ['a key of 37 characters', [create('a')], 'k'.repeat(37)],
  ['an update without an Id', [{ id: 'a', operation: 'update', body: {} }], 'k'],
  ['a creation with an Id', [{ id: 'a', operation: 'create', body: { Id: '1' } }], 'k'],
  ['a body that JSON cannot carry', [{ id: 'a', operation: 'create', body: { Amount: 1n } }], 'k'],
])('%s is not sent', async (_, wrong, key) => {
  const { answer, seen } = await batch('', wrong, key)
  expect(answer).toMatchObject({ outcome: 'refused', fault: { kind: 'invalid', status: null } })
  expect(seen).toEqual([])
})
