/**
 * Goal: no body breaks the program, and none that is refused changes anything. Method: for every route that takes
 * one, bodies made by chance and good bodies with one place spoilt; never a 5xx, and the state is compared.
 */
import fc from 'fast-check'
import { bodies, type ContractStage, everyRoute, openContractStage } from './contract-stage'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '0'.repeat(400),
    '-1.00',
    '1e3',
    '99999999999999999999.99',
    '1.005',
    -0,
    1e308,
    '2026-02-30',
    '0000-00-00',
    "'; drop table milestone; --",
    '<img src=x onerror=alert(1)>',
    'ß'.repeat(5_000),
    [],
    {},
  ),
)

/** The value with one of its places, chosen by `where`, replaced. */
function spoilt(value: unknown, where: number, by: unknown): unknown {
  const places: { holder: Record<string, unknown>; key: string }[] = []
  const whole = { value: structuredClone(value) }
  const walk = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      places.push({ holder, key })
      const part = holder[key]
      if (typeof part === 'object' && part !== null) walk(part as Record<string, unknown>)
    }
  }
  walk(whole)
  const place = places[where % places.length]
  if (place) place.holder[place.key] = by
  return whole.value
}

const taking = everyRoute.filter(
  ([, name, route]) => 'body' in route && (route.takes ?? 'json') === 'json' && name !== 'disconnect',
)

test.each(taking)(
  '%s',
  async (_, name, route) => {
    const good = bodies[name] ?? {}
    const body = fc.oneof(
      odd,
      fc.tuple(fc.nat(), odd).map(([where, by]) => spoilt(good, where, by)),
    )
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const before = await stage.fingerprint()
        const answer = await stage.ask(route.method, stage.addressOf(route, 'real'), {
          raw: JSON.stringify(given) ?? '',
        })
        if (answer.status >= 500) throw new Error(`${answer.status} to ${JSON.stringify(given)}`)
        if (answer.status < 400) return
        expect(answer.headers.get('content-type')).toContain('application/problem+json')
        expect(await stage.fingerprint()).toBe(before)
      }),
      { numRuns: 40 },
    )
  },
  60_000,
)

test('a character that PostgreSQL can’t keep is refused by its place, in a body and in a query', async () => {
  for (const odd of ['a\u0000b', 'a\ud800b']) {
    const answer = await stage.ask('PATCH', `/api/v1/milestones/${stage.ids.milestone}`, {
      body: { name: odd },
    })
    expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ pointer: '/name' }]])
  }
  expect((await stage.ask('GET', '/api/v1/deals?search=a%00b')).status).toBe(422)
  for (const address of [
    '/quickbooks/a%00b',
    '/deals/%00',
    '/deals?cursor=%00',
    '/deals?limit=1e9',
    '/%ff',
  ]) {
    const { status } = await stage.ask('GET', `/api/v1${address}`)
    expect([address, status >= 400 && status < 500]).toEqual([address, true])
  }
})
