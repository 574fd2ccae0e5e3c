/**
 * Goal: the doors of a simulator do what they promise around any vendor. Method: a vendor of one route behind the
 * real doors, over HTTP.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Router } from 'express'
import { serveVendor } from '../../connectors/simulation/serve-vendor'
import type { RunningServer } from '../../connectors/simulation/server'
import { createSwitches } from '../../connectors/simulation/switches'
import { createWebhookDelivery, type WebhookDelivery } from '../../connectors/simulation/webhook-delivery'
import { systemClock } from '../../src/clock/clock'

describe('the doors', () => {
  let server: RunningServer
  let carriedOut = 0
  let resets = 0
  const webhooks: WebhookDelivery<string> = createWebhookDelivery<string>({
    clock: systemClock,
    url: null,
    formats: ['plain', 'fancy'],
    groupOf: () => '',
    maxEvents: 10,
    timeoutMs: 1000,
    retryAfterMs: () => null,
    compose: ({ events }) => ({ headers: {}, body: events.join() }),
  })

  beforeAll(async () => {
    const vendor = Router()
    vendor.use('/thing', (_req, res) => {
      carriedOut += 1
      res.json({ thing: 'a long enough answer' })
    })
    server = await serveVendor({
      port: 0,
      clock: systemClock,
      vendor,
      page: (_req, _res, next) => next(),
      webhooks,
      switches: createSwitches({ colour: { values: ['red', 'blue'], about: 'which' } }),
      reset: () => {
        resets += 1
      },
      words: {
        status: (status) => ({ contentType: 'application/json', body: `{"said":${status}}` }),
        faultIn200: () => ({ contentType: 'application/json', body: '{"Fault":{}}' }),
        empty200: () => ({ contentType: 'application/json', body: '{}' }),
      },
    })
  })
  afterAll(() => server.close())
  beforeEach(async () => {
    await fetch(`${server.url}/simulator/reset`, { method: 'POST' })
    carriedOut = 0
  })

  const door = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}/simulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const thing = (signal = AbortSignal.timeout(10_000)) =>
    fetch(`${server.url}/thing?requestid=r1`, { method: 'POST', body: 'hello', signal })

  test('the log tells method, path, query, body, status and answer, since a time or a number', async () => {
    const before = new Date().toISOString()
    await thing()
    const { body } = await door('GET', `/log?since=${before}`)
    expect(body['items']).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/thing',
        url: '/thing?requestid=r1',
        query: { requestid: 'r1' },
        body: 'hello',
        status: 200,
        answer: '{"thing":"a long enough answer"}',
        fault: null,
      }),
    ])
    const [{ seq }] = body['items'] as [{ seq: number }]
    expect((await door('GET', `/log?since=${seq}`)).body).toEqual({ items: [] })
    expect((await door('GET', '/log?since=2999-01-01T00:00:00Z')).body).toEqual({ items: [] })
    expect((await door('GET', '/log?since=yesterday')).status).toBe(400)
  })

  const fault = (effect: unknown, more: object = {}) =>
    door('POST', '/faults', {
      faults: [{ method: 'POST', path: '/th*', times: 1, skip: 0, effect, ...more }],
    })

  /** Ends once the fault was met and carried out so often, and some time after. */
  const silenceAfter = (times: number) => {
    const end = new AbortController()
    const isMet = async () => ((await door('GET', '/faults')).body['faults'] as unknown[]).length === 0
    void (async () => {
      while (!(await isMet()) || carriedOut < times) await pause(10)
      await pause(200)
      end.abort()
    })()
    return end.signal
  }

  test.each([
    ['drop-reply', {}, 'no answer', 1],
    ['reset', {}, 'no answer', 0],
    ['hang', {}, 'no answer', 0],
    ['hang', { executed: true }, 'no answer', 1],
    ['delay', { delayMs: 30 }, '200 {"thing":"a long enough answer"}', 1],
    ['status', { status: 503 }, '503 {"said":503}', 0],
    ['status', { status: 500, executed: true }, '500 {"said":500}', 1],
    ['fault-200', {}, '200 {"Fault":{}}', 0],
    ['empty-200', {}, '200 {}', 0],
    ['malformed', {}, '200 {"thing":"a long', 1],
    ['html', {}, '200 <!DOCTYPE html>', 0],
  ])('fault %s %j answers "%s" and is carried out %i times', async (type, parameters, expected, times) => {
    await fault(type, parameters)
    const seen = await thing(type === 'hang' ? silenceAfter(times) : undefined).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      () => 'no answer',
    )
    expect(seen.slice(0, expected.length)).toBe(expected)
    if (type === 'malformed') expect(() => JSON.parse(seen.slice(4))).toThrow()
    expect(carriedOut).toBe(times)
    expect((await thing()).status).toBe(200)
    expect((await door('GET', '/log')).body['items']).toEqual([
      expect.objectContaining({ fault: type }),
      expect.objectContaining({ fault: null, status: 200 }),
    ])
  })

  test('skip lets some pass, times counts, Retry-After is said, the object form and DELETE work', async () => {
    await fault({ type: 'status', status: 429, retryAfter: 2 }, { skip: 1, times: 2 })
    const answers = [await thing(), await thing(), await thing(), await thing()]
    expect(answers.map((answer) => answer.status)).toEqual([200, 429, 429, 200])
    expect(answers[1]?.headers.get('retry-after')).toBe('2')
    await fault('reset')
    expect((await door('GET', '/faults')).body['faults']).toHaveLength(1)
    expect((await door('DELETE', '/faults')).body).toEqual({ faults: [] })
    expect((await thing()).status).toBe(200)
  })

  test.each([
    ['an unknown effect', { effect: 'explode' }],
    ['an unknown field', { effect: 'reset', colour: 'red' }],
    ['a missing parameter', { effect: 'delay' }],
    ['no effect', { path: '/x' }],
  ])('%s is refused with the list of effects', async (_name, wrong) => {
    const { status, body } = await door('POST', '/faults', { faults: [wrong] })
    expect(status).toBe(400)
    expect(body['problem']).toContain('drop-reply')
    expect((await door('GET', '/faults')).body).toEqual({ faults: [] })
  })

  test('switches are listed, turned, and refuse names and values they do not know', async () => {
    expect((await door('PUT', '/switches', { colour: 'blue' })).body).toEqual({ colour: 'blue' })
    expect((await door('GET', '/switches')).body).toMatchObject({ colour: 'blue' })
    expect((await door('PUT', '/switches', { colour: 'green' })).body['problem']).toContain('red, blue')
    expect((await door('PUT', '/switches', { size: 'big' })).body['problem']).toContain('colour')
    expect((await door('POST', '/reset')).status).toBe(200)
    expect((await door('GET', '/switches')).body).toMatchObject({ colour: 'red' })
    expect(resets).toBeGreaterThan(0)
  })

  test('webhook settings change field by field; nonsense and unknown doors are refused', async () => {
    await door('PUT', '/webhooks', { mode: 'late', delayMs: 10 })
    expect((await door('PUT', '/webhooks', { format: 'fancy' })).body).toMatchObject({
      mode: 'late',
      delayMs: 10,
      format: 'fancy',
    })
    expect((await door('PUT', '/webhooks', { mode: 'loud' })).status).toBe(400)
    expect((await door('PUT', '/webhooks', { speed: 1 })).status).toBe(400)
    expect((await door('GET', '/nowhere')).status).toBe(404)
    const torn = await fetch(`${server.url}/simulator/faults`, { method: 'POST', body: '{"faults":[' })
    expect(torn.status).toBe(400)
  })
})
