/**
 * Goal: whatever people do in QuickBooks, the tracker ends up saying what is true there, in any order and however often.
 * Method: QuickBooks' stand-in, where a bookkeeper pays, edits, voids and deletes; feeds that fail, repeat and lag.
 */

import { buryDocument, readDocuments, saveDocuments } from '../../src/invoices/books/document-table'
import { documentOf } from '../../src/invoices/books/from-quickbooks'
import { readChanges } from '../../src/reconcile/read-changes'
import { allInvoices, type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 500 })
  await readCompany(stage)
  await readNow()
})
afterAll(() => stage.close())
afterEach(async () => {
  await stage.quickbooks.clearFaults()
  await stage.quickbooks.clearLog()
})

const readNow = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
/** What a person does shows a second later at the earliest: the vendor's times are whole seconds. */
const readLater = async () => {
  stage.advance(2_000)
  return readNow()
}
async function posted(): Promise<{ bill: Billing; id: string }> {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  stage.advance(2_000)
  return { bill, id: must((await bill.intent()).quickbooksId) }
}
const invoiceOf = async (bill: Billing) => must((await bill.inQuickBooks())[0])
const figures = async (bill: Billing) => (await bill.tracker()).figures
const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status

test('our own invoice is nothing new, however often it is read', async () => {
  const { bill } = await posted()
  const before = await bill.tracker()
  await readLater()
  await readNow()
  const after = await bill.tracker()
  expect(after.figures).toEqual(before.figures)
  expect(await bill.questions()).toEqual([])
})

describe('payments', () => {
  test('part, full; and what comes back when it is deleted', async () => {
    const { bill, id } = await posted()
    await payInvoices(stage, '1', [{ invoiceId: id, amount: 234.56 }])
    await readLater()
    expect(await figures(bill)).toMatchObject({ paid: 23_456n, outstanding: 100_000n })
    expect(await status(bill)).toBe('partially_paid')
    const rest = await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_000 }])
    await readLater()
    expect(await figures(bill)).toMatchObject({ paid: 123_456n, outstanding: 0n, remaining: 0n })
    expect(await status(bill)).toBe('paid')
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment?operation=delete`, rest)
    await readLater()
    expect(await figures(bill)).toMatchObject({ paid: 23_456n, outstanding: 100_000n })
    expect(await status(bill)).toBe('partially_paid')
  })

  test('one payment over three invoices of three deals', async () => {
    const three = [await posted(), await posted(), await posted()]
    await payInvoices(
      stage,
      '1',
      three.map(({ id }, index) => ({ invoiceId: id, amount: 100.01 * (index + 1) })),
    )
    await readLater()
    const paid = await Promise.all(three.map(async ({ bill }) => (await figures(bill)).paid))
    expect(paid).toEqual([10_001n, 20_002n, 30_003n])
  })

  test('one that is moved to another invoice: both are read again', async () => {
    const [first, second] = [await posted(), await posted()]
    const payment = await payInvoices(stage, '1', [{ invoiceId: first.id, amount: 500 }])
    await readLater()
    expect((await figures(first.bill)).paid).toBe(50_000n)
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment`, {
      ...payment,
      CustomerRef: { value: '1' },
      TotalAmt: 500,
      Line: [{ Amount: 500, LinkedTxn: [{ TxnId: second.id, TxnType: 'Invoice' }] }],
    })
    await readLater()
    expect(await figures(first.bill)).toMatchObject({ paid: 0n, outstanding: 123_456n })
    expect(await figures(second.bill)).toMatchObject({ paid: 50_000n, outstanding: 73_456n })
  })

  test('an over-payment pays the invoice, and no more', async () => {
    const { bill, id } = await posted()
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/payment`, {
      CustomerRef: { value: '1' },
      TotalAmt: 2_000,
      Line: [{ Amount: 1234.56, LinkedTxn: [{ TxnId: id, TxnType: 'Invoice' }] }],
    })
    await readLater()
    expect(await figures(bill)).toMatchObject({ paid: 123_456n, outstanding: 0n })
  })
})

describe.each(['void', 'delete'] as const)('%s', (operation) => {
  test('frees the milestone, asks once what to do, and bills nothing by itself', async () => {
    const { bill, id } = await posted()
    await editInvoice(stage, await invoiceOf(bill), {}, operation)
    for (let time = 0; time < 3; time += 1) await readLater()
    expect(await figures(bill)).toMatchObject({
      billed: 0n,
      remaining: 123_456n,
      earnedNotBilled: 123_456n,
      outstanding: 0n,
    })
    expect(await status(bill)).toBe('not_billed')
    expect(await bill.questions()).toEqual(['freed'])
    const { milestones } = await bill.tracker()
    expect(milestones[0]?.milestone).toMatchObject({ workStatus: 'completed', billed: false })
    const [document] = [...(await stage.within((sql) => readDocuments(sql, 'Invoice', [id]))).values()]
    expect(document?.deletedAt !== null).toBe(operation === 'delete')
    await deliverAll(stage)
    expect((await allInvoices(stage)).filter((each) => each.PrivateNote?.includes(bill.marker)).length).toBe(
      operation === 'void' ? 1 : 0,
    )
  })
})

describe('edits', () => {
  const setAmount = async (bill: Billing, amount: number) => {
    const { Line, ...invoice } = await invoiceOf(bill)
    const lines = Line.filter((line) => line.DetailType === 'SalesItemLineDetail').map((line) => ({
      ...line,
      Amount: amount,
      SalesItemLineDetail: {
        ItemRef: { value: '1' },
        Qty: 1,
        UnitPrice: amount,
        TaxCodeRef: { value: 'NON' },
      },
    }))
    await editInvoice(stage, invoice, { Line: lines })
  }

  test('QuickBooks is followed, a person is asked with both numbers, and an edit back settles it', async () => {
    const { bill } = await posted()
    await setAmount(bill, 1_000)
    await readLater()
    expect(await figures(bill)).toMatchObject({ billed: 100_000n, outstanding: 100_000n })
    expect((await bill.tracker()).milestones[0]?.billing.difference).toBe(true)
    expect(await bill.questions()).toEqual(['edited'])
    await readLater()
    expect(await bill.questions()).toEqual(['edited'])
    await setAmount(bill, 1_234.56)
    await readLater()
    expect(await figures(bill)).toMatchObject({ billed: 123_456n })
    expect(await bill.questions()).toEqual([])
  })

  test('an invoice copied from ours is a question, and counts for nothing', async () => {
    const { bill } = await posted()
    await stage.quickbooks.api(
      'POST',
      `/v3/company/${stage.realmId}/invoice`,
      JSON.parse((await bill.intent()).body),
    )
    await readLater()
    await readLater()
    expect(await bill.questions()).toEqual(['copied_document'])
    expect(await figures(bill)).toMatchObject({ billed: 123_456n, outstanding: 123_456n })
  })

  test('one with our mark that this database never made is a question, too', async () => {
    await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice`, {
      CustomerRef: { value: '1' },
      PrivateNote: 'Milepost M9-ZZZZZZ',
      Line: [
        {
          Amount: 5,
          DetailType: 'SalesItemLineDetail',
          SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
        },
      ],
    })
    await readLater()
    const rows = await stage.within((sql) =>
      sql("select title from attention where kind = 'unlinked_document' and settled_at is null"),
    )
    expect(rows).toHaveLength(1)
  })
})

