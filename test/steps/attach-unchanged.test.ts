/**
 * Goal: nothing is attached to an invoice, or e-mailed, that is not what was approved any more. Method: the real connector
 * and QuickBooks' stand-in; people void, delete and edit the invoice between its creation and its files.
 */
import { limits } from '../../config/limits'
import { readReading } from '../../src/inbox/reading-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type BillWithFiles, beginAttaching } from '../fixtures/attaching'
import { editInvoice } from '../fixtures/billing'
import { creditInvoice, unapplyCredit } from '../fixtures/credits'
import { deliver, deliverAll } from '../fixtures/deliver'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 5_000 })
  await readCompany(stage)
  books = await openKeptBooks(stage)
})
afterAll(async () => {
  await books.api.close()
  await stage.close()
})
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

test('a long reading knows what was true when it asked: voided since, nothing is attached', async () => {
  const bill = await waiting()
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  const slow = new Proxy(company, {
    get(target, name, receiver) {
      if (name !== 'changes') return Reflect.get(target, name, receiver)
      return async (...given: Parameters<typeof company.changes>) => {
        const answer = await company.changes(...given)
        stage.advance(limits.seenUnchangedMs + 60_000)
        await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'void')
        return answer
      }
    },
  })
  const askedAt = stage.clock.now().getTime()
  await readChanges(stage, slow, stage.workspaceId)
  const { asOf, readAt } = await stage.within((sql) => readReading(sql, 'quickbooks'))
  expect(Math.abs(must(asOf).getTime() - askedAt)).toBeLessThan(60_000)
  expect(must(readAt).getTime()).toBeGreaterThan(askedAt + limits.seenUnchangedMs)
  await stage.quickbooks.clearLog()
  await deliverAll(stage)
  expect(await reads()).toBe(1)
  expect(await uploads()).toBe(0)
  expect(await bill.mails()).toEqual([])
  expect(new Set(await states(bill))).toEqual(new Set(['left_out']))
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

interface Asked {
  readonly id: string
  readonly title: string
  readonly detail: string
  readonly actions: readonly { readonly action: string }[]
  readonly version: string
}
/** The question about this bill that takes an answer, as the API shows it. */
async function asked(bill: BillWithFiles, answer: string): Promise<Asked> {
  const items = (await books.ask('GET', `/deals/${bill.dealId}`))['attention'] as Asked[]
  return must(items.find(({ actions }) => actions.some(({ action }) => action === answer)))
}
async function repriced(bill: BillWithFiles, amount: number): Promise<void> {
  await books.reprice(must((await bill.inQuickBooks())[0]), [amount])
  await books.sweep()
}

test('and goes on as it is when they say so, at the amount that they read and no other', async () => {
  const bill = await edited()
  const read = await asked(bill, 'go_on')
  await repriced(bill, 5000)
  const now = await asked(bill, 'go_on')
  expect(now.detail).toContain('$1,234.56 was approved; in QuickBooks it now comes to $5,000.00')
  expect(now.id).toBe(read.id)
  const settle = `/attention/${now.id}/settle`
  const late = await books.refused('POST', settle, { action: 'go_on', version: read.version })
  expect(late).toMatchObject({ status: 412, code: 'version_conflict' })
  // A question of before answers kept what they were for: it is asked anew first.
  await stage.within((sql) => sql('update attention set about = null where attention_id = $1', [now.id]))
  expect(await books.refused('POST', settle, { action: 'go_on' })).toEqual(late)
  await deliverAll(stage)
  expect(await bill.mails()).toEqual([])
  await books.settle(now, 'go_on', { version: now.version })
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})

test('or stops as it is: no files, no e-mail, and nothing more is tried until somebody asks for it', async () => {
  const bill = await edited()
  const { intentId } = await bill.intent()
  expect(await books.refused('POST', `/invoices/${intentId}/send`, {})).toMatchObject({
    status: 409,
    code: 'wrong_status',
    detail: expect.stringContaining('waits for an answer'),
  })
  await books.settle(await asked(bill, 'stop'), 'stop')
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await names(bill)).toEqual([])
  expect(await bill.mails()).toEqual([])
  expect(new Set(await states(bill))).toEqual(new Set(['left_out']))
  expect(await bill.message()).toMatchObject({ state: 'done' })
  // Asked for after all, it is asked about once more.
  await books.ask('POST', `/invoices/${intentId}/send`, {})
  await deliverAll(stage)
  expect((await asked(bill, 'go_on')).title).toMatch(/before it was e-mailed$/)
})

