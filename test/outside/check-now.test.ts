/**
 * Goal: "Check now" answers when what the person asks about has been read, also while another reading is under way, and one
 * vendor that can't be read keeps nobody from the other. Method: the lease of a reading held by someone else, and a company
 * that is disconnected in QuickBooks, on the embedded default over HTTP.
 */
import { leaseReading, releaseReading } from '../../src/inbox/reading-table'
import { type EmbeddedProgram, startEmbedded } from '../fixtures/embedded-program'

let embedded: EmbeddedProgram
let workspaceId: string
beforeAll(async () => {
  embedded = await startEmbedded()
  workspaceId = ((await (await embedded.call('GET', '/me')).json()) as { workspaceId: string }).workspaceId
  for (const vendor of ['hubspot', 'quickbooks'] as const) {
    await fetch(`${embedded.at[vendor].baseUrl}/simulator/webhooks`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: 'off' }),
    })
  }
})
afterAll(() => embedded.close())

/** Someone else reads QuickBooks for so long; taken as soon as nobody does. */
async function holdReading(ms: number): Promise<void> {
  const { database } = embedded.program
  while (!(await leaseReading(database, workspaceId, 'quickbooks', ms))) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function invoice(): Promise<void> {
  const { baseUrl, realmId, accessToken } = embedded.at.quickbooks
  const line = {
    Amount: 10,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' } },
  }
  const made = await fetch(`${baseUrl}/v3/company/${realmId}/invoice`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ CustomerRef: { value: '1' }, Line: [line] }),
  })
  expect(made.status).toBe(200)
}

test('a reading that is under way is waited for, and then followed by one that sees what is new', async () => {
  await holdReading(1_500)
  await invoice()
  const answer = await embedded.call('POST', '/sync/check-now', {})
  expect([answer.status, await answer.json()]).toMatchObject([200, { documents: 1 }])
})

test('while someone reads all the time, it says that it could not', async () => {
  await holdReading(60_000)
  const answer = await embedded.call('POST', '/sync/check-now', {})
  expect([answer.status, await answer.json()]).toMatchObject([502, { code: 'vendor_unavailable' }])
  await releaseReading(embedded.program.database, workspaceId, 'quickbooks', null)
})

test('a token that ran out is refreshed, and that is counted among the calls that cost nothing', async () => {
  const { baseUrl, realmId } = embedded.at.quickbooks
  const expired = await fetch(`${baseUrl}/simulator/tokens/expire`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ realmId }),
  })
  expect(expired.status).toBe(200)
  expect((await embedded.call('POST', '/sync/check-now', {})).status).toBe(200)
  const usage = (await (await embedded.call('GET', '/usage')).json()) as {
    byOperation: { vendor: string; operation: string }[]
  }
  expect(usage.byOperation.filter(({ operation }) => operation === 'refresh token')).toEqual([
    { vendor: 'quickbooks', operation: 'refresh token', calls: 1, metered: false },
  ])
})

test('QuickBooks can’t be read any more: HubSpot is all the same, and what went wrong is told', async () => {
  const { quickbooks, hubspot } = embedded.at
  const send = (url: string, method: string, body: object, token: string | null = null) =>
    fetch(url, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    })
  const deals = async (search: string) =>
    (
      (await (await embedded.call('GET', `/deals?search=${search}`)).json()) as {
        items: { id: string; name: string }[]
      }
    ).items
  const disconnected = await send(`${quickbooks.baseUrl}/simulator/tokens/disconnect`, 'POST', {
    realmId: quickbooks.realmId,
  })
  expect(disconnected.status).toBe(200)
  // What was made a moment ago HubSpot's search may not know yet.
  const shown = await send(`${hubspot.baseUrl}/simulator/switches`, 'PUT', { search_delay: 'none' })
  expect(shown.status).toBe(200)
  const made = await send(
    `${hubspot.baseUrl}/crm/v3/objects/deals`,
    'POST',
    { properties: { dealname: 'Found meanwhile', pipeline: 'default', dealstage: 'contractsent' } },
    hubspot.accessToken,
  )
  expect(made.status).toBe(201)
  const answer = await embedded.call('POST', '/sync/check-now', {})
  const problem = (await answer.json()) as { detail: string }
  expect([answer.status, problem]).toMatchObject([502, { code: 'vendor_unavailable' }])
  expect(problem.detail).toMatch(/^quickbooks did not answer: .* HubSpot was read\.$/)
  expect(await deals('Found%20meanwhile')).toHaveLength(1)
})