test('an invoice whose answer was lost is bound by the reader, and its questions are settled', async () => {
  const bill = await beginBilling(stage)
  const { intentId, body } = await bill.intent()
  await stage.within((sql) =>
    sql("update billing_intent set state = 'unclear', sent_at = milepost.now() where intent_id = $1", [
      intentId,
    ]),
  )
  await stage.within((sql) =>
    sql(
      `insert into attention (workspace_id, cause, kind, deal_id, title, detail)
       values (milepost.current_workspace(), $1, 'unclear', $2, 't', 'd')`,
      [`unclear:${intentId}`, bill.dealId],
    ),
  )
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice`, JSON.parse(body))
  await readLater()
  expect(await bill.intent()).toMatchObject({ state: 'posted', quickbooksId: (await invoiceOf(bill)).Id })
  expect(await bill.questions()).toEqual([])
  await deliverAll(stage)
  expect((await bill.message()).state).toBe('done')
  expect(await bill.inQuickBooks()).toHaveLength(1)
})

test('an older reading never replaces a newer one, and a tombstone stays', async () => {
  const { bill, id } = await posted()
  const company = await stage.vendors.quickbooks(stage.workspaceId)
  const old = await company.read('Invoice', id)
  await payInvoices(stage, '1', [{ invoiceId: id, amount: 1_234.56 }])
  await readLater()
  if (old.outcome !== 'done' || old.value === null) throw new Error('no invoice')
  const late = documentOf('Invoice', old.value)
  expect(await stage.within((sql) => saveDocuments(sql, [late]))).toEqual(new Set())
  expect(await status(bill)).toBe('paid')
  await stage.within((sql) => buryDocument(sql, 'Invoice', id))
  expect(
    await stage.within((sql) => saveDocuments(sql, [{ ...late, changedAt: new Date('2099-01-01') }])),
  ).toEqual(new Set())
  expect(await status(bill)).toBe('not_billed')
})