test('an amount that was edited back is what was approved: it goes on by itself', async () => {
  const bill = await edited()
  await repriced(bill, 1234.56)
  expect(await bill.questions()).toEqual([])
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})

test('and so is one to which the client agreed', async () => {
  const bill = await edited()
  await books.settle(await asked(bill, 'accept_as_change_order'), 'accept_as_change_order')
  const orders = (await books.ask('GET', `/deals/${bill.dealId}/change-orders`))['items'] as { id: string }[]
  const order = `/change-orders/${must(orders[0]).id}`
  await books.ask('POST', `${order}/send`, {})
  await deliverAll(stage)
  expect(await bill.mails()).toEqual([])
  await books.ask('POST', `${order}/approve`, { by: 'Amy Lauterbach' })
  expect(await bill.questions()).toEqual([])
  stage.advance(limits.seenUnchangedMs + 1_000)
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
})

test('of one that is voided while it waits nobody is asked, and nothing leaves', async () => {
  const bill = await edited()
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), {}, 'void')
  await books.sweep()
  expect(await bill.questions()).toEqual(['freed'])
  await deliverAll(stage)
  expect(await names(bill)).toEqual([])
  expect(await bill.mails()).toEqual([])
  expect(await bill.message()).toMatchObject({ state: 'done' })
})

test('credited in full while it waits, it goes on waiting; counting again, it is asked about, and leaves once', async () => {
  const bill = await edited()
  const { intentId } = await bill.intent()
  const read = await asked(bill, 'go_on')
  const invoice = must((await bill.inQuickBooks())[0])
  const credit = await creditInvoice(stage, invoice, invoice.TotalAmt)
  await books.sweep()
  expect(await bill.questions()).toEqual(['edited', 'freed'])
  const waits = await asked(bill, 'stop')
  expect(waits.actions.map(({ action }) => action)).toEqual(['stop'])
  expect(waits.detail).toContain('it is credited in full by now')
  // It goes to nobody meanwhile, whoever presses what they still see.
  const settle = `/attention/${waits.id}/settle`
  expect(await books.refused('POST', settle, { action: 'go_on', version: read.version })).toMatchObject({
    status: 412,
  })
  expect(await books.refused('POST', settle, { action: 'go_on' })).toMatchObject({
    code: 'validation_failed',
  })
  await books.ask('POST', `/owed/${must(await bill.message()).messageId}/retry`, {})
  stage.advance(3_600_000)
  await deliverAll(stage)
  expect(await uploads()).toBe(0)
  expect(await bill.mails()).toEqual([])
  expect(await states(bill)).not.toContain('left_out')
  expect(await bill.message()).toMatchObject({ state: 'refused', fault: { kind: 'stale' } })
  await unapplyCredit(stage, credit)
  await books.sweep()
  expect(await bill.questions()).toEqual(['edited', 'edited'])
  const again = await asked(bill, 'go_on')
  expect(again.id).toBe(waits.id)
  await deliverAll(stage)
  expect(await bill.mails()).toEqual([])
  await books.settle(again, 'go_on', { version: again.version })
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
  expect((await bill.intent()).intentId).toBe(intentId)
})

test('credited in full before its files left, it waits; counting again, files and e-mail go by themselves, once', async () => {
  const bill = await waiting()
  const invoice = must((await bill.inQuickBooks())[0])
  const credit = await creditInvoice(stage, invoice, invoice.TotalAmt)
  await books.sweep()
  await deliverAll(stage)
  expect([await uploads(), (await bill.mails()).length]).toEqual([0, 0])
  expect(await states(bill)).not.toContain('left_out')
  expect(await bill.questions()).toEqual(['freed'])
  await unapplyCredit(stage, credit)
  await books.sweep()
  await deliverAll(stage)
  expect(await names(bill)).toEqual(ALL)
  expect(await bill.mails()).toHaveLength(1)
  expect(await bill.questions()).toEqual([])
})
