import type { Page } from 'playwright-core'
import type { DepositView } from '../../src/http/contract/deposit'
import { api } from '../outside/running-program'
import { goToDeal, open } from './console-acts'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** An advance is agreed in the plan, billed in parts on the deal's page, and drawn by the next invoice. */
export function depositByHand(stage: () => Stage): void {
  story('a person agrees on a deposit, bills a half of it, and sees what is held', stage, async (here) => {
    const dealId = await plannedDeal(here, 'Deposit job', [
      { name: 'Concept', amount: '4000.00' },
      { name: 'Build', amount: '8000.00' },
    ])
    const { page, watch } = await here.enter('Olivia Marsh')
    await goToDeal(page, 'Deposit job')
    await agree(page)
    await billHalf(page)
    const read = () => api<DepositView>(here.home, `/deals/${dealId}/deposit`)
    const number = await eventually(
      'the deposit’s invoice',
      async () => (await read()).invoices[0]?.docNumber,
    )
    const panel = page.getByRole('region', { name: 'Deposit' })
    await panel.getByText(`Invoice ${number}`).waitFor()
    await panel.getByText('Not paid').waitFor()
    await panel.getByText('$1,200.00 left to bill').waitFor()
    await page.getByRole('tab', { name: 'Tie-out' }).click()
    await page.getByText('The figures of this deal come out').waitFor()
    const invoiced = page.getByRole('region', { name: 'What was invoiced: Total of all invoices' })
    await invoiced.getByText('Deposits beside the contract').waitFor()
    await refuseTooMuch(page)
    // The browser itself tells of every refusal.
    watch.forgive(/409 \(Conflict\).*\/deposit\/bill/)
  })
}

async function agree(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Add or edit milestones' }).click()
  await open(page, 'Money held back')
  await page.getByRole('radio', { name: /^An advance beside the milestones/ }).check()
  await page.getByRole('textbox', { name: 'Deposit, as a share of the contract' }).fill('20')
  await page.getByRole('radio', { name: 'When somebody bills it, at once or in parts' }).check()
  await page.getByRole('radio', { name: /^In proportion/ }).check()
  await page.getByRole('button', { name: 'Save the plan' }).click()
  await page.getByText('paid in advance: $2,400.00 beside the milestones.').waitFor()
}

async function billHalf(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Bill the deposit…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bill the deposit' })
  await dialog.getByRole('button', { name: 'Create invoice · $2,400.00' }).waitFor()
  await dialog.getByRole('radio', { name: 'A part, and the rest later' }).check()
  const share = dialog.getByRole('textbox', { name: 'Share of the contract to bill now' })
  await share.fill('half')
  await dialog.getByText('A share, such as 40 or 1/3').waitFor()
  expect(await dialog.getByRole('button', { name: /^Create invoice/ }).isDisabled()).toBe(true)
  await share.fill('10')
  const bill = dialog.getByRole('button', { name: 'Create invoice · $1,200.00' })
  await bill.waitFor()
  await dialog.getByText('10 % of $12,000.00', { exact: true }).waitFor()
  await bill.click()
  await dialog.waitFor({ state: 'hidden' })
}

/** More than is left is refused where it is asked, with what is left. */
async function refuseTooMuch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Bill the deposit…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bill the deposit' })
  await dialog.getByRole('radio', { name: 'A part, and the rest later' }).check()
  await dialog.getByRole('textbox', { name: 'Share of the contract to bill now' }).fill('50')
  await dialog.getByText(/\$1,200\.00 is left to bill of \$2,400\.00/).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}
