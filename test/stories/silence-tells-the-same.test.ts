/**
 * Goal: however long nobody rang, and however a reading comes about, the history says what it would have said of one act
 * after the other. Method: a bookkeeper's acts, each read when it was done; the same acts on another deal, all done before
 * anybody reads, and then read from beyond the feed, from full answers, beside a document that can't be taken in, and by
 * processes that die on the way.
 */
import { changedEntities } from '../../connectors/quickbooks/entities'
import { readHistory } from '../../src/history/history-table'
import { hasUntold } from '../../src/invoices/books/untold-document-table'
import { readChanges } from '../../src/reconcile/read-changes'
import { dyingDatabase } from '../fixtures/dying-database'
import { fullFeed } from '../fixtures/full-feed'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'
import { tamperedCompany } from '../fixtures/tampered-company'

const DAY = 86_400_000

let stage: Stage
let books: Books
let heard: readonly string[]
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
  heard = await read(await begun(), async () => {
    await sweepBooks(stage)
  })
}, 120_000)
afterAll(() => stage.close())

interface Begun {
  readonly job: Job
  readonly acts: readonly (() => Promise<unknown>)[]
}

/** A deal of seven invoices, three of them paid in part as far as anybody has heard, and what is done to them next. */
async function begun(): Promise<Begun> {
  const customer = await books.customer(`Silence ${Math.floor(stage.clock.now().getTime() / 1_000)}`)
  const job = await invoicedJob(stage, customer, {
    Loses: '1000',
    Gets: '900',
    Paid: '800',
    Booked: '700',
    Voided: '600',
    Deleted: '500',
    Edited: '400',
  })
  const [loses, gets, paid, booked, voided, deleted, edited] = job.invoices.map(
    (id) => (amount: number) => ['Invoice', id, amount] as const,
  ) as readonly ((amount: number) => readonly ['Invoice', string, number])[]
  const over = (invoice: typeof loses, amount: number) => must(invoice)(amount)
  const moved = await books.pay(customer, 300, [over(loses, 300)])
  const gone = await books.pay(customer, 200, [over(deleted, 200)])
  const changed = await books.pay(customer, 100, [over(edited, 100)])
  await sweepBooks(stage)
  return {
    job,
    acts: [
      () => books.changePayment(moved, 300, [over(gets, 300)]),
      () => books.pay(customer, 800, [over(paid, 800)]),
      async () => {
        const { Id } = await books.writeOff(customer, 700)
        await books.pay(customer, 0, [over(booked, 700), ['JournalEntry', Id, 700]])
      },
      async () => {
        const { Id, SyncToken } = await books.invoice(over(voided, 0)[1])
        const path = `/v3/company/${stage.realmId}/invoice?operation=void&minorversion=75`
        await stage.quickbooks.api('POST', path, { Id, SyncToken })
      },
      () => books.remove('Payment', gone),
      () => books.changePayment(changed, 150, [over(edited, 150)]),
    ],
  }
}

/** Does it all, `after` each act, and answers what the history says since then: each invoice by its place. */
async function read(
  { job, acts }: Begun,
  after: () => Promise<void>,
  atEnd = async () => {},
): Promise<string[]> {
  const before = (await entries(job)).length
  for (const act of acts) {
    await act()
    await after()
  }
  await atEnd()
  const numbers = new Map<string, string>()
  for (const [place, id] of job.invoices.entries())
    numbers.set(String((await books.read('Invoice', id))['DocNumber'] ?? id), `#${place + 1}`)
  const told = (await entries(job)).slice(before)
  return told
    .map(({ what, before: was, after: is }) => {
      const { on: _, ...rest } = (is ?? {}) as Record<string, unknown>
      const words = what.replace(/nvoice (\w+)/, (_match, number) => `nvoice ${numbers.get(number)}`)
      return `${words} ${JSON.stringify(was)} ${JSON.stringify(rest)}`
    })
    .sort()
}
const entries = async (job: Job) =>
  (await stage.within((sql) => readHistory(sql, { dealId: job.dealId, limit: 200 }))).reverse()

