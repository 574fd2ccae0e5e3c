/**
 * Goal: a change order that does not fit any more, or that was never meant for whoever looks, is not signed, and nothing is
 * kept. Method: the client's door over HTTP, contracts that move meanwhile, other deals' orders, people who were not asked.
 */

import { listAttention } from '../../src/attention/attention-table'
import { approveChangeOrder, closeChangeOrder } from '../../src/change-orders/decide-change-order'
import { reviseChangeOrder } from '../../src/change-orders/send-change-order'
import type { PortalPage } from '../../src/http/contract/portal'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { keepUp } from '../../src/upkeep/keep-up'
import { clientOrders } from '../fixtures/client-orders'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner, usd } from '../fixtures/plan'
import { ana, cem, dealLinkFor, openPortalDoor, type Portal } from '../fixtures/portal'
import { browserless } from '../fixtures/portal-page'

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

const { parts, planned, draft, send, sent, contractOf, kept } = clientOrders(() => office)
const at = (id: string, verb: 'approve' | 'reject') => `/change-orders/${id}/${verb}`
const orderOf = (page: PortalPage, id: string) => page.changeOrders.find((each) => each.id === id)

test('a contract that changed since it was shown, and a revised order, are stale', async () => {
  const { dealId, token } = await planned()
  const first = await sent(dealId)
  const second = await sent(dealId)
  const shown = await portal.page(token)
  await office.within((sql) =>
    approveChangeOrder(sql, owner, parts(), {
      changeOrderId: first,
      on: null,
      signedBy: 'Ana',
      reason: null,
      fileIds: [],
      ifVersion: null,
    }),
  )
  const stale = { status: 409, body: { code: 'approval_stale' } }
  expect(await portal.answer(token, at(second, 'approve'), {}, shown)).toMatchObject(stale)
  const later = await portal.page(token)
  expect(orderOf(later, second)).toMatchObject({ contractSumBefore: { amount: '262500.00' } })
  await office.within((sql) =>
    reviseChangeOrder(sql, owner, parts(), { changeOrderId: second, reason: null, ifVersion: null }),
  )
  // A draft is nobody's outside.
  expect((await portal.answer(token, at(second, 'approve'), {}, later)).status).toBe(404)
  await send(second)
  expect(await portal.answer(token, at(second, 'approve'), {}, later)).toMatchObject(stale)
  expect((await portal.answer(token, at(second, 'approve'))).status).toBe(200)
  expect(await contractOf(dealId)).toBe(27_500_000n)
})

test('planning that changes the contract drops a signature, and its giver is asked again, once', async () => {
  const approval = { required: false, approvers: [ana, cem], rule: 'all' as const }
  const draft = { ...draftOf('250000', [fixed('Works', '250000')]), approval }
  const { dealId, ids } = await office.plan(draft)
  const id = await sent(dealId)
  const token = await dealLinkFor(office, dealId, ana.email)
  expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  const asked = () =>
    office.within((sql) =>
      sql<{ to: string }>(
        `select to_email as to from mail where change_order_id = $1 and kind = 'order_asked' order by promised_at`,
        [id],
      ),
    )
  const look = () => keepUp({ database: office.database, clock: office.clock }, office.workspaceId)
  const before = await asked()
  await look()
  expect(await asked()).toEqual(before)
  const milestones = draft.milestones.map((each, index) => ({ ...each, id: must(ids[index]) }))
  const dearer = { ...draft, contractValue: usd('260000'), milestones }
  await office.within((sql) => planSchedule(sql, owner, { dealId, draft: dearer, ifVersion: null }))
  expect(orderOf(await portal.page(token), id)).toMatchObject({ yourDecision: null, mayDecide: true })
  await look()
  await look()
  expect(await asked()).toEqual([...before, { to: ana.email }])
  const told = await office.within((sql) =>
    sql<{ what: string }>(`select what from history where deal_id = $1 and what like '%asked again%'`, [
      dealId,
    ]),
  )
  expect(told).toEqual([{ what: expect.stringMatching(/^Ana Ruiz is asked again to sign CO-1/) }])
})

