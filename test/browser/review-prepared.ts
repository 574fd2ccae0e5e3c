import type { DealPageView } from '../../src/http/contract/deal'
import type { InvoicePageView } from '../../src/http/contract/invoice'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { choose } from './console-acts'
import { held } from './held-answer'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A bookkeeper looks at what a schedule prepared, changes it, and has it made. */
export function reviewPrepared(stage: () => Stage): void {
  story(
    'a prepared invoice is looked at, its tax code and memo are changed, and it is generated once',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Harbour Signs', [{ name: 'Drafts' }, { name: 'Boards' }])
      const { schedule, milestones } = await api<DealPageView>(here.home, `/deals/${id}`)
      await api(here.home, `/deals/${id}/schedule`, { ...schedule, delivery: 'prepare' }, 'PUT')
      for (const { id: milestoneId } of milestones)
        await api(here.home, `/milestones/${milestoneId}/complete`, {})

      const { page } = await here.enter('Beth Sandoval')
      await page.getByRole('link', { name: 'Invoices', exact: true }).click()
      await page.getByRole('textbox', { name: 'Search invoices' }).fill('Harbour Signs')
      const rows = page.getByRole('table', { name: 'Invoices' }).getByRole('row')
      await rows.filter({ hasText: 'Drafts' }).getByRole('link', { name: 'Review' }).click()
      await page.getByRole('heading', { level: 1, name: 'Prepared invoice' }).waitFor()
      await page.getByText('Not in QuickBooks yet').waitFor()

      await page.getByRole('button', { name: 'Change', exact: true }).click()
      // Nothing is generated that was not saved.
      expect(await page.getByRole('button', { name: 'Generate invoice' }).count()).toBe(0)
      await choose(page, 'Tax code', 'taxable, quick', 'Taxable, QuickBooks computes it (TAX)')
      await page.getByLabel('Message to the client').fill('Thank you for your business.')
      // The paper beside it shows each change before anything is saved.
      await page.getByText('QuickBooks adds the tax').waitFor()
      await page.getByText('Thank you for your business.').nth(1).waitFor()
      await page.getByRole('textbox', { name: 'Quantity' }).fill('3')
      await page.getByRole('textbox', { name: 'Price each' }).fill('1500')
      await page.getByText(/3 × 1500 is not \$4,000\.00/).waitFor()
      await page.getByRole('textbox', { name: 'Quantity' }).fill('4')
      await page.getByRole('textbox', { name: 'Price each' }).fill('1000')
      await page.getByText('4 × 1000').waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()

      await page.getByRole('button', { name: 'Generate invoice' }).click()
      const dialog = page.getByRole('dialog')
      await dialog
        .getByText(/^Creates an invoice for .* of \$4,000\.00, due .* It is not e-mailed\.$/)
        .waitFor()
      await dialog.getByRole('button', { name: 'Generate invoice' }).click()
      await page.getByRole('heading', { level: 1, name: /^Invoice \d+$/ }).waitFor()
      await page.getByText('QuickBooks has it as it was sent.').waitFor()

      const invoiceId = must(page.url().split('/').at(-1))
      const seen = await eventually('the invoice in QuickBooks', async () => {
        const found = await api<InvoicePageView>(here.home, `/invoices/${invoiceId}`)
        return found.invoice.quickbooksId === null ? null : found
      })
      expect(seen).toMatchObject({ paper: { memo: 'Thank you for your business.' }, differences: [] })
      const pdf = page.getByRole('link', { name: 'Open the PDF' })
      const answer = await page.request.get(must(await pdf.getAttribute('href')))
      expect([answer.status(), (await answer.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-'])

      await page.getByRole('button', { name: 'Mark as handed over' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Mark as handed over' }).click()
      await page.getByText('Handed over on paper').waitFor()

      await page.goto('/invoices?status=prepared&search=Harbour')
      await page.getByRole('button', { name: 'Generate several…' }).click()
      const several = page.getByRole('dialog')
      await several.getByRole('button', { name: /^Generate 1 invoice · \$4,000\.00$/ }).click()
      await several.getByText('On its way to QuickBooks').waitFor()
      await several.getByRole('button', { name: 'Done' }).click()
      await page.getByText('No invoice matches').waitFor()
    },
  )

  story(
    'prepared invoices whose answers fail or hang can be asked for again, and left',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Pier Signs', [{ name: 'Posts' }, { name: 'Arrows' }])
      const { schedule, milestones } = await api<DealPageView>(here.home, `/deals/${id}`)
      await api(here.home, `/deals/${id}/schedule`, { ...schedule, delivery: 'prepare' }, 'PUT')
      for (const { id: milestoneId } of milestones)
        await api(here.home, `/milestones/${milestoneId}/complete`, {})
      const { page, watch } = await here.enter('Beth Sandoval')
      await page.goto('/invoices?status=prepared&search=Pier')
      await page.getByRole('link', { name: 'Review' }).first().click()
      await page.getByRole('button', { name: 'Change', exact: true }).click()
      await page.getByLabel('Message to the client').fill('Mine')
      // A colleague is quicker, and what they changed can't be read.
      const address = `/invoices/${must(page.url().split('/').at(-1))}`
      const isRead = (url: URL) => url.pathname === `/api/v1${address}`
      await page.route(isRead, (route) =>
        route.request().method() === 'GET' ? route.fulfill({ status: 403, body: '{}' }) : route.fallback(),
      )
      await api(here.home, address, { memo: 'Theirs' }, 'PATCH')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      const notice = page.getByRole('alert').filter({ hasText: 'This invoice was changed meanwhile' })
      await notice.getByRole('button', { name: 'Try again' }).waitFor()
      await page.unroute(isRead)
      await notice.getByRole('button', { name: 'Try again' }).click()
      await notice.getByRole('button', { name: 'Look at what changed, and keep mine' }).click()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByRole('button', { name: 'Change', exact: true }).waitFor()
      watch.forgive(/40\d|412/)

      await page.goto('/invoices?status=prepared&search=Pier')
      await page.getByRole('button', { name: 'Generate several…' }).click()
      const several = page.getByRole('dialog')
      const answer = await held(page, '**/api/v1/invoices/*/post')
      await several.getByRole('button', { name: /^Generate 2 invoices/ }).click()
      await answer.isThere
      await page.keyboard.press('Escape')
      await several.getByText(/^Stopping…/).waitFor()
      await several.getByText('Not generated', { exact: true }).waitFor()
      await page.keyboard.press('Escape')
      await several.waitFor({ state: 'detached' })
      answer.letGo()
      await page.getByRole('alert').filter({ hasText: 'On its way to QuickBooks' }).waitFor()
    },
  )
}
