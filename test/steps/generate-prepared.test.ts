/**
 * Goal: a prepared invoice is made once, as it was changed, and never when its work is not to be billed any more. Method:
 * every way out of being prepared, and several people at the same moment.
 */

import { splitMilestone } from '../../src/approvals/split-milestone'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { readParts } from '../../src/invoices/billing-part-table'
import { headOf } from '../../src/invoices/composing/invoice-head'
import { readBillingFacts } from '../../src/invoices/composing/read-billing-facts'
import { decideInvoice } from '../../src/invoices/decide-invoice'
import { cancelPrepared } from '../../src/invoices/prepared/cancel-prepared'
import { saveMasters } from '../../src/masters/master-table'
import { lockFor } from '../../src/schedules/change-milestone'
import { lockSchedule, saveSchedule } from '../../src/schedules/schedule-table'
import { setConnectionStatus } from '../../src/tenants/connection-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { owner } from '../fixtures/plan'

import { bodyOf, plan, preparing } from '../fixtures/prepared'

let office: Office
let at: ReturnType<typeof preparing>
beforeAll(async () => {
  office = await openOffice({ delivery: 'prepare' })
  at = preparing(office)
  await office.within((sql) =>
    saveMasters(sql, 'terms', [
      { quickbooksId: '5', name: 'Net 7', active: true, body: { DueDays: '7' } },
      { quickbooksId: '6', name: 'Net 30', active: true, body: { DueDays: '30' } },
    ]),
  )
})
afterAll(() => office.close())

describe('made', () => {
  test('with today’s dates: what was prepared last week is not dated last week', async () => {
    const { scheduleId, held } = await at.prepared()
    office.clock.moveTo(office.clock.offsetMs() + 8 * 24 * 60 * 60 * 1_000)
    await at.generate(held)
    const made = await at.newest(scheduleId)
    expect(made.issuedOn > held.issuedOn).toBe(true)
    expect(bodyOf(made)).toMatchObject({ TxnDate: made.issuedOn })
    expect(made).toMatchObject({ requestKey: held.requestKey, generation: 1 })
  })

  test('once, however many press it, and pressing it later changes nothing', async () => {
    const { dealId, scheduleId, held } = await at.prepared()
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => at.generate(held)))
    expect(results.every((each) => each.status === 'fulfilled')).toBe(true)
    await at.generate(held)
    expect(await office.intents(scheduleId)).toHaveLength(1)
    expect(
      await office.within((sql) => sql('select 1 as one from outbox_message where deal_id = $1', [dealId])),
    ).toHaveLength(1)
    const { figures } = await office.tracker(dealId)
    expect(figures).toMatchObject({ inFlight: 1_500_000n, remaining: 3_500_000n })
  })

  test('billed from its milestone it is the same invoice', async () => {
    const { scheduleId, ids, held } = await at.prepared()
    await at.change(held, { memo: 'Thank you.' })
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
    const { scheduleId, held } = await at.prepared()
    await office.within(async (sql) => {
      const schedule = must(await lockSchedule(sql, scheduleId))
      await saveSchedule(sql, { ...schedule, contractMinor: 1_000_000n })
    })
    expect(await refusalOf(at.generate(held))).toMatchObject({ code: 'over_billing', remaining: '10000.00' })
    expect(await at.newest(scheduleId)).toMatchObject({ state: 'prepared' })
  })

  test('what is on its way can’t be changed any more', async () => {
    const { held } = await at.prepared()
    await at.generate(held)
    expect(await refusalOf(at.change(held, { memo: 'Late.' }))).toMatchObject({
      code: 'not_prepared',
      detail: expect.stringMatching(/on its way/),
    })
  })
})