test('what no longer fits can’t be signed, and no answer is kept', async () => {
  const { dealId, id, token } = await planned()
  const order = await sent(dealId, [{ op: 'change', milestoneId: id, set: { amount: usd('240000') } }])
  await office.within((sql) =>
    sql("update milestone set work_status = 'completed', completed_how = 'person' where milestone_id = $1", [
      id,
    ]),
  )
  const words =
    'CO-1 can’t be signed as it is: what it is about changed since it was sent. Office was told, and will send it anew. ' +
    'Nothing was recorded.'
  const refused = { status: 409, body: { code: 'change_order_conflict', detail: words } }
  expect(await portal.answer(token, at(order, 'approve'))).toMatchObject(refused)
  const said = { name: 'Ana R.', confirm: 'yes' }
  const sheet = await browserless(() => portal).fill(token, at(order, 'approve'), said)
  expect(sheet.status).toBe(409)
  expect(sheet.text).toContain(words)
  expect(sheet.text).not.toMatch(/Reopen|completed|Revise/)
  expect(await kept(order)).toEqual([])
  expect(await contractOf(dealId)).toBe(25_000_000n)
  const asked = () => office.within((sql) => listAttention(sql, { dealId, limit: 10, offset: 0 }))
  // Tried twice, asked once.
  expect(await asked()).toMatchObject([
    {
      kind: 'revision_requested',
      title: "Ana Ruiz tried to sign CO-1, which can't be applied any more",
      detail:
        'CO-1 no longer fits: “Works”: It is completed. Reopen it to change it. Nothing was changed. Revise it and send it again. ' +
        'Ana Ruiz reads that it changed since it was sent, and that you send it anew.',
      actions: [{ action: 'leave', label: 'Seen' }],
    },
  ])
  const revise = { changeOrderId: order, reason: null, ifVersion: null }
  await office.within((sql) => reviseChangeOrder(sql, owner, parts(), revise))
  expect(await asked()).toEqual([])
})

test.each([
  'rejected',
  'withdrawn',
  'approved',
] as const)('what is asked about an order that could not be signed ends when it is %s', async (how) => {
  const { dealId, id, token } = await planned()
  const order = await sent(dealId, [{ op: 'change', milestoneId: id, set: { amount: usd('240000') } }])
  const work = (status: string) =>
    office.within((sql) =>
      sql('update milestone set work_status = $2, completed_how = null where milestone_id = $1', [
        id,
        status,
      ]),
    )
  await work('in_review')
  expect((await portal.answer(token, at(order, 'approve'))).status).toBe(409)
  expect(await office.questions(dealId)).toHaveLength(1)
  await work('in_progress')
  if (how === 'withdrawn') {
    const answered = { on: null, signedBy: null, reason: 'No', fileIds: [], ifVersion: null }
    await office.within((sql) =>
      closeChangeOrder(sql, owner, parts(), { changeOrderId: order, ...answered, how }),
    )
  } else {
    const answer = await portal.answer(token, at(order, how === 'approved' ? 'approve' : 'reject'))
    expect(answer.status).toBe(200)
  }
  expect((await office.questions(dealId)).filter((each) => each.includes('tried to sign'))).toEqual([])
})

test('drafts, other deals’ orders, and who was not asked', async () => {
  const { dealId, token } = await planned()
  const unsent = await draft(dealId)
  const page = await portal.page(token)
  expect(page.changeOrders).toEqual([])
  expect((await portal.answer(token, at(unsent.changeOrderId, 'approve'), {}, page)).status).toBe(404)
  const elsewhere = await planned()
  const order = await sent(elsewhere.dealId)
  expect((await portal.answer(token, at(order, 'approve'), {}, page)).status).toBe(404)
  const looker = await dealLinkFor(office, elsewhere.dealId, 'fin@client.example', 'Fin')
  expect(await portal.answer(looker, at(order, 'approve'))).toMatchObject({
    status: 403,
    body: { code: 'not_an_approver', detail: expect.stringContaining('Ana Ruiz, Cem Kaya') },
  })
  expect(await contractOf(elsewhere.dealId)).toBe(25_000_000n)
})

test('where the schedule names nobody, those who approve its milestones are asked', async () => {
  const { dealId } = await office.plan({
    ...draftOf('100', [
      fixed('One', '50', { approval: { required: true, approvers: [ana] } }),
      fixed('Two', '50', {
        approval: { required: true, approvers: [{ ...ana, email: 'ANA@CLIENT.EXAMPLE' }, cem] },
      }),
    ]),
  })
  const token = await dealLinkFor(office, dealId, cem.email, 'Cem Kaya')
  const id = await sent(dealId)
  expect(orderOf(await portal.page(token), id)?.approvers.map(({ name }) => name)).toEqual([
    'Ana Ruiz',
    'Cem Kaya',
  ])
})
