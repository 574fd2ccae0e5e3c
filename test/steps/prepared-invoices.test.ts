/**
 * Goal: what a schedule prepares is held until somebody has it made, exactly as it was changed, once. Method: every way
 * out of being prepared, and several people at the same moment.
 */

import { completeMilestone } from '../../src/approvals/complete-milestone'
import { splitMilestone } from '../../src/approvals/split-milestone'
import { takeBack } from '../../src/approvals/take-back'
import { readHistory } from '../../src/history/history-table'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { freeParts, readParts } from '../../src/invoices/billing-part-table'
import { decideAgain } from '../../src/invoices/decide-again'
import { decideInvoice } from '../../src/invoices/decide-invoice'
import type { BillingIntent } from '../../src/invoices/intent'
import { setIntentState } from '../../src/invoices/intent-table'
import { headOf } from '../../src/invoices/invoice-head'
import { changePrepared, type PreparedPatch } from '../../src/invoices/prepared/change-prepared'
import { generateInvoice } from '../../src/invoices/prepared/generate-invoice'
import { readBillingFacts } from '../../src/invoices/read-billing-facts'
import { saveMasters } from '../../src/masters/master-table'
import { readMessageOf } from '../../src/outbox/outbox-table'
import { lockFor } from '../../src/schedules/change-milestone'
import { lockSchedule, saveSchedule } from '../../src/schedules/schedule-table'
import { setConnectionStatus } from '../../src/tenants/connection-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

let office: Office
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  await office.within((sql) =>
    saveMasters(sql, 'terms', [
      { quickbooksId: '5', name: 'Net 7', active: true, body: { DueDays: '7' } },
      { quickbooksId: '6', name: 'Net 30', active: true, body: { DueDays: '30' } },
    ]),
  )
})
afterAll(() => office.close())

const plan = draftOf('50000', [fixed('Strategy', '15000'), fixed('Design', '20000'), fixed('More', '15000')])

const complete = (milestoneId: string | undefined) =>
  office.within((sql) =>
    completeMilestone(sql, owner, office.parts, { milestoneId: must(milestoneId), note: null }),
  )
const generate = ({ intentId }: BillingIntent, delivery: 'send' | 'post' = 'post') =>
  office.within((sql) => generateInvoice(sql, owner, office.clock, { intentId, delivery }))
const change = ({ intentId }: BillingIntent, patch: PreparedPatch, ifVersion: number | null = null) =>
  office.within((sql) => changePrepared(sql, owner, office.clock, { intentId, patch, ifVersion }))
const takenBack = (milestoneId: string | undefined, how: 'reopen' | 'revoke') =>
  office.within((sql) =>
    takeBack(sql, owner, office.parts.billing, { milestoneId: must(milestoneId), how, reason: 'by mistake' }),
  )
const bodyOf = (intent: BillingIntent) => JSON.parse(intent.body) as Record<string, unknown>
const newest = async (scheduleId: string) => must((await office.intents(scheduleId)).at(-1))
const linesOf = (intent: BillingIntent) => office.within((sql) => readParts(sql, [intent.intentId]))
const messageOf = ({ intentId }: BillingIntent) =>
  office.within((sql) => readMessageOf(sql, 'invoice.create', intentId))

async function prepared(draft = plan) {
  const { dealId, scheduleId, ids } = await office.plan(draft)
  await complete(ids[0])
  return { dealId, scheduleId, ids, held: await newest(scheduleId) }
}

describe('held', () => {
  test('it takes its room of the contract, owes QuickBooks nothing, and is asked about with its amount', async () => {
    const { dealId, held } = await prepared()
    expect(held).toMatchObject({ state: 'prepared', amountMinor: 1_500_000n, version: 1, changes: {} })
    expect(await messageOf(held)).toBeNull()
    const { figures, milestones } = await office.tracker(dealId)
    expect(figures).toMatchObject({ billed: 0n, inFlight: 1_500_000n, remaining: 3_500_000n })
    expect(milestones[0]?.billing.status).toBe('prepared')
    const asked = await office.within((sql) =>
      sql<{ amount_minor: bigint }>(
        "select amount_minor from attention where deal_id = $1 and kind = 'ready_to_bill' and settled_at is null",
        [dealId],
      ),
    )
    expect(asked).toEqual([{ amount_minor: 1_500_000n }])
  })

  test('work past the contract is not completed: what is prepared holds its room against it', async () => {
    const { ids } = await office.plan(draftOf('100', [fixed('A', '60'), fixed('B', '40.01')]))
    await complete(ids[0])
    expect(await refusalOf(complete(ids[1]))).toMatchObject({ code: 'over_billing', remaining: '40.00' })
  })

  test('what stops it is said, and it is held all the same', async () => {
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'Intuit says no.'))
    const { held } = await prepared()
    expect(await refusalOf(generate(held))).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'connection', detail: 'Intuit says no.' }],
    })
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'connected', null))
    await generate(held)
    expect(await messageOf(held)).toMatchObject({ state: 'waiting' })
  })
})

