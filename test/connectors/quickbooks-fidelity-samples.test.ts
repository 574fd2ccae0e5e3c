/**
 * Goal: faults, webhooks, tokens and payments have the shape that others saw. Method: each published or observed
 * sample is provoked in the simulator and compared; each difference must stand in the table with its reason.
 */
import { createHmac } from 'node:crypto'
import { intuitSignature } from '../../connectors/quickbooks/simulator/ring'
import { type RunningServer, startServer } from '../../connectors/simulation/server'
import { here, type Named, read, suite, unnamed } from './quickbooks-fidelity-recordings'
import { differences } from './quickbooks-fidelity-shape'
import {
  type Answer,
  APP,
  type Bench,
  openBench,
  type Reply,
  US,
  VERIFIER,
} from './quickbooks-simulator-client'

const NAMED: readonly Named[] = [
  { file: /^fault stale$/, path: /Detail$/, why: 'names another colleague' },
  { file: /^fault unknown-property$/, path: /Detail$/, why: 'lists the properties of the 2026 schema' },
  { file: /^fault unsupported-path$/, path: /Detail$/, why: 'names the host it ran on' },
  { file: /^fault auth-expired$/, path: /detail$/, why: 'the observer cut the token out' },
  {
    file: /^fault (forbidden|throttled)$/,
    path: /^(?!fault)/,
    why: 'the observer kept the inner fault only',
  },
  { file: /^fault duplicate-docnumber$/, path: /Detail$/, why: 'names the other document by its own id' },
  { file: /^fault attachable-bad-entity$/, path: /^time$/, why: 'compared within its item' },
  { file: /^fault system-fault-with-200$/, path: /^time$/, why: 'the observer did not keep the time' },
  {
    file: /^fault (send-or-void-bad-op)$/,
    path: /element$/,
    why: 'seen once; the recorded unsupported path has none',
  },
  {
    file: /^webhook /,
    path: /(^|\.)(id|source|type|time|intuit\w+id|realmId|name|operation|lastUpdated)$/,
    why: 'another event of another company',
  },
  {
    file: /^webhook .*sdk/,
    path: /(data\.alternative_ids|datacontenttype)$/,
    why: 'may be absent or hold other ids, says the vendor',
  },
  { file: /^oauth /, path: /(_token|scope)$/, why: 'other tokens' },
  { file: /^oauth discovery$/, path: /(endpoint|issuer|jwks_uri)$/, why: 'the simulator is its own host' },
  {
    file: /^oauth userInfo$/,
    path: /^(sub|email|givenName|familyName|phone.*|address)$/,
    why: 'another person, who gave no telephone or address',
  },
  { file: /^oauth jwks$/, path: /(n|kid)$/, why: 'another key' },
  { file: /^oauth error$/, path: /error_description$/, why: 'both sentences have been seen' },
  {
    file: /^oauth id token$/,
    path: /^(sub|aud|realmid|auth_time|exp|iat|iss|nonce)/,
    why: 'another person, app and time',
  },
  { file: /^payment /, path: /(value|Value|name|Name|Id|TxnId)$/, why: 'other ids and names' },
]

let bench: Bench
let receiver: RunningServer
let came: string[] = []
beforeAll(async () => {
  receiver = await startServer((req, res) => {
    let raw = ''
    req.on('data', (chunk) => {
      raw += String(chunk)
    })
    req.on('end', () => {
      came.push(raw)
      res.end()
    })
  }, 0)
  bench = await openBench({ webhook: { url: receiver.url, verifierToken: VERIFIER } })
})
afterAll(async () => {
  await bench.close()
  await receiver.close()
})

const line = {
  Amount: 1,
  DetailType: 'SalesItemLineDetail',
  SalesItemLineDetail: { ItemRef: { value: '1' } },
}
const compare = (file: string, recorded: unknown, ours: unknown) => {
  const found = differences(recorded, ours).map((one) => ({ ...one, path: one.path.replace(/^\./, '') }))
  expect(unnamed(NAMED, file, found)).toEqual([])
}
const query = (text: string) => bench.call('GET', `/query?query=${encodeURIComponent(text)}`)
const batch = async (item: object): Promise<Reply> => {
  const answer = await bench.call('POST', '/batch', { BatchItemRequest: [item] })
  const { time, ...body } = answer.body
  return { ...answer, body }
}

