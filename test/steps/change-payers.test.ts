/**
 * Goal: who pays may change for what is not billed, and never so that a milestone is billed past its whole. Method: a real
 * database; divisions that changed between an invoice and its successors; an old database brought up to date.
 */

import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { takeParts } from '../../src/invoices/billing-part-table'
import { postedBeside } from '../../src/invoices/earlier-billing-table'
import { setPosted } from '../../src/invoices/intent-table'
import { must } from '../fixtures/must'
import { type Office, refusalOf } from '../fixtures/office'
import { openPayersOffice, payer, payersAtWork, sixtyForty } from '../fixtures/payers'
import { planning } from '../fixtures/planning'

let office: Office
beforeAll(async () => {
  office = await openPayersOffice()
})
afterAll(() => office.close())
const { plan, complete, bill, deleted } = payersAtWork(() => office)
const { edited, save } = planning(() => office)

test('payers stay for what is billed; what is not billed yet takes others of its own; after all is gone they may change', async () => {
  const { dealId, scheduleId, ids } = await plan(sixtyForty)
  await complete(ids[0])
  const halves = [payer('1', { percent: '50' }), payer('3', { percent: '50' })]
  const change = async () => save(dealId, await edited(dealId, (draft) => ({ ...draft, payers: halves })))
  expect(await refusalOf(change())).toMatchObject({ code: 'milestone_locked', milestoneId: ids[0] })
  await save(
    dealId,
    await edited(dealId, (draft) => ({
      ...draft,
      milestones: draft.milestones.map((each) => (each.id === ids[1] ? { ...each, payers: halves } : each)),
    })),
  )
  await complete(ids[1])
  expect((await office.intents(scheduleId)).map((each) => each.amountMinor)).toEqual([
    1_200_000n,
    800_000n,
    1_500_000n,
    1_500_000n,
  ])
  const [acme, beta] = await office.intents(scheduleId)
  await deleted(must(acme).intentId, '911')
  expect(await refusalOf(change())).toMatchObject({ code: 'milestone_locked' })
  await deleted(must(beta).intentId, '912')
  await change()
  await bill(ids[0], true)
  expect((await office.intents(scheduleId)).slice(4).map((each) => each.amountMinor)).toEqual([
    1_000_000n,
    1_000_000n,
  ])
})

test('an invoice of the whole that counts after all does not stand beside the payers’ new ones', async () => {
  const { dealId, scheduleId, ids } = await plan([])
  await complete(ids[0])
  const [whole] = await office.intents(scheduleId)
  await deleted(must(whole).intentId, '921')
  await save(dealId, await edited(dealId, (draft) => ({ ...draft, payers: sixtyForty })))
  expect(await refusalOf(bill(ids[0]))).toMatchObject({ code: 'already_billed' })
  await bill(ids[0], true)
  const [, acme, beta] = await office.intents(scheduleId)
  // What the two would bill leaves no room for it, and each of them looks at it before it leaves.
  expect(await office.within((sql) => takeParts(sql, must(whole).intentId))).toBe(false)
  for (const intent of [must(acme), must(beta)])
    expect(await office.within((sql) => postedBeside(sql, intent.intentId))).toMatchObject([
      { intentId: must(whole).intentId },
    ])
  // Another payer's invoice is none of that kind.
  await office.within((sql) => setPosted(sql, must(beta).intentId, '922', new Map()))
  expect(
    (await office.within((sql) => postedBeside(sql, must(acme).intentId))).map((each) => each.quickbooksId),
  ).toEqual(['921'])
})

test('a payer’s old invoice that counts after all yields to the one that replaced it, and to nobody else’s', async () => {
  const { scheduleId, ids } = await plan(sixtyForty)
  await complete(ids[0])
  const [acme, beta] = await office.intents(scheduleId)
  await deleted(must(beta).intentId, '931')
  expect(await office.within((sql) => postedBeside(sql, must(acme).intentId))).toEqual([])
  await bill(ids[0], true)
  expect(await office.within((sql) => takeParts(sql, must(beta).intentId))).toBe(false)
  expect(await office.within((sql) => postedBeside(sql, must(acme).intentId))).toEqual([])
  const again = must((await office.intents(scheduleId)).at(-1))
  expect(await office.within((sql) => postedBeside(sql, again.intentId))).toMatchObject([
    { intentId: must(beta).intentId },
  ])
})

test('payers and retainage that were kept as a wish become terms when the database is brought up to date', async () => {
  const { dealId, scheduleId } = await plan([])
  const wish = { notYet: { payers: sixtyForty, retainage: { percent: '10' } } }
  await office.within((sql) =>
    sql('update schedule set terms = terms || $2 where schedule_id = $1', [scheduleId, JSON.stringify(wish)]),
  )
  const client = new Client({ connectionString: office.databaseUrl, options: '-c search_path=milepost' })
  await client.connect()
  for (const name of ['20261121000000005_payers-are-terms', '20261121000000014_terms-that-bill'])
    await client.query(await readFile(`src/postgres/migrations/${name}.sql`, 'utf8'))
  await client.end()
  const { terms } = (await office.tracker(dealId)).schedule
  expect(terms).toMatchObject({ payers: sixtyForty, retainage: { percent: '10' } })
  expect(terms).not.toHaveProperty('notYet')
})
