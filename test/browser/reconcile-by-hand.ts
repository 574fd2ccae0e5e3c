import { randomUUID } from 'node:crypto'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { credit } from './bill-by-progress'
import { billFirst, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A credit is applied in QuickBooks: the workspace's tie-out names it, somebody takes it, and once it is answered all ties out. */
export function reconcileByHand(stage: () => Stage): void {
  story(
    'a bookkeeper sees what does not tie out, takes it, opens its documents, and answers it',
    stage,
    async (here) => {
      const name = `Reconcile ${randomUUID().slice(0, 8)}`
      const id = await plannedDeal(here, name, [
        { name: 'Concept', amount: '4000.00' },
        { name: 'Build', amount: '8000.00' },
      ])
      await billFirst(here, id)
      await credit(here, id)
      const { page } = await here.enter('Olivia Marsh')
      await page.getByRole('link', { name: 'Reconcile', exact: true }).click()
      await page.getByRole('textbox', { name: 'Search deals' }).fill(name)
      const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
      await row.getByText('Differs').waitFor()
      const open = page.getByRole('list', { name: `Open differences of ${name}` })
      await open.getByText('nobody has said whether it is billed again').waitFor()
      await open.getByText('$500.00').waitFor()

      await open.getByRole('button', { name: 'I look into it' }).click()
      const dialog = page.getByRole('dialog', { name: 'Look into a difference' })
      await dialog.getByRole('textbox', { name: 'Note' }).fill('Asked the client')
      await dialog.getByRole('button', { name: 'I look into it' }).click()
      await dialog.waitFor({ state: 'hidden' })
      await open.getByText('you took it on').waitFor()
      await open.getByText('“Asked the client”').waitFor()
      await page.getByRole('button', { name: 'Check now' }).click()
      await page.getByText('QuickBooks and HubSpot were read:').first().waitFor()

      await page.getByRole('heading', { level: 1 }).click()
      await page.keyboard.press('j')
      await page.keyboard.press('Enter')
      await page.getByText('Every sum comes out, and somebody has to decide about what differs.').waitFor()
      const settled = page.getByRole('region', { name: 'How it was settled: Total of all invoices' })
      await settled.getByText('Credited, with tax').click()
      await settled.getByText(/^Credit memo/).waitFor()

      const { attention } = await api<DealPageView>(here.home, `/deals/${id}`)
      const asked = must(attention.find(({ kind }) => kind === 'credited'))
      await api(here.home, `/attention/${asked.id}/settle`, { action: 'close_difference' })
      await page.getByText('The figures of this deal come out against QuickBooks’ documents').waitFor()
      await page
        .getByRole('region', { name: 'The contract: Contract sum' })
        .getByText('and it is not billed again')
        .waitFor()
    },
  )
}
