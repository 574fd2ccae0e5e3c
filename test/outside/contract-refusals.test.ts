/**
 * Goal: nobody gets further than they may, and a request that is refused changes nothing. Method: every route of the
 * contract's own table, asked by every role, by nobody, by the other workspace, and with bodies that are no bodies;
 * the tables that people's requests could change are compared before and after.
 */
import { roles } from '../../src/tenants/actor'
import { must } from '../fixtures/must'
import { bodies, type ContractStage, everyRoute, openContractStage } from './contract-stage'

let stage: ContractStage
let before: string
beforeAll(async () => {
  stage = await openContractStage()
}, 120_000)
afterAll(() => stage.close())
beforeEach(async () => {
  before = await stage.fingerprint()
})
afterEach(async () => {
  expect(await stage.fingerprint()).toBe(before)
})

const needs = (least: string) => roles.indexOf(least as (typeof roles)[number])

describe.each(everyRoute)('%s', (_, name, route) => {
  const takesBody = 'body' in route
  const takesJson = takesBody && (route.takes ?? 'json') === 'json'
  const body = takesBody ? (bodies[name] ?? {}) : undefined

  test('by no one, and by a token that was never given: 401', async () => {
    for (const token of [null, 'mp_never-given-to-anyone-at-all', 'nonsense']) {
      const answer = await stage.ask(route.method, stage.addressOf(route, 'real'), { token, body })
      expect([answer.status, answer.body['code']]).toEqual([401, 'unauthenticated'])
    }
  })

  test('by each role: those below are told who may, those above get further', async () => {
    for (const role of roles) {
      const token = must(stage.tokens[role])
      if (needs(role) < needs(route.role)) {
        const answer = await stage.ask(route.method, stage.addressOf(route, 'real'), { token, body })
        expect([role, answer.status, answer.body['code']]).toEqual([role, 403, 'forbidden'])
        expect(answer.body['detail']).toContain(`You are ${role}`)
      } else {
        const answer = await stage.ask(route.method, stage.addressOf(route, 'nobody'), {
          token,
          ...(takesBody && { body: { noSuchField: 1 } }),
        })
        expect([role, answer.status]).toEqual([role, expect.not.stringMatching(/401|403/)])
        // What is asked for in the address may be missing there.
        expect(takesJson ? [400] : takesBody ? [415] : [200, 404, 422]).toContain(answer.status)
      }
    }
  })

  if (/\{(id|dealId)\}/.test(route.path)) {
    test('by the owner of another workspace: as if there were no such thing', async () => {
      const token = stage.embedded.at.other.apiToken
      const theirs = await stage.ask(route.method, stage.addressOf(route, 'real'), { token, body })
      const nobodys = await stage.ask(route.method, stage.addressOf(route, 'nobody'), { token, body })
      const { requestId: _1, ...seen } = theirs.body
      const { requestId: _2, ...unseen } = nobodys.body
      expect([theirs.status, seen]).toEqual([404, unseen])
    })
  }

  if (takesJson) {
    test('with what is no JSON, no object, too large, of another kind, or with a field nobody knows', async () => {
      const address = stage.addressOf(route, 'real')
      const status = async (raw: string, headers: Record<string, string> = {}) =>
        (await stage.ask(route.method, address, { raw, headers })).status
      expect(await status('{"name":')).toBe(400)
      expect(await status('{"__proto__":{"admin":true}}')).toBe(400)
      expect(await status(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`)).toBe(400)
      expect(await status('[1]')).toBe(422)
      expect(await status(JSON.stringify({ ...body, noSuchField: 1 }))).toBe(400)
      expect(await status(JSON.stringify({ note: 'x'.repeat(1_100_000) }))).toBe(413)
      expect(await status('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415)
    })
  }
})

test('an address takes the methods it says, and 405 names them', async () => {
  const byPath = new Map<string, Set<string>>()
  for (const [, , route] of everyRoute) {
    byPath.set(route.path, (byPath.get(route.path) ?? new Set()).add(route.method))
  }
  for (const [, , route] of everyRoute) {
    const allowed = must(byPath.get(route.path))
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((each) => !allowed.has(each))) {
      const answer = await stage.ask(method, stage.addressOf(route, 'real'))
      expect([route.path, method, answer.status]).toEqual([route.path, method, 405])
      expect(answer.headers.get('allow')?.split(', ').sort()).toEqual([...allowed].sort())
    }
  }
  expect((await stage.ask('GET', '/api/v1/no/such/thing')).status).toBe(404)
})
