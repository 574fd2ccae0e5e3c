/**
 * Goal: a milestone with several payers is billed by one invoice for each, all decided together or none, and each is
 * freed and billed again for itself. Method: a real database; every payer's refusal; fifty at once.
 */

import { takeBack } from '../../src/approvals/take-back'
import { freeParts, readParts } from '../../src/invoices/billing-part-table'
import { partKey, requestKeyOf } from '../../src/invoices/intent'
import { setIntentState, setPosted } from '../../src/invoices/intent-table'
import { must } from '../fixtures/must'
import { type Office, refusalOf } from '../fixtures/office'
import { openPayersOffice, payer, payersAtWork, sixtyForty } from '../fixtures/payers'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openPayersOffice()
})
afterAll(() => office.close())
const { plan, complete, bill, deleted } = payersAtWork(() => office)

const partsOf = async (scheduleId: string) =>
  office.within(async (sql) =>
    readParts(
      sql,
      (await office.intents(scheduleId)).map((intent) => intent.intentId),
    ),
  )

test('each payer has an intent of their own, with key, mark, body and message, all from one decision', async () => {
  const { dealId, scheduleId, ids } = await plan(sixtyForty)
  await complete(ids[0])
  const intents = await office.intents(scheduleId)
  expect(intents).toMatchObject([
    { customerId: '1', amountMinor: 1_200_000n, generation: 1, state: 'queued' },
    { customerId: '3', amountMinor: 800_000n, generation: 1, state: 'queued' },
  ])
  for (const { customerId, requestKey, body, marker } of intents) {
    const key = partKey(must(ids[0]), 'work', `c${customerId}`)
    expect(requestKey).toBe(requestKeyOf(office.workspaceId, [key], 1))
    const sent = JSON.parse(body)
    expect(sent).toMatchObject({ CustomerRef: { value: customerId }, PrivateNote: marker })
    expect(sent.Line[0].Description).toContain(
      customerId === '1' ? '60 % of $20,000.00 (Acme)' : '40 % of $20,000.00 (Beta Ltd)',
    )
  }
  expect(new Set(intents.map((each) => each.marker)).size).toBe(2)
  expect((await office.tracker(dealId)).figures).toMatchObject({
    inFlight: 2_000_000n,
    remaining: 3_000_000n,
  })
  expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'already_billed' })
  const { what } = must(
    (
      await office.within((sql) =>
        sql<{ what: string }>("select what from history where deal_id = $1 and what like 'Decided%'", [
          dealId,
        ]),
      )
    )[0],
  )
  expect(what).toBe('Decided to bill $20,000.00 for “Design” to 2 payers')
})

test('three payers of a third of 100.00: 33.33, 33.33 and 33.34; who pays nothing gets no invoice', async () => {
  const thirds = ['1', '2', '3'].map((id) => payer(id, { fraction: '1/3' }))
  const { scheduleId, ids } = await office.plan(
    draftOf('200', [fixed('A', '100'), fixed('B', '0.01')], { payers: thirds }),
  )
  await complete(ids[0])
  await complete(ids[1])
  expect((await office.intents(scheduleId)).map((each) => [each.customerId, each.amountMinor])).toEqual([
    ['1', 3_333n],
    ['2', 3_333n],
    ['3', 3_334n],
    ['3', 1n],
  ])
})

test('a milestone’s own payers stand before the schedule’s', async () => {
  const { scheduleId, ids } = await plan(sixtyForty, { payers: [payer('3', { percent: '100' })] })
  await complete(ids[0])
  const [only, ...none] = await office.intents(scheduleId)
  expect(none).toEqual([])
  expect(only).toMatchObject({ customerId: '3', amountMinor: 2_000_000n })
  expect(only?.requestKey).toBe(requestKeyOf(office.workspaceId, [partKey(must(ids[0]), 'work')], 1))
})

