/**
 * Goal: silence counts only of somebody outside who could answer to the end, was reminded, and had the time that they were told;
 * one broken round holds up no other. Method: one office whose clock only goes forward, a mail server over a socket, and in
 * each test a deal of its own.
 */

import { settleUnreached } from '../../src/approvals/mails/settle-mail'
import { revokeLink } from '../../src/approvals/open-links'
import { listLinks } from '../../src/approvals/portal-link-table'
import { submitMilestone } from '../../src/approvals/submit-milestone'
import { dueRounds, readWindows } from '../../src/approvals/windows/answer-window-table'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, cem, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

const bea = { name: 'Bea Lang', email: 'bea@harbour.example', inside: true } as const

let office: Office
let post: PostOffice
let portal: Portal
const post_ = mailing(
  () => office,
  () => post,
)
const { sendAll, mails, watch, moveTo, broken } = post_
const { round, read, kept } = reviews(() => office)

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

async function asked(approval: Partial<ApprovalDraft> = {}) {
  const { ids, dealId, scheduleId } = await office.plan({
    ...draftOf('1000.00', [fixed('Design', '1000.00')]),
    customer: { quickbooksId: '1' },
    item: { quickbooksId: '1' },
    approval: { required: true, approvers: [ana], windowDays: 3, deemed: true, ...approval },
  })
  const id = must(ids[0])
  await office.within((sql) => submitMilestone(sql, owner, { milestoneId: id, note: null }))
  return { id, dealId, scheduleId }
}
const archive = (dealId: string, archived: boolean) =>
  office.within((sql) => sql('update deal set archived = $2 where deal_id = $1', [dealId, archived]))
const reminders = async (dealId: string) =>
  (await mails(dealId)).filter(({ kind }) => kind === 'review_reminder')
const ended = async (id: string) => (await round(id)).endsAt?.toISOString() ?? null
const said = async (id: string) => (await kept(id)).map(({ who, decision }) => `${who}: ${decision}`)
const letter = (address: string) =>
  must(post.taken.filter(({ to }) => to.toLowerCase() === address).at(-1)).raw.replace(/=\r?\n/g, '')

