// Goal: one request of a vendor package, bounded and kept from the package's own hands. Method: the packages
// themselves, and starts that misbehave as they can, against a real server.
import { createRequire } from 'node:module'
import QuickBooks from 'node-quickbooks'
import { carefulCall } from '../../connectors/quickbooks/careful-call'
import { packageAxios } from '../../connectors/quickbooks/package-axios'
import { CANARY, REALM, serve } from './quickbooks-fixture'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function server(handle: Parameters<typeof serve>[0]) {
  const made = await serve(handle)
  closers.push(made.close)
  return made
}

interface Axios {
  (request: object): Promise<{ data: unknown; config: Record<string, unknown> }>
  interceptors: { response: { use(keep: <T>(response: T) => T): number; eject(id: number): void } }
}
const axios = createRequire(require.resolve('node-quickbooks'))('axios') as Axios

function clientAt(baseUrl: string) {
  const client = new QuickBooks('', '', CANARY, false, REALM, false, false, '75', '2.0')
  client.endpoint = `${baseUrl}/v3/company/`
  return client
}

const callTo = (baseUrl: string, more = {}) =>
  ({
    packageName: 'node-quickbooks',
    destination: `${baseUrl}/v3/company/`,
    deadlineMs: 2_000,
    ...more,
  }) as const

test('the axios in hand is the very instance that each package sends with', async () => {
  expect(packageAxios('node-quickbooks')).toBe(axios)
  expect(packageAxios('intuit-oauth')).toBe(createRequire(require.resolve('intuit-oauth'))('axios'))
  const { baseUrl } = await server((_, response) => response.end('{"Customer":{"Balance":1.10}}'))
  const seen: unknown[] = []
  const spy = axios.interceptors.response.use((response) => {
    seen.push(response)
    return response
  })
  const call = callTo(baseUrl, { deadlineMs: 1_234 })
  const reply = await carefulCall(call, (done) => clientAt(baseUrl).getCustomer('1', done))
  axios.interceptors.response.eject(spy)
  expect(reply).toMatchObject({ arrived: true, json: { Customer: { Balance: '1.10' } } })
  expect(seen).toMatchObject([{ config: { timeout: 1_234, proxy: false, maxRedirects: 0 } }])
})

test('a request that somebody else makes with the same axios passes untouched', async () => {
  const { baseUrl } = await server((_, response) => {
    response.setHeader('Content-Type', 'application/json')
    response.end('{"n":1.5}')
  })
  await carefulCall(callTo(baseUrl), (done) => clientAt(baseUrl).getCustomer('1', done))
  const answer = await axios({ url: `${baseUrl}/elsewhere` })
  expect(answer.data).toEqual({ n: 1.5 })
  expect(answer.config['timeout']).toBe(0)
})

test('two calls at once keep their own answers and deadlines', async () => {
  const { baseUrl } = await server((seen, response) => {
    if (seen.url.includes('/customer/1?')) return
    setTimeout(() => response.end(`{"path":"${seen.url.slice(0, 40)}"}`), 30)
  })
  const [hanging, two, three] = await Promise.all([
    carefulCall(callTo(baseUrl, { deadlineMs: 200 }), (done) => clientAt(baseUrl).getCustomer('1', done)),
    carefulCall(callTo(baseUrl), (done) => clientAt(baseUrl).getCustomer('2', done)),
    carefulCall(callTo(baseUrl), (done) => clientAt(baseUrl).getCustomer('3', done)),
  ])
  expect(hanging).toMatchObject({ arrived: false, because: 'timeout' })
  expect(two).toMatchObject({ json: { path: expect.stringContaining('/customer/2') } })
  expect(three).toMatchObject({ json: { path: expect.stringContaining('/customer/3') } })
})

test('a callback that is called twice settles once, with the first', async () => {
  const { baseUrl } = await server((_, response) => response.end('{"Customer":{}}'))
  const calls: unknown[] = []
  const reply = await carefulCall(callTo(baseUrl), (done) => {
    // As the package does when a callback throws: it calls it again with the callback's own error.
    clientAt(baseUrl).getCustomer('1', (error) => {
      calls.push(error)
      done()
      if (calls.length === 1) throw new Error(`the callback failed with ${CANARY}`)
    })
  })
  expect(reply).toMatchObject({ arrived: true, status: 200, json: { Customer: {} } })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(calls).toHaveLength(2)
})

test('an answer after the deadline changes nothing', async () => {
  const { baseUrl } = await server(() => {})
  let late = () => {}
  const reply = await carefulCall(callTo(baseUrl, { deadlineMs: 50 }), (done) => {
    late = done
  })
  expect(() => late()).not.toThrow()
  expect(reply).toEqual({ arrived: false, because: 'timeout', code: null })
})

test('a package that throws, or gives up, before it asks has sent nothing', async () => {
  const { baseUrl, seen } = await server((_, response) => response.end())
  const thrown = await carefulCall(callTo(baseUrl), () => {
    throw new Error(`{"token":"${CANARY}"}`)
  })
  expect(thrown).toEqual({ arrived: false, because: 'not_sent', code: null })
  const gaveUp = await carefulCall(callTo(baseUrl), (done) => done())
  expect(gaveUp).toEqual({ arrived: false, because: 'not_sent', code: null })
  expect(seen).toEqual([])
})

test('a package that gives up after it asked may have been heard', async () => {
  let giveUp = () => {}
  const { baseUrl, seen } = await server(() => giveUp())
  const reply = await carefulCall(callTo(baseUrl, { deadlineMs: 20_000 }), (done) => {
    giveUp = done
    clientAt(baseUrl).getCustomer('1', () => {})
  })
  expect(reply).toEqual({ arrived: false, because: 'lost', code: null })
  expect(seen).toHaveLength(1)
})

test('a package that asks later than at its start is never taken for one that sent nothing', async () => {
  const { baseUrl, seen } = await server((_, response) => response.end('{"Customer":{}}'))
  const reply = await carefulCall(callTo(baseUrl), (done) => {
    setImmediate(() => clientAt(baseUrl).getCustomer('1', done))
  })
  expect(reply).toEqual({ arrived: false, because: 'lost', code: null })
  expect(seen).toHaveLength(1)
})

test('a package that gives up later, having asked nothing, counts as one that may have been heard', async () => {
  const reply = await carefulCall(callTo('http://127.0.0.1:9'), (done) => setImmediate(done))
  expect(reply).toEqual({ arrived: false, because: 'lost', code: null })
})

test('a request to any other place is stopped before it leaves', async () => {
  const { baseUrl, seen } = await server((_, response) => response.end('{}'))
  const reply = await carefulCall(
    callTo(baseUrl, { destination: `${baseUrl}/v3/company/${REALM}/` }),
    (done) => {
      const client = clientAt(baseUrl)
      client.realmId = '999'
      client.getCustomer('1', done)
    },
  )
  expect(reply).toEqual({ arrived: false, because: 'not_sent', code: null })
  expect(seen).toEqual([])
})

test('no redirect is followed, which would take the token along', async () => {
  const { baseUrl: elsewhere, seen: leaked } = await server((_, response) => response.end('{"Customer":{}}'))
  const { baseUrl } = await server((_, response) => {
    response.writeHead(302, { Location: `${elsewhere}/v3/company/1` })
    response.end()
  })
  const reply = await carefulCall(callTo(baseUrl), (done) => clientAt(baseUrl).getCustomer('1', done))
  expect(reply).toMatchObject({ arrived: true, status: 302 })
  expect(leaked).toEqual([])
})
