/**
 * Goal: a change order is signed by those who were asked, with the contract sum before and after; nothing of the schedule
 * changes before they have, and what no longer fits is not signed. Method: the client's door over HTTP, orders sent by the
 * use cases, answers proven by what is kept of them.
 */

import { wayWords } from '../../src/approvals/certificates/certificate-words'
import { orderCertificateOf } from '../../src/approvals/certificates/order-certificate'
import { readChangeOrder } from '../../src/change-orders/change-order-table'
import { approveChangeOrder } from '../../src/change-orders/decide-change-order'
import { shownOrderHash } from '../../src/change-orders/shown-order'
import type { PortalPage } from '../../src/http/contract/portal'
import { waitingView } from '../../src/http/views/waiting-view'
import { readWaiting } from '../../src/insight/read-waiting'
import type { Sql } from '../../src/postgres/database'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { againText, waitingText } from '../../src/ui/console/approvals/approval-words'
import { clientOrders } from '../fixtures/client-orders'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { owner } from '../fixtures/plan'
import { cem, dealLinkFor, openPortalDoor, type Portal } from '../fixtures/portal'

let office: Office
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await office.close()
})

const { draft, parts, planned, sent, contractOf, kept } = clientOrders(() => office)
const at = (id: string, verb: 'approve' | 'reject') => `/change-orders/${id}/${verb}`
const readDealHistory = async (sql: Sql, dealId: string) =>
  (
    await sql<{ told: string }>(
      "select what || ' ' || coalesce(after::text, '') as told from history where deal_id = $1",
      [dealId],
    )
  ).map((row) => row.told)
const orderOf = (page: PortalPage, id: string) => page.changeOrders.find((each) => each.id === id)

test('shows every line with the contract sum before and after; approved, all of it applies and the answer is kept', async () => {
  const { dealId, token } = await planned()
  const id = await sent(dealId)
  expect(orderOf(await portal.page(token), id)).toMatchObject({
    name: 'CO-1',
    state: 'sent',
    reason: 'More was asked for',
    lines: [{ words: 'Add “Extra” at $12,500.00', effect: { amount: '12500.00' } }],
    netEffect: { amount: '12500.00' },
    contractSumBefore: { amount: '250000.00' },
    contractSumAfter: { amount: '262500.00' },
    mayDecide: true,
    approvers: [
      { name: 'Ana Ruiz', answered: false },
      { name: 'Cem Kaya', answered: false },
    ],
  })
  const { status, body } = await portal.answer(token, at(id, 'approve'), { reason: 'As discussed' })
  expect(status).toBe(200)
  const page = body as unknown as PortalPage
  expect(page.deal.contractSum.amount).toBe('262500.00')
  expect(page.milestones.map(({ name, amount }) => [name, amount.amount])).toEqual([
    ['Works', '250000.00'],
    ['Extra', '12500.00'],
  ])
  expect(orderOf(page, id)).toMatchObject({
    state: 'approved',
    decidedBy: 'Ana Ruiz',
    yourDecision: 'approve',
  })
  const [answer, ...others] = await kept(id)
  expect(others).toEqual([])
  expect(answer).toMatchObject({
    who: 'Ana Ruiz',
    role: 'Project lead',
    answer: 'approve',
    reason: 'As discussed',
    signedName: 'Ana R.',
    zone: 'UTC',
    how: { via: 'portal', linkId: expect.any(String) },
    shown: { contractSumBefore: '250000.00', contractSumAfter: '262500.00' },
  })
  expect(shownOrderHash(must(answer).shown)).toBe(must(answer).shownHash)
  await expect(
    office.within((sql) => sql("update change_order_answer set answer = 'reject'")),
  ).rejects.toThrow(/permission denied/)
  // The same again answers the present state; other words are no second answer.
  expect((await portal.answer(token, at(id, 'approve'), { reason: 'As discussed' })).status).toBe(200)
  const other = await portal.answer(token, at(id, 'approve'), { reason: 'Under protest' })
  expect(other).toMatchObject({
    status: 409,
    body: {
      code: 'wrong_status',
      detail: expect.stringContaining('the first answer stands: approved, “As discussed”'),
    },
  })
  expect(await kept(id)).toHaveLength(1)
})

