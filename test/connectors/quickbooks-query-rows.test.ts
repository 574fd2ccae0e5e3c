// Goal: all rows, whatever moves meanwhile. Method: a real server that keeps rows and answers the documented grammar.
import { openCompany } from '../../connectors/quickbooks/open-company'
import { callerOf, REALM, serve, stamps } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Asked {
  readonly query: string
  readonly start: number
  readonly max: number
}

/** Customers with the ids given; `between` may change them before each answer. */
async function company(ids: string[], between: (asked: Asked, ids: string[]) => void = () => {}) {
  const asked: Asked[] = []
  const server = await serve(({ url }, response) => {
    const query = new URL(url, 'http://x').searchParams.get('query') ?? ''
    const [, start = '1', max = '100'] = /STARTPOSITION (\d+) MAXRESULTS (\d+)$/.exec(query) ?? []
    const one = { query, start: Number(start), max: Number(max) }
    asked.push(one)
    between(one, ids)
    const page = ids.slice(one.start - 1, one.start - 1 + one.max)
    const rows = page.map((Id) => ({ Id, SyncToken: '0', MetaData: stamps, DisplayName: `Customer ${Id}` }))
    const found = rows.length > 0 ? { Customer: rows, startPosition: one.start, maxResults: rows.length } : {}
    response.end(JSON.stringify({ QueryResponse: found, time: 'now' }))
  })
  closers.push(server.close)
  const world = callerOf(server.baseUrl)
  return { ...world, company: openCompany(REALM, world.caller), asked, seen: server.seen }
}

const some = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1))
const active = [{ field: 'Active', operator: '=', value: true }] as const

test('one page is ordered by Id, and says how many it may hold', async () => {
  const world = await company(some(3))
  const answer = await world.company.query('Customer', active)
  expect(answer).toMatchObject({
    outcome: 'done',
    value: [{ Id: '1' }, { Id: '2' }, { DisplayName: 'Customer 3' }],
  })
  expect(world.asked.map(({ query }) => query)).toEqual([
    'select * from customer WHERE Active = true ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000',
  ])
  expect(world.records).toMatchObject([{ operation: 'query Customer', metered: true, write: false }])
})

test('whatever a value holds, the query arrives as it was built', async () => {
  const names = [
    "O'Hara & Sons #1 50% + 100% = <x> \\ @@ ?",
    'Café Ünïque 漢字 "quoted"',
    '%27 %5C',
    "\\' OR Id = '1",
  ]
  for (const value of names) {
    const world = await company([])
    await world.company.query('Customer', [{ field: 'DisplayName', operator: '=', value }])
    const escaped = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    expect(world.asked[0]?.query).toBe(
      `select * from customer WHERE DisplayName = '${escaped}' ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000`,
    )
  }
})

test('each further page begins with the row that ended the one before', async () => {
  const world = await company(some(2_500))
  const answer = await world.company.query('Customer', [], { orderBy: 'MetaData.LastUpdatedTime' })
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect(answer.value.map(({ Id }) => Id)).toEqual(some(2_500))
  expect(world.asked.map(({ start }) => start)).toEqual([1, 1_000, 1_999])
  expect(world.asked[0]?.query).toContain('ORDERBY MetaData.LastUpdatedTime STARTPOSITION')
})

test.each([999, 1_000, 1_001, 1_999, 2_000])('%d rows are read whole', async (count) => {
  const world = await company(some(count))
  expect(await world.company.query('Customer', [])).toMatchObject({
    outcome: 'done',
    value: { length: count },
  })
})

test('a row that leaves between two pages makes the next skip one: all is read once more', async () => {
  let left = false
  const world = await company(some(1_500), ({ start }, ids) => {
    if (start === 1_000 && !left) {
      left = true
      ids.shift()
    }
  })
  const answer = await world.company.query('Customer', [])
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect(answer.value.map(({ Id }) => Id)).toEqual(some(1_500).slice(1))
})

test('a row that is added at the end meanwhile moves nothing', async () => {
  const world = await company(some(1_500), ({ start }, ids) => {
    if (start === 1_000) ids.push('9999')
  })
  expect(await world.company.query('Customer', [])).toMatchObject({
    outcome: 'done',
    value: { length: 1_501 },
  })
  expect(world.asked).toHaveLength(2)
})

test('a list that never holds still is unclear, not short', async () => {
  const world = await company(some(1_500), ({ start }, ids) => {
    if (start === 1_000) ids.shift()
  })
  expect(await world.company.query('Customer', [])).toMatchObject({
    outcome: 'unknown',
    fault: { kind: 'unreadable' },
  })
})

test('no more rows than wanted are asked for', async () => {
  const world = await company(some(2_500))
  expect(await world.company.query('Customer', [], { maxRows: 5 })).toMatchObject({ value: { length: 5 } })
  expect(await world.company.query('Customer', [], { maxRows: 1_200 })).toMatchObject({
    value: { length: 1_200 },
  })
  expect(world.asked.map(({ start, max }) => [start, max])).toEqual([
    [1, 5],
    [1, 1_000],
    [1_000, 201],
  ])
})

test('a long list goes in parts, an empty one nowhere', async () => {
  const world = await company([])
  const ids = some(450)
  await world.company.query('Customer', [{ field: 'Id', operator: 'IN', value: ids }, ...active])
  expect(world.asked.map(({ query }) => query.split("', '").length)).toEqual([200, 200, 50])
  expect(world.asked.every(({ query }) => query.includes('AND Active = true'))).toBe(true)
  expect(Math.max(...world.seen.map(({ url }) => url.length))).toBeLessThan(8_000)
  const nothing = await world.company.query('Customer', [{ field: 'Id', operator: 'IN', value: [] }])
  expect(nothing).toEqual({ outcome: 'done', value: [], trace: null })
  expect(world.asked).toHaveLength(3)
})

test('a criterion that the builder refuses is never sent', async () => {
  const world = await company([])
  expect(
    await world.company.query('Customer', [{ field: 'Notes', operator: '=', value: 'x' }]),
  ).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'invalid', message: "Customer can't be filtered by Notes" },
  })
  expect(await world.company.query('Preferences', [])).toMatchObject({ outcome: 'refused' })
  expect(world.seen).toEqual([])
})

test.each([
  ['no QueryResponse', '{"time":"now"}'],
  [
    'a row without its name',
    `{"QueryResponse":{"Customer":[{"Id":"1","SyncToken":"0","MetaData":${JSON.stringify(stamps)}}]}}`,
  ],
  ['rows that are no list', '{"QueryResponse":{"Customer":{}}}'],
  ['half an answer', '{"QueryResponse":{"Customer":['],
])('%s is not "no rows"', async (_, body) => {
  const server = await serve((__, response) => response.end(body))
  closers.push(server.close)
  const answer = await openCompany(REALM, callerOf(server.baseUrl).caller).query('Customer', [])
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unreadable' } })
})

test('a failure of the second page is the answer', async () => {
  let turn = 0
  const server = await serve((_, response) => {
    turn += 1
    const rows = some(1_000).map((Id) => ({ Id, SyncToken: '0', MetaData: stamps, DisplayName: 'x' }))
    if (turn === 2) response.statusCode = 503
    response.end(turn === 2 ? '' : JSON.stringify({ QueryResponse: { Customer: rows } }))
  })
  closers.push(server.close)
  const answer = await openCompany(REALM, callerOf(server.baseUrl).caller).query('Customer', [])
  expect(answer).toMatchObject({ outcome: 'unknown', fault: { kind: 'unavailable', status: 503 } })
})
