import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Client } from '@hubspot/api-client'
import { exchange, type HttpCall } from '../../connectors/hubspot/careful-call'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const sockets = new Set<Socket>()
  const requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      handle(request, response)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  )
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, requests, sockets }
}

function callTo(baseUrl: string, more: Partial<HttpCall> = {}): HttpCall {
  return { baseUrl, method: 'GET', path: '/thing', accessToken: 'canary-token', deadlineMs: 3_000, ...more }
}

async function until(check: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !check(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 20))
  expect(check()).toBe(true)
}

test('sends JSON with the token, and hands back status, headers and text', async () => {
  const server = await serve((_, response) => {
    response.writeHead(207, { 'x-hubspot-correlation-id': 'c-1' })
    response.end('{"a":1}')
  })
  const reply = await exchange(
    callTo(server.baseUrl, { method: 'POST', path: '/thing?x=%20', body: { json: { b: [2] } } }),
  )
  if (!reply.arrived) throw new Error(reply.because)
  expect([reply.status, reply.text, reply.header('X-HubSpot-Correlation-Id')]).toEqual([
    207,
    '{"a":1}',
    'c-1',
  ])
  expect(server.requests).toHaveLength(1)
  expect(server.requests[0]).toMatchObject({ method: 'POST', url: '/thing?x=%20', body: '{"b":[2]}' })
  expect(server.requests[0]?.headers.authorization).toBe('Bearer canary-token')
  expect(server.requests[0]?.headers['content-type']).toBe('application/json')
})

test('sends a form without any token', async () => {
  const server = await serve((_, response) => response.end('ok'))
  await exchange(
    callTo(server.baseUrl, { method: 'POST', accessToken: null, body: { form: { a: 'b c', d: '&' } } }),
  )
  expect(server.requests[0]?.body).toBe('a=b+c&d=%26')
  expect(server.requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(server.requests[0]?.headers.authorization).toBeUndefined()
})

test('reads a compressed answer', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end(gzipSync('{"a":1}'))
  })
  expect(await exchange(callTo(server.baseUrl))).toMatchObject({ arrived: true, text: '{"a":1}' })
})

test('nobody listens: not sent', async () => {
  const server = await serve((_, response) => response.end())
  await closers.pop()?.()
  expect(await exchange(callTo(server.baseUrl))).toEqual({
    arrived: false,
    because: 'not_sent',
    status: null,
    code: 'ECONNREFUSED',
  })
})

test('no such host: not sent', async () => {
  const reply = await exchange(callTo('http://milepost.invalid'))
  expect(reply).toMatchObject({ arrived: false, because: 'not_sent' })
})

test('a token that no header can carry: not sent, and not told', async () => {
  const server = await serve((_, response) => response.end())
  const reply = await exchange(callTo(server.baseUrl, { accessToken: 'canary\ntoken' }))
  expect(reply).toEqual({ arrived: false, because: 'not_sent', status: null, code: null })
  expect(server.requests).toHaveLength(0)
})

test('a reset after the request arrived: lost', async () => {
  const server = await serve((request) => request.socket.resetAndDestroy())
  const reply = await exchange(callTo(server.baseUrl, { method: 'POST', body: { json: {} } }))
  expect(reply).toEqual({ arrived: false, because: 'lost', status: null, code: 'ECONNRESET' })
})

test('a server that never answers: timeout at the deadline, and the connection is closed', async () => {
  const server = await serve(() => {})
  const started = performance.now()
  const reply = await exchange(callTo(server.baseUrl, { deadlineMs: 150 }))
  expect(reply).toEqual({ arrived: false, because: 'timeout', status: null, code: null })
  expect(performance.now() - started).toBeLessThan(2_000)
  await until(() => server.sockets.size === 0)
})

test('an answer that begins and never ends: timeout at the deadline', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200)
    response.write('{"a":')
  })
  // Long enough that the headers come in time on a busy machine.
  const reply = await exchange(callTo(server.baseUrl, { deadlineMs: 2_000 }))
  expect(reply).toEqual({ arrived: false, because: 'timeout', status: 200, code: null })
  await until(() => server.sockets.size === 0)
})

test('a chunked answer that breaks off: unreadable', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200)
    response.write('{"a":')
    setTimeout(() => response.socket?.destroy(), 30)
  })
  expect(await exchange(callTo(server.baseUrl))).toMatchObject({
    arrived: false,
    because: 'unreadable',
    status: 200,
  })
})

test('an answer shorter than it announced is never taken as whole', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '50' })
    response.write('{"a":1}')
    setTimeout(() => response.socket?.destroy(), 30)
  })
  expect(await exchange(callTo(server.baseUrl, { deadlineMs: 500 }))).toMatchObject({
    arrived: false,
    status: 200,
  })
})

test('a broken compression: unreadable', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    response.end('this is not gzip')
  })
  expect(await exchange(callTo(server.baseUrl))).toMatchObject({
    arrived: false,
    because: 'unreadable',
    status: 200,
  })
})

test('an answer without end is cut, and the connection closed under it', async () => {
  const server = await serve((_, response) => {
    const piece = Buffer.alloc(1_048_576, 'x')
    const more = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  const reply = await exchange(callTo(server.baseUrl, { deadlineMs: 10_000 }))
  expect(reply).toEqual({ arrived: false, because: 'unreadable', status: 200, code: 'ANSWER_TOO_LARGE' })
  await until(() => server.sockets.size === 0)
})

test('follows no redirect: neither token nor body reach another host', async () => {
  const other = await serve((_, response) => response.end('{}'))
  const server = await serve((_, response) => {
    response.writeHead(307, { location: `${other.baseUrl}/stolen` })
    response.end()
  })
  const reply = await exchange(callTo(server.baseUrl, { method: 'POST', body: { json: { a: 1 } } }))
  expect(reply).toMatchObject({ arrived: true, status: 307 })
  expect(other.requests).toHaveLength(0)
})

test('sends once, even after another client switched its retries on for the whole process', async () => {
  const server = await serve((_, response) => {
    response.writeHead(500)
    response.end()
  })
  new Client({ numberOfApiCallRetries: 3 })
  await exchange(callTo(server.baseUrl))
  expect(server.requests).toHaveLength(1)
})

test("leaves nothing behind in the client that another client's requests would meet", async () => {
  const server = await serve((_, response) => response.end('{}'))
  const other = new Client({ basePath: server.baseUrl, accessToken: 'other' })
  await exchange(callTo(server.baseUrl))
  const response = await other.apiRequest({ path: '/mine' })
  expect(response.status).toBe(200)
  expect(server.requests[1]?.headers.authorization).toBe('Bearer other')
})
