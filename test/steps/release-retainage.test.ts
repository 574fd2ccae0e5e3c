/**
 * Goal: what is held back is on the invoice to the cent, and is released once, never more than is held, whatever is lost,
 * voided or asked at the same moment. Method: the real connector and QuickBooks' stand-in over HTTP; faults on the release's
 * create, two people at once, a bookkeeper who voids, edits and deletes.
 */

import { markArchived } from '../../src/deals/deal-table'
import { freeParts } from '../../src/invoices/billing-part-table'
import { decideAgain } from '../../src/invoices/decide-again'
import { lockIntent, setIntentState } from '../../src/invoices/intent-table'
import { generateInvoice } from '../../src/invoices/prepared/generate-invoice'
import { saveMasters } from '../../src/masters/master-table'
import { lockScheduleOfDeal } from '../../src/schedules/schedule-table'
import { editInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { refusalOf } from '../fixtures/office'
import { fixed, owner } from '../fixtures/plan'
import { beginJob, drain, heldJob, linesOf, openRetainageStage, readLater } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openRetainageStage()
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ requestid: 'replay' })
})

const CREATE = '/v3/company/*/invoice'
test('100,000.00 at 10 %: two lines, total 90,000.00; the release is an invoice of 10,000.00 and counts nothing of the contract', async () => {
  const job = await heldJob(stage)
  const [work] = await job.inQuickBooks()
  expect([linesOf(must(work)), must(work).TotalAmt]).toEqual([[100_000, -10_000], 90_000])
  const held = await job.tracker()
  expect(held.figures).toMatchObject({
    billed: 10_000_000n,
    remaining: 0n,
    retained: 1_000_000n,
    invoicedTotal: 9_000_000n,
    extras: 0n,
  })
  expect(must(held.milestones[0]).billing).toMatchObject({
    billedMinor: 10_000_000n,
    retainedMinor: 1_000_000n,
    difference: false,
  })
  await job.release()
  expect(await job.releasable()).toBe(0n)
  await deliverAll(stage)
  const [, release] = await job.inQuickBooks()
  expect([linesOf(must(release)), must(release).TotalAmt]).toEqual([[10_000], 10_000])
  expect(must(release).PrivateNote).toMatch(/^Milepost R-/)
  const [line] = must(release).Line
  expect(must(line?.Description)).toBe(
    `Release of retainage\n$10,000.00 of $10,000.00 held back on invoice ${must(work).DocNumber}`,
  )
  expect((await job.tracker()).figures).toMatchObject({
    billed: 10_000_000n,
    remaining: 0n,
    retained: 0n,
    invoicedTotal: 10_000_000n,
    extras: 0n,
  })
  expect(await job.questions()).toEqual([])
  expect(await refusalOf(job.release())).toMatchObject({
    code: 'over_release',
    remaining: '0.00',
    status: 409,
  })
})

test('in parts: never more than is left, with the numbers a person needs', async () => {
  const job = await heldJob(stage)
  await job.release(400_000n)
  expect(await refusalOf(job.release(600_001n))).toMatchObject({
    code: 'over_release',
    remaining: '6000.00',
    attempted: '6000.01',
    currency: 'USD',
    detail: expect.stringMatching(/\$6,000\.00 is held back\. \$4,000\.00 is being released already/),
  })
  await job.release(600_000n)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 4_000, 6_000])
  expect((await job.tracker()).figures.retained).toBe(0n)
})

test('ten people at once release it once', async () => {
  const job = await heldJob(stage)
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => job.release()))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await deliverAll(stage)
  expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 10_000])
})

test('what an invoice on its way will hold is not there to be released', async () => {
  const job = await beginJob(stage, '1000', [fixed('A', '1000')])
  await job.complete(0)
  expect(await refusalOf(job.release())).toMatchObject({ code: 'over_release', remaining: '0.00' })
  await deliverAll(stage)
  expect(await job.releasable()).toBe(10_000n)
})

test('while an invoice could not be read nothing is released', async () => {
  const job = await heldJob(stage)
  const [work] = await job.inQuickBooks()
  await stage.within((sql) => sql('delete from document where quickbooks_id = $1', [must(work).Id]))
  expect(await refusalOf(job.release())).toMatchObject({ code: 'retainage_unknown', status: 409 })
  expect((await job.tracker()).figures.retained).toBeNull()
})

const faults = [
  { effect: 'drop-reply' },
  { effect: 'reset' },
  { effect: 'status', status: 503, executed: true },
  { effect: 'status', status: 503, executed: false },
  { effect: 'hang', executed: true },
  { effect: 'empty-200', executed: true },
  { effect: 'malformed' },
]
describe.each(['replay', 'ignore', 'forget'])('requestid %s', (requestid) => {
  test.each(faults)('%j on the release’s create: one release', async (fault) => {
    await stage.quickbooks.turn({ requestid })
    const job = await heldJob(stage)
    await job.release()
    await stage.quickbooks.fault({ method: 'POST', path: CREATE, times: 1, ...fault })
    await drain(stage, job)
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 10_000])
    expect((await job.tracker()).figures).toMatchObject({ retained: 0n, inFlight: 0n })
    expect(await job.questions()).toEqual([])
  })
})