test('a deal that is deleted in HubSpot: nobody is reminded, silence accepts nothing, and all time is given anew', async () => {
  moveTo('2026-11-23T10:00:00Z') // a Monday
  const { id, dealId } = await asked({ windowDays: 2 })
  const later = await asked()
  await sendAll(dealId)
  expect(await ended(id)).toBe('2026-11-25T23:59:59.000Z')
  await archive(dealId, true)
  await archive(later.dealId, true)
  // What was not sent yet would carry a link that opens nothing.
  await sendAll(later.dealId)
  expect((await mails(later.dealId)).map(({ state }) => state)).toEqual(['waiting'])
  for (const when of ['2026-11-24T09:30:00Z', '2026-11-26T00:00:00Z', '2026-11-30T12:00:00Z']) {
    moveTo(when)
    await watch()
  }
  expect((await round(id)).state).toBe('open')
  expect(await reminders(dealId)).toEqual([])
  expect(await office.questions(dealId)).toEqual(['approval_waiting: Nobody can answer about “Design”'])

  moveTo('2026-11-30T13:00:00Z')
  await archive(dealId, false)
  await watch()
  expect(await office.questions(dealId)).toEqual([])
  expect(await ended(id)).toBe('2026-12-02T23:59:59.000Z')
  await watch()
  moveTo('2026-12-01T09:30:00Z')
  await watch()
  await sendAll(dealId)
  expect((await reminders(dealId)).map(({ state }) => state)).toEqual(['delivered'])
  moveTo('2026-12-03T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
})

test('of a deal that is back, a round is looked at once, also where one of two has answered before', async () => {
  moveTo('2026-11-23T10:00:00Z')
  const { id, dealId } = await asked({ approvers: [ana, cem], rule: 'all', windowDays: 2 })
  await sendAll(dealId)
  const answered = await portal.answer(tokenIn(letter('ana@client.example')), at(id, 'approve'))
  expect(answered.status).toBe(200)
  await archive(dealId, true)
  moveTo('2026-11-24T08:00:00Z')
  await archive(dealId, false)
  const due = () => office.within((sql) => dueRounds(sql, 100))
  expect((await due()).map(({ milestoneId }) => milestoneId)).toContain(id)
  await watch()
  expect((await due()).map(({ milestoneId }) => milestoneId)).not.toContain(id)
})

test('the last link is revoked: the time stops and says so, and asking again begins it anew', async () => {
  moveTo('2026-12-07T10:00:00Z') // a Monday
  const { id, dealId, scheduleId } = await asked({ windowDays: 1 })
  await sendAll(dealId)
  const [link] = await office.within((sql) => listLinks(sql, scheduleId))
  await office.within((sql) => revokeLink(sql, owner, office, must(link).linkId))
  expect(await ended(id)).toBeNull()
  expect(await office.questions(dealId)).toEqual([
    'approval_waiting: Ana Ruiz can’t answer about “Design” any more',
  ])
  moveTo('2026-12-10T10:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  const { roundId } = await round(id)
  await office.within((sql) => settleUnreached(sql, owner, [roundId, '1'], 'send_again'))
  await sendAll(dealId)
  expect(await office.questions(dealId)).toEqual([])
  expect(await ended(id)).toBe('2026-12-11T23:59:59.000Z')
  moveTo('2026-12-12T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
})

test('a link that ended before the time did: nothing is accepted, and a person is asked', async () => {
  moveTo('2026-12-14T10:00:00Z')
  const { id, dealId, scheduleId } = await asked({ windowDays: 1 })
  await sendAll(dealId)
  await office.within((sql) =>
    sql("update portal_link set expires_at = '2026-12-15T12:00:00Z' where schedule_id = $1", [scheduleId]),
  )
  moveTo('2026-12-16T00:00:00Z')
  await watch()
  await watch()
  expect((await round(id)).state).toBe('open')
  expect(await office.questions(dealId)).toEqual([
    'approval_waiting: Ana Ruiz had no link to answer about “Design”',
  ])
})

describe('a colleague among those who are asked', () => {
  test('alone: their silence is nobody’s acceptance', async () => {
    moveTo('2026-12-16T10:00:00Z')
    const { id, dealId } = await asked({ approvers: [bea], windowDays: 1 })
    await sendAll(dealId)
    expect(letter('bea@harbour.example')).toContain('Nothing is accepted by silence')
    moveTo('2026-12-18T00:00:00Z')
    await watch()
    expect((await round(id)).state).toBe('open')
    expect(await office.questions(dealId)).toEqual([
      'approval_waiting: Bea Lang did not answer about “Design”',
    ])
  })

  test('beside the client, one answer is enough: only the client was silent', async () => {
    moveTo('2026-12-18T10:00:00Z')
    const { id, dealId } = await asked({ approvers: [bea, ana], windowDays: 1 })
    await sendAll(dealId)
    moveTo('2026-12-22T00:00:00Z')
    await watch()
    expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
  })

  test('beside the client, all must answer: the colleague has to, and then the client has a business day', async () => {
    moveTo('2027-01-04T10:00:00Z') // a Monday
    const { id, dealId } = await asked({ approvers: [bea, ana], rule: 'all', windowDays: 1 })
    await sendAll(dealId)
    // Nothing is promised to the client that hangs on the colleague.
    const notYet = 'Silence will count as acceptance, but not while others are waited for'
    expect(letter('ana@client.example')).toContain(notYet)
    expect(letter('ana@client.example')).not.toContain('counts as accepted')
    const anas = async () => milestoneOf(await portal.page(tokenIn(letter('ana@client.example'))), id).review
    expect(await anas()).toMatchObject({ silence: 'later', endsAt: expect.stringMatching(/^2027-01-05/) })
    const token = tokenIn(letter('bea@harbour.example'))
    expect(milestoneOf(await portal.page(token), id).review).toMatchObject({ silence: 'nothing' })
    moveTo('2027-01-06T00:00:00Z')
    await watch()
    expect((await round(id)).state).toBe('open')
    expect(await office.questions(dealId)).toEqual([
      'approval_waiting: Bea Lang did not answer about “Design”',
    ])
    moveTo('2027-01-06T12:00:00Z')
    expect(await anas()).toMatchObject({ silence: 'later', endsAt: null })
    expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
    await watch()
    expect(await ended(id)).toBe('2027-01-07T23:59:59.000Z')
    await sendAll(dealId)
    expect(letter('ana@client.example')).toContain('If we hear nothing by Thu 7 Jan')
    expect(await anas()).toMatchObject({ silence: 'accepts', endsAt: '2027-01-07T23:59:59.000Z' })
    moveTo('2027-01-08T00:00:00Z')
    await watch()
    expect(await said(id)).toEqual(['Bea Lang: approve', 'Ana Ruiz: deemed_accepted'])
    await sendAll(dealId)
    expect(letter('ana@client.example')).toContain('within 3 business days, until')
  })
})

test('one answer is enough, and one was reached later: nobody’s time ends before the day that they were told', async () => {
  moveTo('2027-01-11T10:00:00Z') // a Monday
  const { id, dealId } = await asked({ approvers: [ana, cem], windowDays: 1 })
  const [first, second] = await mails(dealId)
  await post_.send(must(first).mailId)
  moveTo('2027-01-12T10:00:00Z')
  await post_.send(must(second).mailId)
  expect(letter('cem@client.example')).toContain('Wed 13 Jan')
  moveTo('2027-01-13T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  expect(await ended(id)).toBe('2027-01-13T23:59:59.000Z')
  moveTo('2027-01-14T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted', 'Cem Kaya: deemed_accepted'])
})

describe('nobody looked until the time was over', () => {
  test('who was never reminded is, and has a business day; whom the reminder does not reach accepts nothing', async () => {
    moveTo('2027-01-18T10:00:00Z') // a Monday
    const { id, dealId } = await asked()
    const lost = await asked()
    await sendAll(dealId)
    await sendAll(lost.dealId)
    moveTo('2027-01-25T10:00:00Z')
    await watch()
    expect((await round(id)).state).toBe('open')
    expect(await ended(id)).toBe('2027-01-26T23:59:59.000Z')
    await sendAll(dealId)
    expect(letter('ana@client.example')).toContain('Tue 26 Jan')
    post.manners = 'no such mailbox'
    await sendAll(lost.dealId)
    post.manners = 'takes'
    moveTo('2027-01-27T00:00:00Z')
    await watch()
    expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
    expect((await read(id)).completedAt).toEqual(new Date('2027-01-26T23:59:59Z'))
    expect((await round(lost.id)).state).toBe('open')
    expect(await office.questions(lost.dealId)).toContain(
      'approval_waiting: The reminder to Ana Ruiz about “Design” was refused',
    )
    expect(await office.within(async (sql) => readWindows(sql, [(await round(lost.id)).roundId]))).toEqual([])
  })

  test('a mail server that is out: it is waited for, day by day', async () => {
    moveTo('2027-02-01T10:00:00Z') // a Monday
    const { id, dealId } = await asked({ windowDays: 2 })
    await sendAll(dealId)
    post.manners = 'greets nobody'
    for (const when of ['2027-02-02T09:30:00Z', '2027-02-04T12:00:00Z', '2027-02-06T12:00:00Z']) {
      moveTo(when)
      await watch()
      await sendAll(dealId)
    }
    post.manners = 'takes'
    expect((await round(id)).state).toBe('open')
    await sendAll(dealId)
    expect(await ended(id)).toBe('2027-02-08T23:59:59.000Z')
    moveTo('2027-02-09T00:00:00Z')
    await watch()
    expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
  })
})

test('one round that breaks is put off and told; the others go on', async () => {
  moveTo('2027-02-15T10:00:00Z') // a Monday
  const poisoned = await asked({ windowDays: 1 })
  const { id, dealId } = await asked({ windowDays: 1 })
  await sendAll(poisoned.dealId)
  await sendAll(dealId)
  await office.within((sql) =>
    sql(`update approval_round set approvers = '{"broken": true}' where milestone_id = $1`, [poisoned.id]),
  )
  const before = broken.length
  moveTo('2027-02-17T00:00:00Z')
  await watch()
  expect(await said(id)).toEqual(['Ana Ruiz: deemed_accepted'])
  expect(broken.slice(before)).toHaveLength(1)
  expect(await office.questions(poisoned.dealId)).toEqual([
    'approval_waiting: The time to answer about “Design” can’t be watched',
  ])
  // Not again at once, and again later.
  await watch()
  expect(broken.slice(before)).toHaveLength(1)
  moveTo('2027-02-17T02:00:00Z')
  await watch()
  expect(broken.slice(before)).toHaveLength(2)
})
