import type { DealPageView } from '../../src/http/contract/deal'
import type { FileView } from '../../src/http/contract/document'
import { must } from '../fixtures/must'
import { pdf, png } from '../fixtures/sample-files'
import { api } from '../outside/running-program'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const asPdf = (name: string, words: string) => ({
  name,
  mimeType: 'application/pdf',
  buffer: pdf(`/Title(${words})`),
})

/** The agreement, the amounts held against it, the acceptance with a signed file, and all of it in the story. */
export function keepDocuments(stage: () => Stage): void {
  story(
    'an agreement is attached, amounts are checked, the plan is accepted, and taken back',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Harbour Guide', [{ name: 'Research' }, { name: 'Layout' }])
      const { page, watch } = await here.enter('Olivia Marsh')
      await page.goto(`/deals/${id}?tab=documents`)
      const agreement = page.getByRole('region', { name: 'Agreement', exact: true })
      const choose = agreement.locator('input[type=file]')

      await choose.setInputFiles({ ...asPdf('SOW.pdf', ''), buffer: png })
      await agreement.getByRole('alert').getByText('It is called .pdf, but is a PNG picture').waitFor()
      watch.forgive(/status of 422/)
      await agreement.getByRole('button', { name: 'Put away SOW.pdf' }).click()
      await choose.setInputFiles(asPdf('SOW.pdf', 'v1'))
      await agreement.getByRole('link', { name: 'SOW.pdf' }).waitFor()

      const row = page.getByRole('row', { name: /Research/ })
      await row.getByRole('textbox').fill('p. 3, section 2')
      await row.getByRole('checkbox').click()
      await row.getByText('Checked against v1, p. 3, section 2, by Olivia Marsh').waitFor()
      await choose.setInputFiles(asPdf('SOW amended.pdf', 'v2'))
      await row.getByText('Differs: version 2 of the agreement came since.').waitFor()
      await row.getByRole('checkbox').click()
      await row.getByText('Checked against v2, p. 3, section 2, by Olivia Marsh').waitFor()
      await agreement.getByRole('button', { name: '1 earlier version' }).click()
      await agreement.getByRole('link', { name: 'SOW.pdf' }).waitFor()

      await page.getByRole('button', { name: 'Client accepted the plan…' }).click()
      const dialog = page.getByRole('dialog', { name: 'The client accepted the plan' })
      await dialog.getByLabel('Accepted by').fill('Ana Ruiz')
      await dialog.locator('input[type=file]').setInputFiles(asPdf('Signed plan.pdf', 'signed'))
      await dialog.getByRole('checkbox', { name: /Signed plan\.pdf/, checked: true }).waitFor()
      await dialog.getByRole('button', { name: 'Record acceptance' }).click()
      const acceptance = page.getByRole('region', { name: 'Acceptance' })
      await acceptance.getByRole('link', { name: 'Signed plan.pdf' }).waitFor()
      const { state } = await api<DealPageView>(here.home, `/deals/${id}`)
      const { items } = await api<{ items: FileView[] }>(here.home, `/deals/${id}/files`)
      const signed = must(items.find((file) => file.name === 'Signed plan.pdf'))
      expect(state?.acceptance?.files.map((file) => file.id)).toEqual([signed.id])
      expect(signed.keptBecause).toContain('the acceptance of the schedule by Ana Ruiz')

      await acceptance.getByRole('button', { name: 'Take it back…' }).click()
      const back = page.getByRole('dialog', { name: 'Take back the acceptance by Ana Ruiz' })
      await back.getByRole('textbox', { name: 'Why' }).fill('Another client')
      await back.getByRole('button', { name: 'Take it back' }).click()
      await acceptance.getByText('The client has not accepted this plan yet.').waitFor()

      await page.getByRole('button', { name: 'Delete Signed plan.pdf' }).click()
      await page
        .getByRole('dialog', { name: 'Delete this file' })
        .getByRole('button', { name: 'Delete' })
        .click()
      await page.getByRole('link', { name: 'Signed plan.pdf' }).waitFor({ state: 'detached' })

      await page.getByRole('tab', { name: 'History' }).click()
      await page.getByText('Took back the acceptance of the schedule by Ana Ruiz').waitFor()
      await page.getByRole('button', { name: 'Check that it is whole' }).click()
      await page.getByRole('status').filter({ hasText: 'Unbroken:' }).waitFor()
      await page.getByRole('combobox', { name: 'Of which milestone' }).click()
      await page.getByRole('option', { name: 'Research' }).click()
      await page
        .getByText('Took back the acceptance of the schedule by Ana Ruiz')
        .waitFor({ state: 'detached' })
      await page.getByText('Checked the amount of “Research” against the agreement, version 2').waitFor()
    },
  )
}