describe('changed', () => {
  test('tax code, terms and memo are on the invoice that is made, and the history says what they were', async () => {
    const { scheduleId, dealId, held } = await prepared()
    await change(held, { taxCode: 'TAX', terms: { netDays: 30 }, memo: 'Thank you.' })
    await generate(held, 'send')
    const made = await newest(scheduleId)
    expect(made).toMatchObject({ intentId: held.intentId, state: 'queued', sendState: 'wanted' })
    expect(bodyOf(made)).toMatchObject({
      SalesTermRef: { value: '6' },
      CustomerMemo: { value: 'Thank you.' },
      PrivateNote: held.marker,
      Line: [{ Amount: 15000, SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } }],
    })
    const lines = await linesOf(made)
    expect(lines[0]?.reads.text.at(-1)).toContain('Payment terms: Net 30')
    const history = await office.within((sql) => readHistory(sql, { dealId, limit: 20 }))
    expect(history.find(({ what }) => what.startsWith('Changed the prepared invoice'))).toMatchObject({
      before: { taxCode: 'NON', memo: 'none' },
      after: { taxCode: 'TAX', terms: 'Net 30', memo: 'Thank you.' },
    })
  })

  test('null goes back to what the schedule says; an empty memo is none', async () => {
    const { scheduleId, held } = await prepared()
    await change(held, { taxCode: 'TAX', memo: 'Thank you.' })
    await change(held, { taxCode: null, memo: '' })
    await generate(held)
    const made = bodyOf(await newest(scheduleId))
    expect(made).toMatchObject({ Line: [{ SalesItemLineDetail: { TaxCodeRef: { value: 'NON' } } }] })
    expect(made).not.toHaveProperty('CustomerMemo')
  })

  test('an amount may read as quantity × price, and is the same to the cent', async () => {
    const { scheduleId, held } = await prepared()
    const [line] = await linesOf(held)
    const id = must(line).partKey
    await change(held, { lines: [{ id, quantity: { quantity: '12.5', unitPrice: '1200.00' } }] })
    await generate(held)
    expect(bodyOf(await newest(scheduleId))).toMatchObject({
      Line: [{ Amount: 15000, SalesItemLineDetail: { Qty: 12.5, UnitPrice: 1200 } }],
    })
  })

  test.each([
    ['another amount', { quantity: '3', unitPrice: '5000.01' }],
    ['an amount that needs rounding', { quantity: '3', unitPrice: '5000.001' }],
    ['nothing', { quantity: '0', unitPrice: '15000' }],
  ])('a quantity that comes to %s is refused: what is billed changes otherwise', async (_, quantity) => {
    const { held } = await prepared()
    const [line] = await linesOf(held)
    expect(await refusalOf(change(held, { lines: [{ id: must(line).partKey, quantity }] }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/lines/0/quantity', detail: expect.stringMatching(/change order/) }],
    })
  })

  test('an unknown line, an unknown tax code and unknown terms are pointed at; nothing is changed', async () => {
    const { scheduleId, held } = await prepared()
    await office.within((sql) => saveMasters(sql, 'tax-codes', []))
    const patch: PreparedPatch = {
      taxCode: 'TAX',
      terms: { quickbooksId: '99' },
      lines: [{ id: 'none', quantity: null }],
    }
    expect(await refusalOf(change(held, patch))).toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/lines/0/id' })]),
    })
    expect((await newest(scheduleId)).changes).toEqual({})
  })

  test('a version that somebody else has changed is refused', async () => {
    const { scheduleId, held } = await prepared()
    await change(held, { memo: 'Mine.' }, held.version)
    expect(await refusalOf(change(held, { memo: 'Yours.' }, held.version))).toMatchObject({
      code: 'version_conflict',
    })
    await change(held, { memo: 'Mine.' })
    expect(await newest(scheduleId)).toMatchObject({ version: 2, changes: { memo: 'Mine.' } })
  })

  test('what QuickBooks refused is decided once more with the same changes, and still e-mailed', async () => {
    const { scheduleId, held } = await prepared()
    await change(held, { taxCode: 'TAX', memo: 'Thank you.' })
    await generate(held, 'send')
    await office.within(async (sql) => {
      const schedule = must(await lockSchedule(sql, scheduleId))
      await setIntentState(sql, held.intentId, { state: 'cancelled' })
      await freeParts(sql, held.intentId)
      const refused = { ...held, changes: { taxCode: 'TAX', memo: 'Thank you.' }, delivery: 'send' as const }
      const generated = { at: office.clock.now(), by: 'Ana Ruiz' }
      await decideAgain(sql, owner, office.clock, schedule, { ...refused, generated })
    })
    const again = await newest(scheduleId)
    expect(again).toMatchObject({ generation: 2, state: 'queued', sendState: 'wanted' })
    expect(bodyOf(again)).toMatchObject({
      CustomerMemo: { value: 'Thank you.' },
      Line: [{ SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } }],
    })
  })
})