test('under all nobody’s signature stands under sums that they never saw: who signed before the contract changed signs again', async () => {
  const { dealId, token } = await planned({ rule: 'all' })
  const first = await sent(dealId)
  const id = await sent(dealId)
  const others = await dealLinkFor(office, dealId, cem.email, 'Cem Kaya')
  expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  const signed = { on: null, signedBy: 'Ana', reason: null, fileIds: [], ifVersion: null }
  await office.within((sql) => approveChangeOrder(sql, owner, parts(), { changeOrderId: first, ...signed }))
  const asked = async () =>
    (
      await office.within((sql) =>
        sql<{ to_email: string }>("select to_email from mail where topic like 'order:' || $1 || ':%:%:%'", [
          id,
        ]),
      )
    ).map((row) => row.to_email.toLowerCase())
  expect(await asked()).toEqual(['ana@client.example'])
  expect(orderOf(await portal.page(token), id)).toMatchObject({
    contractSumBefore: { amount: '262500.00' },
    mayDecide: true,
    yourDecision: null,
    approvers: [{ answered: false }, { answered: false }],
  })
  // Who waits is told the same: an answer under other sums is none, and says so.
  const waiting = async () => {
    const rows = await office.within((sql) => readWaiting(sql, { limit: 50, offset: 0 }))
    const view = waitingView(must(rows.find((row) => row.id === id)))
    const said = [waitingText(view), againText(view)]
    return [...view.approvers.map(({ answered, askedAgain }) => [answered, askedAgain]), ...said]
  }
  expect(await waiting()).toEqual([
    [false, true],
    [false, false],
    'Ana Ruiz and Cem Kaya',
    'Ana Ruiz signed under other sums and is asked again',
  ])
  const { body } = await portal.answer(others, at(id, 'approve'))
  expect(await waiting()).toMatchObject([[false, true], [true, false], 'Ana Ruiz', expect.any(String)])
  expect(orderOf(body as unknown as PortalPage, id)).toMatchObject({
    state: 'sent',
    approvers: [{ answered: false }, { answered: true }],
  })
  expect(await contractOf(dealId)).toBe(26_250_000n)
  expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  expect(await contractOf(dealId)).toBe(27_500_000n)
  const answers = await kept(id)
  expect(answers.map(({ who, shown }) => [who, shown.contractSumBefore])).toEqual([
    ['Ana Ruiz', '250000.00'],
    ['Cem Kaya', '262500.00'],
    ['Ana Ruiz', '262500.00'],
  ])
  // Once for each content.
  expect(await asked()).toEqual(['ana@client.example'])
  const schedule = must(await office.within((sql) => readScheduleOfDeal(sql, dealId)))
  const order = must(await office.within((sql) => readChangeOrder(sql, id)))
  const about = {
    number: 'N',
    madeAt: '',
    zone: 'UTC',
    paper: 'A4',
    company: 'Office',
    verifyAt: '',
  } as const
  const content = orderCertificateOf(
    { order, schedule, asked: { rule: 'all', approvers: [] }, answers },
    { ...about, project: 'P', client: null, files: new Map() },
  )
  expect(content.order.contractSumBefore).toBe('262500.00')
  expect(content.signatures.map(({ who, link }) => [who, link])).toEqual([
    ['Cem Kaya', { sentBy: 'hand', by: owner.who }],
    ['Ana Ruiz', { sentBy: 'hand', by: owner.who }],
  ])
  expect(wayWords('portal', must(content.signatures[0]).link)).toBe(
    `by a link to the client portal that ${owner.who} handed over`,
  )
  const told = await office.within((sql) => readDealHistory(sql, dealId))
  expect(told.join('\n')).toContain('Ana Ruiz is asked again to sign CO-2')
  expect(told.join('\n')).toContain(`a link that ${owner.who} handed over`)
})

test('rejected with the reason, nothing changes; it is asked about until another one is drafted', async () => {
  const { dealId, token } = await planned()
  const id = await sent(dealId)
  const { status, body } = await portal.answer(token, at(id, 'reject'), { reason: 'Too dear' })
  expect(status).toBe(200)
  expect(orderOf(body as unknown as PortalPage, id)).toMatchObject({
    state: 'rejected',
    decisionReason: 'Too dear',
    mayDecide: false,
  })
  expect(await contractOf(dealId)).toBe(25_000_000n)
  const asked = async () => (await office.questions(dealId)).filter((each) => each.includes('rejected'))
  expect(await asked()).toEqual(['revision_requested: Ana Ruiz rejected CO-1'])
  await draft(dealId)
  expect(await asked()).toEqual([])
})

test('under all both must sign before anything applies; in the same second too', async () => {
  const { dealId, token } = await planned({ rule: 'all' })
  const id = await sent(dealId)
  const others = await dealLinkFor(office, dealId, cem.email, 'Cem Kaya')
  const { body } = await portal.answer(token, at(id, 'approve'))
  expect(orderOf(body as unknown as PortalPage, id)).toMatchObject({
    state: 'sent',
    mayDecide: false,
    yourDecision: 'approve',
    approvers: [{ answered: true }, { answered: false }],
  })
  expect(await contractOf(dealId)).toBe(25_000_000n)
  const shown = await portal.page(others)
  const twice = await Promise.all([1, 2].map(() => portal.answer(others, at(id, 'approve'), {}, shown)))
  expect(twice.map(({ status }) => status)).toEqual([200, 200])
  expect(await contractOf(dealId)).toBe(26_250_000n)
  expect(await kept(id)).toHaveLength(2)
})

test('under any, approved and rejected in the same second is one of both', async () => {
  const { dealId, token } = await planned()
  const id = await sent(dealId)
  const others = await dealLinkFor(office, dealId, cem.email, 'Cem Kaya')
  const [one, two] = [await portal.page(token), await portal.page(others)]
  const results = await Promise.all([
    portal.answer(token, at(id, 'approve'), {}, one),
    portal.answer(others, at(id, 'reject'), {}, two),
  ])
  expect(results.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(await kept(id)).toHaveLength(1)
})
