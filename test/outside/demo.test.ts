/**
 * The demo company, as a newcomer meets it: the built program is started in an empty folder, killed in the middle,
 * and started again. What is shown must be there once, whatever happened.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { CatchUpView } from '../../src/http/contract/catch-up'
import type { DealPageView, DealSummaryView } from '../../src/http/contract/deal'
import type { DepositView } from '../../src/http/contract/deposit'
import type { FileView } from '../../src/http/contract/document'
import type { StagedScheduleView } from '../../src/http/contract/staged'
import type { TemplateView } from '../../src/http/contract/template'
import { must } from '../fixtures/must'
import { api, endpointsOf, type Home, newHome, type RunningProgram, startProgram } from './running-program'

jest.setTimeout(180_000)

const READY = 'The demo company is ready'
const homes: Home[] = []
const programs: RunningProgram[] = []

async function home(): Promise<Home> {
  const made = await newHome()
  homes.push(made)
  return made
}

async function start(where: Home, settings: Readonly<Record<string, string>> = {}): Promise<RunningProgram> {
  const program = await startProgram(where, settings)
  programs.push(program)
  return program
}

afterAll(async () => {
  for (const program of programs) if (program.process.exitCode === null) await program.stop()
  for (const each of homes) each.leave()
})

async function scheduled(where: Home): Promise<DealSummaryView[]> {
  return (await api<{ items: DealSummaryView[] }>(where, '/deals?status=scheduled')).items
}

/** "Deal / milestone: label", sorted, as soon as it is what is waited for, or as it is after ten seconds. */
async function labels(where: Home, wanted: readonly string[]): Promise<string[]> {
  for (let look = 0; ; look += 1) {
    const found: string[] = []
    for (const { id, name } of await scheduled(where)) {
      const page = await api<DealPageView>(where, `/deals/${id}`)
      for (const each of page.milestones)
        found.push(`${name} / ${each.name}: ${each.label}${each.difference ? ', different' : ''}`)
    }
    found.sort()
    if (found.join() === wanted.join() || look === 50) return found
    await pause(200)
  }
}

/** How many of these QuickBooks holds that the demo made: those changed since it began. */
async function countOf(
  where: Home,
  entity: 'Invoice' | 'Payment',
  mark: (row: Row) => boolean,
): Promise<number> {
  const { baseUrl, realmId, accessToken } = endpointsOf(where).quickbooks
  const query = encodeURIComponent(`select * from ${entity} maxresults 1000`)
  const response = await fetch(`${baseUrl}/v3/company/${realmId}/query?query=${query}`, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
  })
  const answer = (await response.json()) as { QueryResponse: Partial<Record<string, Row[]>> }
  return must(answer.QueryResponse[entity]).filter(mark).length
}
interface Row {
  readonly PrivateNote?: string
  readonly Line?: readonly { readonly LinkedTxn?: readonly { readonly TxnId: string }[] }[]
  readonly MetaData: { readonly CreateTime: string }
}

const everyState = [
  'Brand Redesign / Brand strategy agreed: Paid',
  'Brand Redesign / Guidelines and launch kit: Changes requested',
  'Brand Redesign / Visual identity delivered: Partially paid',
  'Brand Redesign / Window lettering: Pending',
  'Clubhouse Interior / Interior design released: Paid',
  'Clubhouse Interior / Interior handed over: Pending',
  'Clubhouse Interior / Lockers and counters built: Prepared',
  'Holiday Windows / Scenery built: In progress',
  'Holiday Windows / Window design: Completed (ready to bill)',
  'Holiday Windows / Windows dressed: Pending',
  'Launch Film / Film delivered: Pending',
  'Launch Film / Filmed and cut: In progress',
  'Launch Film / Script and storyboard: Invoiced (not sent)',
  'Menu and Signage Refresh / Menus printed: Billing blocked',
  'Menu and Signage Refresh / Signs mounted: Pending',
  'Old Town Festival / Festival weekend: Pending',
  'Old Town Festival / Permits and site plan: Partially paid',
  'Old Town Festival / Programme and posters: In progress',
  'Portfolio Site / Care plan, first year: Pending',
  'Portfolio Site / Design approved: Pending',
  'Portfolio Site / Site live: Pending',
  'Seasonal Catalogue / Concept and page plan: Completed (ready to bill)',
  'Seasonal Catalogue / Photography: Changes requested',
  'Seasonal Catalogue / Photography: Prepared',
  'Seasonal Catalogue / Print-ready files: In progress',
  'Shop Newsletter / Holiday issue: In progress',
  'Shop Newsletter / November issue: Completed (ready to bill)',
  'Shop Newsletter / Winter issue: Pending',
  'Showroom Website / Concept approved: Overdue',
  'Showroom Website / Design of all pages: Invoiced (not sent), different',
  'Showroom Website / Go-live: Pending',
  'Showroom Website / Website built and tested: In review',
]