const quiet = async () => undefined
const silently = (atEnd: () => Promise<void>) => async (deal: Begun) => read(deal, quiet, atEnd)

test('what is told of each act by itself names each by what it is', () => {
  expect(heard).toEqual([
    'A payment of $200.00 on invoice #6 was deleted in QuickBooks {"amount":"$200.00"} {"amount":"$0.00","balance":"$500.00"}',
    'A payment of $300.00 on invoice #1 was taken off in QuickBooks {"amount":"$300.00"} {"amount":"$0.00","balance":"$1,000.00"}',
    'A payment of $300.00 was received on invoice #2 null {"balance":"$600.00"}',
    'A payment of $800.00 was received on invoice #3 null {"balance":"$0.00"}',
    'A payment on invoice #7 was changed in QuickBooks {"amount":"$100.00"} {"amount":"$150.00","balance":"$250.00"}',
    'Invoice #4 was settled in QuickBooks by a journal entry, not by a payment {"settledOtherwise":"$0.00"} {"balance":"$0.00","settledOtherwise":"$700.00"}',
    'Invoice #5 was voided in QuickBooks; “Voided” is free null {}',
  ])
})

const ways: Readonly<Record<string, (deal: Begun) => Promise<string[]>>> = {
  'more than a month of silence': silently(async () => {
    stage.advance(40 * DAY)
    await sweepBooks(stage)
  }),
  'answers that are full': silently(async () => {
    stage.advance(2_000)
    const gateway = await tamperedCompany(stage, filled)
    try {
      await readChanges(stage, gateway.company, stage.workspaceId)
    } finally {
      await gateway.close()
    }
  }),
  'a payment that can’t be taken in, beside them': silently(async () => {
    stage.advance(2_000)
    const other = await books.pay('1', 5, [])
    const gateway = await tamperedCompany(stage, (body) =>
      JSON.stringify(JSON.parse(body), (_, value) =>
        value?.Id === other.Id && value?.UnappliedAmt !== undefined ? { ...value, SyncToken: 'odd' } : value,
      ),
    )
    try {
      await readChanges(stage, gateway.company, stage.workspaceId)
    } finally {
      await gateway.close()
    }
  }),
  'processes that die on the way, beyond the feed': silently(async () => {
    stage.advance(40 * DAY)
    let deaths = 0
    for (let fatal = 8; ; fatal += 6) {
      const database = dyingDatabase(stage.database, fatal, 'after')
      const company = await stage.vendors.quickbooks(stage.workspaceId)
      const died = await readChanges({ ...stage, database }, company, stage.workspaceId).then(
        () => false,
        (error: Error) => error.message === 'killed',
      )
      if (!died) break
      deaths += 1
    }
    expect(deaths).toBeGreaterThan(2)
  }),
}
test.each(Object.keys(ways))('the same is told after %s', async (way) => {
  expect(await must(ways[way])(await begun())).toEqual(heard)
  expect(await stage.within(hasUntold)).toBe(false)
})

test('a payment that comes in while the lists are read is told as what it is', async () => {
  const deal = await begun()
  const [, pay] = deal.acts
  stage.advance(40 * DAY)
  let paid = false
  const told = await read({ ...deal, acts: [] }, quiet, async () => {
    const gateway = await tamperedCompany(stage, async (body, url) => {
      // The invoices are listed as they were, and the payments, which are asked for next, with this one.
      if (!paid && /from[ +]Invoice/i.test(decodeURIComponent(url))) {
        paid = true
        await must(pay)()
      }
      return body
    })
    try {
      await readChanges(stage, gateway.company, stage.workspaceId)
    } finally {
      await gateway.close()
    }
  })
  expect(told).toEqual(['A payment of $800.00 was received on invoice #3 null {"balance":"$0.00"}'])
})

/** As if a thousand rows of every kind had changed: the rest of each answer is cut off. */
const filled = (body: string, url: string): string => fullFeed(body, url, changedEntities)
