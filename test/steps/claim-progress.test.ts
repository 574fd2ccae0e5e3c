/**
 * Goal: a milestone that is billed by percent bills each difference once, and all of it in the end, whatever happens in
 * between: two people at once, an invoice that is voided, retainage, several payers, a month, a review of what is
 * prepared, a contract that is used up. Method: a real database; every refusal; fifty at once.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { splitMilestone } from '../../src/approvals/split-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { freeParts } from '../../src/invoices/billing-part-table'
import { buryDocument } from '../../src/invoices/books/document-table'
import { partKey, requestKeyOf } from '../../src/invoices/intent'
import { setPosted } from '../../src/invoices/intent-table'
import { claimProgress, lookAtClaim } from '../../src/invoices/progress/claim-progress'
import { withdrawClaim } from '../../src/invoices/progress/withdraw-claim'
import { changeMilestone, lockFor, removeMilestone } from '../../src/schedules/change-milestone'
import { noEvidenceBecause } from '../../src/schedules/evidence'
import { readMilestone } from '../../src/schedules/milestone-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { payer } from '../fixtures/payers'
import { draftOf, fixed, owner, usd } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice()
})
afterAll(() => office.close())

const begin = async (amount: string, more: Parameters<typeof draftOf>[2] = {}, contract = amount) => {
  const planned = await office.plan(draftOf(contract, [fixed('Framing', amount)], more))
  const milestoneId = must(planned.ids[0])
  await office.within((sql) => startMilestone(sql, owner, milestoneId))
  return { ...planned, milestoneId }
}
const claim = (milestoneId: string, percent: string, note: string | null = null) =>
  office.within((sql) => claimProgress(sql, owner, office.clock, { milestoneId, percent, note }))
const complete = (milestoneId: string) =>
  office.within((sql) => completeMilestone(sql, owner, office.parts, { milestoneId, note: null }))
const withdraw = (milestoneId: string) => office.within((sql) => withdrawClaim(sql, owner, milestoneId))
const bill = (milestoneId: string, again = false) =>
  office.within(async (sql) => {
    const { schedule, milestone } = await lockFor(sql, milestoneId)
    await billMilestone(sql, owner, office.clock, { schedule, milestone, again, byPolicy: false })
  })
const read = async (milestoneId: string) =>
  must(await office.within((sql) => readMilestone(sql, milestoneId)))
const amounts = async (scheduleId: string) =>
  (await office.intents(scheduleId)).map(({ state, amountMinor }) => [state, amountMinor])
/** As QuickBooks' invoice of this intent was deleted there, and that was read. */
const deleted = async (intentId: string, quickbooksId: string) =>
  office.within(async (sql) => {
    await setPosted(sql, intentId, quickbooksId, new Map())
    await buryDocument(sql, 'Invoice', quickbooksId)
    await freeParts(sql, intentId)
  })

test('15, then 40 %, then completed: 1,500.00, 2,500.00 and 6,000.00, each with its words, its key and its mark', async () => {
  const { dealId, scheduleId, milestoneId } = await begin('10000')
  await claim(milestoneId, '15', 'Walls of the ground floor')
  await claim(milestoneId, '40')
  await complete(milestoneId)
  const intents = await office.intents(scheduleId)
  expect(intents.map(({ state, amountMinor }) => [state, amountMinor])).toEqual([
    ['queued', 150_000n],
    ['queued', 250_000n],
    ['queued', 600_000n],
  ])
  const texts = intents.map(({ body }) => JSON.parse(body).Line[0].Description)
  expect(texts[0]).toContain('15 % complete: $1,500.00 of $10,000.00\nProgress: Walls of the ground floor')
  expect(texts[1]).toContain('40 % complete: $4,000.00 of $10,000.00, less $1,500.00 claimed before')
  expect(texts[2]).toContain('100 % complete: $10,000.00, less $4,000.00 claimed before')
  expect(intents.map((each) => each.requestKey)).toEqual(
    [1, 2, 3].map((number) => requestKeyOf(office.workspaceId, [partKey(milestoneId, 'work', 1, number)], 1)),
  )
  expect(new Set(intents.map((each) => each.marker)).size).toBe(3)
  const { figures } = await office.tracker(dealId)
  expect(figures).toMatchObject({ inFlight: 1_000_000n, remaining: 0n, earnedNotBilled: 0n })
})

test('work that is claimed is earned as far as it is claimed, and is not billed ahead of it', async () => {
  const { dealId, milestoneId } = await begin('10000')
  await claim(milestoneId, '25')
  const { figures } = await office.tracker(dealId)
  expect(figures).toMatchObject({
    completed: 250_000n,
    inFlight: 250_000n,
    earnedNotBilled: 0n,
    billedInAdvance: 0n,
  })
})

