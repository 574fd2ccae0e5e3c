/**
 * Goal: whoever is asked at another address is asked there about everything of the deal: other work, change orders, later
 * rounds and later orders; the old address gets no letter that opens anything. Method: a mail server over a socket, the
 * client's door over HTTP, letters that left before the change and letters that wait.
 */
import { changeAddress } from '../../src/approvals/change-address'
import { readWindows } from '../../src/approvals/windows/answer-window-table'
import { askSignersAgain } from '../../src/change-orders/ask-signers-again'
import { readHistory } from '../../src/history/history-table'
import { readMilestones } from '../../src/schedules/milestone-table'
import { planSchedule } from '../../src/schedules/plan-schedule'
import { readScheduleOfDeal } from '../../src/schedules/schedule-table'
import { clientOrders } from '../fixtures/client-orders'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, cem, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  post = await openPostOffice()
  portal = await openPortalDoor(office)
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})
beforeEach(() => {
  post.manners = 'takes'
  post.taken.length = 0
})

const { send, sendAll, mails } = mailing(
  () => office,
  () => post,
)
const { submit, round } = reviews(() => office)
const orders = clientOrders(() => office)
const RIGHT = 'ana.ruiz@client.example'

async function asked(names = ['Design']) {
  const { ids, dealId } = await office.plan({
    ...draftOf(
      `${names.length}000.00`,
      names.map((name) => fixed(name, '1000.00')),
    ),
    approval: { required: true, approvers: [ana, cem], rule: 'all', windowDays: 3, deemed: true },
  })
  for (const id of ids) await submit(id)
  return { id: must(ids[0]), ids, dealId }
}
const change = async (id: string) => {
  const { roundId } = await round(id)
  await office.within((sql) => changeAddress(sql, owner, office, { roundId, approverId: '1', email: RIGHT }))
}
const windows = async (id: string) => {
  const { roundId } = await round(id)
  return (await office.within((sql) => readWindows(sql, [roundId])))
    .map(({ approverId }) => approverId)
    .sort()
}
const to = (address: string) => post.taken.filter((each) => each.to.toLowerCase() === address.toLowerCase())
const opens = async (token: string) => (await portal.ask('GET', `/${token}`)).status

test('other work that waits for the same person is asked at the new address too, whether its letter left or waits', async () => {
  const { ids, dealId } = await asked(['Design', 'Build', 'Paint'])
  const [design, build, paint] = [must(ids[0]), must(ids[1]), must(ids[2])]
  // Of Design and Paint the letter has left; Ana has answered about Paint; that about Build waits.
  const about = (topic: string, roundId: string) => topic.startsWith(`review:${roundId}:1`)
  const left = [(await round(design)).roundId, (await round(paint)).roundId]
  for (const { topic, mailId } of await mails(dealId))
    if (left.some((roundId) => about(topic, roundId))) await send(mailId)
  const old = to(ana.email).map(({ raw }) => tokenIn(raw))
  expect((await portal.answer(must(old[0]), at(paint, 'approve'))).status).toBe(200)

  await change(design)
  await sendAll(dealId)
  expect(await Promise.all(old.map(opens))).toEqual([404, 404])
  // The copy of what she answered from there waited, goes to the new one with the next letters, and opens nothing.
  const withLink = (address: string) => to(address).filter(({ raw }) => raw.includes('/portal/')).length
  expect([withLink(ana.email), withLink(RIGHT)]).toEqual([2, 2])
  expect(await office.questions(dealId)).toEqual([])
  expect([await windows(design), await windows(build)]).toEqual([
    ['1', '2'],
    ['1', '2'],
  ])
  const emails = async (id: string) => (await round(id)).approvers.map(({ email }) => email)
  expect(await Promise.all([design, build, paint].map(emails))).toEqual([
    [RIGHT, cem.email],
    [RIGHT, cem.email],
    [ana.email, cem.email],
  ])
  const token = tokenIn(must(to(RIGHT)[0]).raw)
  for (const id of [design, build]) expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  const told = (await office.within((sql) => readHistory(sql, { dealId, limit: 50 }))).map(({ what }) => what)
  expect(told).toContain('Changed the address of Ana Ruiz, who is asked about “Build”')
})

