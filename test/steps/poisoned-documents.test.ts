/**
 * Goal: one document that can't be taken in holds up no other, is told of with what to do, and settles itself once it can
 * be. Method: a gateway that spoils single rows of QuickBooks' answers in every way that gets past the first look at them.
 */
import { limits } from '../../config/limits'
import { lookAgain, waitingEvents } from '../../src/inbox/inbox-table'
import { readReading } from '../../src/inbox/reading-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ deadlineMs: 2_000 })
  await readCompany(stage)
})
afterAll(() => stage.close())

const status = async (bill: Billing) => must((await bill.tracker()).milestones[0]).billing.status
const idOf = async (bill: Billing) => must((await bill.intent()).quickbooksId)
const poisons = () =>
  stage.within((sql) =>
    sql<{ cause: string; title: string; detail: string }>(
      "select cause, title, detail from attention where kind = 'poison' and settled_at is null order by cause",
    ),
  )
const waiting = () => stage.within((sql) => waitingEvents(sql, 'quickbooks', 100))

/** Three invoices of which all are paid by now, the middle one behind a gateway that spoils it. */
async function spoiledInvoice(spoil: (row: Record<string, unknown>) => Record<string, unknown>) {
  const bills = [await beginBilling(stage), await beginBilling(stage), await beginBilling(stage)] as const
  await deliverAll(stage)
  stage.advance(2_000)
  const ids = await Promise.all(bills.map(idOf))
  await payInvoices(
    stage,
    '1',
    ids.map((id) => ({ invoiceId: id, amount: 1_234.56 })),
  )
  const [, id] = ids
  let spoiling = true
  const gateway = await tamperedCompany(stage, (body) =>
    spoiling
      ? JSON.stringify(JSON.parse(body), (_, value) =>
          value?.Id === id && value?.DocNumber !== undefined ? spoil(value) : value,
        )
      : body,
  )
  const logged: string[] = []
  const parts = { ...stage, log: (_: unknown, what: string) => logged.push(what) }
  const read = (askFeed = true) => {
    stage.advance(2_000)
    return readChanges(parts, gateway.company, stage.workspaceId, askFeed)
  }
  return {
    bills,
    id: must(id),
    gateway,
    logged,
    read,
    mend: () => {
      spoiling = false
    },
    spoilAgain: () => {
      spoiling = true
    },
  }
}

test.each([
  ['a time that is none', (row) => ({ ...row, MetaData: { LastUpdatedTime: 'yesterday' } }), 'taken in'],
  [
    'a time in the year 275760',
    (row) => ({ ...row, MetaData: { LastUpdatedTime: '+275760-09-12T00:00:00Z' } }),
    'taken in',
  ],
  ['a token that is no number', (row) => ({ ...row, SyncToken: 'first' }), 'taken in'],
  [
    'a huge amount',
    (row) => ({
      ...row,
      TotalAmt: '9'.repeat(400),
      Balance: '9'.repeat(400),
      SyncToken: '9'.repeat(200_000),
    }),
    'taken in',
  ],
  ['another currency', (row) => ({ ...row, CurrencyRef: { value: 'EUR' } }), 'taken in'],
  ['no customer', ({ CustomerRef: _, ...row }) => row, 'read'],
  ['lines that are no list', (row) => ({ ...row, Line: { Amount: 1 } }), 'read'],
] as [
  string,
  (row: Record<string, unknown>) => Record<string, unknown>,
  string,
][])('an invoice with %s: the others are followed, a person is told, and it settles itself', async (_, spoil, verb) => {
  const { bills, id, gateway, logged, read, mend } = await spoiledInvoice(spoil)
  try {
    await read()
    expect(await Promise.all(bills.map(status))).toEqual(['paid', 'posted', 'paid'])
    const [told, ...others] = await poisons()
    expect(others).toEqual([])
    expect(told).toMatchObject({
      cause: `poison:Invoice:${id}`,
      title: `Invoice ${id} of QuickBooks can’t be ${verb}`,
    })
    expect(told?.detail).toMatch(/Everything else goes on\. It is read again/)
    if (verb === 'taken in') expect(logged).toContain(`taking in Invoice ${id}`)
    const { cursorAt } = await stage.within((sql) => readReading(sql, 'quickbooks'))
    expect(stage.clock.now().getTime() - must(cursorAt).getTime()).toBeLessThan(
      limits.cursorOverlapMs + 10_000,
    )
    expect(await waiting()).toMatchObject([{ entityIds: [id], operation: 'unreadable' }])

    mend()
    stage.advance(20 * 60_000)
    await read(false)
    expect(await Promise.all(bills.map(status))).toEqual(['paid', 'paid', 'paid'])
    expect(await poisons()).toEqual([])
    expect(await waiting()).toEqual([])
  } finally {
    await gateway.close()
  }
})