test('fifty claims of one percentage at once are one claim, and one invoice', async () => {
  const { scheduleId, milestoneId } = await begin('10000')
  const answers = await Promise.allSettled(Array.from({ length: 50 }, () => claim(milestoneId, '40')))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const answer of answers)
    if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'progress_not_raised' })
  expect(await amounts(scheduleId)).toEqual([['queued', 400_000n]])
})

test('a claim and its completion at once bill all of it, whichever comes first', async () => {
  const { scheduleId, milestoneId } = await begin('10000')
  await Promise.allSettled([claim(milestoneId, '40'), complete(milestoneId)])
  const billed = (await amounts(scheduleId)).reduce((sum, [, minor]) => sum + BigInt(minor ?? 0n), 0n)
  expect(billed).toBe(1_000_000n)
})

test.each([
  ['0', 'validation_failed'],
  ['0.0000', 'validation_failed'],
  ['100', 'validation_failed'],
])('%s %% is refused and changes nothing', async (percent, code) => {
  const { scheduleId, milestoneId } = await begin('10000')
  expect(await refusalOf(claim(milestoneId, percent))).toMatchObject({ code })
  expect((await read(milestoneId)).claims).toEqual([])
  expect(await office.intents(scheduleId)).toEqual([])
})

test('work that has not begun, that the client approves, or that is done is not claimed', async () => {
  const pending = await office.plan(draftOf('100', [fixed('A', '100')]))
  expect(await refusalOf(claim(must(pending.ids[0]), '40'))).toMatchObject({ code: 'wrong_status' })
  const judged = await begin('100', { approval: { required: true } })
  expect(await refusalOf(claim(judged.milestoneId, '40'))).toMatchObject({ code: 'not_accepted' })
  const done = await begin('100')
  await complete(done.milestoneId)
  expect(await refusalOf(claim(done.milestoneId, '40'))).toMatchObject({ code: 'wrong_status' })
})

test('what would pass the contract is refused with what remains, and nothing is claimed', async () => {
  const { ids } = await office.plan(draftOf('100', [fixed('A', '80'), fixed('B', '80')]))
  await office.within((sql) => startMilestone(sql, owner, must(ids[0])))
  await office.within((sql) => startMilestone(sql, owner, must(ids[1])))
  await claim(must(ids[0]), '75')
  expect(await refusalOf(claim(must(ids[1]), '75'))).toMatchObject({
    code: 'over_billing',
    remaining: '40.00',
    attempted: '60.00',
  })
  expect((await read(must(ids[1]))).claims).toEqual([])
  await claim(must(ids[1]), '50')
})

test('a look at a claim shows its invoice and changes nothing', async () => {
  const { scheduleId, milestoneId } = await begin('10000')
  const request = { milestoneId, percent: '40.50', note: null }
  const { outlook } = await office.within((sql) => lookAtClaim(sql, owner, office.clock, request))
  expect(outlook.invoices.map((each) => each.part.amountMinor)).toEqual([405_000n])
  expect(outlook.invoices[0].composed.lines[0]?.reads.text.join()).toContain('40.5 % complete')
  expect(outlook.checks.find((check) => check.check === 'completed')?.ok).toBe(true)
  expect((await read(milestoneId)).claims).toEqual([])
  expect(await office.intents(scheduleId)).toEqual([])
})

test('several payers: each is billed their part of each claim, and their portion in the end', async () => {
  const { scheduleId, milestoneId } = await begin('0.05', {
    payers: [payer('1', { percent: '60' }), payer('2', { percent: '40' })],
  })
  await claim(milestoneId, '30')
  await claim(milestoneId, '70')
  await complete(milestoneId)
  const intents = await office.intents(scheduleId)
  const of = (customerId: string) =>
    intents.filter((each) => each.customerId === customerId).reduce((sum, each) => sum + each.amountMinor, 0n)
  expect([of('1'), of('2')]).toEqual([3n, 2n])
})

test('retainage is held back of each claim for itself', async () => {
  await office.within((sql) =>
    sql(
      `update workspace set settings = settings || '{"retainageItemId":"1"}'::jsonb where workspace_id = milepost.current_workspace()`,
    ),
  )
  const { scheduleId, milestoneId } = await begin('10000', {
    retainage: { percent: '10' },
    delivery: 'prepare',
  })
  await claim(milestoneId, '40')
  await complete(milestoneId)
  const lines = (await office.intents(scheduleId)).map(({ body }) =>
    JSON.parse(body).Line.map((line: { Amount: number }) => line.Amount),
  )
  expect(lines).toEqual([
    [4_000, -400],
    [6_000, -600],
  ])
})