test('a change order is signed at the new address; its letter to the old one never leaves, or opens nothing any more', async () => {
  for (const hasLeft of [true, false]) {
    post.taken.length = 0
    const { id, dealId } = await asked()
    const orderId = await orders.sent(dealId)
    if (hasLeft) await sendAll(dealId)
    const old = to(ana.email).map(({ raw }) => tokenIn(raw))
    expect(old).toHaveLength(hasLeft ? 2 : 0)
    await change(id)
    await sendAll(dealId)
    expect([to(ana.email).length, to(RIGHT).length]).toEqual([old.length, 2])
    expect(await Promise.all(old.map(opens))).toEqual(old.map(() => 404))
    const token = tokenIn(must(to(RIGHT).at(-1)).raw)
    expect((await portal.page(token)).changeOrders).toMatchObject([{ id: orderId, mayDecide: true }])
    const others = tokenIn(must(to(cem.email).at(-1)).raw)
    for (const each of [token, others])
      expect((await portal.answer(each, `/change-orders/${orderId}/approve`)).status).toBe(200)
    expect(await orders.contractOf(dealId)).toBe(1_350_000n)
    expect((await orders.kept(orderId)).map(({ who }) => who)).toEqual(['Ana Ruiz', 'Cem Kaya'])
  }
})

test('who has signed is not asked anew, but at the new address where the contract changes; the next order asks there', async () => {
  const { id, dealId } = await asked()
  const orderId = await orders.sent(dealId)
  const other = await orders.sent(dealId)
  await sendAll(dealId)
  const sign = async (email: string, order: string) => {
    const token = tokenIn(must(to(email).at(-1)).raw)
    return (await portal.answer(token, `/change-orders/${order}/approve`)).status
  }
  expect(await sign(ana.email, orderId)).toBe(200)
  await change(id)
  await sendAll(dealId)
  // About Design, and about the order that she has not signed.
  expect(to(RIGHT)).toHaveLength(2)
  expect([await sign(RIGHT, other), await sign(cem.email, other)]).toEqual([200, 200])
  await office.within(async (sql) => askSignersAgain(sql, must(await readScheduleOfDeal(sql, dealId))))
  await orders.sent(dealId, [{ op: 'add', milestone: fixed('More', '1.00') }])
  await sendAll(dealId)
  const asks = (await mails(dealId)).filter(({ kind }) => kind === 'order_asked')
  const told = (email: string) => asks.filter((each) => each.toEmail === email).map(({ state }) => state)
  // Both orders at the old address; the second, the first under its new sums, and the third at the new one.
  expect([told(ana.email), told(RIGHT)]).toEqual([
    ['delivered', 'delivered'],
    ['delivered', 'delivered', 'delivered'],
  ])
})

test('wherever the plan names them it names them there: for other work, and in the lines of open change orders', async () => {
  const own = { required: true, approvers: [cem, ana], rule: 'all' as const }
  const { ids, dealId } = await office.plan({
    ...draftOf('2000.00', [fixed('Design', '1000.00'), fixed('Build', '1000.00', { approval: own })]),
    approval: { required: true, approvers: [ana, cem], rule: 'any', windowDays: 3, deemed: true },
  })
  const [design, build] = [must(ids[0]), must(ids[1])]
  await submit(design)
  const orderId = await orders.sent(dealId, [
    { op: 'add', milestone: fixed('Extra', '1.00', { approval: own }) },
    { op: 'change', milestoneId: build, set: { approval: { ...own, rule: 'any' } } },
  ])
  await change(design)
  await sendAll(dealId)
  const token = tokenIn(must(to(RIGHT)[0]).raw)
  // What they are shown is what they were shown, and it fits the plan that it changes.
  expect((await portal.answer(token, `/change-orders/${orderId}/approve`)).status).toBe(200)
  const added = must(
    (
      await office.within(async (sql) =>
        readMilestones(sql, [must(await readScheduleOfDeal(sql, dealId)).scheduleId]),
      )
    ).at(-1),
  )
  for (const id of [build, added.milestoneId]) {
    await submit(id)
    expect((await round(id)).approvers.map(({ email }) => email)).toEqual([cem.email, RIGHT])
  }
})

