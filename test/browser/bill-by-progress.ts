import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { press, says } from './console-acts'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A part of the work is billed while it goes on, and a credit on that invoice is answered from what needs somebody. */
export function billByProgress(stage: () => Stage): void {
  story('work is billed by percent, and what a credit took is billed again', stage, async (here) => {
    const id = await plannedDeal(here, 'Timber Frame', [{ name: 'Framing', amount: '10000.00' }])
    const { page } = await here.enter('Beth Sandoval')
    await page.goto(`/deals/${id}`)
    await press(page, 'Start', 'Framing')
    await claim(page)
    const pane = page.getByRole('complementary', { name: 'Milestone 1 Framing' })
    await pane.getByText('40 % complete · billed').waitFor()
    // While work goes on, how far it is says more than how its last claim stands.
    await says(page, 'Framing', 'In progress')
    await pane.getByText('Billed $4,000.00 of it.').waitFor()
    await pane.getByRole('img', { name: '40 % claimed' }).waitFor()
    await pane.getByText('A part of it is claimed').or(pane.getByText('It is billed.')).first().waitFor()
    await refuseLess(page)

    await credit(here, id)
    await page.getByRole('link', { name: 'Home', exact: true }).click()
    await page.getByText(/^Timber Frame · A credit took \$500\.00 of “Framing” on invoice \d+$/).waitFor()
    await page.getByText('$500.00 is open once more', { exact: false }).first().waitFor()
    await page.getByRole('button', { name: 'Close it' }).waitFor()
    await page.getByRole('button', { name: 'Bill it again' }).click()
    await page.getByText('Timber Frame · $500.00 of “Framing” is ready to bill again').waitFor()
    await page.goto(`/deals/${id}`)
    await page.getByRole('button', { name: 'Framing', exact: true }).click()
    await pane.getByText(/^Credited on invoice \d+ · to be billed again$/).waitFor()
  })
}

async function claim(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Framing', exact: true }).click()
  await page.getByRole('button', { name: 'Bill by progress' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bill by progress' })
  await dialog.getByRole('textbox', { name: /How much of it is done by now/ }).fill('40')
  await dialog.getByText(/^Creates an invoice for .* · \$4,000\.00 · due /).waitFor()
  await dialog.getByLabel('What was done').fill('Walls and roof of the ground floor')
  const askedLate = await answerLate(page, '**/progress')
  await dialog.getByRole('button', { name: 'Claim 40 %' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(askedLate).toEqual([])
  await page.unroute('**/progress')
}

/**
 * The answer to the next deed comes two seconds after it is done: the page hears by its live updates that the deal
 * changed while it still waits. Gives what the page asked ahead of the deed in that time, which would be refused.
 */
async function answerLate(page: Page, where: string): Promise<readonly string[]> {
  const asked: string[] = []
  let isUnderWay = false
  await page.route(where, async (route) => {
    const body: { dryRun?: boolean } = route.request().postDataJSON()
    if (body.dryRun === true) {
      if (isUnderWay) asked.push(JSON.stringify(body))
      return route.continue()
    }
    isUnderWay = true
    const answer = await route.fetch()
    await page.waitForTimeout(2_000)
    await route.fulfill({ response: answer })
  })
  return asked
}

async function refuseLess(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Bill by progress' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bill by progress' })
  const percent = dialog.getByRole('textbox', { name: /How much of it is done by now/ })
  await dialog.getByText('40 % is claimed: $4,000.00. Only the difference is billed.').waitFor()
  await percent.fill('35')
  await dialog.getByText('More than the 40 % that are claimed').waitFor()
  expect(await dialog.getByRole('button', { name: 'Claim', exact: true }).isDisabled()).toBe(true)
  await percent.fill('100')
  await dialog.getByText('All of it: complete the milestone instead').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
}

/** 500.00 of the deal's invoice are credited in QuickBooks; waits until Milepost knows. */
export async function credit({ at, home }: Stage, id: string): Promise<void> {
  const [invoice] = (await api<DealPageView>(home, `/deals/${id}`)).invoices
  const ask = async (entity: string, body: object) => {
    const answer = await fetch(
      `${at.quickbooks.baseUrl}/v3/company/${at.quickbooks.realmId}/${entity}?minorversion=75`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${at.quickbooks.accessToken}`,
          'content-type': 'application/json',
          accept: 'application/json',
        },
        body: JSON.stringify(body),
      },
    )
    if (!answer.ok) throw new Error(`QuickBooks answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as { CreditMemo: { Id: string } }
  }
  const item = { ItemRef: { value: '1' }, TaxCodeRef: { value: 'NON' } }
  const { CreditMemo } = await ask('creditmemo', {
    CustomerRef: { value: '3' },
    Line: [{ Amount: 500, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: item }],
  })
  await ask('payment', {
    CustomerRef: { value: '3' },
    TotalAmt: 0,
    Line: [
      { Amount: 500, LinkedTxn: [{ TxnId: must(invoice?.quickbooksId), TxnType: 'Invoice' }] },
      { Amount: 500, LinkedTxn: [{ TxnId: CreditMemo.Id, TxnType: 'CreditMemo' }] },
    ],
  })
  await eventually('the question about the credit', async () => {
    const { attention } = await api<DealPageView>(home, `/deals/${id}`)
    return attention.find(({ kind }) => kind === 'credited')
  })
}
