/**
 * Goal: a list that is read by the time of its changes loses no row, however many share a second and however they are told.
 * Method: a real server that keeps rows, orders those of one second differently each time, and answers the documented grammar.
 */
import { openCompany } from '../../connectors/quickbooks/open-company'
import { callerOf, REALM, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

interface Kept {
  readonly id: string
  /** Seconds since the beginning. */
  at: number
}
const BEGIN = Date.parse('2026-03-01T00:00:00Z')
const timeOf = (at: number) => `${new Date(BEGIN + at * 1_000).toISOString().slice(0, 19)}Z`

/** A company of customers; rows of one second come in another order with every query by time. */
async function company(
  kept: Kept[],
  between: (asked: number, kept: Kept[]) => void = () => {},
  limit = 1_000,
) {
  const queries: string[] = []
  const server = await serve(({ url }, response) => {
    const query = new URL(url, 'http://x').searchParams.get('query') ?? ''
    queries.push(query)
    between(queries.length, kept)
    const bound = (sign: string) => {
      const found = new RegExp(`LastUpdatedTime ${sign} '([^']+)'`).exec(query)?.[1]
      return found === undefined ? null : (Date.parse(found) - BEGIN) / 1_000
    }
    const [from, to] = [bound('>='), bound('<')]
    const ids = /Id IN \(([^)]*)\)/.exec(query)?.[1]?.match(/\d+/g)
    const [, start = '1', max = '100'] = /STARTPOSITION (\d+) MAXRESULTS (\d+)$/.exec(query) ?? []
    const turn = queries.length
    const mixed = (id: string) => (Number(id) * 7_919 * (turn + 1)) % 10_007
    const rows = kept
      .filter(
        ({ id, at }) =>
          (from === null || at >= from) && (to === null || at < to) && (!ids || ids.includes(id)),
      )
      .sort((a, b) =>
        query.includes('ORDERBY Id') ? Number(a.id) - Number(b.id) : a.at - b.at || mixed(a.id) - mixed(b.id),
      )
      .slice(Number(start) - 1, Number(start) - 1 + Math.min(Number(max), limit))
      .map(({ id, at }) => ({
        Id: id,
        SyncToken: '0',
        MetaData: { LastUpdatedTime: timeOf(at) },
        ...(id !== '13' && { DisplayName: `Customer ${id}` }),
      }))
    response.end(JSON.stringify({ QueryResponse: rows.length > 0 ? { Customer: rows } : {}, time: 'now' }))
  })
  closers.push(server.close)
  const world = callerOf(server.baseUrl)
  const opened = openCompany(REALM, world.caller)
  return {
    queries,
    records: world.records,
    company: opened,
    async read(since = BEGIN) {
      const told: string[] = []
      const unreadable: string[] = []
      const answer = await opened.changedRows('Customer', new Date(since), async (page) => {
        told.push(...page.rows.map(({ Id }) => Id))
        unreadable.push(...page.unreadable.map(({ id }) => id))
      })
      return { answer, told: new Set(told), unreadable: new Set(unreadable) }
    },
  }
}

const rows = (count: number, secondOf: (n: number) => number, first = 100): Kept[] =>
  Array.from({ length: count }, (_, n) => ({ id: String(first + n), at: secondOf(n) }))

test.each([
  [0, (n: number) => n],
  [999, (n: number) => n],
  [1_000, (n: number) => n],
  [1_001, (n: number) => n],
  [2_500, (n: number) => n],
  // Ten to a second: every page ends in the middle of one.
  [3_005, (n: number) => Math.floor(n / 10)],
  [2_500, (n: number) => Math.floor(n / 900)],
  // An import: all of it in one second, and some before and after.
  [2_600, (n: number) => (n < 50 ? 1 : n < 2_550 ? 2 : 3)],
  [1_000, () => 5],
])('%d rows are told whole, whatever shares a second', async (count, secondOf) => {
  const kept = rows(count, secondOf)
  const world = await company(kept)
  const { answer, told } = await world.read()
  expect(answer.outcome).toBe('done')
  expect(told).toEqual(new Set(kept.map(({ id }) => id)))
  expect(world.queries.length).toBeLessThanOrEqual(Math.ceil(count / 800) + 4)
})

test('a row that changes while it is read is told, and costs no other', async () => {
  const kept = rows(2_500, (n) => Math.floor(n / 10))
  const world = await company(kept, (asked, now) => {
    for (const row of now.slice(asked * 20, asked * 20 + 5)) row.at = 5_000 + asked
  })
  expect((await world.read()).told).toEqual(new Set(kept.map(({ id }) => id)))
})

test('one that can’t be read is named, and the others are told', async () => {
  const world = await company([...rows(1_200, (n) => n), { id: '13', at: 40 }])
  const { told, unreadable } = await world.read()
  expect(told.size).toBe(1_200)
  expect([...unreadable]).toEqual(['13'])
})

test('documents by id: 200 in a read, those that are there, and no id that is none', async () => {
  const world = await company([...rows(450, (n) => n), { id: '13', at: 1 }])
  const asked = [...rows(450, () => 0).map(({ id }) => id), '13', '99999', 'x', "1' OR Id = '2"]
  const answer = await world.company.rowsById('Customer', asked)
  if (answer.outcome !== 'done') throw new Error(answer.fault.message)
  expect(answer.value.rows).toHaveLength(450)
  expect(answer.value.unreadable).toEqual([{ id: '13', at: timeOf(1) }])
  expect(world.records.map(({ operation, metered }) => ({ operation, metered }))).toEqual(
    Array.from({ length: 3 }, () => ({ operation: 'query Customer', metered: true })),
  )
})
