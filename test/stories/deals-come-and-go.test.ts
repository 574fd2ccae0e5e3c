/**
 * Goal: deals are deleted, restored and merged in HubSpot, and no plan, invoice or cent is lost by it. Method: a
 * salesperson in HubSpot's stand-in, also in the middle of billing; old ids asked on every route of the contract.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { routes } from '../../src/http/contract/routes'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { type Api, openApi } from '../fixtures/api'
import { addDealFile } from '../fixtures/attaching'
import { allInvoices } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { type Salesperson, salesperson } from '../fixtures/salesperson'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let api: Api
let sales: Salesperson
beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
  api = await openApi(stage)
  sales = salesperson(stage)
  await readCompany(stage)
  await readPortal(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})
afterEach(() => stage.quickbooks.clearFaults())

async function job(dealname: string, more: Record<string, string> = {}) {
  const dealId = await sales.create({ dealname, ...more })
  await sales.rings(dealId)
  const { ids } = await plan(stage, dealId, draftOf('1000', [fixed('One', '400'), fixed('Two', '600')]))
  return { dealId, ids }
}
const complete = (milestoneId: string | undefined) =>
  stage.within((sql) =>
    completeMilestone(
      sql,
      owner,
      { clock: stage.clock, billing: billingByPolicy(stage.clock) },
      { milestoneId: must(milestoneId), note: null },
    ),
  )
const template = (id: string | null) =>
  stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    const pipelineTemplates: Record<string, string> = id === null ? {} : { default: id }
    await changeWorkspace(sql, { ...workspace, settings: { ...workspace.settings, pipelineTemplates } })
  })
const invoicesOf = async (amount: number) =>
  (await allInvoices(stage)).filter((each) => each.TotalAmt === amount)
const page = async (dealId: string) => (await api.ask('GET', `/deals/${dealId}`)).body
const billed = async (dealId: string) => (await sales.tracker(dealId)).figures.billed
const owed = async (dealId: string) =>
  (
    (await api.ask('GET', '/owed?limit=100')).body['items'] as {
      dealId: string
      why: string
      vendor: string
    }[]
  ).filter((each) => each.dealId === dealId && each.vendor === 'quickbooks')

describe('deleted', () => {
  test('billing stops with a reason; restored, what was completed meanwhile is billed', async () => {
    const { dealId, ids } = await job('Deleted for a while')
    await sales.remove(dealId)
    await sales.rings(dealId)
    expect(await sales.asked(dealId)).toEqual(['deal_removed: The deal was deleted in HubSpot'])
    await complete(ids[0])
    await deliverAll(stage)
    expect(await billed(dealId)).toBe(0n)
    expect((await page(dealId))['attention']).toContainEqual(
      expect.objectContaining({
        kind: 'billing_blocked',
        detail:
          'The deal was deleted in HubSpot, so nothing of it is billed. To mend it: restore the deal in HubSpot. Then try again.',
      }),
    )
    const save = await api.ask('PUT', `/deals/${dealId}/schedule`, draftOf('2000', [fixed('New', '2000')]))
    expect(save).toMatchObject({ status: 409, body: { code: 'deal_archived' } })

    await sales.restore(dealId)
    await sales.rings(dealId)
    await deliverAll(stage)
    expect(await sales.asked(dealId)).toEqual([])
    expect(await billed(dealId)).toBe(40_000n)
    await sales.rings(dealId)
    await deliverAll(stage)
    expect(await billed(dealId)).toBe(40_000n)
    await sales.writes()
    expect(await sales.says(dealId)).toMatchObject({ milepost_billed: '400.00' })
    const story = (await api.ask('GET', `/deals/${dealId}/history`)).body['items'] as { what: string }[]
    expect(story.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['The deal was deleted in HubSpot', 'The deal was restored in HubSpot']),
    )
  })

  test('an invoice that waits does not leave, says why, and leaves once when the deal is restored', async () => {
    const { dealId, ids } = await job('Deleted in flight', { amount: '1001' })
    await stage.quickbooks.fault({
      method: 'POST',
      path: '*/invoice',
      effect: 'status',
      status: 429,
      times: 1,
    })
    await complete(ids[0])
    await deliver(stage)
    await sales.remove(dealId)
    await sales.rings(dealId)
    stage.advance(120_000)
    const before = (await allInvoices(stage)).length
    await deliverAll(stage)
    expect(await allInvoices(stage)).toHaveLength(before)
    expect((await owed(dealId)).map(({ why }) => why)).toEqual([
      'The deal “Deleted in flight” was deleted in HubSpot: nothing of it is billed until it is restored there.',
    ])
    await sales.restore(dealId)
    await sales.rings(dealId)
    await deliverAll(stage)
    expect(await allInvoices(stage)).toHaveLength(before + 1)
    expect(await owed(dealId)).toEqual([])
    expect(await billed(dealId)).toBe(40_000n)
  })

  test('an invoice that may have been sent is carried to its end, deleted deal or not', async () => {
    const { dealId, ids } = await job('Deleted while unclear', { amount: '1002' })
    await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', effect: 'drop-reply', times: 1 })
    await stage.quickbooks.fault({ method: 'GET', path: '*/query', effect: 'status', status: 503, times: 1 })
    await complete(ids[0])
    await deliver(stage)
    await sales.remove(dealId)
    await sales.rings(dealId)
    stage.advance(300_000)
    await deliverAll(stage)
    expect(await billed(dealId)).toBe(40_000n)
  })
})

