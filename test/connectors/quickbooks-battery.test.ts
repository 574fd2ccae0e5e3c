// Goal: the connector and QuickBooks understand each other. Method: one battery on the simulator, and on a real
// sandbox company when there is one; then what only a simulator can be asked to do wrong.
import { quickBooksSandbox } from '../../config/quickbooks-sandbox'
import {
  type QuickBooksSimulator,
  startQuickBooksSimulator,
} from '../../connectors/quickbooks/simulator/start'
import { movableClock, systemClock } from '../../src/clock/clock'
import { battery, type Place } from './quickbooks-battery'

/** What nobody knows of QuickBooks for sure, in both positions. */
describe.each<[string, Record<string, string>]>([
  ['as we believe QuickBooks to be', {}],
  [
    'as it may be instead',
    {
      'send-bumps-synctoken': 'yes',
      'cdc-bound': 'exclusive',
      'requestid-of-fault': 'replay',
      'delete-with-links': '800',
      'error-bodies': 'html',
    },
  ],
])('on the simulator, %s', (_, switches) => {
  const clock = movableClock()
  let simulator: QuickBooksSimulator

  beforeAll(async () => {
    simulator = await startQuickBooksSimulator({
      port: 0,
      clock,
      journalPath: null,
      companies: [
        { realmId: '4620816365', name: 'Battery', sample: 'landscaping', accessToken: 'battery-token' },
      ],
      clientId: 'a-client-id',
      clientSecret: 'a-client-secret-0001',
      webhook: { url: null, verifierToken: 'a-verifier-token' },
    })
    const turned = await fetch(`${simulator.url}/simulator/switches`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(switches),
    })
    expect(turned.ok).toBe(true)
  })
  afterAll(() => simulator.close())
  // Past the limits' windows: each test has them to itself.
  beforeEach(() => clock.moveTo(clock.offsetMs() + 61_000))

  battery(
    (): Place => ({ baseUrl: simulator.url, realmId: '4620816365', accessToken: 'battery-token', clock }),
  )
})

const sandbox = quickBooksSandbox()
if (sandbox) {
  describe('on a real sandbox company', () => {
    jest.setTimeout(180_000)
    battery((): Place => ({ ...sandbox, clock: systemClock }))
  })
} else {
  test.skip('on a real sandbox company: not run, QUICKBOOKS_TEST_REALM_ID and QUICKBOOKS_TEST_ACCESS_TOKEN are not set', () => {})
}
