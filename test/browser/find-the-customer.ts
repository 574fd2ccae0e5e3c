import type { CustomerChoice } from '../../src/http/contract/customer'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { held } from './held-answer'
import { eventually, newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Whom a deal is billed to: found, chosen, changed, or created, by mouse and by keys. */
export function findTheCustomer(stage: () => Stage): void {
  story(
    'a deal without a customer gets one that QuickBooks has, and the plan starts from it',
    stage,
    async (here) => {
      const id = await newDeal(here, 'Harbour Signs')
      const { page } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}`)
      await page.getByText('No customer in QuickBooks yet').waitFor()
      const opener = page.getByRole('button', { name: 'Choose the customer' })
      await opener.focus()
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Who gets this deal’s invoices?' })
      await dialog.getByText('Nobody in QuickBooks looks like this client').waitFor()
      await dialog.getByRole('textbox', { name: /Search/ }).fill('windsurf')
      await dialog.getByRole('radio', { name: /Bill's Windsurf Shop/ }).click()
      await dialog.getByRole('button', { name: "Bill Bill's Windsurf Shop" }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText("Billed to Bill's Windsurf Shop ·").waitFor()

      await page.getByRole('link', { name: 'Plan the milestones' }).click()
      await page.getByRole('button', { name: 'Who pays' }).click()
      const field = page.getByRole('combobox', { name: 'Customer in QuickBooks' })
      await eventually('the customer', async () =>
        (await field.inputValue()).includes("Bill's Windsurf Shop") ? true : null,
      )
    },
  )

  story(
    'a customer who is created after the dialog was closed is the plan’s all the same',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Sail Names', [{ name: 'Stitching' }])
      const { page } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('textbox', { name: 'Name of milestone 1' }).fill('Sewing')
      await page.getByRole('button', { name: 'Who pays' }).click()
      await page.getByRole('button', { name: 'Find the customer, or create one' }).click()
      const dialog = page.getByRole('dialog', { name: 'Who gets this deal’s invoices?' })
      await dialog.getByText('New customer').first().click()
      await dialog.getByRole('textbox', { name: 'Name in QuickBooks' }).fill('Late Sailors')
      await dialog.getByText('No customer is called that').waitFor()
      const answer = await held(page, `**/api/v1/deals/${id}/customer`, { method: 'POST' })
      await dialog.getByRole('button', { name: 'Create in QuickBooks' }).click()
      await answer.isThere
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      answer.letGo()
      await page.getByRole('alert').filter({ hasText: 'Billed to Late Sailors' }).waitFor()
      const field = page.getByRole('combobox', { name: 'Customer in QuickBooks' })
      await eventually('the customer', async () =>
        (await field.inputValue()).includes('Late Sailors') ? true : null,
      )
    },
  )

  story(
    'a name that is taken is said while it is typed, and a free one is created once',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Boat Names', [{ name: 'Lettering' }])
      const { page, watch } = await here.enter('Marco Lindt')
      // As preflight's way to mend it leads.
      await page.goto(`/deals/${id}?do=customer`)
      const dialog = page.getByRole('dialog', { name: 'Who gets this deal’s invoices?' })
      await dialog.getByText('New customer').first().click()
      const name = dialog.getByRole('textbox', { name: 'Name in QuickBooks' })
      await name.fill('cool cars')
      await dialog.getByText('QuickBooks has “Cool Cars” already.').waitFor()
      expect(await dialog.getByRole('button', { name: 'Create in QuickBooks' }).isDisabled()).toBe(true)
      await dialog.getByRole('button', { name: 'Call it “cool cars (customer)”' }).click()
      await dialog.getByText('No customer is called that').waitFor()
      // Between looking and pressing, somebody makes that customer for another deal.
      const other = await newDeal(here, 'Quicker Deal')
      const body: CustomerChoice = { create: { displayName: 'cool cars (customer)' } }
      await page.route(
        `**/api/v1/deals/${id}/customer`,
        async (route) => {
          await api(here.home, `/deals/${other}/customer`, body)
          await route.continue()
        },
        { times: 1 },
      )
      await dialog.getByRole('button', { name: 'Create in QuickBooks' }).click()
      await dialog
        .getByRole('alert')
        .getByText('has a customer called “cool cars (customer)” already')
        .waitFor()
      watch.forgive(/409/)
      await dialog.getByRole('button', { name: 'Call it “cool cars (customer) (customer)”' }).click()
      await dialog.getByText('No customer is called that').waitFor()
      await name.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('Billed to cool cars (customer) (customer) ·').waitFor()
      const { payers } = await api<DealPageView>(here.home, `/deals/${id}`)
      expect(must(payers[0]).customer.name).toBe('cool cars (customer) (customer)')
    },
  )

  story(
    'when QuickBooks loses the answer, the page says that it looks, and then who it is',
    stage,
    async (here) => {
      const id = await newDeal(here, 'Fog Horn')
      const { page } = await here.enter('Beth Sandoval')
      await page.goto(`/deals/${id}?do=customer`)
      const dialog = page.getByRole('dialog', { name: 'Who gets this deal’s invoices?' })
      await dialog.getByText('New customer').first().click()
      await dialog.getByRole('textbox', { name: 'Name in QuickBooks' }).fill('Fog Horn Ltd')
      await fault(here, 'reset')
      await dialog.getByText('No customer is called that').waitFor()
      await dialog.getByRole('button', { name: 'Create in QuickBooks' }).click()
      await dialog.getByText('Unclear, and being looked for').waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).click()
      await page.getByText('Whether “Fog Horn Ltd” was created in QuickBooks is unclear').waitFor()
      await pass(here, 'PT3M')
      await page.getByText('Billed to Fog Horn Ltd ·').waitFor()
    },
  )
}

async function fault({ at }: Stage, effect: string): Promise<void> {
  const { baseUrl } = at.quickbooks
  const faults = [{ method: 'POST', path: '/v3/company/*/customer', times: 1, effect }]
  const answer = await fetch(`${baseUrl}/simulator/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
  if (!answer.ok) throw new Error(`the fault answered ${answer.status}`)
}

async function pass({ home }: Stage, advance: string): Promise<void> {
  const answer = await fetch(`${home.url}/simulator/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advance }),
  })
  if (!answer.ok) throw new Error(`the clock answered ${answer.status}`)
}