/** How each observed fault is provoked. */
const PROVOKED: Readonly<Record<string, () => Promise<Reply>>> = {
  'duplicate-name': () => bench.call('POST', '/customer', { DisplayName: 'Weiskopf Consulting' }),
  stale: async () => {
    const { Id } = await bench.invoice(1)
    return batch({ bId: 'bid3', operation: 'update', Invoice: { Id, SyncToken: '7', sparse: true } })
  },
  'object-not-found-inactive': () =>
    batch({ bId: 'bid2', operation: 'delete', Invoice: { Id: '99129', SyncToken: '0' } }),
  'bad-entity-in-query': () => query('select * from Custmoer'),
  'unknown-property': () => bench.call('POST', '/invoice', { BadJson: true }),
  'unsupported-path': () => bench.call('GET', '/customer/1/5'),
  'invalid-id': () => bench.call('GET', '/customer/1.5'),
  'attachable-bad-entity': () => {
    const part = (name: string, text: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}_01"; filename="f"\r\n\r\n${text}\r\n`
    const about = JSON.stringify({ AttachableRef: [{ EntityRef: { type: 'Estimate', value: '75' } }] })
    const body = `${part('file_metadata', about)}${part('file_content', 'x')}--b--\r\n`
    return bench.call('POST', '/upload', body, { 'Content-Type': 'multipart/form-data; boundary=b' })
  },
  'auth-expired': () =>
    bench.call('GET', '/customer/1', undefined, { Authorization: 'Bearer gone-long-ago' }),
  forbidden: () => {
    const { accessToken } = bench.simulator.issueTokens('4620816366')
    return bench.call('GET', '/customer/1', undefined, { Authorization: `Bearer ${accessToken}` })
  },
  throttled: async () => {
    const own = await openBench({ limits: { requestsPerMinute: 0 } })
    const answer = await own.call('GET', '/customer/1')
    await own.close()
    return answer
  },
  'gateway-timeout': async () => {
    await bench.door('POST', '/faults', {
      faults: [{ method: 'GET', path: '*', effect: 'status', status: 504 }],
    })
    return bench.call('GET', '/customer/1')
  },
  'system-fault-with-200': () => bench.call('POST', '/bill?operation=void', { Id: '1', SyncToken: '0' }),
  'silent-noop-with-200': () =>
    bench.call('POST', '/journalentry?operation=void', { Id: '1', SyncToken: '0' }),
  'duplicate-docnumber': async () => {
    await bench.door('PUT', '/switches', { 'duplicate-number-warning': 'on' })
    const { Preferences } = await bench.get('/preferences')
    const change = { Id: '1', SyncToken: Preferences.SyncToken, sparse: true }
    await bench.post('/preferences', { ...change, SalesFormsPrefs: { CustomTxnNumbers: true } })
    await bench.invoice(1, { DocNumber: 'X' })
    const answer = await bench.call('POST', '/invoice', {
      CustomerRef: { value: '1' },
      Line: [line],
      DocNumber: 'X',
    })
    await bench.door('POST', '/reset')
    return answer
  },
  'send-or-void-bad-op': () => bench.call('POST', '/customer?operation=void', { Id: '1', SyncToken: '0' }),
  'non-queryable': () => query("select * from Invoice where PrivateNote = 'x'"),
  'startposition-zero': () => query('select * from Invoice startposition 0'),
}

suite('the faults that were observed', () => {
  const faults: Answer[] = here ? read('faults/faults-observed.json') : [{ name: 'none' }]
  test.each(faults.map((fault) => [fault.name, fault] as const))('%s', async (name, fault) => {
    const answer = await PROVOKED[name]?.()
    expect(answer?.status).toBe(fault.status)
    if (typeof fault.body === 'string') expect(answer?.text).toBe(fault.body)
    else compare(`fault ${name}`, fault.body, answer?.body)
  })
})

