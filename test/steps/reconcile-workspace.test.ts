/**
 * Goal: the workspace's tie-out says by currency and by deal what comes out and what is open, and who looks into it; the sums
 * are the rows. Method: real HTTP over QuickBooks' stand-in, an invoice of the month for two deals, a credit on it that is
 * answered; people who take, take over and let go of what is open, or of what is gone.
 */
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { startMilestone } from '../../src/approvals/start-milestone'
import { checkTieOuts } from '../../src/command-line/check-tie-outs'
import type { Office } from '../../src/command-line/open-office'
import { record } from '../../src/history/history-table'
import type {
  OpenDifferenceView,
  TieOutRowView,
  TieOutView,
  WorkspaceTieOutView,
} from '../../src/http/contract/tie-out'
import { settleCredit } from '../../src/invoices/credits/settle-credit'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { readIntents } from '../../src/invoices/intent-table'
import { runMonth } from '../../src/invoices/monthly/run-month'
import { readChanges } from '../../src/reconcile/read-changes'
import { type Api, openApi } from '../fixtures/api'
import { allInvoices } from '../fixtures/billing'
import { creditInvoice } from '../fixtures/credits'
import { deliverAll } from '../fixtures/deliver'
import { must } from '../fixtures/must'
import { addDeal, draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'

const DAY_MS = 86_400_000
let stage: Stage
let api: Api
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  api = await openApi(stage)
})
afterAll(async () => {
  await api.close()
  await stage.close()
})

async function begun(dealId: string, name: string, amounts: readonly string[]) {
  await stage.within((sql) => addDeal(sql, dealId, name))
  const milestones = amounts.map((amount, at) => fixed(`Work ${at + 1}`, amount))
  const draft = draftOf('1000.00', milestones, { cadence: { on: 'monthly', day: 1 } })
  const { schedule, ids } = await plan(stage, dealId, draft)
  const work = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  for (const milestoneId of ids) {
    await stage.within((sql) => startMilestone(sql, owner, milestoneId))
    await stage.within((sql) => completeMilestone(sql, owner, work, { milestoneId, note: null }))
  }
  return { dealId, scheduleId: schedule.scheduleId, ids }
}
const readNow = async () => {
  stage.advance(2_000)
  await readChanges(stage, await stage.vendors.quickbooks(stage.workspaceId), stage.workspaceId)
}
const all = async (query = '') =>
  (await api.ask('GET', `/tie-out${query}`)).body as unknown as WorkspaceTieOutView
const dealTieOut = async (dealId: string) =>
  (await api.ask('GET', `/deals/${dealId}/tie-out`)).body as unknown as TieOutView
const take = (dealId: string, body: object, as: 'owner' | 'viewer' = 'owner') =>
  api.ask('POST', `/deals/${dealId}/tie-out/take`, body, { as })
const minor = (amount: { amount: string } | null | undefined) => BigInt(must(amount).amount.replace('.', ''))
const openOf = (rows: readonly TieOutRowView[], dealId: string): OpenDifferenceView =>
  must(must(rows.find(({ deal }) => deal.id === dealId)).differences[0])

test('nothing planned: nothing to add up', async () => {
  expect(await all()).toEqual({
    currencies: [],
    items: [],
    readAt: { quickbooks: null, hubspot: null },
    next: null,
  })
  expect((await api.ask('GET', '/tie-out.pdf')).text.slice(0, 5)).toBe('%PDF-')
})