describe('a release that QuickBooks refused', () => {
  /** Makes customer 4 active or not, in QuickBooks. */
  async function active(Active: boolean): Promise<void> {
    const company = `/v3/company/${stage.realmId}`
    const { Customer } = await stage.quickbooks.api<{ Customer: { SyncToken: string } }>(
      'GET',
      `${company}/customer/4`,
    )
    const { SyncToken } = Customer
    await stage.quickbooks.api('POST', `${company}/customer`, { Id: '4', SyncToken, sparse: true, Active })
  }
  async function refusedJob() {
    const job = await heldJob(stage, { customer: { quickbooksId: '4' } })
    await job.release()
    await active(false)
    await drain(stage, job)
    await active(true)
    const refused = must((await job.intents()).at(-1))
    expect(refused.state).toBe('refused')
    // It may be tried again, so it still takes what it releases.
    expect(await job.releasable()).toBe(0n)
    const again = () =>
      stage.within(async (sql) => {
        const schedule = must(await lockScheduleOfDeal(sql, job.dealId))
        const intent = must(await lockIntent(sql, refused.intentId))
        await freeParts(sql, intent.intentId)
        await setIntentState(sql, intent.intentId, { state: 'cancelled' })
        await decideAgain(sql, owner, stage.clock, schedule, intent)
      })
    return { job, again }
  }

  test('is decided again once the cause is mended', async () => {
    const { job, again } = await refusedJob()
    await again()
    await drain(stage, job)
    expect(must((await job.intents()).at(-1))).toMatchObject({ state: 'posted', generation: 2 })
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 10_000])
    expect((await job.tracker()).figures.retained).toBe(0n)
  })

  test('is not, once the work’s invoice was voided', async () => {
    const { job, again } = await refusedJob()
    await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
    await readLater(stage)
    expect(await refusalOf(again())).toMatchObject({ code: 'over_release', remaining: '0.00' })
  })
})

describe('under a schedule that prepares', () => {
  const prepared = async () => {
    const job = await heldJob(stage)
    await stage.within((sql) =>
      sql(`update schedule set terms = terms || '{"delivery":"prepare"}' where schedule_id = $1`, [
        job.scheduleId,
      ]),
    )
    await job.release()
    const intent = must((await job.intents()).at(-1))
    expect(intent.state).toBe('prepared')
    const generate = () =>
      stage.within((sql) =>
        generateInvoice(sql, owner, stage.clock, { intentId: intent.intentId, delivery: 'post' }),
      )
    return { job, generate }
  }

  test('a release waits for a bookkeeper, and nobody releases the same money meanwhile', async () => {
    const { job, generate } = await prepared()
    await deliverAll(stage)
    expect(await job.inQuickBooks()).toHaveLength(1)
    expect(await refusalOf(job.release())).toMatchObject({ code: 'over_release', remaining: '0.00' })
    await generate()
    await deliverAll(stage)
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([90_000, 10_000])
    expect((await job.tracker()).figures.retained).toBe(0n)
  })

  test('nothing is sent once the work’s invoice was voided', async () => {
    const { job, generate } = await prepared()
    await editInvoice(stage, must((await job.inQuickBooks())[0]), {}, 'void')
    await readLater(stage)
    await generate()
    await drain(stage, job)
    expect((await job.inQuickBooks()).map((each) => each.TotalAmt)).toEqual([0])
    expect((await job.questions()).map((each) => each.title)).toContain(
      'A release of $10,000.00 was not sent: it is not held back any more',
    )
  })
})

describe('what stands in the way', () => {
  test('no item for retainage: the work is completed and its billing blocked, with where to choose it', async () => {
    const job = await beginJob(stage, '1000', [fixed('A', '1000')])
    await withSettings({ retainageItemId: null }, () => job.complete(0))
    expect(await job.intents()).toEqual([])
    expect(await job.questions()).toMatchObject([
      {
        kind: 'billing_blocked',
        detail:
          'Retainage is agreed, and no product or service is chosen for it. To mend it: choose it in the billing settings. Then try again.',
      },
    ])
  })

  test('its item is inactive, or its tax code is unknown: the release is refused with the list', async () => {
    const job = await heldJob(stage)
    const refused = await withSettings({ retainageTaxCode: '77' }, () => refusalOf(job.release()))
    expect(refused).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'tax_code', ok: false, mend: { href: expect.stringContaining('/settings') } }],
    })
    await stage.within((sql) =>
      saveMasters(sql, 'items', [{ quickbooksId: '888', name: 'Old', active: false, body: {} }]),
    )
    const inactive = await withSettings({ retainageItemId: '888' }, () => refusalOf(job.release()))
    expect(inactive).toMatchObject({ code: 'preflight_failed' })
    expect(inactive['checks']).toContainEqual(expect.objectContaining({ check: 'item', ok: false }))
    const unknown = await withSettings({ retainageItemId: '889' }, () => refusalOf(job.release()))
    expect(unknown).toMatchObject({
      checks: [{ detail: expect.stringMatching(/no product or service 889/) }],
    })
    expect(await job.intents()).toHaveLength(1)
  })

  test('a deal that HubSpot deleted releases nothing', async () => {
    const job = await heldJob(stage)
    await stage.within((sql) => markArchived(sql, [job.dealId]))
    expect(await refusalOf(job.release())).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'deal' }],
    })
  })
})

async function withSettings<T>(change: object, work: () => Promise<T>): Promise<T> {
  const set = (settings: object) =>
    stage.within((sql) =>
      sql('update workspace set settings = settings || $1::jsonb', [JSON.stringify(settings)]),
    )
  const [before] = await stage.within((sql) => sql<{ settings: object }>('select settings from workspace'))
  await set(change)
  try {
    return await work()
  } finally {
    await stage.within((sql) =>
      sql('update workspace set settings = $1', [JSON.stringify(must(before).settings)]),
    )
  }
}