test('one that was taken in after all, and then can’t be again, is asked for again', async () => {
  const { bills, id, gateway, read, mend, spoilAgain } = await spoiledInvoice((row) => ({
    ...row,
    MetaData: { LastUpdatedTime: 'yesterday' },
  }))
  try {
    for (const note of ['once', 'and once more']) {
      spoilAgain()
      await editInvoice(stage, must((await bills[1].inQuickBooks())[0]), { CustomerMemo: { value: note } })
      await read()
      expect(await poisons()).toMatchObject([{ cause: `poison:Invoice:${id}` }])
      expect(await waiting()).toMatchObject([{ entityIds: [id], operation: 'unreadable' }])
      mend()
      stage.advance(20 * 60_000)
      await read(false)
      expect([await poisons(), await waiting()]).toEqual([[], []])
    }
  } finally {
    await gateway.close()
  }
})

test('letters that no database keeps cost nothing: the invoice is followed', async () => {
  const { bills, gateway, read } = await spoiledInvoice((row) => ({
    ...row,
    CustomerMemo: { value: 'half a \ud83d letter, and a \u0000' },
  }))
  try {
    await read()
    expect(await Promise.all(bills.map(status))).toEqual(['paid', 'paid', 'paid'])
    expect(await poisons()).toEqual([])
  } finally {
    await gateway.close()
  }
})

test('one that stays as it is is given up after its tries, told of once, and read again when a person asks', async () => {
  const { bills, id, gateway, read, mend } = await spoiledInvoice((row) => ({ ...row, SyncToken: 'first' }))
  try {
    for (let time = 0; time < 10; time += 1) {
      await read()
      stage.advance(10 * 60_000)
    }
    expect(await waiting()).toEqual([])
    expect(await poisons()).toMatchObject([{ title: `Invoice ${id} of QuickBooks can’t be taken in` }])
    mend()
    stage.advance(86_400_000)
    await read()
    expect(await status(bills[1])).toBe('posted')
    await stage.within((sql) => lookAgain(sql, 'quickbooks', { most: 10, givenUpBefore: null }))
    await read(false)
    expect(await status(bills[1])).toBe('paid')
    expect(await poisons()).toEqual([])
  } finally {
    await gateway.close()
  }
})

test('one that QuickBooks itself always fails at ends no reading for ever', async () => {
  const bill = await beginBilling(stage)
  const other = await beginBilling(stage)
  await deliverAll(stage)
  stage.advance(2_000)
  const [id, otherId] = [await idOf(bill), await idOf(other)]
  const read = async () => {
    stage.advance(10_000)
    return readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
  }
  await read()
  // Its deletion is told, and looking whether that is so fails each time.
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/invoice?operation=delete`, {
    Id: id,
    SyncToken: '0',
  })
  await payInvoices(stage, '1', [{ invoiceId: otherId, amount: 1_234.56 }])
  await stage.quickbooks.fault({
    method: 'GET',
    path: `/v3/company/*/invoice/${id}`,
    times: 1_000,
    effect: 'status',
    status: 500,
  })
  for (let time = 0; time < 3; time += 1) {
    await expect(read()).rejects.toMatchObject({ vendor: 'quickbooks' })
    await stage.within((sql) => sql("update reading set failures = failures + 1 where source = 'quickbooks'"))
  }
  await read()
  expect(await status(other)).toBe('paid')
  expect(await poisons()).toMatchObject([{ cause: `poison:Invoice:${id}` }])
  await stage.quickbooks.clearFaults()
  await read()
  expect(await status(bill)).toBe('not_billed')
  expect(await poisons()).toEqual([])
})
