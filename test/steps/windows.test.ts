/**
 * Goal: time to answer is counted in business days where the workspace is, from delivery; silence counts only where that was
 * agreed, only of those who were reached, and is never anybody's approval. Method: a mail server over a socket, a clock that
 * is moved over a holiday weekend, and answers in the very second of the end.
 */
import { submitMilestone, withdrawMilestone } from '../../src/approvals/submit-milestone'
import type { ApprovalDraft } from '../../src/schedules/draft'
import { mailing, tokenIn } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, cem, linkFor, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let post: PostOffice
let portal: Portal
let moveTo: (at: string) => void

/** Every test has an office whose calendar begins anew, on the Tuesday before Thanksgiving 2026. */
async function open(zone: string, country: string | null): Promise<void> {
  office = await openOffice({
    delivery: 'post',
    calendar: { country, region: null },
    mail: {
      fromName: null,
      replyTo: 'office@harbour.example',
      team: ['team@harbour.example'],
      receipts: true,
      quiet: { from: '20:00', to: '07:30' },
    },
  })
  await office.within((sql) => sql('update workspace set zone = $1', [zone]))
  post = await openPostOffice()
  portal = await openPortalDoor(office)
  moveTo = (when) => {
    post_.moveTo(when)
  }
}
const post_ = mailing(
  () => office,
  () => post,
)
const { sendAll, mails, watch } = post_
const { round, read, kept } = reviews(() => office)
afterEach(async () => {
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
const to = (address: string) => post.taken.filter((each) => each.to.toLowerCase() === address)
const subjects = () =>
  post.taken.map(({ raw }) => decoded(must(/^Subject: ([\s\S]*?)\r?\n(?![ \t])/m.exec(raw)?.[1])))
const decoded = (text: string) =>
  text.replace(/\r?\n[ \t]/g, ' ').replace(/=\?UTF-8\?Q\?(.*?)\?= ?/gi, (_all, said: string) =>
    Buffer.from(
      said
        .replaceAll('_', ' ')
        .replace(/=([0-9A-F]{2})/g, (_one, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ).toString('utf8'),
  )
const history = (dealId: string) =>
  office.within(async (sql) =>
    (
      await sql<{ what: string }>('select what from history where deal_id = $1 order by number', [dealId])
    ).map(({ what }) => what),
  )

test('silence for three business days over a holiday weekend: accepted by silence, and labelled so everywhere', async () => {
  await open('America/New_York', 'US')
  moveTo('2026-11-24T15:00:00Z')
  const { id, dealId, scheduleId } = await asked()
  expect((await round(id)).endsAt).toBeNull()
  await sendAll(dealId)
  const token = tokenIn(must(to('ana@client.example')[0]).raw)
  // Wednesday, not Thursday (Thanksgiving), Friday, Monday.
  expect((await round(id)).endsAt?.toISOString()).toBe('2026-12-01T04:59:59.000Z')
  expect(must(post.taken[0]).raw.replace(/=\r?\n/g, '')).toContain('Mon 30 Nov, 23:59 (New York)')

  // Reminded on the morning of the last day but one; once, however many look.
  moveTo('2026-11-27T13:00:00Z')
  await watch()
  await sendAll(dealId)
  expect(post.taken).toHaveLength(1)
  moveTo('2026-11-27T14:00:00Z')
  await Promise.all([watch(), watch()])
  await watch()
  await sendAll(dealId)
  expect(subjects()).toEqual([
    'Please review “Design” · Deal 1001',
    'Still waiting for you: “Design” · Deal 1001',
  ])
  const reminder = must(post.taken[1]).raw.replace(/\r?\n[ \t]+/g, ' ')
  expect(reminder).toMatch(
    /List-Unsubscribe: <https:\/\/milepost\.example\/no-reminders\/[\w.-]+>, ?<mailto:office@harbour\.example/,
  )
  expect(reminder).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')

  // Its last second is still theirs; where the machine was so slow that it passed, nothing is seen of it.
  moveTo('2026-12-01T04:59:59.010Z')
  await watch()
  if (office.clock.now() < new Date('2026-12-01T05:00:00Z'))
    expect((await read(id)).workStatus).toBe('in_review')
  moveTo('2026-12-01T05:00:00Z')
  await Promise.all([watch(), watch(), watch()])
  await watch()
  expect(await read(id)).toMatchObject({
    workStatus: 'completed',
    completedHow: 'silence',
    completedBy: 'silence of Ana Ruiz, Project lead',
  })
  expect((await round(id)).state).toBe('deemed')
  const decisions = await kept(id)
  expect(decisions).toMatchObject([
    {
      decision: 'deemed_accepted',
      who: 'Ana Ruiz',
      signedName: null,
      recordedBy: null,
      how: { via: 'silence' },
    },
  ])
  expect(await history(dealId)).toContain('“Design”, round 1, was accepted by silence')
  expect((await history(dealId)).filter((what) => /approved/i.test(what))).toEqual([])

  // On the invoice too: the last day that they had, as the certificate says, whoever looked when.
  const [intent, ...others] = await office.intents(scheduleId)
  expect(others).toEqual([])
  expect(JSON.stringify(must(intent).body)).toContain('Accepted by silence on 2026-11-30')
  expect(JSON.stringify(must(intent).body)).not.toMatch(/approved/)

  // The client sees it as what it is, and can't undo it by the old link.
  const shown = milestoneOf(await portal.page(token), id)
  expect(shown.review).toMatchObject({ state: 'deemed', mayDecide: false, yourDecision: 'deemed_accepted' })
  expect(shown.decisions).toMatchObject([{ decision: 'deemed_accepted', who: 'Ana Ruiz' }])
  const late = await portal.answer(token, at(id, 'approve'))
  expect(late).toMatchObject({ status: 409 })

  await sendAll(dealId)
  expect(subjects().slice(2).sort()).toEqual([
    '“Design” was accepted by silence · Deal 1001',
    '“Design” was accepted by silence · Deal 1001',
  ])
  expect(to('team@harbour.example')).toHaveLength(1)
})

test('an answer counts until the end is told, and in that very second there is one outcome', async () => {
  await open('Europe/Berlin', 'DE')
  moveTo('2026-11-24T15:00:00Z')
  const { id, dealId, scheduleId } = await asked({ windowDays: 1 })
  await sendAll(dealId)
  const token = tokenIn(must(post.taken[0]).raw)
  expect((await round(id)).endsAt?.toISOString()).toBe('2026-11-25T22:59:59.000Z')
  const page = await portal.page(token)
  moveTo('2026-11-25T23:00:00Z')
  const [answer] = await Promise.all([portal.answer(token, at(id, 'approve'), {}, page), watch(), watch()])
  const { state } = await round(id)
  expect(state).toBe(answer.status === 200 ? 'approved' : 'deemed')
  expect(await kept(id)).toHaveLength(1)
  expect(await office.intents(scheduleId)).toHaveLength(1)
  await watch()
  expect((await round(id)).state).toBe(state)
})

test('no delivery, no window: nothing is accepted, however long', async () => {
  await open('UTC', null)
  moveTo('2026-11-24T15:00:00Z')
  const { id, dealId } = await asked()
  post.manners = 'no such mailbox'
  await sendAll(dealId)
  moveTo('2027-02-01T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  expect((await office.questions(dealId)).map((each) => each.split(':')[0])).toEqual(['mail'])
})

test('not agreed that silence accepts: people are told, nothing is accepted, and an answer settles it', async () => {
  await open('UTC', null)
  moveTo('2026-11-24T15:00:00Z')
  const { id, dealId } = await asked({ deemed: false })
  await sendAll(dealId)
  const token = tokenIn(must(post.taken[0]).raw)
  expect(must(post.taken[0]).raw).toContain('Nothing is accepted by silence')
  moveTo('2026-12-05T00:00:00Z')
  await watch()
  await watch()
  expect((await round(id)).state).toBe('open')
  expect(await office.questions(dealId)).toEqual(['approval_waiting: Ana Ruiz did not answer about “Design”'])
  expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
  expect(await office.questions(dealId)).not.toContain(
    'approval_waiting: Ana Ruiz did not answer about “Design”',
  )
})

describe('all must answer', () => {
  test('one approves, one is silent: accepted by silence, with both told apart', async () => {
    await open('UTC', null)
    moveTo('2026-11-24T15:00:00Z')
    const { id, dealId } = await asked({ approvers: [ana, cem], rule: 'all', windowDays: 1 })
    await sendAll(dealId)
    const token = tokenIn(must(to('ana@client.example')[0]).raw)
    expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
    moveTo('2026-11-26T00:00:00Z')
    await watch()
    expect((await kept(id)).map(({ who, decision }) => `${who}: ${decision}`)).toEqual([
      'Ana Ruiz: approve',
      'Cem Kaya: deemed_accepted',
    ])
    expect((await round(id)).state).toBe('deemed')
    expect((await read(id)).completedBy).toBe('Ana Ruiz, Project lead and silence of Cem Kaya')
  })

  test('a request for changes by anyone prevents it', async () => {
    await open('UTC', null)
    moveTo('2026-11-24T15:00:00Z')
    const { id, dealId } = await asked({ approvers: [ana, cem], rule: 'all', windowDays: 1 })
    await sendAll(dealId)
    const token = tokenIn(must(to('cem@client.example')[0]).raw)
    await portal.answer(token, at(id, 'request-revision'), { reason: 'Too blue' })
    moveTo('2026-11-30T00:00:00Z')
    await watch()
    expect((await round(id)).state).toBe('revised')
    expect(await kept(id)).toHaveLength(1)
  })

  test('one was never reached: the time does not run out; once they answer the other is reminded and has a business day', async () => {
    await open('UTC', null)
    moveTo('2026-11-24T15:00:00Z')
    const { id, dealId } = await asked({ approvers: [ana, cem], rule: 'all', windowDays: 1 })
    const [first, second] = await mails(dealId)
    await post_.send(must(first).mailId)
    post.manners = 'no such mailbox'
    await post_.send(must(second).mailId)
    post.manners = 'takes'
    moveTo('2026-12-10T09:00:00Z')
    await watch()
    expect(await round(id)).toMatchObject({ state: 'open', endsAt: null })
    // Ana was told her own day; it is over, and the page does not say that silence counts then.
    const anas = tokenIn(must(to('ana@client.example')[0]).raw)
    expect(milestoneOf(await portal.page(anas), id).review).toMatchObject({ endsAt: null, silence: 'later' })
    const token = await linkFor(office, id, must(second).approverId ?? '')
    expect((await portal.answer(token, at(id, 'approve'))).status).toBe(200)
    await watch()
    await sendAll(dealId)
    // It is a Thursday: she has Friday, and is told.
    expect(await round(id)).toMatchObject({ state: 'open', endsAt: new Date('2026-12-11T23:59:59Z') })
    expect(subjects()).toContain('Still waiting for you: “Design” · Deal 1001')
    expect(must(to('ana@client.example').at(-1)).raw).toContain('Fri 11 Dec')
    await watch()
    moveTo('2026-12-12T00:00:00Z')
    await watch()
    expect((await round(id)).state).toBe('deemed')
  })
})

test('changed since it was shown: never accepted by silence, and people are told', async () => {
  await open('UTC', null)
  moveTo('2026-11-24T15:00:00Z')
  const { id, dealId } = await asked({ windowDays: 1 })
  await sendAll(dealId)
  await office.within((sql) => sql(`update milestone set name = 'Another' where milestone_id = $1`, [id]))
  moveTo('2026-11-30T00:00:00Z')
  await watch()
  expect((await round(id)).state).toBe('open')
  expect(await office.questions(dealId)).toEqual([
    'approval_waiting: Ana Ruiz did not answer about “Another”',
  ])
  await office.within((sql) => withdrawMilestone(sql, owner, { milestoneId: id, note: null }))
  expect(await office.questions(dealId)).toEqual([])
})

test('a reminder that falls into quiet hours waits for the morning; one that is late by days is the last one only', async () => {
  await open('UTC', null)
  moveTo('2026-11-23T15:00:00Z')
  const { dealId } = await asked({ windowDays: 5 })
  await sendAll(dealId)
  // Its half is Thursday, its last but one Friday; nobody looked until Friday night.
  moveTo('2026-11-27T22:00:00Z')
  await watch()
  await sendAll(dealId)
  expect(post.taken).toHaveLength(1)
  moveTo('2026-11-28T07:30:00Z')
  await sendAll(dealId)
  await watch()
  await sendAll(dealId)
  expect(post.taken).toHaveLength(2)
})
