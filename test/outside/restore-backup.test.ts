/**
 * Goal: a database that is an hour old bills nothing again, and guesses nothing about an invoice that somebody edited in that
 * hour. Method: the embedded default, stopped; its cluster is copied; an hour of work follows, billed, paid and edited; the
 * copy takes the cluster's place, while QuickBooks remembers everything.
 */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { must } from '../fixtures/must'
import { bystander, type SeenInvoice } from './bystander'
import { type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(240_000)

const OFF = { DEMO: 'off', SWEEP_SECONDS: '5' }
let home: Home
let program: RunningProgram
beforeAll(async () => {
  home = await newHome()
  program = await startProgram(home, OFF)
})
afterAll(async () => {
  if (program.process.exitCode === null && program.process.signalCode === null) await program.stop()
  home.leave()
})

const complete = async (see: ReturnType<typeof bystander>, dealId: string, index: number, note: string) => {
  const milestone = must((await see.page(dealId)).milestones[index])
  await see.done('POST', `/milestones/${milestone.id}/complete`, { note })
}
const invoiced = (see: ReturnType<typeof bystander>, dealId: string, index: number) =>
  see.until(
    'invoiced',
    () => see.label(dealId, index),
    (label) => label !== 'Billing…' && label !== 'Pending',
    60_000,
  )

test('what the lost hour billed is not billed again: found by its mark, and the same decision is the same invoice', async () => {
  const before = bystander(home)
  const kept = await before.winDeal('Kept', '50000')
  await before.plan(kept)
  const held = await before.winDeal('Held', '50000')
  await before.plan(held, { retainage: { percent: '10' } })
  await complete(before, kept, 0, 'billed before the backup')
  await invoiced(before, kept, 0)
  await program.stop()

  const cluster = path.join(home.dataDir, 'postgres', 'cluster')
  const backup = path.join(home.dataDir, 'backup')
  execFileSync('cp', ['-a', cluster, backup])

  program = await startProgram(home, OFF)
  const hour = bystander(home)
  await complete(hour, kept, 1, 'billed in the lost hour')
  await invoiced(hour, kept, 1)
  const [paid] = await hour.invoices('billed before the backup')
  await hour.pay(must(paid), 15_000)
  await complete(hour, held, 0, 'retold in the lost hour')
  await invoiced(hour, held, 0)
  await retell(
    hour,
    must((await hour.invoices('retold in the lost hour'))[0]),
    'Strategy phase, as discussed',
  )
  await hour.pass('PT1H')
  await program.stop()

  rmSync(cluster, { recursive: true })
  execFileSync('cp', ['-a', backup, cluster])
  program = await startProgram(home, OFF)
  const after = bystander(home)
  // What is in QuickBooks is known again: the payment, and an invoice with our mark that nobody decided on any more.
  await after.until(
    'read',
    () => after.page(kept),
    (page) => page.figures?.paid?.amount === '15000.00',
    60_000,
  )
  expect(await after.invoices('billed in the lost hour')).toHaveLength(1)
  // The approval is gone with the hour, and is given again.
  await complete(after, kept, 1, 'billed in the lost hour')
  await invoiced(after, kept, 1).catch(async () => {
    await after.pass('PT3M')
    await invoiced(after, kept, 1)
  })
  expect(await after.invoices('billed in the lost hour')).toHaveLength(1)
  expect(await after.invoices('billed before the backup')).toHaveLength(1)
  const all = await after.invoices('contract dated')
  expect(all.map((invoice) => invoice.TotalAmt).sort()).toEqual([15_000, 20_000])
  const page = await after.page(kept)
  expect(page.figures).toMatchObject({ billed: { amount: '35000.00' }, paid: { amount: '15000.00' } })

  // Which line of the other one is ours nobody can tell: not billed again, not put back, and not called nothing.
  // Whether QuickBooks remembers the key of an hour ago nobody outside Intuit knows.
  await after.door('quickbooks', 'PUT', '/switches', { requestid: 'ignore' })
  await complete(after, held, 0, 'retold in the lost hour')
  const asked = await after.until(
    'asked about',
    async () => (await after.page(held)).attention.find(({ kind }) => kind === 'edited'),
    (question) => question !== undefined,
    60_000,
  )
  expect(asked?.detail).toMatch(/^Which line is “Milestone 1: Strategy.*” can’t be told/)
  expect((await after.page(held)).figures).toMatchObject({ billed: null, remaining: null, extras: null })
  const restore = await after.call('POST', `/attention/${asked?.id}/settle`, { action: 'restore' })
  expect(restore).toMatchObject({ status: 409, body: { code: 'restore_forbidden' } })
  const [other, ...more] = await after.invoices('Strategy phase, as discussed')
  expect([other?.TotalAmt, more.length]).toEqual([13_550, 0])
  const words = must(asked?.detail.match(/“(.*)”/)?.[1])
  await retell(after, must(other), words)
  await after.until(
    'known again',
    () => after.page(held),
    (seen) => seen.figures?.billed?.amount === '15000.00' && seen.attention.length === 0,
    60_000,
  )
  expect((await after.page(held)).figures).toMatchObject({
    retained: { amount: '1500.00' },
    extras: { amount: '50.00' },
  })
  const ours = await after.invoices('(per contract dated')
  expect(ours.map((invoice) => invoice.TotalAmt).sort()).toEqual([13_550, 15_000, 20_000])
})

/** A bookkeeper gives the work's line other words, and puts one of their own above it where there is none. */
async function retell(see: ReturnType<typeof bystander>, invoice: SeenInvoice, words: string): Promise<void> {
  const travel = {
    Amount: 50,
    Description: 'Travel',
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } },
  }
  const sold = invoice.Line.filter(({ DetailType }) => DetailType === 'SalesItemLineDetail')
  const lines = sold.map((line) => (line.Amount === 15_000 ? { ...line, Description: words } : line))
  const isAlone = sold.every(({ Description }) => Description !== 'Travel')
  await see.quickbooks('updateInvoice', { ...invoice, Line: [...(isAlone ? [travel] : []), ...lines] })
}