describe('made', () => {
  test('with today’s dates: what was prepared last week is not dated last week', async () => {
    const { scheduleId, held } = await prepared()
    office.clock.moveTo(office.clock.offsetMs() + 8 * 24 * 60 * 60 * 1_000)
    await generate(held)
    const made = await newest(scheduleId)
    expect(made.issuedOn > held.issuedOn).toBe(true)
    expect(bodyOf(made)).toMatchObject({ TxnDate: made.issuedOn })
    expect(made).toMatchObject({ requestKey: held.requestKey, generation: 1 })
  })

  test('once, however many press it, and pressing it later changes nothing', async () => {
    const { dealId, scheduleId, held } = await prepared()
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => generate(held)))
    expect(results.every((each) => each.status === 'fulfilled')).toBe(true)
    await generate(held)
    expect(await office.intents(scheduleId)).toHaveLength(1)
    expect(
      await office.within((sql) => sql('select 1 as one from outbox_message where deal_id = $1', [dealId])),
    ).toHaveLength(1)
    const { figures } = await office.tracker(dealId)
    expect(figures).toMatchObject({ inFlight: 1_500_000n, remaining: 3_500_000n })
  })

  test('billed from its milestone it is the same invoice', async () => {
    const { scheduleId, ids, held } = await prepared()
    await change(held, { memo: 'Thank you.' })
    await office.within(async (sql) => {
      const { schedule, milestone } = await lockFor(sql, must(ids[0]))
      await billMilestone(sql, owner, office.clock, { schedule, milestone, again: false, byPolicy: false })
    })
    const [made, ...none] = await office.intents(scheduleId)
    expect(none).toEqual([])
    expect(made).toMatchObject({ intentId: held.intentId, state: 'queued' })
    expect(bodyOf(must(made))).toMatchObject({ CustomerMemo: { value: 'Thank you.' } })
  })

  test('against a contract that was lowered meanwhile it is refused, with what is left', async () => {
    const { scheduleId, held } = await prepared()
    await office.within(async (sql) => {
      const schedule = must(await lockSchedule(sql, scheduleId))
      await saveSchedule(sql, { ...schedule, contractMinor: 1_000_000n })
    })
    expect(await refusalOf(generate(held))).toMatchObject({ code: 'over_billing', remaining: '10000.00' })
    expect(await newest(scheduleId)).toMatchObject({ state: 'prepared' })
  })

  test('what is on its way can’t be changed any more', async () => {
    const { held } = await prepared()
    await generate(held)
    expect(await refusalOf(change(held, { memo: 'Late.' }))).toMatchObject({
      code: 'not_prepared',
      detail: expect.stringMatching(/on its way/),
    })
  })
})

