/**
 * Goal: what a client accepted stays accepted although it can't be billed within the contract, and the company is told with
 * the numbers; what a colleague decides by themselves is refused, and nothing is changed. Method: a plan over its contract on
 * a real database, the client's door over HTTP, recorded answers, and a time to answer that ends.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { decideRound } from '../../src/approvals/decide-round'
import { takeBack } from '../../src/approvals/take-back'
import { type SaidVerdict, verdictOf } from '../../src/approvals/verdict'
import { listAttention } from '../../src/attention/attention-table'
import type { PortalPage } from '../../src/http/contract/portal'
import type { ApprovalDraft } from '../../src/schedules/draft'
import type { Actor } from '../../src/tenants/actor'
import { mailing } from '../fixtures/mailing'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'
import { ana, at, linkFor, milestoneOf, openPortalDoor, type Portal, reviews } from '../fixtures/portal'
import { openPostOffice, type PostOffice } from '../fixtures/post-office'

let office: Office
let portal: Portal
let post: PostOffice
beforeAll(async () => {
  office = await openOffice({ delivery: 'post' })
  portal = await openPortalDoor(office)
  post = await openPostOffice()
})
afterAll(async () => {
  await portal.close()
  await post.close()
  await office.close()
})

const { submit, round, read, kept } = reviews(() => office)
const mail = mailing(
  () => office,
  () => post,
)
const benAsked = { name: 'Ben Okafor', email: 'ben@office.example', inside: true }
const ben: Actor = { ...owner, who: 'Ben Okafor', role: 'member', email: 'ben@office.example' }

/** Build, in review, with 600.00 where the contract has 400.00 left. */
async function submitted(approval: Partial<ApprovalDraft> = {}) {
  const { ids, dealId, scheduleId } = await office.plan({
    ...draftOf('1000.00', [
      fixed('Design', '600.00', { approval: { required: false } }),
      fixed('Build', '600.00'),
    ]),
    approval: { required: true, approvers: [ana], ...approval },
  })
  await office.within((sql) =>
    completeMilestone(sql, owner, office.parts, { milestoneId: must(ids[0]), note: null }),
  )
  const id = must(ids[1])
  await submit(id)
  return { id, dealId, scheduleId }
}
const decide = async (id: string, actor: Actor, said: SaidVerdict, approverId: string | null = null) => {
  const { roundId } = await round(id)
  const recording = { approverId, on: null, fileIds: [] }
  return office.within((sql) =>
    decideRound(sql, actor, office.parts, { roundId, verdict: verdictOf(said), recording }),
  )
}
const billed = async (scheduleId: string) =>
  (await office.intents(scheduleId)).map(({ amountMinor }) => amountMinor)
const asked = async (dealId: string) =>
  (await office.within((sql) => listAttention(sql, { dealId, limit: 10, offset: 0 }))).filter(
    ({ kind }) => kind === 'billing_blocked',
  )

/** Accepted and not billed, and the company is asked, with the numbers and what to do. */
async function isBlocked(
  { id, dealId, scheduleId }: Awaited<ReturnType<typeof submitted>>,
  attempted: string,
) {
  expect(await read(id)).toMatchObject({ workStatus: 'completed', billed: false })
  expect(await billed(scheduleId)).toEqual([60_000n])
  expect(await asked(dealId)).toMatchObject([
    {
      kind: 'billing_blocked',
      milestoneId: id,
      title: "“Build” is completed but can't be billed yet",
      detail:
        `Billing ${attempted} for “Build” would pass the contract: $400.00 remains of $1,000.00. ` +
        'It is accepted, and that stands. Raise the contract by a change order, or put right in QuickBooks what other ' +
        'invoices bill too much; then try again.',
      actions: [{ action: 'bill', label: 'Try again' }],
    },
  ])
}

