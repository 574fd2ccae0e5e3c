// Goal: tell what can have left this machine from what can't, by the network layer's own codes. Method: nock.
import nock from 'nock'
import { openCompany } from '../../connectors/quickbooks/open-company'
import { CANARY, callerOf, REALM } from './quickbooks-fixture'

afterEach(() => nock.cleanAll())
afterAll(() => nock.restore())

test.each([
  ['ENOTFOUND', 'getaddrinfo', 'refused', 'not_sent'],
  ['EAI_AGAIN', 'getaddrinfo', 'refused', 'not_sent'],
  ['ETIMEDOUT', 'connect', 'refused', 'not_sent'],
  ['EHOSTUNREACH', 'connect', 'refused', 'not_sent'],
  ['CERT_HAS_EXPIRED', '', 'refused', 'not_sent'],
  ['ECONNRESET', 'read', 'unknown', 'unavailable'],
  ['EPIPE', 'write', 'unknown', 'unavailable'],
  ['ETIMEDOUT', 'read', 'unknown', 'unavailable'],
  ['ECONNABORTED', '', 'unknown', 'timeout'],
])('the network says %s while it tries to %s', async (code, syscall, outcome, kind) => {
  const { caller } = callerOf('https://quickbooks.test')
  // nock passes on only what is a real Error.
  const error = Object.assign(new Error(`${code} with ${CANARY}`), { code, syscall })
  nock('https://quickbooks.test')
    .post(/invoice/)
    .replyWithError(error)
  const answer = await openCompany(REALM, caller).create('Invoice', { Line: [] }, 'key-1')
  expect(answer).toMatchObject({ outcome, fault: { kind } })
  expect(JSON.stringify(answer)).not.toContain(CANARY)
})

test('several addresses, all refused: nothing left; one of them reset: it may have', async () => {
  const { caller } = callerOf('https://quickbooks.test')
  const connect = Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' })
  const reset = Object.assign(new Error('b'), { code: 'ECONNRESET', syscall: 'read' })
  const fail = (errors: Error[]) =>
    nock('https://quickbooks.test')
      .post(/invoice/)
      .replyWithError(new AggregateError(errors))
  fail([connect, connect])
  const company = openCompany(REALM, caller)
  expect(await company.create('Invoice', {}, 'k')).toMatchObject({
    outcome: 'refused',
    fault: { kind: 'not_sent' },
  })
  fail([connect, reset])
  expect(await company.create('Invoice', {}, 'k')).toMatchObject({ outcome: 'unknown' })
})
