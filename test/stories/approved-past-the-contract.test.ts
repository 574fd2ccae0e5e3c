/**
 * Goal: an approval that can't be billed, because an invoice was raised in QuickBooks meanwhile, is kept; the client reads
 * that it is accepted, the company is asked with the numbers, and once the contract is raised it is billed, exactly once. What
 * a colleague decides by themselves is refused. Method: an invoice edited over QuickBooks' own API, the client's page without
 * scripts, decisions over ours; the contract's identity after every step.
 */
import { allInvoices } from '../fixtures/billing'
import { decideParts } from '../fixtures/certificates'
import { openKeptBooks } from '../fixtures/kept-books'
import { must } from '../fixtures/must'
import { readCompany } from '../fixtures/plan'
import { ana, at, linkFor, openPortalDoor, type Portal } from '../fixtures/portal'
import { browserless } from '../fixtures/portal-page'
import { openStage, type Stage } from '../fixtures/stage'

let stage: Stage
let books: Awaited<ReturnType<typeof openKeptBooks>>
let portal: Portal
beforeAll(async () => {
  stage = await openStage()
  await readCompany(stage)
  books = await openKeptBooks(stage)
  portal = await openPortalDoor({ database: stage.database, parts: decideParts(stage.clock) })
})
afterAll(async () => {
  await portal.close()
  await books.api.close()
  await stage.close()
})

const { fill } = browserless(() => portal)
const approve = async (id: string) =>
  fill(await linkFor(stage, id), at(id, 'approve'), { name: 'Ana R.', confirm: 'yes' })
const submit = (id: string) => books.ask('POST', `/milestones/${id}/submit`, {})
interface Shown {
  readonly id: string
  readonly label: string
  readonly workStatus: string
  readonly round: { readonly id: string }
}
const milestoneOf = async (dealId: string, id: string): Promise<Shown> => {
  const milestones = (await books.ask('GET', `/deals/${dealId}`))['milestones'] as Shown[]
  return must(milestones.find((each) => each.id === id))
}
const invoicesOf = async (amount: number) =>
  (await allInvoices(stage)).filter(({ TotalAmt }) => TotalAmt === amount).length

/** Design, 20,000, is invoiced and then raised to 25,000 in QuickBooks; Build, 30,000, is in review. */
async function raised() {
  const { dealId, ids } = await books.planned(
    [
      ['Design', 20_000],
      ['Build', 30_000],
    ],
    { approval: { required: true, approvers: [ana] }, delivery: 'post' },
  )
  const [design, build] = [must(ids[0]), must(ids[1])]
  await submit(design)
  expect((await approve(design)).text).toContain('You approved it. It is accepted. Its invoice follows.')
  await books.deliver()
  await books.reprice(await books.invoiceOf(design), [25_000])
  await books.sweep()
  await submit(build)
  return { dealId, build }
}

test('accepted past the contract: kept, asked about with the numbers, and billed once when the contract is raised', async () => {
  const before = await invoicesOf(30_000)
  const { dealId, build } = await raised()
  const after = await approve(build)
  expect(after.status).toBe(200)
  expect(after.text).toContain('You approved it. It is accepted.')
  expect(after.text).not.toContain('invoice follows')
  expect(after.text).not.toMatch(/would pass|remains of|blocked|change order that/i)
  expect(await milestoneOf(dealId, build)).toMatchObject({
    workStatus: 'completed',
    label: 'Billing blocked',
  })
  const blocked = await books.asked(dealId, 'billing_blocked')
  expect(blocked.detail).toBe(
    'Billing $30,000.00 for “Build” would pass the contract: $25,000.00 remains of $50,000.00. It is accepted, and that ' +
      'stands. Raise the contract by a change order, or put right in QuickBooks what other invoices bill too much; then try again.',
  )
  expect(await books.contract(dealId)).toMatchObject({ difference: 0n })
  await books.deliver()
  expect(await invoicesOf(30_000)).toBe(before)

  // Too soon: refused, and still asked.
  const settle = `/attention/${blocked.id}/settle`
  expect(await books.refused('POST', settle, { action: 'bill' })).toMatchObject({ code: 'over_billing' })
  expect((await books.asked(dealId, 'billing_blocked')).id).toBe(blocked.id)
  expect(await books.refused('POST', `/milestones/${build}/bill`, {})).toMatchObject({ code: 'over_billing' })

  // The client agrees to what Design costs now.
  await books.settle(await books.asked(dealId, 'edited'), 'accept_as_change_order')
  const [order] = (await books.ask('GET', `/deals/${dealId}/change-orders`))['items'] as { id: string }[]
  await books.ask('POST', `/change-orders/${must(order).id}/send`, {})
  await books.ask('POST', `/change-orders/${must(order).id}/approve`, { by: 'Ana Ruiz' })
  expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
  await books.settle(blocked, 'bill')
  expect(await books.refused('POST', `/milestones/${build}/bill`, {})).toMatchObject({
    code: 'already_billed',
  })
  await books.deliver()
  await books.sweep()
  expect(await invoicesOf(30_000)).toBe(before + 1)
  expect(await books.questions(dealId)).toEqual([])
  expect(await books.figures(dealId)).toMatchObject({
    contractSum: { amount: '55000.00' },
    billed: { amount: '55000.00' },
    remaining: { amount: '0.00' },
  })
  expect(await books.contract(dealId)).toEqual({ difference: 0n, items: [] })
})

test('an answer that a colleague records is kept too; their own deed is refused, and nothing is changed', async () => {
  const { dealId, build } = await raised()
  const { round } = await milestoneOf(dealId, build)
  const decide = `/rounds/${round.id}/decision`
  const said = { decision: 'approve', approverId: '1', reason: 'She signed the sheet' }
  await books.ask('POST', decide, said)
  expect((await books.asked(dealId, 'billing_blocked')).title).toBe(
    "“Build” is completed but can't be billed yet",
  )
  // Put right in QuickBooks, it is billed by Bill now.
  const [design] = (await books.ask('GET', `/deals/${dealId}`))['milestones'] as { id: string }[]
  await books.reprice(await books.invoiceOf(must(design).id), [20_000])
  await books.sweep()
  await books.ask('POST', `/milestones/${build}/bill`, {})
  expect(await books.questions(dealId)).toEqual([])

  const other = await books.planned(
    [
      ['Design', 20_000],
      ['Build', 30_000],
    ],
    { approval: { required: false }, delivery: 'post' },
  )
  await books.ask('POST', `/milestones/${must(other.ids[0])}/complete`, {})
  await books.deliver()
  await books.reprice(await books.invoiceOf(must(other.ids[0])), [25_000])
  await books.sweep()
  expect(await books.refused('POST', `/milestones/${must(other.ids[1])}/complete`, {})).toMatchObject({
    status: 409,
    code: 'over_billing',
    detail: expect.stringContaining('Nothing was changed.'),
  })
  expect(await milestoneOf(other.dealId, must(other.ids[1]))).toMatchObject({ workStatus: 'pending' })
})