describe('what a client said is kept', () => {
  test('approved on their page', async () => {
    const work = await submitted()
    const token = await linkFor(office, work.id)
    const shown = await portal.page(token)
    const { status, body } = await portal.answer(token, at(work.id, 'approve'), { reason: 'Lovely' }, shown)
    expect(status).toBe(200)
    expect(milestoneOf(body as unknown as PortalPage, work.id)).toMatchObject({
      status: 'done',
      review: { state: 'approved', yourDecision: 'approve' },
    })
    expect(JSON.stringify(body)).not.toMatch(/would pass|remains of|blocked/i)
    await isBlocked(work, '$600.00')
    // Sent once more, as a page does whose answer was lost.
    const twice = await portal.answer(token, at(work.id, 'approve'), { reason: 'Lovely' }, shown)
    expect(twice.status).toBe(200)
    await isBlocked(work, '$600.00')
    // Taken back, there is nothing to bill any more.
    await office.within((sql) =>
      takeBack(sql, owner, office.parts.billing, {
        milestoneId: work.id,
        how: 'revoke',
        reason: 'Wrong deal',
      }),
    )
    expect(await asked(work.dealId)).toEqual([])
  })

  test('a part of it', async () => {
    const work = await submitted()
    const token = await linkFor(office, work.id)
    const accepted = { amount: '450.00', currency: 'USD' }
    const said = { accepted, reason: 'The rest is missing' }
    expect((await portal.answer(token, at(work.id, 'approve-part'), said)).status).toBe(200)
    expect(await read(work.id)).toMatchObject({ code: '2-A', amountMinor: 45_000n })
    await isBlocked(work, '$450.00')
  })

  test('all of it, with what is missing carried on', async () => {
    const work = await submitted()
    const token = await linkFor(office, work.id)
    const said = { outcome: 'carry', reason: 'One lamp' }
    expect((await portal.answer(token, at(work.id, 'approve-part'), said)).status).toBe(200)
    await isBlocked(work, '$600.00')
  })

  test('recorded by a colleague', async () => {
    const work = await submitted()
    await decide(work.id, owner, { decision: 'approve', reason: 'She called' }, '1')
    expect(await kept(work.id)).toMatchObject([{ who: 'Ana Ruiz', recordedBy: owner.who }])
    await isBlocked(work, '$600.00')
  })

  test('by silence', async () => {
    // A Monday: three days from a Friday the one business day to answer has not ended.
    mail.moveTo('2027-03-01T10:00:00Z')
    const work = await submitted({ windowDays: 1, deemed: true })
    await mail.sendAll(work.dealId)
    const day = 24 * 60 * 60 * 1_000
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      office.clock.moveTo(office.clock.offsetMs() + day / 2)
      await mail.watch()
      await mail.sendAll(work.dealId)
    }
    expect(mail.broken).toEqual([])
    expect(await round(work.id)).toMatchObject({ state: 'deemed' })
    expect(await kept(work.id)).toMatchObject([{ decision: 'deemed_accepted' }])
    await isBlocked(work, '$600.00')
  })
})

test('what a colleague decides by themselves is refused, and nothing is changed', async () => {
  const work = await submitted({ approvers: [ana, benAsked], rule: 'all' })
  const token = await linkFor(office, work.id)
  expect((await portal.answer(token, at(work.id, 'approve'))).status).toBe(200)
  expect(await refusalOf(decide(work.id, ben, { decision: 'approve' }))).toMatchObject({
    status: 409,
    code: 'over_billing',
    attempted: '600.00',
    remaining: '400.00',
  })
  expect(await read(work.id)).toMatchObject({ workStatus: 'in_review' })
  // What the client said before stands.
  expect(await kept(work.id)).toMatchObject([{ who: 'Ana Ruiz', decision: 'approve' }])
  expect(await asked(work.dealId)).toEqual([])

  const own = await submitted({ approvers: [] })
  expect(await refusalOf(decide(own.id, owner, { decision: 'approve' }))).toMatchObject({
    code: 'over_billing',
  })
  const part = {
    decision: 'approve_part',
    outcome: 'split',
    accepted: { percent: '90' },
    reason: 'Most',
  } as const
  expect(await refusalOf(decide(own.id, owner, part))).toMatchObject({ code: 'over_billing' })
  expect(await read(own.id)).toMatchObject({ workStatus: 'in_review', code: null })
  expect(await billed(own.scheduleId)).toEqual([60_000n])
})
