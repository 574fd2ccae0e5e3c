/**
 * Goal: an event at a time that nobody can read is stored, read and settled like those beside it. Method: signed deliveries
 * of both vendors to the real door, one odd event among good ones, then the reading that they ring for.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { webhookHeaders } from '../../connectors/hubspot/simulator/sign'
import { intuitSignature } from '../../connectors/quickbooks/simulator/ring'
import { momentOf } from '../../src/clock/moment'
import { readDeals } from '../../src/deals/read-deals'
import { webhookRouter } from '../../src/http/webhooks'
import { sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage, stageSecrets } from '../fixtures/stage'

let stage: Stage
let url: string
const server = createServer()
beforeAll(async () => {
  stage = await openStage()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const program = express()
  program.use(
    '/webhooks',
    webhookRouter({
      database: stage.database,
      clock: stage.clock,
      sealer: stage.sealer,
      publicUrl: url,
      quickbooksTokens: [stageSecrets.quickbooks],
      hubspotSecrets: [stageSecrets.hubspot],
      hubspotAppId: null,
      onStranger: () => {
        throw new Error('a webhook for nobody')
      },
    }),
  )
  server.on('request', program)
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await stage.close()
})

const post = async (vendor: string, body: string, headers: Record<string, string>) => {
  const answer = await fetch(`${url}/webhooks/${vendor}`, { method: 'POST', body, headers })
  await answer.arrayBuffer()
  return answer.status
}
const intuit = (delivery: unknown) => {
  const body = JSON.stringify(delivery)
  return post('quickbooks', body, { 'intuit-signature': intuitSignature(body, stageSecrets.quickbooks) })
}
const hubspot = (delivery: unknown) => {
  const body = JSON.stringify(delivery)
  const request = { method: 'POST', url: `${url}/webhooks/hubspot`, body }
  return post('hubspot', body, webhookHeaders(stageSecrets.hubspot, request, stage.clock.now()))
}
const events = (source: string) =>
  stage.within((sql) =>
    sql<{ id: string; at: Date | null; settled_how: string | null }>(
      `select entity_ids[1] as id, occurred_at as at, settled_how from inbox_event where source = $1
       order by entity_ids[1]`,
      [source],
    ),
  )
const invoiceIds = async (): Promise<string[]> => {
  const query = encodeURIComponent('select * from Invoice maxresults 6')
  const { QueryResponse } = await stage.quickbooks.api<{ QueryResponse: { Invoice: { Id: string }[] } }>(
    'GET',
    `/v3/company/${stage.realmId}/query?query=${query}&minorversion=75`,
  )
  return QueryResponse.Invoice.map(({ Id }) => Id)
}

test('QuickBooks’ odd times are no time, and their events are read like the others, once and again', async () => {
  const ids = await invoiceIds()
  const times = ['2026-01-05T10:00:00.123456789Z', '', 'n/a', '9', '+275760-09-13T00:00:00Z', '0000-01-01']
  const delivery = ids.map((id, at) => ({
    type: 'qbo.invoice.updated.v1',
    intuitaccountid: stage.realmId,
    intuitentityid: id,
    time: times[at],
  }))
  expect(await intuit(delivery)).toBe(200)
  const stored = await events('quickbooks')
  expect(stored).toHaveLength(ids.length)
  expect(stored.filter(({ at }) => at !== null).map(({ id }) => id)).toEqual([ids[0]])
  await sweepBooks(stage)
  expect(new Set((await events('quickbooks')).map((each) => each.settled_how))).toEqual(new Set(['read']))

  expect(await intuit(delivery)).toBe(200)
  await sweepBooks(stage)
  expect(new Set((await events('quickbooks')).map((each) => each.settled_how))).toEqual(new Set(['read']))
  const entity = (lastUpdated: unknown) => ({ name: 'Invoice', id: ids[0], operation: 'Update', lastUpdated })
  const classic = [entity('2015-10-05T14:42:19-0700'), entity(''), entity('soon')]
  expect(
    await intuit({
      eventNotifications: [{ realmId: stage.realmId, dataChangeEvent: { entities: classic } }],
    }),
  ).toBe(200)
  expect(await events('quickbooks')).toHaveLength(ids.length + classic.length)
})

test('HubSpot’s odd times are no time, and their deals are read', async () => {
  const deal = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
    properties: { dealname: 'Told at an odd time', pipeline: 'default', dealstage: 'appointmentscheduled' },
  })
  const times = [Date.parse('2026-01-05T10:00:00Z'), 9e15, -9e15, 8e15, 1.5]
  const delivery = times.map((occurredAt, at) => ({
    eventId: at + 1,
    portalId: stage.portalId,
    subscriptionType: 'deal.propertyChange',
    objectId: Number(deal.id),
    propertyName: 'amount',
    occurredAt,
  }))
  expect(await hubspot(delivery)).toBe(200)
  expect((await events('hubspot')).filter(({ at }) => at === null)).toHaveLength(3)
  await readDeals(stage, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId, false)
  expect(new Set((await events('hubspot')).map((each) => each.settled_how))).toEqual(new Set(['read']))
  const [known] = await stage.within((sql) =>
    sql<{ name: string }>('select name from deal where deal_id = $1', [deal.id]),
  )
  expect(known).toEqual({ name: 'Told at an odd time' })
})

test.each([
  ['2026-09-10T21:27:46Z', '2026-09-10T21:27:46.000Z'],
  ['2015-10-05T14:42:19-0700', '2015-10-05T21:42:19.000Z'],
  ['2026-09-10', '2026-09-10T00:00:00.000Z'],
  [0, '1970-01-01T00:00:00.000Z'],
  [253_402_300_799_999, '9999-12-31T23:59:59.999Z'],
  [253_402_300_800_000, null],
  ['2026-13-45T00:00:00Z', null],
  ['yesterday', null],
  [Number.NaN, null],
  [null, null],
])('%j is the moment %s', (told, moment) => {
  expect(momentOf(told)?.toISOString() ?? null).toBe(moment)
})
