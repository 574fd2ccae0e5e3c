/**
 * Goal: a company that HubSpot could not read for a moment is not taken for gone. Method: HubSpot's stand-in behind a
 * gateway that puts an error into its answer about companies.
 */
import { readDeal } from '../../src/deals/deal-table'
import { readDeals } from '../../src/deals/read-deals'
import { readHistory } from '../../src/history/history-table'
import { addEvents, waitingEvents } from '../../src/inbox/inbox-table'
import { must } from '../fixtures/must'
import { draftOf, fixed, plan, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedPortal } from '../fixtures/tampered-portal'

let stage: Stage
let dealId: string
beforeAll(async () => {
  stage = await openStage()
  dealId = must((await readPortal(stage)).get('Brand Redesign'))
  await plan(stage, dealId, draftOf('50000', [fixed('All', '50000')]))
})
afterAll(() => stage.close())

/** The companies of an answer, all of which HubSpot failed to read. */
function notRead(value: unknown): unknown {
  const { results } = (value ?? {}) as { results?: { properties?: { name?: string; domain?: string } }[] }
  const areCompanies =
    Array.isArray(results) && results.some(({ properties }) => properties?.name !== undefined)
  if (!areCompanies) return value
  const error = {
    status: 'error',
    category: 'INTERNAL',
    message: 'somebody is busy',
    context: { ids: ['1'] },
  }
  return { ...(value as object), results: [], numErrors: 1, errors: [error] }
}

test('the reading fails and is done again; the deal keeps its company, and its history is silent', async () => {
  const company = must(await stage.within((sql) => readDeal(sql, dealId))).company
  expect(company).toBe("Amy's Bird Sanctuary")
  const event = { source: 'hubspot', entity: 'deal', entityIds: [dealId], operation: 'changed' } as const
  await stage.within((sql) => addEvents(sql, [{ ...event, key: 'a ring', occurredAt: null, body: {} }]))
  const { portal, close } = await tamperedPortal(stage, notRead)
  stage.advance(2_000)
  await expect(readDeals(stage, portal, stage.workspaceId, false)).rejects.toMatchObject({
    vendor: 'hubspot',
  })
  await close()
  expect(must(await stage.within((sql) => readDeal(sql, dealId))).company).toBe(company)
  expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toHaveLength(1)

  await readDeals(stage, await stage.vendors.hubspot(stage.workspaceId), stage.workspaceId, false)
  expect(await stage.within((sql) => waitingEvents(sql, 'hubspot', 10))).toEqual([])
  const story = await stage.within((sql) => readHistory(sql, { dealId, limit: 50 }))
  expect(story.map(({ what }) => what).filter((what) => what.startsWith('Changed in HubSpot'))).toEqual([])
})