describe('set aside', () => {
  test.each(['reopen', 'revoke'] as const)('by %s: its room is free, and it can’t be made', async (how) => {
    const { dealId, scheduleId, ids, held } = await prepared()
    await takenBack(ids[0], how)
    expect(await newest(scheduleId)).toMatchObject({ state: 'cancelled' })
    expect((await office.tracker(dealId)).figures).toMatchObject({ inFlight: 0n, remaining: 5_000_000n })
    expect(await office.questions(dealId)).toEqual([])
    expect(await refusalOf(generate(held))).toMatchObject({ code: 'not_prepared' })
    expect(await refusalOf(change(held, { memo: 'Late.' }))).toMatchObject({ code: 'not_prepared' })
    await complete(ids[0])
    expect(await newest(scheduleId)).toMatchObject({ state: 'prepared', generation: 2, changes: {} })
  })

  test('by a split: the accepted part is prepared in its place, with the words that were changed', async () => {
    const { scheduleId, ids, held } = await prepared()
    const [line] = await linesOf(held)
    const id = must(line).partKey
    await change(held, {
      memo: 'Thank you.',
      lines: [{ id, quantity: { quantity: '3', unitPrice: '5000' } }],
    })
    await office.within((sql) =>
      splitMilestone(sql, owner, office.parts, {
        milestoneId: must(ids[0]),
        accepted: { percent: '80' },
        reason: 'The rest is late.',
        ifVersion: null,
      }),
    )
    const now = await newest(scheduleId)
    expect(now).toMatchObject({ intentId: held.intentId, state: 'prepared', amountMinor: 1_200_000n })
    await generate(now)
    const made = bodyOf(await newest(scheduleId))
    expect(made).toMatchObject({ CustomerMemo: { value: 'Thank you.' } })
    // 3 × 5,000 is not 12,000: how it read before is no way to read it now.
    expect(made).toMatchObject({
      Line: [{ Amount: 12000, SalesItemLineDetail: { Qty: 1, UnitPrice: 12000 } }],
    })
  })

  test('made and taken back at the same moment: one of the two happens', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { scheduleId, ids, held } = await prepared()
      const [made, back] = await Promise.allSettled([
        generate(held),
        takenBack(ids[0], 'reopen'),
        change(held, { memo: `Round ${round}.` }),
      ])
      const { state } = await newest(scheduleId)
      if (state === 'queued') {
        expect(made.status).toBe('fulfilled')
        expect(back).toMatchObject({ reason: { code: 'reopen_forbidden' } })
      } else {
        expect(state).toBe('cancelled')
        expect(back.status).toBe('fulfilled')
        expect(made).toMatchObject({ reason: { code: expect.stringMatching(/not_prepared|not_completed/) } })
      }
    }
  })
})

describe('of no milestone', () => {
  /** Hours of a deal, decided as the schedule says: prepared. */
  async function preparedHours() {
    const { dealId, scheduleId } = await office.plan(plan)
    const { intentId } = await office.within(async (sql) => {
      const schedule = must(await lockSchedule(sql, scheduleId))
      const facts = must((await readBillingFacts(sql, schedule, ['1']))[0])
      const reads = { text: ['12.5 hours'], itemId: '1', taxCode: 'NON', serviceOn: null }
      const line = { partKey: `time:${scheduleId}`, scheduleId, milestoneId: null, amountMinor: 150_000n }
      return decideInvoice(sql, owner, office.clock, {
        schedule,
        head: headOf(schedule, facts, { customerId: '1', amountMinor: 150_000n }),
        lines: [{ ...line, kind: 'hours', reads: { ...reads, quantity: '12.5', unitPrice: '120' } }],
        facts,
        delivery: 'prepare',
        markOf: 'H',
        keyParts: [line.partKey],
        generation: 1,
      })
    })
    return { dealId, scheduleId, intentId, held: await newest(scheduleId) }
  }

  test('it is asked about by itself, changed, and made with the lines that it was decided with', async () => {
    const { dealId, scheduleId, held } = await preparedHours()
    expect(await office.questions(dealId)).toEqual(['ready_to_bill: An invoice for hours and costs is ready'])
    await change(held, { taxCode: 'TAX', memo: 'March.' })
    await Promise.all([generate(held), generate(held)])
    const made = await newest(scheduleId)
    expect(made).toMatchObject({ intentId: held.intentId, state: 'queued', requestKey: held.requestKey })
    expect(bodyOf(made)).toMatchObject({
      CustomerMemo: { value: 'March.' },
      PrivateNote: held.marker,
      Line: [
        { Amount: 1500, SalesItemLineDetail: { Qty: 12.5, UnitPrice: 120, TaxCodeRef: { value: 'TAX' } } },
      ],
    })
    expect(await messageOf(made)).toMatchObject({ state: 'waiting' })
    expect(await office.questions(dealId)).toEqual([])
  })

  test('what stops it is said, and it waits on', async () => {
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'Intuit says no.'))
    const { scheduleId, held } = await preparedHours()
    expect(await refusalOf(generate(held))).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'connection' }],
    })
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'connected', null))
    expect(await newest(scheduleId)).toMatchObject({ state: 'prepared' })
  })
})