describe.each(['new_id', 'primary_id'])('merged, the survivor having %s', (merge_survivor) => {
  beforeAll(() => stage.hubspot.turn({ merge_survivor }))

  test('while an invoice is in flight: it is created once, counts, and HubSpot hears of it', async () => {
    const { dealId, ids } = await job('Merged in flight')
    const other = await sales.create({ dealname: 'The other' })
    await sales.rings(other)
    await stage.quickbooks.fault({ method: 'POST', path: '*/invoice', effect: 'drop-reply', times: 1 })
    await stage.quickbooks.fault({ method: 'GET', path: '*/query', effect: 'status', status: 503, times: 1 })
    await complete(ids[0])
    await deliver(stage)
    const id = await sales.merge(other, dealId)
    await sales.rings(other, dealId)
    const before = (await invoicesOf(400)).length
    stage.advance(300_000)
    await deliverAll(stage)
    expect(await invoicesOf(400)).toHaveLength(before)
    expect(await billed(id)).toBe(40_000n)
    await sales.writes()
    expect(await sales.says(id)).toMatchObject({ milepost_billed: '400.00', milepost_remaining: '600.00' })
    // What is still to come bills under the new id.
    await complete(ids[1])
    await deliverAll(stage)
    expect(await billed(id)).toBe(100_000n)
  })

  test('work that speaks of the old id after the merge still reaches the deal', async () => {
    const { dealId, ids } = await job('Late work')
    const other = await sales.create({ dealname: 'Survives' })
    await sales.rings(other)
    await complete(ids[0])
    // The worker has read the message, and the intent under its old id, when the merge is heard.
    await stage.quickbooks.fault({
      method: 'POST',
      path: '*/invoice',
      effect: 'delay',
      delayMs: 1_500,
      times: 1,
    })
    await stage.quickbooks.clearLog()
    const carrying = deliverAll(stage)
    await stage.quickbooks.arrives('POST', /\/invoice$/)
    const id = await sales.merge(other, dealId)
    await sales.rings(other, dealId)
    await carrying
    await sales.writes()
    expect(await billed(id)).toBe(40_000n)
    expect(await sales.says(id)).toMatchObject({ milepost_billed: '400.00' })
  })

  test('a chain of merges: every old id answers, on every route that names a deal', async () => {
    const { dealId: first } = await job('First of a chain')
    const [second, third] = [await sales.create(), await sales.create()]
    await sales.rings(second, third)
    const middle = await sales.merge(second, first)
    await sales.rings(first, second)
    const last = await sales.merge(third, middle)
    await sales.rings(third, middle)
    const answers = async (path: string, dealId: string) => {
      const { status, body } = await api.ask('GET', path.replace('{dealId}', dealId))
      return { status, body }
    }
    const paths = Object.values(routes).flatMap((route) =>
      route.method === 'GET' && route.path.includes('{dealId}') && !route.path.endsWith('.pdf')
        ? [route.path]
        : [],
    )
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) {
      const now = await answers(path, last)
      for (const old of [first, second, third, middle]) {
        expect({ path, old, ...(await answers(path, old)) }).toEqual({ path, old, ...now })
      }
    }
    const saved = await api.ask(
      'PUT',
      `/deals/${first}/schedule`,
      draftOf('1000', [fixed('By the old id', '1000')]),
    )
    expect(saved.status).toBe(200)
    expect((await sales.tracker(last)).milestones.map(({ milestone }) => milestone.name)).toEqual([
      'By the old id',
    ])
  })

  test('two planned deals: one plan goes on, the other is kept where it was, opens, and bills nothing more', async () => {
    const [one, two] = [await job('Plan one'), await job('Plan two')]
    await complete(two.ids[0])
    await deliverAll(stage)
    const id = await sales.merge(one.dealId, two.dealId)
    await sales.rings(one.dealId, two.dealId)
    await sales.sweep()
    expect(await sales.asked(id)).toEqual([
      'two_plans: Two deals with a schedule each were merged in HubSpot',
    ])
    expect(await page(id)).toMatchObject({
      schedule: { milestones: [{ name: 'One' }, { name: 'Two' }] },
      keptBeside: [{ id: two.dealId, name: 'Plan two' }],
      mergedInto: null,
    })
    expect(await page(two.dealId)).toMatchObject({
      deal: { archived: true, name: 'Plan two' },
      figures: { billed: { amount: '400.00' } },
      mergedInto: { id },
    })
    await complete(two.ids[1])
    await deliverAll(stage)
    expect(await billed(two.dealId)).toBe(40_000n)
    expect(await billed(id)).toBe(0n)
    // The survivor is merged on: what is kept beside it is kept beside the next one.
    const next = await sales.create({ dealname: 'Next' })
    await sales.rings(next)
    const then = await sales.merge(next, id)
    await sales.rings(next, id)
    expect(await page(then)).toMatchObject({ keptBeside: [{ id: two.dealId }] })
  })

  test.each([1, 2])('what was filed with a plan stays with it, through %i merges and more', async (count) => {
    const [first, last] = [await job(`Filed with, ${count}`), await job(`Filed beside, ${count}`)]
    let joined = first.dealId
    for (let n = 1; n <= count; n += 1) {
      const [between, gone] = [await sales.create({ dealname: `Between, ${n} of ${count}` }), joined]
      await sales.rings(between)
      joined = await sales.merge(between, gone)
      await sales.rings(between, gone)
      await addDealFile(stage, joined, 'agreement', `Filed after ${n}.pdf`)
    }
    const filesOf = async (dealId: string) => (await api.ask('GET', `/deals/${dealId}/files`)).body['items']
    const filed = [{ name: 'Filed after 2.pdf' }, { name: 'Filed after 1.pdf' }].slice(-count)
    expect(await filesOf(joined)).toMatchObject(filed)
    const id = await sales.merge(last.dealId, joined)
    await sales.rings(last.dealId, joined)
    await sales.sweep()
    const filesBeside = async (milestoneId: string | undefined) => {
      const text = 'select deal_id from schedule join milestone using (schedule_id) where milestone_id = $1'
      const [row] = await stage.within((sql) => sql<{ deal_id: string }>(text, [milestoneId]))
      return filesOf(must(row).deal_id)
    }
    expect(await page(id)).toMatchObject({ mergedInto: null })
    expect(await filesBeside(first.ids[0])).toMatchObject(filed)
    expect(await filesBeside(last.ids[0])).toEqual([])
  })

  test('deals that were won long ago and are merged are not planned by it', async () => {
    const [a, b] = [
      await sales.create({ dealstage: 'closedwon', dealname: 'Won before' }),
      await sales.create({ dealname: 'Open' }),
    ]
    await sales.rings(a, b)
    await template('three-phase')
    const id = await sales.merge(a, b)
    await sales.rings(a, b)
    expect((await page(id))['schedule']).toBeNull()
    await template(null)
  })
})