describe('an invoice of the month for two deals, with a credit', () => {
  beforeAll(async () => {
    const one = await begun('700001', 'Brand = Redesign', ['100.00', '250.50'])
    await begun('700002', '=HYPERLINK("http://evil")', ['649.50'])
    stage.advance(32 * DAY_MS)
    await readCompany(stage)
    await runMonth(stage, stage.workspaceId)
    await deliverAll(stage)
    const [intent] = await stage.within((sql) => readIntents(sql, { scheduleIds: [one.scheduleId] }))
    const invoice = must((await allInvoices(stage)).find((each) => each.Id === must(intent).quickbooksId))
    await creditInvoice(stage, invoice, 100)
    await readNow()
    await stage.within((sql) => addDeal(sql, '700003', 'A quiet job'))
    await plan(stage, '700003', draftOf('50.00', [fixed('Only', '50.00')]))
  })

  test('by currency: what differs comes first, the sums are the rows, a credit memo of two deals counts once', async () => {
    const { currencies, items, readAt } = await all()
    expect(readAt.quickbooks).toEqual(expect.any(String))
    expect(items.map(({ deal, state }) => [deal.name, state])).toEqual([
      ['=HYPERLINK("http://evil")', 'differs'],
      ['Brand = Redesign', 'differs'],
      ['A quiet job', 'holds'],
    ])
    const [usd] = currencies
    expect(usd).toMatchObject({
      currency: 'USD',
      deals: 3,
      holds: 1,
      differs: 2,
      unknown: 0,
      open: 2,
      taken: 0,
    })
    for (const [at, { id, left, right, holds }] of must(usd).identities.entries()) {
      expect([id, holds]).toEqual([id, true])
      const own = items.map((row) => must(row.identities[at]))
      if (id < 'D') {
        expect(minor(left.amount)).toBe(own.reduce((sum, each) => sum + minor(each.left.amount), 0n))
        for (const [term, { amount }] of right.entries())
          expect(minor(amount)).toBe(own.reduce((sum, each) => sum + minor(each.right[term]?.amount), 0n))
      }
    }
    const memos = must(must(usd).identities.find(({ id }) => id === 'D'))
    expect([memos.left.amount?.amount, ...memos.right.map(({ amount }) => amount?.amount)]).toEqual([
      '100.00',
      '100.00',
      '0.00',
      '0.00',
    ])
    expect(openOf(items, '700001')).toMatchObject({
      identity: 'A',
      amount: { amount: '35.05' },
      document: { kind: 'Invoice', invoiceId: expect.any(String), link: 'https://invoice.example' },
      since: expect.any(String),
      owner: null,
    })
    expect(openOf(items, '700002').amount).toEqual({ amount: '64.95', currency: 'USD' })
  })

  test('page by page all deals come, each once, and the filters choose rows without changing the sums', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: WorkspaceTieOutView = await all(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)
      expect(page.currencies[0]?.deals).toBe(3)
      seen.push(...page.items.map(({ deal }) => deal.id))
      cursor = page.next
    }
    expect(seen).toEqual(['700002', '700001', '700003'])
    const shown = async (query: string) => (await all(query)).items.map(({ deal }) => deal.id)
    expect(await shown('?state=holds')).toEqual(['700003'])
    expect(await shown('?search=redesign')).toEqual(['700001'])
    expect(await shown('?currency=EUR')).toEqual([])
    expect((await api.ask('GET', '/tie-out?state=perhaps')).status).toBe(422)
    expect((await api.ask('GET', '/tie-out?cursor=nonsense')).status).toBe(400)
  })

  test('the documents of a figure are named with their date and number, and the deal says what is open', async () => {
    const { identities, state, holds, differences } = await dealTieOut('700001')
    expect([state, holds, differences.length]).toEqual(['differs', true, 1])
    const settled = must(identities.find(({ id }) => id === 'C'))
    const credited = must(settled.right.find(({ name }) => name === 'Credited, with tax'))
    expect(credited.amount?.amount).toBe('35.05')
    expect(credited.documents).toMatchObject([
      {
        document: { kind: 'CreditMemo', on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
        amount: { amount: '35.05' },
      },
    ])
    expect(must(identities[0]).right.map(({ name, amount }) => [name, amount?.amount])).toEqual([
      ['Billed', '315.45'],
      ['On its way', '0.00'],
      ['Still to bill', '0.00'],
      ['Open differences', '35.05'],
      ['Closed differences', '0.00'],
      ['Not scheduled', '649.50'],
    ])
  })

  test('a person takes a difference, writes a note, is asked by nobody twice, and lets go', async () => {
    const { key } = openOf((await all()).items, '700001')
    expect(await take('700001', { key }, 'viewer')).toMatchObject({ status: 403 })
    expect(await take('700001', { key: 'A:edited:Invoice:1' })).toMatchObject({
      status: 409,
      body: { code: 'difference_gone' },
    })
    expect(await take('700002', { key: '' })).toMatchObject({ status: 422 })
    expect(await take('999999', { key })).toMatchObject({ status: 404 })
    const said = { key, note: 'Asked Ana which work it is for' }
    const [first] = ((await take('700001', said)).body as unknown as TieOutView).differences
    expect(first?.owner).toMatchObject({
      who: 'The owner',
      note: said.note,
      mine: true,
      amount: { amount: '35.05' },
    })
    stage.advance(60_000)
    await take('700001', said)
    const { currencies, items } = await all()
    expect(openOf(items, '700001').owner?.since).toBe(first?.owner?.since)
    expect(currencies[0]).toMatchObject({ open: 2, taken: 1 })
    await take('700001', { key, note: 'It is for the second' })
    expect(openOf((await all()).items, '700001').owner?.note).toBe('It is for the second')
    const story = await stage.within((sql) =>
      sql<{ what: string; before: object; after: object }>(
        `select what, before, after from history where what like '%looks into a difference of%' order by number`,
      ),
    )
    expect(story.map(({ before, after }) => [before, after])).toEqual([
      [{ lookedIntoBy: 'nobody' }, { lookedIntoBy: 'The owner', note: said.note }],
      [
        { lookedIntoBy: 'The owner', note: said.note },
        { lookedIntoBy: 'The owner', note: 'It is for the second' },
      ],
    ])
    for (let times = 0; times < 2; times += 1)
      expect(await api.ask('POST', '/deals/700001/tie-out/release', { key })).toMatchObject({ status: 200 })
    expect(openOf((await all()).items, '700001').owner).toBeNull()
  })

  test('two people who take it at once: one has it, and the history has both', async () => {
    const { key } = openOf((await all()).items, '700002')
    const answers = await Promise.all([
      take('700002', { key, note: 'one' }),
      take('700002', { key, note: 'two' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(['one', 'two']).toContain(openOf((await all()).items, '700002').owner?.note)
  })

  test('the table has every deal, runs no formula, and is a deal’s alone where one is asked for', async () => {
    const table = await api.ask('GET', '/exports/tie-out.csv')
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(table.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''tie-out-\d{4}-/)
    expect(table.text).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(table.text).not.toMatch(/(^|,)"?=/m)
    const one = await api.ask('GET', '/exports/tie-out.csv?dealId=700003')
    const ids = one.text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0])
    expect([...new Set(ids)]).toEqual(['700003'])
    expect((await api.ask('GET', '/exports/tie-out.csv?dealId=999999')).status).toBe(404)
  })

  test('on paper: a deal and the workspace', async () => {
    for (const path of ['/deals/700001/tie-out.pdf', '/tie-out.pdf', '/tie-out.pdf?state=differs']) {
      const paper = await api.ask('GET', path)
      expect([paper.status, paper.headers.get('content-type'), paper.text.slice(0, 5)]).toEqual([
        200,
        'application/pdf',
        '%PDF-',
      ])
    }
    expect((await api.ask('GET', '/deals/999999/tie-out.pdf')).status).toBe(404)
  })

  test('by command: deals that do not tie out are named, with what differs and who looks into it', async () => {
    const { key } = openOf((await all()).items, '700001')
    await take('700001', { key, note: 'On the phone' })
    const said: string[] = []
    const office = { database: stage.database, clock: stage.clock, say: (line: string) => said.push(line) }
    expect(await checkTieOuts(office as unknown as Office, stage.workspaceId)).toBe(false)
    const text = said.join('\n')
    expect(text).toContain('✗ Brand = Redesign (700001): 1 difference is open.')
    expect(text).toMatch(
      /nobody has said whether it is billed again: \$35\.05 · since .* The owner looks into it since .*: “On the phone”/,
    )
    expect(text).toContain('✗ USD: 2 of 3 deals, $2,050.00 of contracts do not tie out')
    await api.ask('POST', '/deals/700001/tie-out/release', { key })
  })

  test('once the credit is answered, what was closed is closed, and can’t be taken any more', async () => {
    const { key } = openOf((await all()).items, '700002')
    const [row] = await stage.within((sql) =>
      sql<{ intent_id: string; milestone_id: string }>(
        `select intent_id, milestone_id from attention where kind = 'credited' and deal_id = '700002'`,
      ),
    )
    const { intent_id: intentId, milestone_id: milestoneId } = must(row)
    await stage.within(async (sql) => {
      const answer = { milestoneId, intentId, answer: 'close_difference' as const }
      await record(sql, owner, await settleCredit(sql, owner, stage.clock, answer))
    })
    const { state, differences, identities } = await dealTieOut('700002')
    expect([state, differences]).toEqual(['holds', []])
    expect(must(identities[0]).items).toMatchObject([{ state: 'closed', amount: { amount: '64.95' } }])
    expect(await take('700002', { key })).toMatchObject({ status: 409, body: { code: 'difference_gone' } })
    expect((await all()).currencies[0]).toMatchObject({ holds: 2, differs: 1, open: 1, taken: 0 })
  })
})
