/**
 * Goal: reminders go by themselves on the days that the workspace set, each once; not of what is paid, in question or
 * left alone, and not in a burst of what is long past. Method: the sweep on each day of a month, where the workspace is.
 */
import { DateTime } from 'luxon'
import { settleAttention } from '../../src/attention/attention-table'
import { stepDue } from '../../src/invoices/reminders/reminder'
import { scheduleReminders } from '../../src/invoices/reminders/schedule-reminders'
import { addNoReminder, allWantNone, removeNoReminder } from '../../src/mail/no-reminder-table'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { noticeOverdue } from '../../src/writeback/notice-overdue'
import { editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { DAY_MS, reminding } from '../fixtures/reminding'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ zone: 'Pacific/Auckland' })
  // Noon there: quiet hours all day leave out one minute of the night.
  const { hour, minute } = DateTime.fromJSDate(stage.clock.now(), { zone: 'Pacific/Auckland' })
  stage.advance(((36 - hour) * 60 - minute) * 60_000)
  await readCompany(stage)
})
afterAll(() => stage.close())

const { inQuickBooks, page, readNow, remind, sends, sentInvoice, states } = reminding(() => stage)
const never = { from: '00:00', to: '00:00' }
const allDay = { from: '00:00', to: '23:59' }
const set = (afterDays: readonly number[], quiet = never) =>
  stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    await changeWorkspace(sql, {
      ...workspace,
      settings: {
        ...workspace.settings,
        reminders: { afterDays },
        mail: { ...workspace.settings.mail, quiet },
      },
    })
  })
const sweep = async () => {
  await scheduleReminders(stage, stage.workspaceId)
  await deliverAll(stage)
}
afterEach(() => set([]))

test.each([
  [[3, 10], '2026-03-09', null],
  [[3, 10], '2026-03-13', 3],
  [[3, 10], '2026-03-16', 3],
  [[3, 10], '2026-03-17', null],
  [[10, 3], '2026-03-20', 10],
  [[3, 10], '2026-06-01', null],
  [[], '2026-03-13', null],
])('of an invoice due on 10 March, on days %j: on %s it is %j', (afterDays, today, step) => {
  expect(stepDue(afterDays, '2026-03-10', today)).toBe(step)
})

test('never, where no days are set', async () => {
  const bill = await sentInvoice(10)
  await sweep()
  expect(await states(bill)).toEqual([])
})

test('not in quiet hours: neither asked for nor sent before they end', async () => {
  const bill = await sentInvoice(0)
  stage.advance(10 * DAY_MS)
  await set([3], allDay)
  await sweep()
  expect(await states(bill)).toEqual([])
  // Asked for by day, and still on its way when the quiet hours begin.
  await set([3])
  await scheduleReminders(stage, stage.workspaceId)
  await set([3], allDay)
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['wanted'])
  expect(await sends(bill)).toBe(0)
  await set([3])
  stage.advance(DAY_MS)
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['sent'])
})

test('on each of its days once, whoever sweeps and how often; then never again', async () => {
  const bill = await sentInvoice(0)
  await set([3, 10])
  const seen: number[] = []
  for (let day = 0; day < 25; day += 1) {
    stage.advance(DAY_MS)
    await Promise.all([sweep(), sweep()])
    await deliverAll(stage)
    seen.push(await sends(bill))
  }
  // Due after seven days: the third and the tenth day after that.
  expect(seen[8]).toBe(0)
  expect(seen[9]).toBe(1)
  expect(seen[15]).toBe(1)
  expect(seen[16]).toBe(2)
  expect(seen[24]).toBe(2)
  expect((await page(bill)).reminders).toMatchObject([
    { state: 'sent', afterDays: 3, askedBy: 'Milepost' },
    { state: 'sent', afterDays: 10 },
  ])
})

test('not to somebody who wants no reminders; a person may write to them all the same', async () => {
  const bill = await sentInvoice(0)
  stage.advance(10 * DAY_MS)
  await set([3, 10])
  const to = must((await page(bill)).to)
  expect((await page(bill)).next).toMatchObject({ afterDays: 10 })
  await stage.within((sql) => addNoReminder(sql, to.toUpperCase(), 'Ana'))
  await sweep()
  expect(await states(bill)).toEqual([])
  expect(await page(bill)).toMatchObject({ next: null, wantsNone: true, whyNot: null })
  // Another address on the same invoice is still reminded.
  expect(await stage.within((sql) => allWantNone(sql, `${to}, office@client.example`))).toBe(false)
  await remind(bill)
  await deliverAll(stage)
  expect(await states(bill)).toEqual(['sent'])
  await stage.within((sql) => removeNoReminder(sql, to))
  stage.advance(DAY_MS)
  await sweep()
  expect(await states(bill)).toEqual(['sent', 'sent'])
})

test('not to somebody who says so while it is on its way', async () => {
  const bill = await sentInvoice(0)
  stage.advance(10 * DAY_MS)
  await set([3, 10])
  const to = must((await page(bill)).to)
  await scheduleReminders(stage, stage.workspaceId)
  await stage.within((sql) => addNoReminder(sql, to, to))
  await deliverAll(stage)
  expect((await page(bill)).reminders).toMatchObject([{ state: 'cancelled', why: 'They want no reminders.' }])
  await stage.within((sql) => removeNoReminder(sql, to))
})

test('not of what is paid, in question, left alone, or long past its days', async () => {
  const past = await sentInvoice(7 + 3 + 4)
  const paid = await sentInvoice(0)
  const left = await sentInvoice(0)
  const edited = await sentInvoice(0)
  const open = await sentInvoice(0)
  stage.advance((7 + 3) * DAY_MS)
  const invoice = await inQuickBooks(paid)
  await payInvoices(stage, '1', [{ invoiceId: invoice.Id, amount: invoice.Balance }])
  const { Id, SyncToken, Line } = await inQuickBooks(edited)
  const [line, ...rest] = Line
  await editInvoice(
    stage,
    { Id, SyncToken },
    {
      Line: [
        {
          ...must(line),
          Amount: 900,
          SalesItemLineDetail: { ItemRef: { value: '1' }, Qty: 1, UnitPrice: 900 },
        },
        ...rest,
      ],
    },
  )
  await readNow()
  await noticeOverdue(stage, stage.workspaceId)
  const { intentId } = await left.intent()
  await stage.within((sql) => settleAttention(sql, `overdue:${intentId}`, 'Ana', 'leave'))
  await stage.quickbooks.clearLog()
  await set([3])
  await sweep()
  expect(await states(open)).toEqual(['sent'])
  for (const quiet of [past, paid, left, edited]) expect(await states(quiet)).toEqual([])
  expect((await page(open)).next).toBeNull()
})
