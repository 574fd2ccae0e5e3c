/**
 * Goal: an end that a page or a letter named to somebody never moves back: not as the one who made it later answers, nor as
 * their time stops. Method: one office whose clock only goes forward, a mail server over a socket, the client's door over
 * HTTP, and approvers who were reached on different days.
 */
import { changeAddress } from '../../src/approvals/change-address'
import { takeBounce } from '../../src/approvals/mails/take-bounce'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, cem, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

const RIGHT = 'ana.ruiz@client.example'

let office: Office
let post: PostOffice
let portal: Portal
const { sendAll, send, mails, watch, moveTo } = mailing(
  () => office,
  () => post,
)
const { round, kept } = reviews(() => office)

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

async function asked(approval: Partial<ApprovalDraft>) {
  const { ids, dealId, scheduleId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '1000.00')]),
    customer: { quickbooksId: '1' },
    item: { quickbooksId: '1' },
    approval: { required: true, approvers: [ana, cem], windowDays: 3, deemed: true, ...approval },
  })
  const id = must(ids[0])
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  return { id, dealId, scheduleId }
}
const ended = async (id: string) => (await round(id)).endsAt?.toISOString() ?? null
const said = async (id: string) => (await kept(id)).map(({ who, decision }) => `${who}: ${decision}`)
const letter = (address: string) =>
  must(post.taken.filter(({ to }) => to.toLowerCase() === address).at(-1)).raw.replace(/=\r?\n/g, '')
const shownTo = async (address: string, id: string) =>
  milestoneOf(await portal.page(tokenIn(letter(address))), id).review?.endsAt?.slice(0, 10) ?? null

/** Cem was reached that day; Ana on the next one, at another address. */
async function reachedApart(rule: 'any' | 'all', day: string, next: string) {
  moveTo(`${day}T10:00:00Z`)
  const { id, dealId, scheduleId } = await asked({ rule })
  await sendAll(dealId)
  const { roundId } = await round(id)
  await office.within((sql) => changeAddress(sql, owner, office, { roundId, approverId: '1', email: RIGHT }))
  moveTo(`${next}T10:00:00Z`)
  await sendAll(dealId)
  return { id, dealId, scheduleId }
}

test('all must answer: whoever was told the later one’s end has it, though that one has answered', async () => {
  const { id, dealId, scheduleId } = await reachedApart('all', '2026-11-23', '2026-11-24') // a Monday
  expect([await ended(id), await shownTo(cem.email, id)]).toEqual(['2026-11-27T23:59:59.000Z', '2026-11-27'])
  moveTo('2026-11-25T09:30:00Z')
  await watch()
  await sendAll(dealId)
  expect(letter(cem.email)).toContain('by Fri 27 Nov')
  expect((await portal.answer(tokenIn(letter(RIGHT)), at(id, 'approve'))).status).toBe(200)
  expect([await ended(id), await shownTo(cem.email, id)]).toEqual(['2026-11-27T23:59:59.000Z', '2026-11-27'])
  moveTo('2026-11-27T00:00:00Z')
  await watch()
  expect([(await round(id)).state, await office.intents(scheduleId)]).toEqual(['open', []])
  moveTo('2026-11-28T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Ana Ruiz: approve', 'Cem Kaya: deemed_accepted'])
  expect(await office.intents(scheduleId)).toHaveLength(1)
})

test('one answer is enough: the later one’s letter comes back, and the end that was told stays', async () => {
  const { id, dealId, scheduleId } = await reachedApart('any', '2026-11-30', '2026-12-01') // a Monday
  expect(await shownTo(cem.email, id)).toBe('2026-12-04')
  moveTo('2026-12-02T09:30:00Z')
  await watch()
  await sendAll(dealId)
  expect(letter(cem.email)).toContain('by Fri 4 Dec')
  const { mailId } = must((await mails(dealId)).find((each) => each.toEmail === RIGHT))
  await office.within((sql) => takeBounce(sql, owner, office.clock, { mailId, why: '550 Unknown' }))
  expect([await ended(id), await shownTo(cem.email, id)]).toEqual(['2026-12-04T23:59:59.000Z', '2026-12-04'])
  moveTo('2026-12-04T00:00:00Z')
  await watch()
  expect([(await round(id)).state, await office.intents(scheduleId)]).toEqual(['open', []])
  moveTo('2026-12-05T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Cem Kaya: deemed_accepted'])
})

test('reached at last, and answered before anybody looked: the other is reminded, and has until the end that was shown', async () => {
  moveTo('2026-12-07T10:00:00Z') // a Monday
  const { id, dealId } = await asked({ rule: 'all', windowDays: 1 })
  const [first, second] = await mails(dealId)
  await send(must(first).mailId)
  moveTo('2026-12-10T10:00:00Z')
  await send(must(second).mailId)
  expect(await shownTo(ana.email.toLowerCase(), id)).toBe('2026-12-11')
  expect((await portal.answer(tokenIn(letter(cem.email)), at(id, 'approve'))).status).toBe(200)
  const before = post.taken.length
  await watch()
  expect([(await round(id)).state, await ended(id)]).toEqual(['open', '2026-12-11T23:59:59.000Z'])
  await sendAll(dealId)
  expect(post.taken.slice(before).map(({ to }) => to.toLowerCase())).toContain('ana@client.example')
  expect(letter('ana@client.example')).toContain('If we hear nothing by Fri 11 Dec')
  moveTo('2026-12-12T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Cem Kaya: approve', 'Ana Ruiz: deemed_accepted'])
})
