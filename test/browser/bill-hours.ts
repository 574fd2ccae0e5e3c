import type { DealTimeView } from '../../src/http/contract/hours'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { eventually, newDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const usd = (amount: string) => ({ amount, currency: 'USD' })

/** An hourly deal: its page is its hours. They are entered, shown as the client will read them, and billed. */
export function billHours(stage: () => Stage): void {
  story('hours: entered on the deal’s page, then billed after seeing the invoice', stage, async (here) => {
    const id = await hourlyDeal(here)
    const { page, watch } = await here.enter('Beth Sandoval')
    await page.goto(`/deals/${id}`)
    await page.getByText('No hours yet').waitFor()
    await page.getByRole('button', { name: 'Enter hours' }).click()
    const form = page.getByRole('dialog', { name: 'Enter hours' })
    await form.getByLabel('Who', { exact: true }).click()
    await page.getByRole('option', { name: 'John Johnson' }).click()
    await form.getByLabel('Hours').fill('1.33')
    await form.getByLabel('What was done').fill('Wireframes')
    await form.getByRole('button', { name: 'Enter hours' }).click()
    await form.getByText('1.33 is no whole number of minutes.').waitFor()
    watch.forgive(/status of 422/)
    await form.getByLabel('Hours').fill('1:20')
    await form.getByRole('button', { name: 'Enter hours' }).click()
    await form.waitFor({ state: 'hidden' })
    const entries = page.getByRole('region', { name: 'Hours', exact: true })
    await entries.getByText('Not billed').waitFor()

    await page.getByRole('button', { name: 'Bill 1:20 hours' }).click()
    const dialog = page.getByRole('dialog', { name: 'Bill the hours' })
    await dialog.getByText('1:20 hours at $99.99', { exact: true }).waitFor()
    await dialog.getByRole('button', { name: 'Bill $133.32' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await entries.getByText('On an invoice').waitFor()
    await eventually('the invoice', async () => {
      const { entries: shown } = await api<DealTimeView>(here.home, `/deals/${id}/time`)
      return must(shown[0]).standing === 'billed' ? shown : null
    })
  })
}

/** Each time it is played, with a deal of its own. */
let played = 0

async function hourlyDeal(here: Stage): Promise<string> {
  played += 1
  const id = await newDeal(here, `Advice by the hour ${played}`)
  const plan = {
    billingType: 'hourly',
    contractValue: usd('5000.00'),
    customer: { quickbooksId: '17' },
    item: { quickbooksId: '2' },
    taxCode: 'NON',
    delivery: 'post',
    hourlyRate: usd('99.99'),
    milestones: [],
  }
  await api(here.home, `/deals/${id}/schedule`, plan, 'PUT')
  return id
}