test('a claim whose invoice is gone is billed again by itself, when a person says so; completing bills the rest and asks about it', async () => {
  const { dealId, scheduleId, milestoneId } = await begin('10000')
  await claim(milestoneId, '40')
  await claim(milestoneId, '60')
  const [first] = await office.intents(scheduleId)
  await deleted(must(first).intentId, '9001')
  await complete(milestoneId)
  expect((await amounts(scheduleId)).slice(1)).toEqual([
    ['queued', 200_000n],
    ['queued', 400_000n],
  ])
  expect(await office.questions(dealId)).toEqual(['ready_to_bill: “Framing” is ready to bill'])
  expect(await refusalOf(bill(milestoneId))).toMatchObject({ code: 'already_billed' })
  await bill(milestoneId, true)
  const last = must((await office.intents(scheduleId)).at(-1))
  expect(last).toMatchObject({ amountMinor: 400_000n, generation: 2 })
  expect(last.requestKey).toBe(requestKeyOf(office.workspaceId, [partKey(milestoneId, 'work')], 2))
  expect(await office.questions(dealId)).toEqual([])
})

test('a claim whose invoice is gone is billed again while the work goes on', async () => {
  const { scheduleId, milestoneId } = await begin('10000')
  await claim(milestoneId, '40')
  const [first] = await office.intents(scheduleId)
  await deleted(must(first).intentId, '9002')
  await bill(milestoneId, true)
  expect(await amounts(scheduleId)).toEqual([
    ['posted', 400_000n],
    ['queued', 400_000n],
  ])
})

test('claimed work is locked to editing, splitting and removing; evidence still comes', async () => {
  const { scheduleId, milestoneId } = await begin('10000', { delivery: 'prepare' })
  await claim(milestoneId, '40')
  const refused = { code: 'milestone_locked' }
  const patch = { amount: usd('9000') }
  expect(
    await refusalOf(
      office.within((sql) => changeMilestone(sql, owner, { milestoneId, patch, ifVersion: null })),
    ),
  ).toMatchObject(refused)
  const split = { milestoneId, accepted: { percent: '50' }, reason: 'half', ifVersion: null }
  expect(
    await refusalOf(office.within((sql) => splitMilestone(sql, owner, office.parts, split))),
  ).toMatchObject(refused)
  expect(
    await refusalOf(office.within((sql) => removeMilestone(sql, owner, { milestoneId, ifVersion: null }))),
  ).toMatchObject(refused)
  expect(noEvidenceBecause(await read(milestoneId))).toBeNull()
  expect(await amounts(scheduleId)).toEqual([['prepared', 400_000n]])
})

test('a claim that is prepared is taken back with its invoice; one that is billed is not', async () => {
  const { dealId, scheduleId, milestoneId } = await begin('10000', { delivery: 'prepare' })
  await claim(milestoneId, '40')
  await withdraw(milestoneId)
  expect((await read(milestoneId)).claims).toEqual([])
  expect(await amounts(scheduleId)).toEqual([['cancelled', 400_000n]])
  expect(await office.questions(dealId)).toEqual([])
  expect(await refusalOf(withdraw(milestoneId))).toMatchObject({ code: 'no_claim' })
  const other = await begin('10000')
  await claim(other.milestoneId, '40')
  expect(await refusalOf(withdraw(other.milestoneId))).toMatchObject({ code: 'already_billed' })
  await complete(other.milestoneId)
  expect(await refusalOf(withdraw(other.milestoneId))).toMatchObject({ code: 'wrong_status' })
})

test('taking completion back cancels the rest that has not left, and leaves the claims', async () => {
  const { scheduleId, milestoneId } = await begin('10000')
  await claim(milestoneId, '40')
  await complete(milestoneId)
  await office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId, how: 'revoke', reason: 'too early' }),
  )
  expect((await amounts(scheduleId)).map(([state]) => state)).toEqual(['queued', 'cancelled'])
  const { workStatus, claims } = await read(milestoneId)
  expect([workStatus, claims.length]).toEqual(['in_progress', 1])
  await claim(milestoneId, '70')
  await complete(milestoneId)
  expect((await amounts(scheduleId)).slice(2)).toEqual([
    ['queued', 300_000n],
    ['queued', 300_000n],
  ])
})

test('completed work with a live claim is not reopened', async () => {
  const { milestoneId } = await begin('10000')
  await claim(milestoneId, '40')
  await complete(milestoneId)
  const reopened = office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId, how: 'reopen', reason: 'not done' }),
  )
  expect(await refusalOf(reopened)).toMatchObject({ code: 'reopen_forbidden' })
})

test('what can’t be billed yet is claimed, and asked about; billed once it is mended', async () => {
  const { dealId, milestoneId } = await begin('10000', { customer: null })
  await claim(milestoneId, '40')
  expect(await office.questions(dealId)).toEqual([
    "billing_blocked: What is claimed of “Framing” can't be billed yet",
  ])
  expect((await read(milestoneId)).claims).toHaveLength(1)
})
