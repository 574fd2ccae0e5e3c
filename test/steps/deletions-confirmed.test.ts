/**
 * Goal: what the change feed calls deleted is believed only when one read finds it gone. Method: a gateway whose feed calls
 * documents deleted that QuickBooks still has, and others that really are.
 */
import type { DocumentKind } from '../../src/invoices/books/document'
import { readDocuments } from '../../src/invoices/books/document-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Billing, beginBilling, editInvoice, payInvoices } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
  await readCompany(stage)
})
afterEach(() => stage.close())

type Named = { readonly kind: DocumentKind; readonly id: string }

const read = async () => {
  stage.advance(2_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
/** A reading whose feed calls these deleted, and nothing else; answers what was asked by id. */
async function readCalledDeleted(named: readonly Named[]): Promise<string[]> {
  stage.advance(2_000)
  const gateway = await tamperedCompany(stage, (body, url) => {
    if (!url.includes('/cdc')) return body
    const groups = named.map(({ kind, id }) => ({
      [kind]: [{ Id: id, status: 'Deleted', MetaData: { LastUpdatedTime: stage.clock.now().toISOString() } }],
    }))
    return JSON.stringify({ ...JSON.parse(body), CDCResponse: [{ QueryResponse: groups }] })
  })
  try {
    await readChanges(stage, gateway.company, stage.workspaceId)
  } finally {
    await gateway.close()
  }
  return gateway.urls.flatMap((url) => /^GET \/v3\/company\/\d+\/(\w+\/\d+)/.exec(url)?.[1] ?? [])
}
const isBuried = async ({ kind, id }: Named) => {
  const documents = await stage.within((sql) => readDocuments(sql, kind, [id]))
  return must(documents.get(id)).deletedAt !== null
}
const ended = async (bill: Billing) => {
  const { milestones, figures } = await bill.tracker()
  return { status: must(milestones[0]).billing.status, figures, questions: await bill.questions() }
}

interface Held {
  readonly bill: Billing
  readonly named: Named
}

async function billed(): Promise<Held> {
  const bill = await beginBilling(stage)
  await deliverAll(stage)
  stage.advance(2_000)
  return { bill, named: { kind: 'Invoice', id: must((await bill.intent()).quickbooksId) } }
}

/** An invoice with half of it paid and a quarter credited, and the document of that kind among them. */
async function held(kind: 'Invoice' | 'Payment' | 'CreditMemo'): Promise<Held> {
  const { bill, named } = await billed()
  const { Id } = await payInvoices(stage, '1', [{ invoiceId: named.id, amount: 600 }])
  const { memoId } = await creditInvoice(stage, must((await bill.inQuickBooks())[0]), 300)
  await read()
  return { bill, named: { kind, id: { Invoice: named.id, Payment: Id, CreditMemo: memoId }[kind] } }
}

test.each([
  'Invoice',
  'Payment',
  'CreditMemo',
] as const)('what the feed wrongly calls deleted (%s) stays, found by one read; nothing is freed or asked', async (kind) => {
  const { bill, named } = await held(kind)
  const before = await ended(bill)
  expect(before.figures).toMatchObject({ billed: 93_456n, paid: 60_000n, outstanding: 33_456n })
  const asked = await readCalledDeleted([named])
  expect(asked).toContain(`${kind.toLowerCase()}/${named.id}`)
  expect(await isBuried(named)).toBe(false)
  expect(await ended(bill)).toEqual(before)
  // What happens to it next is followed: nothing of it was put away for ever.
  await editInvoice(stage, must((await bill.inQuickBooks())[0]), { DueDate: '2031-01-15' })
  await read()
  expect(await ended(bill)).toMatchObject({ figures: before.figures })
  expect(await isBuried(named)).toBe(false)
})

test('among several that the feed calls deleted, only what a read finds gone is buried', async () => {
  const stays = [await held('Invoice'), await held('Invoice')] as const
  const goes = [await billed(), await held('Payment')] as const
  const before = [await ended(stays[0].bill), await ended(stays[1].bill)]
  const [gone, unpaid] = goes
  await editInvoice(stage, must((await gone.bill.inQuickBooks())[0]), {}, 'delete')
  await stage.quickbooks.api(
    'POST',
    `/v3/company/${stage.realmId}/payment?minorversion=75&operation=delete`,
    {
      Id: unpaid.named.id,
      SyncToken: '0',
    },
  )
  await readCalledDeleted([...stays, ...goes].map(({ named }) => named))
  expect(await Promise.all([...stays, ...goes].map(({ named }) => isBuried(named)))).toEqual([
    false,
    false,
    true,
    true,
  ])
  expect([await ended(stays[0].bill), await ended(stays[1].bill)]).toEqual(before)
  expect(await ended(gone.bill)).toMatchObject({ status: 'not_billed', questions: ['freed'] })
  expect((await ended(unpaid.bill)).figures).toMatchObject({ billed: 93_456n, paid: 0n })
})
