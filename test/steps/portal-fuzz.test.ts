/**
 * Goal: nothing that is sent to the client's door breaks it, what it refuses changes nothing, and programs that follow links,
 * or guess them, decide nothing. Method: forms and JSON made by chance and good ones spoilt, at any of its addresses; the whole state
 * compared each time.
 */
import { request } from 'node:http'
import fc from 'fast-check'
import { draftChangeOrder } from '../../src/change-orders/draft-change-order'
import { sendChangeOrder } from '../../src/change-orders/send-change-order'
import { readBilledSoFar } from '../../src/invoices/books/read-billed-so-far'
import { followOrder } from '../../src/invoices/edited/follow-order'
import { decideParts } from '../fixtures/certificates'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { adding } from '../fixtures/ordering'
import { owner } from '../fixtures/plan'
import { at, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { odd, spoil, spoiling } from '../outside/spoil-body'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  office = { ...office, parts: { ...decideParts(office.clock), clock: office.clock } }
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { submitted, kept } = reviews(() => office)
const origin = () => portal.url.replace('/api/portal', '')

/** Work and a change order that Ana Ruiz is asked about at once. */
async function asked() {
  const { id, dealId, token } = await submitted()
  const { changeOrderId } = await office.within((sql) =>
    draftChangeOrder(sql, owner, { dealId, reason: 'More', lines: [adding('Extra', '100.00')] }),
  )
  const tools = { clock: office.clock, billedSoFar: readBilledSoFar, followOrder }
  await office.within((sql) => sendChangeOrder(sql, owner, tools, { changeOrderId, ifVersion: null }))
  const { csrf, version } = await portal.page(token)
  return { id, orderId: changeOrderId, token, csrf, version }
}
type Asked = Awaited<ReturnType<typeof asked>>

/** Everything that an answer could change, but for when a link was used last. */
const KEPT = [
  'decision',
  'approval_round',
  'milestone',
  'schedule',
  'change_order',
  'change_order_answer',
  'billing_intent',
  'billing_part',
  'certificate',
  'file',
  'mail',
  'history',
  'attention',
]
const fingerprint = () =>
  office.within(async (sql) => {
    const parts = KEPT.map(
      (table) => `(select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from ${table} t)`,
    )
    const [row] = await sql<{ word: string }>(`select concat(${parts.join(', ')}) as word`)
    return must(row).word
  })

const verbs = [
  'approve',
  'request-revision',
  'approve-part',
  'reject',
  'constructor',
  '__proto__',
  'approve%2F',
  '%00',
  ' ',
]
const anywhere = (work: Asked) =>
  fc.record({
    face: fc.constantFrom('/portal', '/api/portal'),
    token: fc.oneof(
      { weight: 8, arbitrary: fc.constant(work.token) },
      fc.constantFrom(
        'x',
        'a'.repeat(43),
        `${work.token}x`,
        work.token.slice(1),
        '%C0%80',
        '..',
        '%2e%2e',
        work.token.toUpperCase(),
      ),
      fc.string({ maxLength: 60, unit: 'binary' }).map((text) => encoded(text) || 'x'),
    ),
    kind: fc.constantFrom('milestones', 'change-orders', 'files', 'invoices', 'nothing'),
    id: fc.constantFrom(
      work.id,
      work.orderId,
      work.id.toUpperCase(),
      'x',
      '00000000-0000-4000-8000-000000000000',
      '%27%20or%201=1',
      '..%2F..',
    ),
    verb: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...verbs) },
      fc.constantFrom('pdf', 'pay', 'small'),
    ),
  })

/** Where something is asked indeed. */
const there = (work: Asked) =>
  fc.record({
    face: fc.constantFrom('/portal', '/api/portal'),
    token: fc.constant(work.token),
    kind: fc.constant('milestones'),
    id: fc.constant(work.id),
    verb: fc.constantFrom('approve', 'request-revision', 'approve-part'),
  })
const order = (work: Asked) =>
  there(work).map((each) => ({ ...each, kind: 'change-orders', id: work.orderId, verb: 'approve' }))
const place = (work: Asked) => fc.oneof(anywhere(work), there(work), order(work))