describe('set aside', () => {
  test.each(['reopen', 'revoke'] as const)('by %s: its room is free, and it can’t be made', async (how) => {
    const { dealId, scheduleId, ids, held } = await at.prepared()
    await at.takenBack(ids[0], how)
    expect(await at.newest(scheduleId)).toMatchObject({ state: 'cancelled' })
    expect((await office.tracker(dealId)).figures).toMatchObject({ inFlight: 0n, remaining: 5_000_000n })
    expect(await office.questions(dealId)).toEqual([])
    expect(await refusalOf(at.generate(held))).toMatchObject({ code: 'not_prepared' })
    expect(await refusalOf(at.change(held, { memo: 'Late.' }))).toMatchObject({ code: 'not_prepared' })
    await at.complete(ids[0])
    expect(await at.newest(scheduleId)).toMatchObject({ state: 'prepared', generation: 2, changes: {} })
  })

  test('by a split: the accepted part is prepared in its place, with the words that were changed', async () => {
    const { scheduleId, ids, held } = await at.prepared()
    const [line] = await at.linesOf(held)
    const id = must(line).partKey
    await at.change(held, {
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
    const now = await at.newest(scheduleId)
    expect(now).toMatchObject({ intentId: held.intentId, state: 'prepared', amountMinor: 1_200_000n })
    await at.generate(now)
    const made = bodyOf(await at.newest(scheduleId))
    expect(made).toMatchObject({ CustomerMemo: { value: 'Thank you.' } })
    // 3 × 5,000 is not 12,000: how it read before is no way to read it now.
    expect(made).toMatchObject({
      Line: [{ Amount: 12000, SalesItemLineDetail: { Qty: 1, UnitPrice: 12000 } }],
    })
  })

  test('made and taken back at the same moment: one of the two happens', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { scheduleId, ids, held } = await at.prepared()
      const [made, back] = await Promise.allSettled([
        at.generate(held),
        at.takenBack(ids[0], 'reopen'),
        at.change(held, { memo: `Round ${round}.` }),
      ])
      const { state } = await at.newest(scheduleId)
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
    return { dealId, scheduleId, intentId, held: await at.newest(scheduleId) }
  }

  test('it is asked about by itself, changed, and made with the lines that it was decided with', async () => {
    const { dealId, scheduleId, held } = await preparedHours()
    expect(await office.questions(dealId)).toEqual(['ready_to_bill: An invoice for hours and costs is ready'])
    await at.change(held, { taxCode: 'TAX', memo: 'March.' })
    await Promise.all([at.generate(held), at.generate(held)])
    const made = await at.newest(scheduleId)
    expect(made).toMatchObject({ intentId: held.intentId, state: 'queued', requestKey: held.requestKey })
    expect(bodyOf(made)).toMatchObject({
      CustomerMemo: { value: 'March.' },
      PrivateNote: held.marker,
      Line: [
        { Amount: 1500, SalesItemLineDetail: { Qty: 12.5, UnitPrice: 120, TaxCodeRef: { value: 'TAX' } } },
      ],
    })
    expect(await at.messageOf(made)).toMatchObject({ state: 'waiting' })
    expect(await office.questions(dealId)).toEqual([])
  })

  test('it is set aside once, and what it held can be billed again', async () => {
    const { dealId, scheduleId, intentId } = await preparedHours()
    const aside = () => office.within((sql) => cancelPrepared(sql, owner, intentId))
    await aside()
    expect(await refusalOf(aside())).toMatchObject({ code: 'not_prepared' })
    expect(await at.newest(scheduleId)).toMatchObject({ state: 'cancelled' })
    const parts = await office.within((sql) => readParts(sql, [intentId]))
    expect(parts.map((part) => part.live)).toEqual([false])
    expect((await office.tracker(dealId)).figures).toMatchObject({ inFlight: 0n })
  })

  test('what stops it is said, and it waits on', async () => {
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'Intuit says no.'))
    const { scheduleId, held } = await preparedHours()
    expect(await refusalOf(at.generate(held))).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'connection' }],
    })
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'connected', null))
    expect(await at.newest(scheduleId)).toMatchObject({ state: 'prepared' })
  })
})
