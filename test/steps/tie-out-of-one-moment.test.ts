/**
 * Goal: a tie-out is of one moment. What another connection stores while it is read, behind any of its statements, makes no
 * difference, on the screen, in the table, on the command line and where somebody takes one. Method: a payment that changes in
 * QuickBooks and is taken in between each two statements of the reading; read without a snapshot the same does differ.
 */
import { checkTieOuts } from '../../src/command-line/check-tie-outs'
import type { Office } from '../../src/command-line/open-office'
import type { TieOutView } from '../../src/http/contract/tie-out'
import type { Database, Sql } from '../../src/postgres/database'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { tiesOut } from '../../src/reconcile/tie-out'
import { type Api, openApi } from '../fixtures/api'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { type Books, booksOf, invoicedJob, type Job, sweepBooks } from '../fixtures/receiving'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Books
let api: Api
let job: Job
let payment: { readonly Id: string }
/** What somebody else does behind a statement, and behind how many; null when it was done. */
let meddling: { left: number; readonly work: () => Promise<unknown> } | null = null
let cents = 3_000
/** Transactions that write lock what the reading needs: nobody is at work between their statements then. */
let locks = false

/** The stage's database, with somebody else at work between two statements. */
function meddledWith(database: Database): Database {
  const between = (sql: Sql): Sql =>
    Object.assign(
      async <Row extends object>(text: string, values?: readonly unknown[]) => {
        const rows = await sql<Row>(text, values)
        if (meddling !== null && --meddling.left === 0) {
          const { work } = meddling
          meddling = null
          await work()
        }
        return rows
      },
      { later: sql.later },
    ) as Sql
  return {
    ...database,
    inWorkspace: (workspaceId, work) =>
      database.inWorkspace(workspaceId, (sql) => work(locks ? sql : between(sql))),
    inSnapshot: (workspaceId, work) => database.inSnapshot(workspaceId, (sql) => work(between(sql))),
  }
}

/** The bookkeeper makes the payment another one, and Milepost hears of it. */
async function payMore() {
  cents += 100
  const [invoice] = job.invoices
  await books.changePayment(payment, cents / 100, [['Invoice', must(invoice), cents / 100]])
  expect(await sweepBooks(stage)).toBeGreaterThan(0)
}

/** Runs `look` once for each statement in it, with a payment that changes behind that one. Answers how many there were. */
async function behindEach(look: (paidCents: number) => Promise<void>): Promise<number> {
  for (let statement = 1; ; statement += 1) {
    const before = cents
    meddling = { left: statement, work: payMore }
    await look(before)
    if (meddling !== null) {
      meddling = null
      return statement - 1
    }
    expect(cents).toBe(before + 100)
  }
}

const dollars = (amount: number) => (amount / 100).toFixed(2)
const paidIn = ({ identities }: TieOutView) =>
  must(identities.find(({ id }) => id === 'C')).right.find(({ name }) => name === 'Paid')?.amount?.amount

beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = booksOf(stage)
  const customer = await books.customer('Moment Homes')
  job = await invoicedJob(stage, customer, { Design: '1000.00' })
  payment = await books.pay(customer, 30, [['Invoice', must(job.invoices[0]), 30]])
  await sweepBooks(stage)
  api = await openApi({ ...stage, database: meddledWith(stage.database) })
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

test('read without a snapshot it differs behind some statement: what is meddled with here does matter', async () => {
  const { database } = { database: meddledWith(stage.database) }
  let torn = 0
  await behindEach(async () => {
    const read = (sql: Sql) => readTieOut(sql, stage.clock, job.dealId)
    if (!tiesOut(must(await database.inWorkspace(stage.workspaceId, read)))) torn += 1
  })
  expect(torn).toBeGreaterThan(0)
})

test('on the screen every figure is of the moment before', async () => {
  let looks = 0
  const statements = await behindEach(async (paid) => {
    const { body } = await api.ask('GET', `/deals/${job.dealId}/tie-out`)
    const shown = body as unknown as TieOutView
    expect([shown.state, shown.holds]).toEqual(['holds', true])
    // What changes before the reading's first statement is read.
    if (paidIn(shown) === dollars(paid)) looks += 1
  })
  expect(looks).toBeGreaterThan(10)
  expect(looks).toBeLessThanOrEqual(statements + 1)
})

test('in the table of all deals, and in the sums of the workspace', async () => {
  await behindEach(async () => {
    const { text } = await api.ask('GET', '/exports/tie-out.csv')
    const differences = text.split('\r\n').filter((line) => line.includes(',Difference,'))
    expect(differences.length).toBeGreaterThan(3)
    for (const line of differences) expect(line).toContain(',Difference,0.00,')
  })
  await behindEach(async () => {
    const { body } = await api.ask('GET', '/tie-out')
    expect(body).toMatchObject({ currencies: [{ deals: 1, holds: 1, differs: 0, unknown: 0, open: 0 }] })
  })
})

test('on the command line', async () => {
  const office = {
    database: meddledWith(stage.database),
    clock: stage.clock,
    say: () => undefined,
  } as unknown as Office
  await behindEach(async () => expect(await checkTieOuts(office, stage.workspaceId)).toBe(true))
})

test('where somebody takes a difference: what is open is one that was there, and the answer ties out', async () => {
  const [invoice] = job.invoices
  const memo = await books.credit(must((await books.invoice(must(invoice))).CustomerRef).value, 50)
  await books.pay(must((await books.invoice(must(invoice))).CustomerRef).value, 0, [
    ['Invoice', must(invoice), 50],
    ['CreditMemo', memo.Id, 50],
  ])
  await sweepBooks(stage)
  const { body } = await api.ask('GET', `/deals/${job.dealId}/tie-out`)
  const { key } = must((body as unknown as TieOutView).differences[0])
  locks = true
  let turn = 0
  await behindEach(async () => {
    turn += 1
    const said = { key, note: `Look ${turn}` }
    const taken = await api.ask('POST', `/deals/${job.dealId}/tie-out/take`, said)
    const shown = taken.body as unknown as TieOutView
    expect([taken.status, shown.holds, shown.differences.length]).toEqual([200, true, 1])
    expect(shown.differences[0]?.owner?.note).toBe(said.note)
    // No difference that only a torn reading has can be taken.
    const gone = await api.ask('POST', `/deals/${job.dealId}/tie-out/take`, {
      key: `C:settled:Invoice:${invoice}`,
    })
    expect(gone).toMatchObject({ status: 409, body: { code: 'difference_gone' } })
  })
})