suite('the webhooks that were published', () => {
  test('the signature comes out of the body', () => {
    const vector = read('webhooks/signature-vector.json')
    expect(intuitSignature(vector.rawBody, vector.verifierToken)).toBe(vector.intuitSignature)
    const own = createHmac('sha256', vector.verifierToken).update(vector.rawBody).digest('base64')
    expect(own).toBe(vector.intuitSignature)
  })

  test.each([
    ['cloudevents', 'cloudevents-intuit-blog-2025-11-12.json'],
    ['cloudevents', 'cloudevents-dotnet-sdk-test.json'],
    ['classic', 'legacy-sdk-test.json'],
  ])('%s as in %s', async (format, file) => {
    came = []
    await bench.door('PUT', '/webhooks', { format })
    await bench.post('/class', { Name: `Class of ${file}` })
    for (let round = 0; round < 100 && came.length === 0; round += 1)
      await new Promise((done) => setTimeout(done, 20))
    compare(`webhook ${file}`, read(`webhooks/${file}`), JSON.parse(came[0] ?? 'null'))
  })
})

suite('tokens and sign-in', () => {
  test('have the shapes of the published samples', async () => {
    const form = new URLSearchParams({
      client_id: APP.clientId,
      response_type: 'code',
      scope: 'openid com.intuit.quickbooks.accounting',
      redirect_uri: 'http://app/cb',
      state: 's',
      realmId: US,
      decision: 'connect',
    })
    const url = bench.simulator.url
    const back = await fetch(`${url}/connect/oauth2`, { method: 'POST', body: form, redirect: 'manual' })
    const code = new URL(back.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const Authorization = `Basic ${Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64')}`
    const token = async (parameters: Record<string, string>): Promise<Answer> =>
      (
        await fetch(`${url}/oauth2/v1/tokens/bearer`, {
          method: 'POST',
          headers: { Authorization },
          body: new URLSearchParams(parameters),
        })
      ).json()
    const issued = await token({ grant_type: 'authorization_code', code, redirect_uri: 'http://app/cb' })
    compare('oauth token', read('oauth/jsclient-tokenResponse.json'), issued)
    compare(
      'oauth refresh',
      read('oauth/jsclient-refreshResponse.json'),
      await token({ grant_type: 'refresh_token', refresh_token: issued.refresh_token }),
    )
    compare(
      'oauth error',
      read('oauth/jsclient-errorResponse.json').json,
      await token({ grant_type: 'refresh_token', refresh_token: 'x' }),
    )
    const get = async (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
      (await fetch(`${url}${path}`, { headers })).json()
    compare(
      'oauth discovery',
      read('oauth/dotnet-discovery.json'),
      await get('/.well-known/openid_configuration'),
    )
    compare('oauth jwks', read('oauth/jsclient-jwkResponse.json'), await get('/op/v1/jwks'))
    const bearer = { Authorization: `Bearer ${issued.access_token}` }
    compare(
      'oauth userInfo',
      read('oauth/jsclient-userInfo.json'),
      await get('/v1/openid_connect/userinfo', bearer),
    )
    const claims = JSON.parse(Buffer.from(issued.id_token.split('.')[1], 'base64url').toString('utf8'))
    compare('oauth id token', read('oauth/jsclient-validateIdToken.json'), claims)
  })
})

suite('payments of the reference', () => {
  test('applied in part, unapplied, voided: every value named there is ours', async () => {
    const samples: Answer[] = read('intuit-doc-samples/payment.key-values.json')
    /** Only the properties the sample names. */
    const named = (sample: Answer, ours: Answer) =>
      Object.fromEntries(Object.keys(sample).map((key) => [key, ours[key]]))
    const invoice = await bench.invoice(71)
    const applied = await bench.payment(65, [['Invoice', invoice.Id, 55]])
    compare('payment applied', samples[0].json.Payment, named(samples[0].json.Payment, applied))
    const loose = await bench.payment(55, [])
    compare('payment unapplied', samples[1].json.Payment, named(samples[1].json.Payment, loose))
    const voided = await bench.post('/payment?operation=update&include=void', {
      Id: loose.Id,
      SyncToken: '0',
      sparse: true,
    })
    compare('payment voided', samples[2].json.Payment, named(samples[2].json.Payment, voided.Payment))
  })
})