test('a line that does this very move reads otherwise after it: whoever signed it is asked again, and it takes effect once', async () => {
  // Whole, as the builder's form gives it.
  const own = { required: true, rule: 'any' as const, approvers: [ana], windowDays: 3, deemed: false }
  const there = { ...own, approvers: [{ ...ana, email: RIGHT }] }
  const { ids, dealId } = await office.plan({
    ...draftOf('2000.00', [fixed('Design', '1000.00'), fixed('Build', '1000.00', { approval: own })]),
    approval: { required: true, approvers: [ana, cem], rule: 'all', windowDays: 3 },
  })
  const orderId = await orders.sent(dealId, [
    { op: 'add', milestone: fixed('Extra', '1.00') },
    { op: 'change', milestoneId: must(ids[1]), set: { approval: there } },
  ])
  await submit(must(ids[0]))
  await sendAll(dealId)
  const sign = async (email: string) => {
    const token = tokenIn(must(to(email).at(-1)).raw)
    return (await portal.answer(token, `/change-orders/${orderId}/approve`)).status
  }
  expect(await sign(cem.email)).toBe(200)
  await change(must(ids[0]))
  const before = post.taken.length
  await sendAll(dealId)
  const letters = post.taken.slice(before)
  const asks = letters.filter(({ raw }) => raw.replace(/=\r?\n/g, '').includes('proposes a change to'))
  expect(asks.map((each) => each.to.toLowerCase()).sort()).toEqual([RIGHT, cem.email])
  const again = must(to(cem.email).at(-1)).raw.replace(/=\r?\n/g, '')
  expect(again).toContain('What it changes reads otherwise now; its sums are the same')
  expect(again).toContain('nothing, it is so already')
  const told = (await office.within((sql) => readHistory(sql, { dealId, limit: 50 }))).map(({ what }) => what)
  expect(told).toContain('Cem Kaya is asked again to sign CO-1: what it shows has changed since they did')
  expect([await sign(cem.email), await sign(RIGHT)]).toEqual([200, 200])
  expect(await orders.contractOf(dealId)).toBe(200_100n)
  expect((await orders.kept(orderId)).map(({ who }) => who)).toEqual(['Cem Kaya', 'Cem Kaya', 'Ana Ruiz'])
})

test('a plan that was opened before puts no old address back, also where only one piece of work names them', async () => {
  const own = { required: true, approvers: [ana] }
  const draft = {
    ...draftOf('2000.00', [fixed('Design', '1000.00', { approval: own }), fixed('Build', '1000.00')]),
    approval: { required: false },
  }
  const { ids, dealId } = await office.plan(draft)
  const opened = async () => must(await office.within((sql) => readScheduleOfDeal(sql, dealId))).version
  const ifVersion = await opened()
  await submit(must(ids[0]))
  expect(await opened()).toBe(ifVersion)
  await change(must(ids[0]))
  const milestones = draft.milestones.map((each, index) => ({ ...each, id: must(ids[index]) }))
  const save = office.within((sql) =>
    planSchedule(sql, owner, { dealId, draft: { ...draft, milestones }, ifVersion }),
  )
  expect(await refusalOf(save)).toMatchObject({ code: 'version_conflict' })
})

test('nowhere are two people asked at one address: the change is refused, and nothing of it is kept', async () => {
  const bea = { name: 'Bea Lind', email: RIGHT }
  const beside = { required: true, approvers: [ana, bea] }
  const { ids, dealId } = await office.plan({
    ...draftOf('2000.00', [fixed('Design', '1000.00'), fixed('Build', '1000.00', { approval: beside })]),
    approval: { required: true, approvers: [ana, cem] },
  })
  const [design, build] = [must(ids[0]), must(ids[1])]
  await submit(design)
  const refused = (detail: string) => ({ code: 'validation_failed', errors: [{ pointer: '/email', detail }] })
  expect(await refusalOf(change(design))).toMatchObject(
    refused('The plan of “Build” names Bea Lind at this address beside them.'),
  )
  await submit(build)
  expect(await refusalOf(change(design))).toMatchObject(
    refused('Bea Lind is asked at this address about “Build”.'),
  )
  await sendAll(dealId)
  expect((await round(design)).approvers.map(({ email }) => email)).toEqual([ana.email, cem.email])
  expect(await opens(tokenIn(must(to(ana.email)[0]).raw))).toBe(200)
})