async function pageOf(where: Home, name: string): Promise<DealPageView> {
  const { items } = await api<{ items: DealSummaryView[] }>(where, '/deals?limit=200')
  return await api<DealPageView>(where, `/deals/${must(items.find((each) => each.name === name)).id}`)
}

/** What planning can do, each in one deal: agreed and changed, split, on a day, by two payers, from before, kept. */
async function showsPlanning(where: Home): Promise<void> {
  const brand = await pageOf(where, 'Brand Redesign')
  expect(brand.state?.acceptance?.files.map((file) => file.name)).toEqual(['SOW-17, signed.pdf'])
  expect(brand.milestones.map((each) => each.agreementCheck?.state)).toEqual([
    'checked',
    'checked',
    'checked',
    undefined,
  ])
  expect(brand.changeOrders.map(({ name, state }) => [name, state])).toEqual([
    ['CO-2', 'sent'],
    ['CO-1', 'approved'],
  ])
  expect(brand.figures?.contractSum?.amount).toBe('54500.00')
  const { items: files } = await api<{ items: FileView[] }>(where, `/deals/${brand.deal.id}/files`)
  const agreements = files.filter(({ kind }) => kind === 'agreement')
  expect(agreements.map(({ type, version }) => [type, version])).toEqual([['application/pdf', 1]])

  const seasonal = await pageOf(where, 'Seasonal Catalogue')
  const amounts = seasonal.milestones.map(({ code, amount }) => [code, amount.amount])
  expect(amounts.slice(1, 3)).toEqual([
    ['2-A', '5840.00'],
    ['2-B', '1460.00'],
  ])

  const festival = await pageOf(where, 'Old Town Festival')
  expect(festival.milestones[0]?.payers.map((each) => [each.amount.amount, each.billingStatus])).toEqual([
    ['4320.00', 'paid'],
    ['2880.00', 'posted'],
  ])

  const portfolio = await pageOf(where, 'Portfolio Site')
  expect(portfolio.milestones[2]?.billsOn).toBe(portfolio.milestones[2]?.plannedOn)
  const before = await api<CatchUpView>(where, `/deals/${portfolio.deal.id}/catch-up`)
  const named = (id: string) => before.milestones.find((each) => each.id === id)?.name
  expect(before.proposals.map((each) => each.milestoneIds.map(named)).sort()).toEqual([
    ['Design approved'],
    ['Site live'],
  ])

  const { items: templates } = await api<{ items: TemplateView[] }>(where, '/templates')
  expect(templates.filter((each) => !each.shipped).map((each) => each.name)).toEqual([
    'Website, the way we do it',
  ])

  const spring = await pageOf(where, 'Spring Campaign')
  expect(spring.schedule).toBeNull()
  const staged = await api<StagedScheduleView>(
    where,
    `/deals/${spring.deal.id}/schedule/from-line-items?preview=true`,
    {},
  )
  expect(staged.questions).toEqual([])
}

