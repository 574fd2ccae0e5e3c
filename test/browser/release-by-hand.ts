import AxeBuilder from '@axe-core/playwright'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** What is held back is seen with its invoices, and released in two parts, each looked at before it is created. */
export function releaseByHand(stage: () => Stage): void {
  story('retainage: what it is made of, a part of it released, then the rest', stage, async (here) => {
    const id = await plannedDeal(here, 'Terrace House', [
      { name: 'Shell', amount: '4000.00' },
      { name: 'Roof', amount: '8000.00' },
    ])
    await heldBack(here, id)
    const { page } = await here.enter('Beth Sandoval')
    await page.goto(`/deals/${id}`)
    const panel = page.getByRole('region', { name: 'Retainage' })
    await panel.getByText('Held back of each milestone’s invoice, unless it says otherwise: 10 %.').waitFor()
    await panel.getByText('Application for payment 1: $3,600.00 due, $8,400.00 to finish.').waitFor()
    await panel.getByText('What it is made of: 1 line of invoices').click()
    await panel.getByText(/held back of Shell/).waitFor()

    await panel.getByRole('button', { name: 'Release retainage…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Release retainage' })
    await dialog
      .getByText(/^An invoice of \$400\.00 to Cool Cars\. Created in QuickBooks, not e-mailed\./)
      .waitFor()
    await dialog.getByRole('radio', { name: 'A part, and the rest later' }).check()
    const amount = dialog.getByRole('textbox', { name: 'Release now' })
    await amount.fill('400.01')
    await dialog.getByText('At most $400.00: that is all that is held back').waitFor()
    expect(await dialog.getByRole('button', { name: /^Release/ }).isDisabled()).toBe(true)
    await amount.fill('150')
    await dialog.getByText(/Then \$250\.00 stays held back\.$/).waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id: rule, nodes }) => [rule, nodes.map(({ html }) => html)])).toEqual([])
    await dialog.getByRole('button', { name: 'Release $150.00' }).click()
    await page.getByText('$150.00 is released').waitFor()
    await eventually('the first release', async () => ((await retained(here, id)) === '250.00' ? true : null))

    await panel.getByText('$250.00').waitFor()
    await panel.getByRole('button', { name: 'Release retainage…' }).click()
    await dialog.getByRole('button', { name: 'Release $250.00' }).click()
    await dialog.waitFor({ state: 'detached' })
    await eventually('the second release', async () => ((await retained(here, id)) === '0.00' ? true : null))
    await panel.getByRole('button', { name: 'Release retainage…' }).waitFor({ state: 'detached' })
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      panel.getByRole('link', { name: 'Open it as a PDF ↗' }).click(),
    ])
    expect(tab.url()).toContain(`/api/v1/deals/${id}/pay-application.pdf`)
    await tab.close()
  })
}

const read = ({ home }: Stage, id: string) => api<DealPageView>(home, `/deals/${id}`)
const retained = async (here: Stage, id: string) => (await read(here, id)).figures?.retained?.amount

/** 10 % is agreed, and the first milestone of 4,000 dollars is invoiced. */
async function heldBack(here: Stage, id: string): Promise<void> {
  const { schedule } = await read(here, id)
  await api(here.home, `/deals/${id}/schedule`, { ...must(schedule), retainage: { percent: '10' } }, 'PUT')
  const [shell] = (await read(here, id)).milestones
  await api(here.home, `/milestones/${must(shell).id}/complete`, {})
  await eventually('the invoice', async () => ((await retained(here, id)) === '400.00' ? true : null))
}
