/**
 * Goal: nothing is attached to an invoice, or e-mailed, that is not what was approved any more. Method: the real connector
 * and QuickBooks' stand-in; people void, delete and edit the invoice between its creation and its files.
 */
import { limits } from '../../config/limits'
import { settleChanged } from '../../src/invoices/attachments/settle-attachments'
import { lockIntent } from '../../src/invoices/intent-table'
import { wakeMessage } from '../../src/outbox/outbox-table'
import { type BillWithFiles, beginAttaching } from '../fixtures/attaching'
import { editInvoice } from '../fixtures/billing'
import { deliver, deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { owner, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 300 })
  await readCompany(stage)
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.turn({ 'upload-types': 'refuse' })
  await stage.quickbooks.clearLog()
})

const UPLOAD = '/v3/company/*/upload'
const uploads = () => stage.quickbooks.count('POST', /\/upload$/)
const states = async (bill: BillWithFiles) => (await bill.attachments()).map(({ state }) => state)
const names = async (bill: BillWithFiles) => (await bill.filesInQuickBooks()).map(({ FileName }) => FileName)
const ALL = ['Photos.pdf', 'Report.pdf', 'SOW.pdf']

async function waiting(): Promise<BillWithFiles> {
  const bill = await beginAttaching(stage)
  await stage.quickbooks.fault({ method: 'POST', path: UPLOAD, times: 1, effect: 'status', status: 429 })
  await deliver(stage)
  await stage.quickbooks.clearLog()
  return bill
}
const reads = () => stage.quickbooks.count('GET', /\/invoice\/\d+$/)

test.each([
  'void',
  'delete',
] as const)('a person did %s it: nothing is attached, and nobody is written to', async (how) => {
  const bill = await waiting()
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, how)
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliverAll(stage)
  expect(await reads()).toBe(1)
  expect(await uploads()).toBe(0)
  expect(await bill.mails()).toEqual([])
  expect(new Set(await states(bill))).toEqual(new Set(['left_out']))
  expect(await bill.message()).toMatchObject({ state: 'done' })
  expect(await bill.questions()).toEqual(['freed'])
})

test('what was seen a moment ago is not read again; what is older is, once', async () => {
  const bill = await waiting()
  stage.advance(60_000)
  await deliver(stage)
  expect(await reads()).toBe(0)
  expect(await bill.mails()).toHaveLength(1)
  const later = await waiting()
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliver(stage)
  expect(await reads()).toBe(1)
  expect(await later.mails()).toHaveLength(1)
})

test('while it can’t be read, nothing is attached and nothing is given up', async () => {
  const bill = await waiting()
  await stage.quickbooks.fault({ method: 'GET', path: '/v3/company/*/invoice/*', times: 1, effect: 'hang' })
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliver(stage)
  expect(await uploads()).toBe(0)
  expect(await bill.message()).toMatchObject({ state: 'waiting', fault: { kind: 'timeout' } })
  stage.advance(20 * 60_000)
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})

async function edited(): Promise<BillWithFiles> {
  const bill = await waiting()
  const [invoice] = await bill.inQuickBooks()
  const Line = must(invoice)
    .Line.map((line) => (line.DetailType === 'SalesItemLineDetail' ? { ...line, Amount: 1000 } : line))
    .filter((line) => line.DetailType !== 'SubTotalLineDetail')
  await editInvoice(stage, must(invoice), {
    Line: Line.map((line) => ({ ...line, SalesItemLineDetail: { ItemRef: { value: '1' } } })),
  })
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliverAll(stage)
  return bill
}

test('a person edited the amount: it stops there, and a person is asked with both numbers', async () => {
  const bill = await edited()
  expect(await uploads()).toBe(0)
  expect(await bill.mails()).toEqual([])
  expect(await bill.message()).toMatchObject({ state: 'refused', fault: { kind: 'stale' } })
  expect(await bill.questions()).toEqual(['edited', 'edited'])
  const [asked] = await stage.within((sql) =>
    sql<{ title: string; detail: string }>(
      'select title, detail from attention where deal_id = $1 and cause like $2',
      [bill.dealId, 'changed:%'],
    ),
  )
  expect(asked?.title).toMatch(/^Invoice \d+ was edited before it was e-mailed$/)
  expect(asked?.detail).toContain('$1,234.56 was approved; in QuickBooks it now comes to $1,000.00')
  stage.advance(3_600_000)
  expect(await deliver(stage)).toBe(0)
})

test('and goes on as it is when they say so, until it is edited once more', async () => {
  const bill = await edited()
  await decide(bill, 'go_on')
  const [invoice] = await bill.inQuickBooks()
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
  expect(must(invoice).TotalAmt).toBe(1000)
})

test('or stops as it is: no files, no e-mail, and nothing more is tried', async () => {
  const bill = await edited()
  await decide(bill, 'stop')
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await names(bill)).toEqual([])
  expect(await bill.mails()).toEqual([])
  expect(new Set(await states(bill))).toEqual(new Set(['left_out']))
  expect(await bill.message()).toMatchObject({ state: 'done' })
})

const decide = async (bill: BillWithFiles, how: 'go_on' | 'stop') => {
  const message = await bill.message()
  await stage.within(async (sql) => {
    const intent = must(await lockIntent(sql, message.subjectId))
    await settleChanged(sql, owner, intent, message, how)
  })
}

test('an amount that was edited back is what was approved', async () => {
  const bill = await edited()
  const [invoice] = await bill.inQuickBooks()
  const Line = must(invoice)
    .Line.filter((line) => line.DetailType === 'SalesItemLineDetail')
    .map((line) => ({ ...line, Amount: 1234.56, SalesItemLineDetail: { ItemRef: { value: '1' } } }))
  await editInvoice(stage, must(invoice), { Line })
  stage.advance(limits.seenUnchangedMs + 1_000)
  const { messageId } = await bill.message()
  await stage.within((sql) => wakeMessage(sql, messageId))
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
  expect(await bill.questions()).toEqual([])
})
