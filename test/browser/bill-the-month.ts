import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const PAYER = { id: '24', name: 'Sonnenschein Family Store' }

/** Two deals of one customer bill once a month: what waits is seen, and billed before its day as one invoice. */
export function billTheMonth(stage: () => Stage): void {
  story('two deals of a customer are billed on one invoice, looked at first', stage, async (here) => {
    const windows = await monthlyDeal(here, 'Windows by the month')
    await monthlyDeal(here, 'Letters by the month')
    const { page } = await here.enter('Beth Sandoval')
    await page.goto('/invoices')
    await page.getByRole('link', { name: 'Monthly invoices' }).click()
    const day = page.getByRole('region', { name: /^To be billed on/ })
    for (const deal of ['Windows', 'Letters'])
      await day.getByRole('link', { name: `${deal} by the month · Autumn` }).waitFor()

    const ahead = await lookAhead(page)
    const bill = ahead.getByRole('button', { name: 'Bill 1 invoice · $8,000.00' })
    await page.getByLabel('What was done by').fill('2020-01-01')
    await ahead.getByText('Nothing that waits was done by then. Choose a later day.').waitFor()
    expect(await ahead.getByRole('button', { name: /^Bill/ }).isDisabled()).toBe(true)
    await ahead.getByRole('button', { name: 'Cancel' }).click()
    await (await lookAhead(page)).getByText(/^1 invoice of \$8,000\.00 is created in QuickBooks/).waitFor()
    await bill.click()
    await ahead.getByText('Decided. What is on its way shows among the invoices.').waitFor()
    await page.getByRole('heading', { name: 'Nothing waits' }).waitFor()

    await ahead.getByRole('link', { name: new RegExp(`^${PAYER.name} · \\$8,000\\.00`) }).click()
    await page.getByRole('heading', { level: 1, name: /^Invoice \d+$/ }).waitFor()
    const paper = await page.getByRole('main').innerText()
    for (const words of ['Windows by the month', 'Letters by the month']) expect(paper).toContain(words)
    const { invoices } = await api<DealPageView>(here.home, `/deals/${windows}`)
    expect(invoices).toHaveLength(1)
  })
}

async function lookAhead(page: Page) {
  await page.getByRole('button', { name: 'Bill now…' }).click()
  const ahead = page.getByRole('region', { name: 'Bill now' })
  await ahead.getByRole('button', { name: 'Bill 1 invoice · $8,000.00' }).waitFor()
  return ahead
}

/** Such a deal with one milestone completed, which waits for a day that never is today. */
async function monthlyDeal(here: Stage, name: string): Promise<string> {
  const id = await plannedDeal(here, name, [{ name: 'Autumn' }, { name: 'Winter' }], PAYER.id)
  const read = () => api<DealPageView>(here.home, `/deals/${id}`)
  const { schedule, milestones } = await read()
  const day = Math.min(28, new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).getUTCDate())
  await api(here.home, `/deals/${id}/schedule`, { ...must(schedule), cadence: { on: 'monthly', day } }, 'PUT')
  await api(here.home, `/milestones/${must(milestones[0]).id}/complete`, {})
  await eventually('the work that waits', async () => {
    const { items } = await api<{ items: { dealId: string }[] }>(here.home, '/billing-runs/waiting?limit=200')
    return items.find(({ dealId }) => dealId === id)
  })
  return id
}
