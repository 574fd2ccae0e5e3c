import type { InvoicePageView } from '../../src/http/contract/invoice'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { billFirst, eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A late invoice leads from what needs a person to its page, is handed over there, and its client is reminded once. */
export function remindByHand(stage: () => Stage): void {
  story('a late invoice is found, handed over on paper, and reminded of once', stage, async (here) => {
    const id = await plannedDeal(here, 'Late Signs', [{ name: 'Drafts' }, { name: 'Boards' }])
    await makeLate(here, await billFirst(here, id))
    await api(here.home, '/sync/check-now', {})
    const { page } = await here.enter('Beth Sandoval')
    await page.goto(`/deals/${id}`)
    const late = page.getByRole('listitem').filter({ hasText: /Invoice \d+ is overdue/ })
    await late.getByText('It was not sent to anybody yet.').waitFor()
    await late.getByRole('button', { name: 'E-mail it…' }).click()
    await page.getByRole('heading', { level: 1, name: /^Invoice \d+$/ }).waitFor()
    await page.getByText(/\d+ days late/).waitFor()
    // There until it is known that there is nothing to say.
    await page.getByRole('region', { name: 'Reminders' }).waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Mark as handed over' }).click()
    const paper = page.getByRole('dialog', { name: 'Mark as handed over' })
    await paper.getByRole('button', { name: 'Mark as handed over' }).click()
    await paper.waitFor({ state: 'detached' })

    const panel = page.getByRole('region', { name: 'Reminders' })
    await panel.getByText('Nobody was reminded of it.').waitFor()
    await panel.getByRole('button', { name: 'Remind…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remind of this invoice' })
    await dialog
      .getByText(/^QuickBooks e-mails the invoice once more to Cool Cars, at cool_cars@example\.com\./)
      .waitFor()
    await dialog.getByRole('button', { name: 'Send the reminder' }).click()
    await dialog.waitFor({ state: 'detached' })
    await panel.getByText(/^E-mailed to cool_cars@example\.com, asked for by Beth Sandoval/).waitFor()
    expect(await panel.getByRole('button', { name: 'Remind…' }).isDisabled()).toBe(true)

    const invoiceId = must(page.url().split('/').at(-1))
    await eventually('what QuickBooks says of it', async () => {
      const { invoice } = await api<InvoicePageView>(here.home, `/invoices/${invoiceId}`)
      return invoice.status === 'sent' ? invoice : null
    })
  })
}

/** The bookkeeper dates it back in QuickBooks, to be due ten days ago. */
async function makeLate({ at }: Stage, quickbooksId: string): Promise<void> {
  const { baseUrl, realmId, accessToken } = at.quickbooks
  const call = async (path: string, body?: object) => {
    const answer = await fetch(`${baseUrl}/v3/company/${realmId}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(answer.status).toBe(200)
    return (await answer.json()) as { Invoice: { Id: string; SyncToken: string } }
  }
  const { Id, SyncToken } = (await call(`/invoice/${quickbooksId}`)).Invoice
  const day = (ago: number) => new Date(Date.now() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
  await call('/invoice', { Id, SyncToken, sparse: true, TxnDate: day(30), DueDate: day(10) })
}
