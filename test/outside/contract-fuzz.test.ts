/**
 * Goal: no body breaks the program, none that is refused changes anything, and each refusal says where. Method: for every
 * route that takes JSON, bodies made by chance, and good bodies with places spoilt; the state is compared each time.
 */
import fc from 'fast-check'
import { z } from 'zod'
import { bodies, type ContractStage, everyRoute, openContractStage } from './contract-stage'
import { richBodies } from './rich-bodies'
import { impossible, odd, spoil, spoiling } from './spoil-body'

let stage: ContractStage
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())

const taking = everyRoute.filter(
  ([, name, route]) => 'body' in route && (route.takes ?? 'json') === 'json' && name !== 'disconnect',
)

describe.each(taking)('%s', (_, name, route) => {
  const goods = [bodies[name] ?? {}, ...(richBodies[name] ?? [])]
  const send = (given: unknown) =>
    stage.ask(route.method, stage.addressOf(route, 'real'), { raw: JSON.stringify(given) ?? '' })

  test('bodies by chance, and good ones spoilt', async () => {
    const body = fc.oneof(
      odd,
      fc
        .tuple(fc.constantFrom<unknown>(...goods), fc.array(spoiling, { minLength: 1, maxLength: 3 }))
        .map(([good, all]) => all.reduce<unknown>(spoil, good)),
    )
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const before = await stage.fingerprint()
        const answer = await send(given)
        if (answer.status >= 500) throw new Error(`${answer.status} to ${JSON.stringify(given)}`)
        if (answer.status < 400) return
        expect(answer.headers.get('content-type')).toContain('application/problem+json')
        expect(answer.body).toMatchObject({ code: expect.any(String), detail: expect.any(String) })
        expect(await stage.fingerprint()).toBe(before)
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  test('a place with what can’t be meant is refused by its pointer', async () => {
    for (const { pointer, body } of goods.flatMap(impossible)) {
      const before = await stage.fingerprint()
      const answer = await send(body)
      const errors = (answer.body['errors'] ?? []) as { pointer: string }[]
      const near = errors.some(
        (error) =>
          `${error.pointer}/`.startsWith(`${pointer}/`) || `${pointer}/`.startsWith(`${error.pointer}/`),
      )
      expect([pointer, answer.status, errors.map((each) => each.pointer), near]).toEqual([
        pointer,
        answer.status === 400 ? 400 : 422,
        expect.anything(),
        true,
      ])
      expect(await stage.fingerprint()).toBe(before)
    }
  })
})

test('what is spoilt has every field that its route takes', () => {
  for (const [, name, route] of taking) {
    const schema = z.toJSONSchema(route.body ?? z.never(), { io: 'input', unrepresentable: 'any' })
    const fields = Object.keys(schema.properties ?? {})
    const given = new Set([bodies[name] ?? {}, ...(richBodies[name] ?? [])].flatMap(Object.keys))
    expect([name, fields.filter((field) => !given.has(field))]).toEqual([name, []])
  }
})

test('what is spoilt was sound before', () => {
  for (const [, name, route] of taking) {
    for (const body of [bodies[name] ?? {}, ...(richBodies[name] ?? [])]) {
      expect([name, route.body?.safeParse(body).error?.issues]).toEqual([name, undefined])
    }
  }
})

test('a character that PostgreSQL can’t keep is refused by its place, in a body and in a query', async () => {
  for (const bad of ['a\u0000b', 'a\ud800b']) {
    const answer = await stage.ask('PATCH', `/api/v1/milestones/${stage.ids.milestone}`, {
      body: { name: bad },
    })
    expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ pointer: '/name' }]])
  }
  expect((await stage.ask('GET', '/api/v1/deals?search=a%00b')).status).toBe(422)
})
