/**
 * Goal: "Check now" answers when what the person asks about has been read, also while another reading is under way.
 * Method: the lease of a reading held by someone else, on the embedded default over HTTP.
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