/** Halves of a letter, which no address can say, as a question mark. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '?'))

/** A body as a form or as JSON, in any type that somebody could call it. */
const written = (value: unknown, type: string): string => {
  if (type.includes('json')) return JSON.stringify(value) ?? ''
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .flatMap(([name, each]) =>
      (Array.isArray(each) ? each : [each]).map(
        (one) => `${encoded(name)}=${encoded(typeof one === 'string' ? one : (JSON.stringify(one) ?? ''))}`,
      ),
    )
    .join('&')
}
const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'application/json; charset=utf-7',
  'application/x-www-form-urlencoded; charset=utf-16',
  'multipart/form-data; boundary=x',
  'text/plain',
  '',
]

test('forms and JSON of every kind, at every address: refused with words, and nothing is changed', async () => {
  let work = await asked()
  const answers = new Map<number, number>()
  const good = () => ({
    csrf: work.csrf,
    version: work.version,
    name: 'Ana R.',
    confirm: true,
    reason: 'x',
    accepted: { percent: '50' },
    outcome: 'split',
  })
  const one = fc.record({
    where: place(work),
    method: fc.oneof(
      { weight: 8, arbitrary: fc.constant('POST') },
      fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'GET'),
    ),
    type: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(must(types[0]), must(types[1])) },
      fc.constantFrom(...types),
    ),
    body: fc.oneof(
      { weight: 1, arbitrary: odd.map((value) => () => value) },
      {
        weight: 4,
        arbitrary: fc
          .array(spoiling, { minLength: 0, maxLength: 3 })
          .map((all) => () => all.reduce<unknown>(spoil, good())),
      },
    ),
  })
  // The same places of whatever is asked now.
  const first = work
  const now = (text: string) =>
    text.replace(first.token, work.token).replace(first.id, work.id).replace(first.orderId, work.orderId)
  await fc.assert(
    fc.asyncProperty(one, async ({ where, method, type, body }) => {
      const before = await fingerprint()
      const address = now(`${where.face}/${where.token}/${where.kind}/${where.id}/${where.verb}`)
      const isRead = method === 'GET' || method === 'HEAD'
      const response = await fetch(`${origin()}${address}`, {
        method,
        redirect: 'manual',
        ...(type !== '' && { headers: { 'content-type': type } }),
        ...(isRead ? {} : { body: written(body(), type) }),
      })
      const text = await response.text()
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1)
      if (response.status >= 500) throw new Error(`${method} ${address}: ${response.status} ${text}`)
      expect(text).not.toMatch(/\bat [\w.<>]+ \(|node_modules|syntax error|SELECT /)
      if (response.status < 400 && !isRead && method !== 'OPTIONS') {
        // It was a good answer after all: something is asked anew for the next ones.
        work = await asked()
        return
      }
      expect(await fingerprint()).toBe(before)
    }),
    { numRuns: 150 },
  )
  // Both were met: what is refused by its contents, and what is not there.
  for (const status of [404, 422]) expect(answers.get(status) ?? 0).toBeGreaterThan(5)
}, 120_000)

test('programs that look ahead decide nothing, however they ask', async () => {
  const { id, orderId, token } = await asked()
  const before = await fingerprint()
  const pages = [
    `/portal/${token}`,
    `/portal/${token}?answered=${id}`,
    `/portal/${token}?part=${id}&accepted=50%25&outcome=split`,
  ]
  const doors = ['/portal', '/api/portal'].flatMap((face) => [
    `${face}/${token}${at(id, 'approve')}`,
    `${face}/${token}/change-orders/${orderId}/approve`,
    `${face}/${token}${at(id, 'approve')}?name=Ana&confirm=yes`,
  ])
  const robots = [
    {},
    { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' },
    { 'user-agent': 'Slackbot-LinkExpanding 1.0' },
    { 'x-moz': 'prefetch' },
    { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
  ]
  for (const headers of robots) {
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const page of pages) {
        const status = await statusOf(method, page, headers)
        expect([method, page, status < 400 || status === 405]).toEqual([method, page, true])
      }
      for (const door of doors) {
        const status = await statusOf(method, door, headers)
        // Nothing of what it would do is told, and nothing is done.
        expect([method, door, [200, 204, 404, 405].includes(status)]).toEqual([method, door, true])
      }
    }
  }
  expect(await fingerprint()).toBe(before)
  expect(await kept(id)).toEqual([])
})

/** Node's own client: `fetch` sends no `Purpose` of ours. */
const statusOf = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const asking = request(`${origin()}${path}`, { method, headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode ?? 0))
    })
    asking.on('error', reject)
    asking.end()
  })
