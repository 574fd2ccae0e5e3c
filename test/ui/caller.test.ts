/**
 * Calls of the console to its own server: what is sent, and what a person reads when the other side misbehaves.
 * Method: a real HTTP server on loopback that does what each test says.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createCall } from '../../src/ui/console/api/caller'
import { isSignedOut, isStale, problemFrom, Refusal } from '../../src/ui/console/api/refusal'
import { must } from '../fixtures/must'

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void
let server: Server
let behave: Behaviour
let base = ''

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    behave(request, response, body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (typeof address === 'object' && address !== null) base = `http://127.0.0.1:${address.port}`
})

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

const call = createCall({
  fetch: (path, init) => fetch(`${base}${String(path)}`, init),
  csrf: async () => 'token-1',
})

function answer(status: number, body: unknown): Behaviour {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

async function refused(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof Refusal) return error
  throw new Error('the call was not refused')
}

const problem = {
  type: 'https://milepost.example/problems/over_billing',
  title: 'That would bill more than the contract',
  status: 409,
  code: 'over_billing',
  detail: 'Nothing was sent.',
  remaining: '15000.00',
  attempted: '20000.00',
  currency: 'USD',
  requestId: 'req_1',
}

test('a path, a query, a version, a key, the token and the body go where the contract says', async () => {
  const seen: { url: string | undefined; headers: IncomingMessage['headers']; body: string }[] = []
  behave = (request, response, body) => {
    seen.push({ url: request.url, headers: request.headers, body })
    answer(200, {})(request, response, body)
  }
  await call('PATCH /milestones/{id}', {
    params: { id: 'a/b' },
    body: { name: 'New' },
    version: 7,
    key: 'k1',
  })
  await call('GET /deals', { query: { search: 'ä & b', limit: 5 } })
  expect(seen[0]).toMatchObject({
    url: '/api/v1/milestones/a%2Fb',
    body: '{"name":"New"}',
    headers: {
      'if-match': '"7"',
      'idempotency-key': 'k1',
      'x-csrf-token': 'token-1',
      'content-type': 'application/json',
    },
  })
  expect(seen[1]?.url).toBe('/api/v1/deals?search=%C3%A4+%26+b&limit=5')
  expect(must(seen[1]).headers).not.toHaveProperty('x-csrf-token')
})

test('an answer without a body is no failure', async () => {
  behave = (_, response) => response.writeHead(204).end()
  await expect(call('DELETE /milestones/{id}', { params: { id: 'm' } })).resolves.toBeUndefined()
})

test('a problem is kept whole, with its numbers', async () => {
  behave = answer(409, problem)
  expect(
    (await refused(call('POST /milestones/{id}/bill', { params: { id: 'm' }, body: {} }))).problem,
  ).toEqual(problem)
})

test.each([
  ['an HTML page', 502, '<html>Bad gateway</html>'],
  ['nothing', 500, ''],
  ['JSON that is no problem', 503, '{"error":"down"}'],
  ['a JSON null', 500, 'null'],
])('%s instead of a problem becomes one, with its status', async (_, status, body) => {
  behave = answer(status, body)
  const { problem: read } = await refused(call('GET /me'))
  expect(read).toMatchObject({ status, title: 'Milepost could not answer', code: 'internal' })
})

test('a lost reply to an unsafe call is called unclear, not failed', async () => {
  behave = (request) => request.socket.destroy()
  const { problem: read } = await refused(
    call('POST /milestones/{id}/bill', { params: { id: 'm' }, body: {} }),
  )
  expect(read).toMatchObject({ status: 0, title: 'Milepost did not answer' })
  expect(read.detail).toContain('may or may not have gone through')
})

test('a lost reply to a read changed nothing, and says so', async () => {
  behave = (request) => request.socket.destroy()
  expect((await refused(call('GET /me'))).problem.detail).toContain('Nothing was changed')
})

test('a success that is cut off is unclear', async () => {
  behave = answer(200, '{"id":')
  const { problem: read } = await refused(
    call('POST /milestones/{id}/start', { params: { id: 'm' }, body: {} }),
  )
  expect(read.detail).toContain('may or may not have gone through')
})

describe('a line that hangs', () => {
  const soon = createCall({
    fetch: (path, init) => fetch(`${base}${String(path)}`, init),
    csrf: () => null,
    deadlineMs: 200,
  })

  test.each([
    ['before the answer begins', () => undefined],
    [
      'in the middle of the answer',
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.write('{"id":')
      },
    ],
  ])('%s is waited for no longer than the deadline, and it is said that nobody knows', async (_, hang) => {
    behave = hang
    const work = soon('POST /milestones/{id}/start', { params: { id: 'm' }, body: {} })
    const { problem: read } = await refused(work)
    expect(read).toMatchObject({ status: 0, title: 'Milepost has not answered' })
    expect(read.detail).toContain('Nobody knows yet whether it was saved')
  })

  test('ends a file’s way never: it takes as long as it needs', async () => {
    behave = (request, response, body) => {
      setTimeout(() => answer(200, { id: 'logo' })(request, response, body), 400)
    }
    await expect(
      soon('POST /workspace/logo', {
        body: { file: { bytes: new Uint8Array([1]), name: 'a.png', type: 'image/png' } },
      }),
    ).resolves.toEqual({ id: 'logo' })
  })
})

test('a call that the page itself gave up is not a refusal', async () => {
  behave = () => undefined
  const gaveUp = new AbortController()
  const work = call('GET /me', { signal: gaveUp.signal })
  gaveUp.abort()
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
})

test('signed out, stale, and anything else thrown are told apart', async () => {
  behave = answer(401, { ...problem, status: 401, code: 'unauthenticated' })
  expect(isSignedOut(await refused(call('GET /me')))).toBe(true)
  behave = answer(412, { ...problem, status: 412, code: 'version_conflict' })
  const stale = await refused(call('GET /me'))
  expect([isStale(stale), isSignedOut(stale), isStale(new Error('x'))]).toEqual([true, false, false])
  expect(problemFrom(new Error('broken')).detail).toBe('broken')
  expect(problemFrom('broken').title).toBe('This page failed')
})
