/**
 * A job from the first plan to the last payment, told by its dates: the real verbs on a real PostgreSQL, both
 * simulated vendors over HTTP, and one clock that SQL, the program and the vendors read. Webhooks are left out:
 * every reading is the sweep's, which must be enough.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { record } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { labelOf } from '../../src/reconcile/label'
import { readChanges } from '../../src/reconcile/read-changes'
import { readTrackers, type Tracker } from '../../src/reconcile/read-trackers'
import { acceptSchedule } from '../../src/schedules/accept-schedule'
import { lockFor } from '../../src/schedules/change-milestone'
import { writeDeals } from '../../src/writeback/write-deals'
import { allInvoices, editInvoice, payInvoices, type QuickBooksInvoice } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { noTrouble } from '../fixtures/no-trouble'
import { draftOf, fixed, owner, plan, readCompany, readPortal } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let dealId = ''
let ids: string[] = []
let tracker: Tracker
let seen: string[] = []

/** It becomes this day, at noon where the workspace is. */
function dayComes(day: string): void {
  const noon = Date.parse(`${day}T12:00:00Z`)
  stage.advance(noon - stage.clock.now().getTime())
}

/** The sweep comes by: what people did in QuickBooks is read, and the deal hears of it. */
async function sweep(): Promise<void> {
  stage.advance(2_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
  await writeDeals(
    { ...stage, random: Math.random, log: noTrouble },
    await stage.vendors.hubspot(stage.workspaceId),
    stage.workspaceId,
  )
  tracker = must((await stage.within((sql) => readTrackers(sql, stage.clock, [dealId]))).get(dealId))
  seen = tracker.milestones.map(({ milestone, billing }) => labelOf(milestone, billing, false))
}

async function complete(place: number, note: string): Promise<void> {
  const parts = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  await stage.within((sql) => completeMilestone(sql, owner, parts, { milestoneId: must(ids[place]), note }))
  await deliverAll(stage)
}

const newestInvoice = async (): Promise<QuickBooksInvoice> =>
  must((await allInvoices(stage)).sort((a, b) => Number(b.Id) - Number(a.Id))[0])
const pay = async (invoice: QuickBooksInvoice, amount: number) =>
  payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount }])

async function dealSays(...names: string[]): Promise<Record<string, string | null | undefined>> {
  const asked = names.map((name) => `milepost_${name}`)
  const deal = await stage.hubspot.api<{ properties: Record<string, string | null> }>(
    'GET',
    `/crm/v3/objects/deals/${dealId}?properties=${asked.join(',')}`,
  )
  return Object.fromEntries(names.map((name) => [name, deal.properties[`milepost_${name}`]]))
}

beforeAll(async () => {
  stage = await openStage({ zone: 'UTC' })
})
afterAll(() => stage.close())

test('Brand Redesign, 50,000 in three milestones', async () => {
  const start = new Date(stage.clock.now().getTime() + 86_400_000).getUTCFullYear() + 1
  const on = (monthAndDay: string) => `${start}-${monthAndDay}`

  // 15 January: the contract is signed, and planned as 15 / 20 / 15 thousand.
  dayComes(on('01-15'))
  await readCompany(stage)
  dealId = must((await readPortal(stage)).get('Brand Redesign'))
  const milestones = [
    fixed('Strategy', '15000', { deliverable: 'Strategy paper v1.3', criteria: ['Paper approved'] }),
    fixed('Design', '20000', { plannedOn: on('03-01') }),
    fixed('Delivery', '15000'),
  ]
  ids = (
    await plan(
      stage,
      dealId,
      draftOf('50000', milestones, { contractDate: on('01-15'), terms: { netDays: 7 } }),
    )
  ).ids
  await stage.within((sql) =>
    acceptSchedule(sql, owner, { dealId, on: on('01-15'), by: 'Amy Lauterbach', ifVersion: null }),
  )
  await sweep()
  expect(seen).toEqual(['Pending', 'Pending', 'Pending'])
  expect(await dealSays('contract_sum', 'remaining', 'status')).toEqual({
    contract_sum: '50000.00',
    remaining: '50000.00',
    status: 'Not billed',
  })

  // 20 February: the strategy is done; its invoice goes by itself, in words that need no explanation.
  dayComes(on('02-20'))
  await complete(0, 'Handed over in the workshop')
  await sweep()
  const first = await newestInvoice()
  expect(first).toMatchObject({ TotalAmt: 15_000, TxnDate: on('02-20'), DueDate: on('02-27') })
  expect(first.Line[0]?.Description?.split('\n')).toEqual([
    `Milestone 1: Strategy (per contract dated ${on('01-15')})`,
    `Deliverable: Strategy paper v1.3, completed ${on('02-20')}`,
    'Delivered: Handed over in the workshop',
    'Payment terms: Net 7',
  ])
  expect(seen[0]).toBe('Invoiced (not sent)')

  // 25 February: a third of it is paid.
  dayComes(on('02-25'))
  await pay(first, 5_000)
  await sweep()
  expect(seen[0]).toBe('Partially paid')
  expect(await dealSays('billed', 'paid', 'remaining', 'billed_percent')).toEqual({
    billed: '15000.00',
    paid: '5000.00',
    remaining: '35000.00',
    billed_percent: '30.00',
  })

  // 28 February: the rest is a day late.
  dayComes(on('02-28'))
  await sweep()
  expect(seen[0]).toBe('Overdue')
  expect(tracker.figures.overdue).toBe(1_000_000n)

  // 3 March: it is paid, and the design is done.
  dayComes(on('03-03'))
  await pay(first, 10_000)
  await complete(1, '')
  await sweep()
  expect(seen).toEqual(['Paid', 'Invoiced (not sent)', 'Pending'])

  // 4 March: the bookkeeper voids the second invoice; nothing is billed again by itself.
  dayComes(on('03-04'))
  const second = await newestInvoice()
  await editInvoice(stage, second, {}, 'void')
  await sweep()
  expect(seen[1]).toBe('Completed (ready to bill)')
  expect(tracker.figures).toMatchObject({ billed: 1_500_000n, earnedNotBilled: 2_000_000n })

  // 5 March: it is billed again, on purpose. Two documents, one that counts.
  dayComes(on('03-05'))
  await stage.within(async (sql) => {
    const { milestone, schedule } = await lockFor(sql, must(ids[1]))
    const request = { milestone, schedule, again: true, byPolicy: false }
    await record(sql, owner, await billMilestone(sql, owner, stage.clock, request))
  })
  await deliverAll(stage)
  const third = await newestInvoice()
  expect(third.Id).not.toBe(second.Id)

  // 15 April: everything is delivered and paid.
  dayComes(on('04-15'))
  await pay(third, 20_000)
  await complete(2, '')
  await pay(await newestInvoice(), 15_000)
  await sweep()
  expect(seen).toEqual(['Paid', 'Paid', 'Paid'])
  expect(tracker.figures).toMatchObject({
    billed: 5_000_000n,
    paid: 5_000_000n,
    remaining: 0n,
    outstanding: 0n,
  })
  expect(await dealSays('billed', 'paid', 'outstanding', 'status', 'milestones_complete')).toEqual({
    billed: '50000.00',
    paid: '50000.00',
    outstanding: '0.00',
    status: 'Paid in full',
    milestones_complete: '3',
  })
})
