import type { Page } from 'playwright-core'
import { choose, follow, goToDeal, open, orderOf, press, rowOf, says, statusesFromNow } from './console-acts'
import { eventually } from './prepared-deals'
import { type Stage, story } from './stage'

/** From signing in to a payment, everything done by hand on the pages that people have. */
export function billByHand(stage: () => Stage): void {
  story('a person plans a deal, bills its first milestone, and sees it paid in part', stage, async (here) => {
    const { page } = await here.enter('Olivia Marsh')
    await goToDeal(page, 'Brand Redesign')
    await plan(page)
    await reorderByKeys(page)
    await page.evaluate(() => Reflect.set(window, 'neverLeft', true))
    await complete(page)
    await pay(page)
    expect(await page.evaluate(() => Reflect.get(window, 'neverLeft'))).toBe(true)
    await seeInHubSpot(page)
    await readHistory(page)
  })
}

async function plan(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Plan the milestones' }).click()
  await page.getByRole('button', { name: /^Blank/ }).click()
  const names = ['Strategy', 'Design', 'Delivery']
  for (const [at, name] of names.entries())
    await page.getByRole('textbox', { name: `Name of milestone ${at + 1}` }).fill(name)

  const sums = page.getByText(/^scheduled/)
  const amount = (name: string) => page.getByRole('textbox', { name: `Amount of ${name}` })
  await amount('Strategy').pressSequentially('15,000')
  await sums.filter({ hasText: '$15,000.00$35,000.00 not scheduled yet' }).waitFor()
  await amount('Design').pressSequentially('20,000')
  await sums.filter({ hasText: '$35,000.00$15,000.00 not scheduled yet' }).waitFor()
  await amount('Delivery').pressSequentially('18,000')
  await sums.filter({ hasText: '$53,000.00over the contract by $3,000.00' }).waitFor()
  await amount('Delivery').clear()
  await amount('Delivery').pressSequentially('15,000')
  await sums.filter({ hasText: '$50,000.00= contract' }).waitFor()

  await open(page, 'Who pays')
  await choose(page, 'Customer in QuickBooks', 'amy', "Amy's Bird Sanctuary")
  await open(page, 'How it is invoiced')
  await choose(page, 'Product or service', 'design', 'Design')
  await choose(page, 'Tax code', 'not tax', 'Not taxable (NON)')
  await choose(page, 'Payment terms', 'net 1', 'Net 14')
  await page.getByRole('radio', { name: 'Create the invoice in QuickBooks, don’t e-mail it' }).check()
  await page.getByRole('button', { name: 'Save the plan' }).click()
  await rowOf(page, 'Delivery').waitFor()
  expect(await orderOf(page)).toEqual(names)
  await expects(page, 'Expected without a date$50,000.00')
}

/** What comes next, in the line under the bar. */
const expects = (page: Page, words: string) =>
  page.getByLabel('Expected cash').filter({ hasText: words }).waitFor()

async function reorderByKeys(page: Page): Promise<void> {
  const heard = (words: string) =>
    page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' })
  await page.getByRole('button', { name: 'Move Delivery, position 3 of 3' }).focus()
  await page.keyboard.press('Space')
  await heard('Delivery would be position 3 of 3.')
  await page.keyboard.press('ArrowUp')
  await heard('Delivery would be position 2 of 3.')
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/milestones/order'))
  await page.keyboard.press('Space')
  expect((await saved).status()).toBe(200)
  await page.reload()
  await rowOf(page, 'Delivery').waitFor()
  expect(await orderOf(page)).toEqual(['Strategy', 'Delivery', 'Design'])
}

async function complete(page: Page): Promise<void> {
  await press(page, 'Start', 'Strategy')
  await press(page, 'Complete', 'Strategy')
  const dialog = page.getByRole('dialog', { name: 'Complete this milestone' })
  await dialog
    .getByText(
      /^Creates an invoice for Amy's Bird Sanctuary · \$15,000\.00 · due \w{3} \d+(, \d{4})? · Created in QuickBooks, not e-mailed\. /,
    )
    .waitFor()
  await dialog.getByLabel('What was delivered').fill('Strategy paper, 12 pages')
  const statuses = await statusesFromNow(page, 'Strategy')
  await dialog.getByRole('button', { name: 'Complete', exact: true }).click()
  await says(page, 'Strategy', 'Invoiced, not sent')
  expect(await statuses()).toEqual(['In progress', 'Billing…', 'Invoiced, not sent'])
  // Due within 14 days: this month or the next, whichever day it is.
  await expects(page, 'month$15,000.00without a date$35,000.00')
}

async function pay(page: Page): Promise<void> {
  const pane = page.getByRole('complementary', { name: 'Milestone 1 Strategy' })
  const books = await follow(page, pane.getByRole('link', { name: /↗$/ }))
  await books.getByRole('cell', { name: /Milestone 1: Strategy.*Strategy paper, 12 pages/s }).waitFor()
  await books.getByText('Total 15,000.00 USD, open 15,000.00.').waitFor()

  await books.getByRole('textbox', { name: 'Amount' }).first().fill('5,000.00')
  await books.getByRole('button', { name: 'Receive', exact: true }).click()
  await books.getByRole('status').filter({ hasText: 'The payment is received.' }).waitFor()
  await books.close()
  await says(page, 'Strategy', 'Partially paid')
}

async function seeInHubSpot(page: Page): Promise<void> {
  const deal = await follow(page, page.getByRole('link', { name: 'HubSpot ↗' }))
  await eventually('what HubSpot shows as paid', async () => {
    await deal.reload()
    const rows = await deal.getByRole('row').filter({ hasText: 'milepost_paid' }).allInnerTexts()
    return rows[0]?.endsWith('5000.00') ? rows[0] : null
  })
  await deal.close()
}

async function readHistory(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'History' }).click()
  const panel = page.getByRole('tabpanel')
  await panel.getByText('Planned 3 milestones').waitFor()
  const story = await panel.innerText()
  const places = [
    /A payment of \$5,000\.00 was received on invoice \d+/,
    /Created invoice \d+ of \$15,000\.00 in QuickBooks/,
    /Decided to bill \$15,000\.00 for “Strategy”/,
    /Completed “Strategy”/,
    /Started “Strategy”\s+Olivia Marsh in the console/,
    /Reordered the milestones/,
    /Planned 3 milestones on a contract of \$50,000\.00/,
  ].map((sentence) => story.search(sentence))
  // Each is there, newest first.
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((one, other) => one - other))
}
