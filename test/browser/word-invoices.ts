import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** An admin has invoices in another language, words a line otherwise, and goes back; others may only look. */
export function wordInvoices(stage: () => Stage): void {
  story(
    'invoices change their language and a phrase, each letter seen before it is kept',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Hafenschilder', [{ name: 'Entwurf' }])
      const { milestones } = await api<DealPageView>(here.home, `/deals/${id}`)
      const { page } = await here.enter('Adam Reyes')
      // The exact body below the paper says it too.
      const says = (words: string) => page.getByRole('paragraph').filter({ hasText: words }).first().waitFor()
      await page.goto('/settings')
      await page.getByRole('tab', { name: 'Invoice wording' }).click()
      await says('Milestone 2: Discovery complete')
      const save = page.getByRole('button', { name: 'Save', exact: true })
      expect(await save.isDisabled()).toBe(true)

      await page.getByRole('combobox', { name: 'Language of invoices' }).click()
      await page.getByRole('option', { name: 'Deutsch', exact: true }).click()
      await says('Meilenstein 2: Discovery complete')
      await page.getByText('Those that are decided already stay in English.').waitFor()

      const first = page.getByRole('textbox', { name: 'The first line of a milestone' })
      await first.fill('Phase {code}: {total}')
      await page.getByText('{total} is not known here. It takes {code}, {name}, {contract}.').waitFor()
      await first.fill('Phase {code}: {name}')
      await says('Phase 2: Discovery complete')

      // A real one of theirs, found by typing.
      const shown = page.getByRole('combobox', { name: 'Shown on' })
      await shown.click()
      await shown.fill('Entwurf')
      await page.getByRole('option', { name: 'Hafenschilder · Entwurf' }).click()
      await says('Phase 1: Entwurf')
      // On a slow line they go on typing while the page still reads what follows from the save.
      const reads = /\/api\/v1\/(invoice-wording(\?|$)|invoices)/
      await page.route(reads, async (route) => {
        if (route.request().method() === 'GET') await page.waitForTimeout(1_500)
        await route.continue()
      })
      await save.click()
      await page.getByText('Invoices that are decided already keep their words.').waitFor()

      const preview = await api<{ lines: { text: string[] }[] }>(
        here.home,
        `/milestones/${must(milestones[0]).id}/invoice-preview`,
      )
      expect(must(must(preview.lines[0]).text[0])).toBe('Phase 1: Entwurf')

      await page.getByRole('button', { name: 'The first line of a milestone: say what is shipped' }).click()
      await says('Meilenstein 1: Entwurf')
      await page.waitForTimeout(2_000)
      expect(await first.inputValue()).toBe('Meilenstein {code}: {name}[ ({contract})]')
      await page.unroute(reads)
      await page.getByRole('combobox', { name: 'Language of invoices' }).click()
      await page.getByRole('option', { name: 'English', exact: true }).click()
      await says('Milestone 1: Entwurf')
      await save.click()
      await page.getByText('Invoices that are decided already keep their words.').waitFor()

      const viewer = await here.enter('Vera Koh')
      await viewer.page.goto('/settings/wording')
      await viewer.page.getByText('Only an admin or the owner can change how invoices are worded.').waitFor()
      expect(await viewer.page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0)
    },
  )
}
