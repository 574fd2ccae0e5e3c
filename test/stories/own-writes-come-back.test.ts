/**
 * Goal: what Milepost writes to HubSpot, and HubSpot rings for, starts nothing. Method: HubSpot's stand-in rings for every
 * write, those of the app too; deliveries go through the program's own door; calls are counted.
 */

import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'
import { openWebhookTrap, type WebhookTrap } from '../model/webhook-trap'

let stage: Stage
let sales: Salesperson
let trap: WebhookTrap
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  sales = salesperson(stage)
  await readPortal(stage)
  trap = await openWebhookTrap(stage)
})
afterAll(async () => {
  await trap.close()
  await stage.close()
})

const waiting = () =>
  stage.within(async (sql) =>
    Number(
      (await sql<{ count: bigint }>('select count(*) as count from inbox_event where settled_at is null'))[0]
        ?.count,
    ),
  )

test('no read and no write follows our own write; a person’s edit of the same deal is heard', async () => {
  const dealId = await sales.create({ dealname: 'Echo' })
  await trap.settle()
  await trap.arrive('once')
  await sales.rings(dealId)
  await plan(stage, dealId, draftOf('1000', [fixed('One', '1000')]))
  await sales.writes()
  await stage.hubspot.clearLog()
  // What the app itself changes of a subscribed property rings with our own id.
  const token = await stage.tokens.accessToken(stage.workspaceId, 'hubspot')
  const written = await fetch(`${stage.hubspot.url}/crm/objects/2026-03/deals/${dealId}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { dealname: 'Echo by the app' } }),
  })
  expect(written.status).toBe(200)
  expect(await trap.settle()).toBeGreaterThan(0)
  await stage.hubspot.clearLog()
  await trap.arrive('twice')
  expect(await waiting()).toBe(0)
  await sales.writes()
  expect(await stage.hubspot.log()).toEqual([])

  await sales.edit(dealId, { amount: '1200' })
  await trap.settle()
  await trap.arrive('once')
  expect(await waiting()).toBe(1)
})
