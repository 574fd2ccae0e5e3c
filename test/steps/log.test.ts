/**
 * Goal: the log holds nothing that a customer or a vendor wrote. Method: a canary in every place from which an error
 * could carry it, and a look for it in what is written.
 */
import { PassThrough } from 'node:stream'
import { readSettings } from '../../config/settings'
import { movableClock } from '../../src/clock/clock'
import { ReadFailed, readOrFail } from '../../src/inbox/read-failed'
import { openDatabase } from '../../src/postgres/database'
import { failureLog, openLog } from '../../src/start/open-log'
import { ConnectionLost, VendorRests } from '../../src/tenants/access-token'
import { testDatabase } from '../fixtures/database'

const CANARY = 'Canary Ltd'

function written(fields: object): Record<string, unknown> {
  const stream = new PassThrough()
  openLog('info', stream).error(fields, 'it failed')
  return JSON.parse(String(stream.read())) as Record<string, unknown>
}
const caught = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

test.each([
  ['a vendor’s sentence', new ReadFailed('quickbooks', `Duplicate name: ${CANARY}`, null)],
  [
    'an id of theirs that is none',
    new ReadFailed('quickbooks', 'no', null, 'unavailable', { status: 503, trace: `no id: ${CANARY}` }),
  ],
  ['a vendor’s sentence carried on', new ConnectionLost('quickbooks', true, `${CANARY} said no`)],
  ['a body that is no JSON', caught(() => JSON.parse(`{"name": ${CANARY}}`))],
  ['a cause', new Error('plain', { cause: new Error(CANARY) })],
  ['fields of an error', Object.assign(new Error('plain'), { detail: CANARY, where: CANARY, body: CANARY })],
  ['a code that is none', Object.assign(new Error('plain'), { code: CANARY })],
  ['several lines', new Error(`first\n    at ${CANARY}`)],
  ['what is no error', { message: CANARY }],
  ['a text', CANARY],
])('%s is not written', (_from, err) => {
  expect(JSON.stringify(written({ err }))).not.toContain('Canary')
})

test('what the database quotes is not written, and its code is', async () => {
  const stored = await testDatabase()
  const database = openDatabase({ url: stored.url, clock: movableClock() })
  const refused = await database
    .outside((sql) => sql('select $1::uuid', [CANARY]))
    .catch((error: unknown) => error)
  await database.close()
  await stored.drop()
  expect(String(refused)).toContain('Canary')
  const line = written({ err: refused })
  expect(JSON.stringify(line)).not.toContain('Canary')
  expect(line['err']).toMatchObject({ type: 'DatabaseError', code: expect.stringMatching(/^\w{5}$/) })
})

test('the code of a sign-in link is cut from its path; other paths stay', () => {
  expect(written({ path: '/enter/a-secret-code' })['path']).toBe('/enter/…')
  expect(written({ path: '/api/v1/deals' })['path']).toBe('/api/v1/deals')
  const secret = `${'aB-_'.repeat(10)}xyz`
  for (const path of [
    `/portal/${secret}/milestones/1/approve`,
    `/api/portal/${secret}`,
    `/${secret}/files/1`,
    '/portal/short',
    `/portal/${[...secret].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')}`,
    `/${[...secret].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')}`,
  ])
    expect(written({ path })['path']).not.toMatch(/aB-_|%61|short/)
})

test('an operator still sees what broke, and where', () => {
  const err = new ConnectionLost('hubspot', true, 'hubspot is not connected')
  expect(written({ err })['err']).toMatchObject({
    type: 'ConnectionLost',
    vendor: 'hubspot',
    stack: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
  })
  expect(written({ err: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })['err']).toMatchObject({
    code: 'ECONNREFUSED',
  })
})

test('why a reading failed is said: the kind, the status and the vendor’s id of the exchange', () => {
  const fault = { status: 503, code: null, message: CANARY, trace: '1-6a0b-44e', retryAfterMs: null }
  const err = caught(() =>
    readOrFail('quickbooks', { outcome: 'unknown', fault: { kind: 'unavailable', ...fault } }),
  )
  expect(written({ err })['err']).toMatchObject({
    type: 'ReadFailed',
    vendor: 'quickbooks',
    kind: 'unavailable',
    status: 503,
    trace: '1-6a0b-44e',
  })
})

test.each([
  ['a reading that failed', new ReadFailed('hubspot', 'out', null, 'unavailable'), true],
  ['a token that could not be renewed just now', new ConnectionLost('quickbooks', false, 'out'), true],
  ['a mistake of our own', new Error('ours'), true],
  ['a vendor that is left alone', new VendorRests('quickbooks', 5_000), false],
  ['a connection that a person was asked about', new ConnectionLost('quickbooks', true, 'revoked'), false],
])('%s is told at the usual level, unless it was told before', (_which, error, told) => {
  const stream = new PassThrough()
  const { LOG_LEVEL } = readSettings({})
  failureLog(openLog(LOG_LEVEL, stream))(error, 'reading QuickBooks', 'a workspace')
  expect(stream.read() !== null).toBe(told)
})