/** Money held back, an advance that is drawn, and what is billed once a month, to the cent. */
async function showsBilling(where: Home): Promise<void> {
  const clubhouse = await pageOf(where, 'Clubhouse Interior')
  expect(clubhouse.figures).toMatchObject({
    retained: { amount: '1280.00' },
    paid: { amount: '11520.00' },
    inFlight: { amount: '28800.00' },
  })
  const film = await pageOf(where, 'Launch Film')
  expect(await api<DepositView>(where, `/deals/${film.deal.id}/deposit`)).toMatchObject({
    billed: { amount: '7000.00' },
    paid: { amount: '7000.00' },
    drawn: { amount: '2100.00' },
    held: { amount: '4900.00' },
  })
  expect(film.milestones[0]?.invoices[0]?.total.amount).toBe('6300.00')
  for (const name of ['Shop Newsletter', 'Holiday Windows']) {
    const { schedule, milestones } = await pageOf(where, name)
    expect(schedule?.cadence).toMatchObject({ on: 'monthly' })
    expect(milestones[0]?.invoices).toEqual([])
  }
}

test('a killed first start goes on where it was: every state is shown, and nothing is there twice', async () => {
  const where = await home()
  const began = Date.now()
  const first = await start(where)
  while ((await scheduled(where)).length < 3) await pause(20)
  expect(first.printed()).not.toContain(READY)
  await first.kill()

  const second = await start(where)
  await second.says(READY)
  expect(await labels(where, everyState)).toEqual(everyState)
  const isNew = (row: Row) => Date.parse(row.MetaData.CreateTime) >= began - 1_000
  expect(await countOf(where, 'Invoice', isNew)).toBe(12)
  expect(await countOf(where, 'Payment', isNew)).toBe(6)
  // The overdue one is noticed by the next reading, which may come a moment later.
  const questions = [
    'billing_blocked',
    'deal_amount_differs',
    'edited',
    'freed',
    'overdue',
    'ready_to_bill',
    'ready_to_bill',
    // One that the client sent back, and the rest of one of which they took a part.
    'revision_requested',
    'revision_requested',
    'unlinked_document',
    'unlinked_document',
  ]
  const kinds = async () =>
    (await api<{ items: { kind: string }[] }>(where, '/attention')).items.map((item) => item.kind).sort()
  for (let tries = 0; tries < 400 && (await kinds()).length < questions.length; tries += 1) await pause(100)
  expect(await kinds()).toEqual(questions)

  await showsPlanning(where)
  await showsBilling(where)

  // A later start finds it done, and leaves what people have done since as it is.
  const showroom = must((await scheduled(where)).find((deal) => deal.name === 'Showroom Website'))
  const { milestones } = await api<DealPageView>(where, `/deals/${showroom.id}`)
  const pending = must(milestones.find((each) => each.name === 'Go-live'))
  for (const link of [showroom.link, ...milestones.flatMap((each) => each.invoices.map((one) => one.link))])
    expect((await fetch(must(link))).status).toBe(200)
  await api(where, `/milestones/${pending.id}/start`, {})
  await second.stop()
  const third = await start(where)
  await pause(1_500)
  expect(third.printed()).not.toContain('demo company')
  const after = await api<DealPageView>(where, `/deals/${showroom.id}`)
  expect(after.milestones.find((each) => each.name === 'Go-live')?.label).toBe('In progress')
  expect(await third.stop()).toBe(0)
})

test('DEMO=off makes no schedule, and a folder in which somebody has planned is left alone', async () => {
  const where = await home()
  const first = await start(where, { DEMO: 'off' })
  let deals: DealSummaryView[] = []
  while (deals.length === 0) deals = (await api<{ items: DealSummaryView[] }>(where, '/deals')).items
  await pause(1_500)
  expect(await scheduled(where)).toEqual([])
  expect(existsSync(path.join(where.dataDir, 'demo.json'))).toBe(false)
  const deal = must(deals.find((each) => each.name === 'Trade Fair Stand'))
  const plan = {
    billingType: 'fixed',
    contractValue: deal.amount,
    milestones: [{ name: 'Stand built', share: { percent: '100' } }],
  }
  await api(where, `/deals/${deal.id}/schedule`, plan, 'PUT')
  await first.stop()

  const second = await start(where)
  while (!existsSync(path.join(where.dataDir, 'demo.json'))) await pause(50)
  expect(JSON.parse(readFileSync(path.join(where.dataDir, 'demo.json'), 'utf8'))).toEqual({ state: 'done' })
  expect((await scheduled(where)).map((each) => each.name)).toEqual(['Trade Fair Stand'])
  await second.stop()
})
