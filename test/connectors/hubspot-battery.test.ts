import { type HubSpotSimulator, startHubSpotSimulator } from '../../connectors/hubspot/simulator/start'
import { movableClock } from '../../src/clock/clock'
import { battery } from './hubspot-battery'

/** What nobody knows of HubSpot for sure, in both positions. */
describe.each<[string, Record<string, string>]>([
  ['as we believe HubSpot to be', {}],
  [
    'as it may be instead',
    { merge_survivor: 'primary_id', batch_missing_id: 'multi_status', search_delay: '2s' },
  ],
])('on the simulator, %s', (_, switches) => {
  const clock = movableClock()
  const token = 'pat-na1-battery'
  let simulator: HubSpotSimulator

  beforeAll(async () => {
    simulator = await startHubSpotSimulator({
      port: 0,
      clock,
      journalPath: null,
      portals: [{ portalId: 148000001, name: 'Battery', sample: 'agency', accessToken: token }],
      appId: 39000001,
      clientId: 'a-client-id',
      clientSecret: 'a-client-secret-0001',
      webhook: { url: null },
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
  beforeEach(() => clock.moveTo(clock.offsetMs() + 20_000))

  battery(() => ({ baseUrl: simulator.url, token }))
})

const realToken = process.env['HUBSPOT_TEST_ACCESS_TOKEN']
if (realToken) {
  describe('on a real test portal', () => {
    jest.setTimeout(120_000)
    battery(() => ({ baseUrl: 'https://api.hubapi.com', token: realToken }))
  })
} else {
  test.skip('on a real test portal: not run, HUBSPOT_TEST_ACCESS_TOKEN is not set', () => {})
}
