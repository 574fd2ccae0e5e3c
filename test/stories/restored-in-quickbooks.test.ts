/**
 * Goal: an edited invoice is put back as it was sent when a person says so: our lines, exactly once, and no other; and never
 * over what they did not look at, nor where money, closed books or lines that can't be told apart forbid it. Method:
 * lines repriced, removed, added and rewritten over QuickBooks' own API, decisions over ours; lost answers, stale
 * versions, ten people at once. F35.
 */
import { editInvoice, payInvoices, type QuickBooksInvoice } from '../fixtures/billing'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { openRetainageStage } from '../fixtures/retainage'
import type { Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
beforeAll(async () => {
  stage = await openRetainageStage()
  books = await openKeptBooks(stage)
})
afterEach(() => stage.quickbooks.clearFaults())
afterAll(async () => {
  await books.api.close()
  await stage.close()
})

const amountsOf = (invoice: QuickBooksInvoice) =>
  invoice.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail').map(({ Amount }) => Amount)
/** How often an invoice was sent to be changed, by us. */
const updates = async () =>
  (await stage.within((sql) => sql("select 1 from send_attempt where step = 'restore'", []))).length

/** What of the contract differs, by name. */
const differences = async (dealId: string) => {
  const { body } = await books.api.ask('GET', `/deals/${dealId}/tie-out`)
  const { identities } = body as unknown as {
    identities: { id: string; items: { what: string; state: string }[] }[]
  }
  return must(identities.find(({ id }) => id === 'A')).items.map(({ what, state }) => ({ what, state }))
}

describe('restored', () => {
  const edited = async () => {
    const job = await books.billed([['Strategy', 1_000]])
    const id = must(job.ids[0])
    const extra = {
      Description: 'Courier',
      Amount: 25,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
    }
    await books.reprice(await books.invoiceOf(id), [900], [extra])
    await books.sweep()
    return { ...job, id, item: await books.asked(job.dealId, 'edited') }
  }

  test('our line is as it was sent, the other line keeps its id and its amount, and it is on record', async () => {
    const { dealId, id, item } = await edited()
    const before = await books.invoiceOf(id)
    await books.settle(item, 'restore')
    expect(await books.questions(dealId)).toEqual([])
    // On its way is not there: while the wrong invoice stands, the deal does not come out.
    expect(await differences(dealId)).toEqual([
      {
        what: expect.stringMatching(/for which \$1,000\.00 was decided; it is being put back$/),
        state: 'open',
      },
    ])
    await books.deliver()
    expect(await differences(dealId)).toEqual([])
    const after = await books.invoiceOf(id)
    expect(amountsOf(after)).toEqual([1_000, 25])
    expect(after.Line.map(({ Id }) => Id)).toEqual(before.Line.map(({ Id }) => Id))
    expect(after.Line[0]?.Description).toBe(before.Line[0]?.Description)
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1000.00' } })
    expect(await books.story(dealId)).toContain(
      `Invoice ${after.DocNumber} is in QuickBooks as it was sent again; The owner asked for it`,
    )
    const attempts = await stage.within((sql) =>
      sql<{ request_key: string; outcome: string; trace: string | null }>(
        `select request_key, outcome, trace from send_attempt where step = 'restore' order by attempt_id desc limit 1`,
        [],
      ),
    )
    expect(attempts).toEqual([
      {
        request_key: expect.stringMatching(/^restore-[0-9a-f]{32}-\d+$/),
        outcome: 'done',
        trace: expect.any(String),
      },
    ])
  })

  test.each([
    'drop-reply',
    'reset',
  ] as const)('a lost answer (%s) is looked at before anything is sent again', async (effect) => {
    const { dealId, id, item } = await edited()
    await books.settle(item, 'restore')
    await stage.quickbooks.fault({ method: 'POST', path: '/v3/company/*/invoice', times: 1, effect })
    const sent = await updates()
    await books.deliver()
    stage.advance(2_000)
    await books.deliver()
    stage.advance(180_000)
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([1_000, 25])
    // Carried out without an answer it went out once; never carried out, twice.
    expect((await updates()) - sent).toBe(effect === 'drop-reply' ? 1 : 2)
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
  })

  test('a line that was taken away is added once, although its answer was lost', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]], { retainage: { percent: '10' } })
    const id = must(ids[0])
    const invoice = await books.invoiceOf(id)
    expect(amountsOf(invoice)).toEqual([1_000, -100])
    await books.reprice(invoice, [undefined as unknown as number, null])
    await books.sweep()
    const item = await books.asked(dealId, 'edited')
    await books.settle(item, 'restore')
    await stage.quickbooks.fault({
      method: 'POST',
      path: '/v3/company/*/invoice',
      times: 1,
      effect: 'drop-reply',
    })
    await books.deliver()
    stage.advance(2_000)
    await books.deliver()
    stage.advance(180_000)
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([1_000, -100])
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({ retained: { amount: '100.00' } })
  })

  test('paid in part it is refused with words, before and after it was asked for', async () => {
    const first = await edited()
    await payInvoices(stage, '1', [{ invoiceId: (await books.invoiceOf(first.id)).Id, amount: 10 }])
    await books.sweep()
    expect(await books.refused('POST', `/attention/${first.item.id}/settle`, { action: 'restore' })).toEqual({
      status: 409,
      code: 'restore_forbidden',
      detail: expect.stringContaining(
        'Money or a credit is on it already. Unapply that in QuickBooks first, or accept the change.',
      ),
    })
    const second = await edited()
    await books.settle(second.item, 'restore')
    await payInvoices(stage, '1', [{ invoiceId: (await books.invoiceOf(second.id)).Id, amount: 925 }])
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(second.id))).toEqual([900, 25])
    expect(
      (await books.questions(second.dealId)).map(({ kind, title }) => [kind, title.replace(/\d+/, 'n')]),
    ).toEqual(
      expect.arrayContaining([
        ['refused', 'Invoice n was not put back'],
        ['edited', 'Invoice n was edited in QuickBooks'],
      ]),
    )
  })

  test('what a change order agreed to is put back, and not what was sent before it', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]])
    const id = must(ids[0])
    await books.reprice(await books.invoiceOf(id), [1_200])
    await books.sweep()
    const said = await books.settle(await books.asked(dealId, 'edited'), 'accept_as_change_order')
    await books.ask('POST', `/change-orders/${said['changeOrderId']}/send`, {})
    await books.ask('POST', `/change-orders/${said['changeOrderId']}/approve`, {})
    await books.reprice(await books.invoiceOf(id), [1_500])
    await books.sweep()
    await books.settle(await books.asked(dealId, 'edited'), 'restore')
    await books.deliver()
    await books.sweep()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([1_200])
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({ billed: { amount: '1200.00' } })
  })

  test('edited again after it was asked for, nobody’s work is overwritten', async () => {
    const { dealId, id, item } = await edited()
    await books.settle(item, 'restore')
    await books.reprice(await books.invoiceOf(id), [950])
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([950, 25])
    const asked = await books.asked(dealId, 'edited')
    expect(asked.detail).toContain('$950.00')
  })

  test('nor where only amounts moved between its lines, and the sum stayed what it was', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 15_000]], { retainage: { percent: '10' } })
    const id = must(ids[0])
    await books.reprice(await books.invoiceOf(id), [14_500, -1_500])
    await books.sweep()
    await books.settle(await books.asked(dealId, 'edited'), 'restore')
    await books.reprice(await books.invoiceOf(id), [15_000, -2_000])
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([15_000, -2_000])
    expect((await books.asked(dealId, 'edited')).detail).toContain('It now holds back $2,000.00')
    expect((await books.asked(dealId, 'refused')).detail).toContain('edited again since this was asked for')
  })

  test('books that were closed meanwhile refuse it, in QuickBooks’ words', async () => {
    const { dealId, id, item } = await edited()
    await books.settle(item, 'restore')
    await closeBooks('2099-12-31')
    await books.deliver()
    await closeBooks(null)
    expect(amountsOf(await books.invoiceOf(id))).toEqual([900, 25])
    expect((await books.asked(dealId, 'refused')).detail).toMatch(/closed/i)
    expect((await books.asked(dealId, 'edited')).actions.map(({ action }) => action)).toContain('restore')
  })

  test('ten people press at once: it is put back once', async () => {
    const { id, item } = await edited()
    const sent = await updates()
    await Promise.all(
      Array.from({ length: 10 }, () =>
        books.api.ask('POST', `/attention/${item.id}/settle`, { action: 'restore' }),
      ),
    )
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([1_000, 25])
    expect((await updates()) - sent).toBe(1)
  })

  test('taken away and typed anew at its price, it is not billed beside that; with our words it is ours again', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]], { retainage: { percent: '10' } })
    const id = must(ids[0])
    const [work, held] = (await books.invoiceOf(id)).Line
    const retyped = { ...must(work), Id: undefined, Description: 'Strategy phase, as discussed' }
    await editInvoice(stage, await books.invoiceOf(id), { Line: [retyped, must(held)] } as never)
    await books.sweep()
    const item = await books.asked(dealId, 'edited')
    expect(item.detail).toContain('a line that is none of ours costs the same: it may stand for it.')
    expect(await books.refused('POST', `/attention/${item.id}/settle`, { action: 'restore' })).toMatchObject({
      code: 'restore_forbidden',
    })
    await books.deliver()
    expect(amountsOf(await books.invoiceOf(id))).toEqual([1_000, -100])
    const now = (await books.invoiceOf(id)).Line.map((line) =>
      line.Description === retyped.Description ? { ...line, Description: must(work).Description } : line,
    )
    await editInvoice(stage, await books.invoiceOf(id), { Line: now } as never)
    await books.sweep()
    expect(await books.questions(dealId)).toEqual([])
    expect(await books.figures(dealId)).toMatchObject({
      billed: { amount: '1000.00' },
      extras: { amount: '0.00' },
    })
  })

  test('our lines gone altogether, what it bills is unknown until somebody decides; it can’t be put back by itself', async () => {
    const { dealId, ids } = await books.billed([['Strategy', 1_000]], { retainage: { percent: '10' } })
    const rewritten = {
      Description: 'All of it',
      Amount: 905,
      DetailType: 'SalesItemLineDetail',
      SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
    }
    await books.reprice(await books.invoiceOf(must(ids[0])), [null, null], [rewritten])
    await books.sweep()
    const item = await books.asked(dealId, 'edited')
    expect(item.detail).toContain('Our lines are gone')
    expect(await books.figures(dealId)).toMatchObject({ billed: null })
    for (const [action, code] of [
      ['restore', 'restore_forbidden'],
      ['accept_as_change_order', 'edit_not_acceptable'],
    ])
      expect(await books.refused('POST', `/attention/${item.id}/settle`, { action })).toMatchObject({
        code,
      })
  })
})

async function closeBooks(day: string | null): Promise<void> {
  const { Preferences } = await stage.quickbooks.api<{ Preferences: { Id: string; SyncToken: string } }>(
    'GET',
    `/v3/company/${stage.realmId}/preferences?minorversion=75`,
  )
  await stage.quickbooks.api('POST', `/v3/company/${stage.realmId}/preferences?minorversion=75`, {
    Id: Preferences.Id,
    SyncToken: Preferences.SyncToken,
    sparse: true,
    AccountingInfoPrefs: { BookCloseDate: day ?? '2000-01-01' },
  })
}
