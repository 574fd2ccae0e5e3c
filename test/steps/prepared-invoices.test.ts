/**
 * Goal: what a schedule prepares is held until somebody has it made, exactly as it was changed, once. Method: every way
 * out of being prepared, and several people at the same moment.
 */

import { readHistory } from '../../src/history/history-table'
import { freeParts } from '../../src/invoices/billing-part-table'
import { decideAgain } from '../../src/invoices/decide-again'
import { setIntentState } from '../../src/invoices/intent-table'
import type { PreparedPatch } from '../../src/invoices/prepared/change-prepared'
import { saveMasters } from '../../src/masters/master-table'
import { lockSchedule } from '../../src/schedules/schedule-table'
import { setConnectionStatus } from '../../src/tenants/connection-table'
import { must } from '../fixtures/must'
import { type Office, openOffice, refusalOf } from '../fixtures/office'
import { draftOf, fixed, owner } from '../fixtures/plan'

import { bodyOf, preparing } from '../fixtures/prepared'

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

describe('held', () => {
  test('it takes its room of the contract, owes QuickBooks nothing, and is asked about with its amount', async () => {
    const { dealId, held } = await at.prepared()
    expect(held).toMatchObject({ state: 'prepared', amountMinor: 1_500_000n, version: 1, changes: {} })
    expect(await at.messageOf(held)).toBeNull()
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
    await at.complete(ids[0])
    expect(await refusalOf(at.complete(ids[1]))).toMatchObject({ code: 'over_billing', remaining: '40.00' })
  })

  test('what stops it is said, and it is held all the same', async () => {
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'needs_reconnect', 'Intuit says no.'))
    const { held } = await at.prepared()
    expect(await refusalOf(at.generate(held))).toMatchObject({
      code: 'preflight_failed',
      checks: [{ check: 'connection', detail: 'Intuit says no.' }],
    })
    await office.within((sql) => setConnectionStatus(sql, 'quickbooks', 'connected', null))
    await at.generate(held)
    expect(await at.messageOf(held)).toMatchObject({ state: 'waiting' })
  })
})

describe('changed', () => {
  test('tax code, terms and memo are on the invoice that is made, and the history says what they were', async () => {
    const { scheduleId, dealId, held } = await at.prepared()
    await at.change(held, { taxCode: 'TAX', terms: { netDays: 30 }, memo: 'Thank you.' })
    await at.generate(held, 'send')
    const made = await at.newest(scheduleId)
    expect(made).toMatchObject({ intentId: held.intentId, state: 'queued', sendState: 'wanted' })
    expect(bodyOf(made)).toMatchObject({
      SalesTermRef: { value: '6' },
      CustomerMemo: { value: 'Thank you.' },
      PrivateNote: held.marker,
      Line: [{ Amount: 15000, SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } }],
    })
    const lines = await at.linesOf(made)
    expect(lines[0]?.reads.text.at(-1)).toContain('Payment terms: Net 30')
    const history = await office.within((sql) => readHistory(sql, { dealId, limit: 20 }))
    expect(history.find(({ what }) => what.startsWith('Changed the prepared invoice'))).toMatchObject({
      before: { taxCode: 'NON', memo: 'none' },
      after: { taxCode: 'TAX', terms: 'Net 30', memo: 'Thank you.' },
    })
  })

  test('null goes back to what the schedule says; an empty memo is none', async () => {
    const { scheduleId, held } = await at.prepared()
    await at.change(held, { taxCode: 'TAX', memo: 'Thank you.' })
    await at.change(held, { taxCode: null, memo: '' })
    await at.generate(held)
    const made = bodyOf(await at.newest(scheduleId))
    expect(made).toMatchObject({ Line: [{ SalesItemLineDetail: { TaxCodeRef: { value: 'NON' } } }] })
    expect(made).not.toHaveProperty('CustomerMemo')
  })

  test('an amount may read as quantity × price, and is the same to the cent', async () => {
    const { scheduleId, held } = await at.prepared()
    const [line] = await at.linesOf(held)
    const id = must(line).partKey
    await at.change(held, { lines: [{ id, quantity: { quantity: '12.5', unitPrice: '1200.00' } }] })
    await at.generate(held)
    expect(bodyOf(await at.newest(scheduleId))).toMatchObject({
      Line: [{ Amount: 15000, SalesItemLineDetail: { Qty: 12.5, UnitPrice: 1200 } }],
    })
  })

  test.each([
    ['another amount', { quantity: '3', unitPrice: '5000.01' }],
    ['an amount that needs rounding', { quantity: '3', unitPrice: '5000.001' }],
    ['nothing', { quantity: '0', unitPrice: '15000' }],
  ])('a quantity that comes to %s is refused: what is billed changes otherwise', async (_, quantity) => {
    const { held } = await at.prepared()
    const [line] = await at.linesOf(held)
    expect(await refusalOf(at.change(held, { lines: [{ id: must(line).partKey, quantity }] }))).toMatchObject(
      {
        code: 'validation_failed',
        errors: [{ pointer: '/lines/0/quantity', detail: expect.stringMatching(/change order/) }],
      },
    )
  })

  test('an unknown line, an unknown tax code and unknown terms are pointed at; nothing is changed', async () => {
    const { scheduleId, held } = await at.prepared()
    await office.within((sql) => saveMasters(sql, 'tax-codes', []))
    const patch: PreparedPatch = {
      taxCode: 'TAX',
      terms: { quickbooksId: '99' },
      lines: [{ id: 'none', quantity: null }],
    }
    expect(await refusalOf(at.change(held, patch))).toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/lines/0/id' })]),
    })
    expect((await at.newest(scheduleId)).changes).toEqual({})
  })

  test('a version that somebody else has changed is refused', async () => {
    const { scheduleId, held } = await at.prepared()
    await at.change(held, { memo: 'Mine.' }, held.version)
    expect(await refusalOf(at.change(held, { memo: 'Yours.' }, held.version))).toMatchObject({
      code: 'version_conflict',
    })
    await at.change(held, { memo: 'Mine.' })
    expect(await at.newest(scheduleId)).toMatchObject({ version: 2, changes: { memo: 'Mine.' } })
  })

  test('what QuickBooks refused is decided once more with the same changes, and still e-mailed', async () => {
    const { scheduleId, held } = await at.prepared()
    await at.change(held, { taxCode: 'TAX', memo: 'Thank you.' })
    await at.generate(held, 'send')
    await office.within(async (sql) => {
      const schedule = must(await lockSchedule(sql, scheduleId))
      await setIntentState(sql, held.intentId, { state: 'cancelled' })
      await freeParts(sql, held.intentId)
      const refused = { ...held, changes: { taxCode: 'TAX', memo: 'Thank you.' }, delivery: 'send' as const }
      const generated = { at: office.clock.now(), by: 'Ana Ruiz' }
      await decideAgain(sql, owner, office.clock, schedule, { ...refused, generated })
    })
    const again = await at.newest(scheduleId)
    expect(again).toMatchObject({ generation: 2, state: 'queued', sendState: 'wanted' })
    expect(bodyOf(again)).toMatchObject({
      CustomerMemo: { value: 'Thank you.' },
      Line: [{ SalesItemLineDetail: { TaxCodeRef: { value: 'TAX' } } }],
    })
  })
})
