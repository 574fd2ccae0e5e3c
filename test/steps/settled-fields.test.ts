/**
 * Goal: what a workspace has settled for every invoice stands on it, and what QuickBooks makes otherwise is named.
 * Method: the real connector and QuickBooks' stand-in, in a company that has one custom field and not the other.
 */
import type { Entities } from '../../connectors/quickbooks/entities'
import { tellDifferences } from '../../src/invoices/books/tell-differences'
import { readChanges } from '../../src/reconcile/read-changes'
import type { WorkspaceSettings } from '../../src/tenants/workspace-settings'
import { changeWorkspace, readWorkspace } from '../../src/tenants/workspace-table'
import { beginBilling, editInvoice } from '../fixtures/billing'
import { deliver } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterAll(() => stage.close())

const settle = (settings: Partial<WorkspaceSettings>) =>
  stage.within(async (sql) => {
    const workspace = await readWorkspace(sql)
    await changeWorkspace(sql, { ...workspace, settings: { ...workspace.settings, ...settings } })
  })
const read = async () =>
  readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId, true)
const field = (definitionId: string) => ({ definitionId, name: 'Milepost', publicUrl: 'https://mp.example' })

test('copies, online payment, terms, class, location and the link back stand on the invoice', async () => {
  await settle({
    copies: { cc: ['office@acme.example', 'boss@acme.example'], bcc: ['archive@acme.example'] },
    onlinePayment: { card: true, bank: false },
    linkField: field('1'),
    termsId: '3',
  })
  const bill = await beginBilling(stage)
  await deliver(stage)
  const [invoice] = await bill.inQuickBooks()
  expect(must(invoice)).toMatchObject({
    BillEmailCc: { Address: 'office@acme.example, boss@acme.example' },
    BillEmailBcc: { Address: 'archive@acme.example' },
    AllowOnlineCreditCardPayment: true,
    AllowOnlineACHPayment: false,
    SalesTermRef: { value: '3' },
    CustomField: [{ DefinitionId: '1', StringValue: `https://mp.example/d/${bill.dealId}` }],
  })
  expect(await bill.questions()).toEqual([])
})

test('a custom field that the company does not have is dropped by QuickBooks, and that is named, once', async () => {
  await settle({ linkField: field('3') })
  const bill = await beginBilling(stage)
  await deliver(stage)
  expect(await bill.questions()).toEqual(['differs'])
  const [item] = await stage.within((sql) =>
    sql<{ detail: string }>('select detail from attention where deal_id = $1', [bill.dealId]),
  )
  expect(must(item).detail).toContain(
    `Milepost: https://mp.example/d/${bill.dealId} was sent, nothing is there.`,
  )
  const told = await stage.within((sql) =>
    sql<{ what: string; after: object }>(
      "select what, after from history where deal_id = $1 and what like '%otherwise%'",
      [bill.dealId],
    ),
  )
  expect(told).toEqual([
    { what: expect.stringContaining('otherwise than it was sent'), after: { Milepost: 'nothing' } },
  ])
})

test('what was made otherwise is asked about until a bookkeeper puts it right in QuickBooks', async () => {
  await settle({ linkField: null })
  const bill = await beginBilling(stage)
  await deliver(stage)
  const asked = async () =>
    stage.within((sql) =>
      sql<{ detail: string }>(
        "select detail from attention where deal_id = $1 and kind = 'differs' and settled_at is null",
        [bill.dealId],
      ),
    )
  const [made] = await bill.inQuickBooks()
  const { DueDate: sent } = must(made) as unknown as { DueDate: string }
  // As if QuickBooks had made it so.
  const otherwise = await editInvoice(stage, must(made), { DueDate: '2030-01-01' })
  await stage.within(async (sql) => {
    const invoice = otherwise as unknown as Entities['Invoice']
    await tellDifferences(sql, await bill.intent(), invoice, bill.milestoneId)
  })
  await read()
  expect(must((await asked())[0]).detail).toContain('Due date: ')
  // Something else is edited: the question stays what it was.
  const beside = await editInvoice(stage, otherwise, { CustomerMemo: { value: 'Thank you' } })
  await read()
  expect((await asked()).map(({ detail }) => detail)).toEqual([expect.not.stringContaining('Thank you')])
  await editInvoice(stage, beside, { DueDate: sent })
  await read()
  expect(await asked()).toEqual([])
})

test('a field whose name ends like another’s is not taken for it', async () => {
  await settle({ linkField: { ...field('3'), name: 'Start Date' } })
  const bill = await beginBilling(stage)
  await deliver(stage)
  const asked = async () =>
    stage.within((sql) =>
      sql<{ detail: string }>(
        "select detail from attention where deal_id = $1 and kind = 'differs' and settled_at is null",
        [bill.dealId],
      ),
    )
  const before = await asked()
  expect(must(before[0]).detail).toContain('Start Date: ')
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), { TxnDate: '2030-01-01' })
  await read()
  expect(await asked()).toEqual(before)
  await settle({ linkField: null })
})