test.each<[string, string, 'send' | 'prepare', { check: string; detail: RegExp }]>([
  ['no address', '2', 'send', { check: 'email', detail: /^No Mail Ltd has no e-mail address/ }],
  ['another currency', '4', 'prepare', { check: 'currency', detail: /in USD, Euro GmbH in EUR/ }],
  ['inactive', '5', 'prepare', { check: 'customer', detail: /^Gone Inc is inactive/ }],
  [
    'unknown',
    '77',
    'prepare',
    { check: 'customer', detail: /could not be read yet, so customer 77 is not known/ },
  ],
])('a payer who can’t be billed (%s) is named, and nobody is billed', async (_, id, delivery, failing) => {
  const payers = [payer('1', { percent: '60' }), payer(id, { percent: '40' })]
  const { dealId, scheduleId, ids } = await plan(payers, {}, delivery)
  await complete(ids[0])
  expect(await refusalOf(bill(ids[0]))).toMatchObject({
    code: 'preflight_failed',
    checks: [{ check: failing.check, detail: expect.stringMatching(failing.detail) }],
  })
  // What waits for review is held all the same, so that what stops it can be mended there.
  const states = (await office.intents(scheduleId)).map(({ state }) => state)
  expect(states).toEqual(delivery === 'prepare' ? ['prepared', 'prepared'] : [])
  if (delivery === 'send')
    expect(await office.questions(dealId)).toEqual([
      "billing_blocked: “Design” is completed but can't be billed yet",
    ])
})

test('the cap counts all payers together', async () => {
  const { scheduleId, ids } = await office.plan(
    draftOf('100', [fixed('A', '60'), fixed('B', '40.01')], { payers: sixtyForty }),
  )
  await complete(ids[0])
  expect(await refusalOf(complete(ids[1]))).toMatchObject({
    code: 'over_billing',
    remaining: '40.00',
    attempted: '40.01',
  })
  expect(await office.intents(scheduleId)).toHaveLength(2)
})

test('billed by fifty people at once: one intent for each payer', async () => {
  const { scheduleId, ids } = await plan(sixtyForty, {}, 'prepare')
  await complete(ids[0])
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => bill(ids[0])))
  expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  expect((await office.intents(scheduleId)).map((each) => each.customerId)).toEqual(['1', '3'])
})

test('a deleted invoice frees its payer’s part alone, which is billed again when a person says so', async () => {
  const { dealId, scheduleId, ids } = await plan(sixtyForty)
  await complete(ids[0])
  const [acme, beta] = await office.intents(scheduleId)
  await deleted(must(beta).intentId, '901')
  expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'already_billed' })
  const acmeKey = partKey(must(ids[0]), 'work', 'c1')
  expect(await refusalOf(bill(ids[0], true, [acmeKey]))).toMatchObject({ code: 'already_billed' })
  const races = await Promise.allSettled(Array.from({ length: 20 }, () => bill(ids[0], true)))
  expect(races.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  const all = await office.intents(scheduleId)
  expect(all.map((each) => [each.customerId, each.generation, each.amountMinor])).toEqual([
    ['1', 1, 1_200_000n],
    ['3', 1, 800_000n],
    ['3', 2, 800_000n],
  ])
  expect(all[0]).toEqual(acme)
  expect((await partsOf(scheduleId)).filter((part) => part.live).map((part) => part.amountMinor)).toEqual([
    1_200_000n,
    800_000n,
  ])
  expect((await office.tracker(dealId)).figures.inFlight).toBe(2_000_000n)
})

test('what a person chose not to bill to one payer is billed later without the others', async () => {
  const { scheduleId, ids } = await plan(sixtyForty)
  await complete(ids[0])
  const [, beta] = await office.intents(scheduleId)
  await office.within(async (sql) => {
    await setIntentState(sql, must(beta).intentId, { state: 'cancelled' })
    await freeParts(sql, must(beta).intentId)
  })
  await bill(ids[0])
  expect((await office.intents(scheduleId)).map((each) => [each.customerId, each.generation])).toEqual([
    ['1', 1],
    ['3', 1],
    ['3', 2],
  ])
})

test('taken back together before the first send; one that left holds all', async () => {
  const take = (milestoneId: string, how: 'reopen' | 'revoke') =>
    office.within((sql) =>
      takeBack(sql, owner, office.parts.billing, { milestoneId, how, reason: 'by mistake' }),
    )
  const { scheduleId, ids } = await plan(sixtyForty)
  const id = must(ids[0])
  await complete(id)
  expect(await refusalOf(take(id, 'reopen'))).toMatchObject({ code: 'reopen_forbidden' })
  await take(id, 'revoke')
  expect((await office.intents(scheduleId)).map((each) => each.state)).toEqual(['cancelled', 'cancelled'])
  await complete(id)
  const beta = must((await office.intents(scheduleId)).at(-1))
  await office.within((sql) => setPosted(sql, beta.intentId, '902', new Map()))
  const before = await office.intents(scheduleId)
  const refused = await refusalOf(take(id, 'revoke'))
  expect(refused).toMatchObject({ code: 'revoke_forbidden', detail: expect.stringContaining('is invoiced') })
  expect(await office.intents(scheduleId)).toEqual(before)
})
