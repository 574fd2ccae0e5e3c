import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { follow, open, press, says } from './console-acts'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const hostile = (where: string) =>
  `${where} "'><img src=x onerror="window.hostile=1"><script>window.hostile=1</script>`

/** Names and notes that are scripts: shown as they were typed wherever they turn up, and never run. */
export function showHostileWords(stage: () => Stage): void {
  story('scripts in names and notes are shown as text and do not run', stage, async (here) => {
    const [deal, milestone, next] = [hostile('Deal'), hostile('Milestone'), hostile('Next')]
    // A story that is played once more makes another customer: names there are given once.
    const [note, customer] = [hostile('Note'), hostile(`Customer ${randomUUID()}`)]
    const milestones = [{ name: milestone }, { name: next }]
    const id = await plannedDeal(here, deal, milestones, await newCustomer(here, customer))
    const { page } = await here.enter('Olivia Marsh')
    await page.goto('/deals')
    await shows(page, deal)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Go to a deal or a page').fill('Deal "')
    await shows(page.getByRole('dialog'), deal)
    await page.goto(`/deals/${id}/plan`)
    await shows(page, `Edit the plan of ${deal}`)
    await open(page, 'Who pays')
    const field = page.getByRole('combobox', { name: 'Customer in QuickBooks' })
    await eventually('the customer', async () => ((await field.inputValue()) === customer ? true : null))

    await page.goto(`/deals/${id}`)
    await press(page, 'Start', milestone)
    await press(page, 'Complete', milestone)
    const dialog = page.getByRole('dialog', { name: 'Complete this milestone' })
    await shows(dialog, `Creates an invoice for ${customer}`)
    await shows(dialog, milestone)
    await dialog.getByLabel('What was delivered').fill(note)
    await dialog.getByRole('button', { name: 'Complete', exact: true }).click()
    await says(page, milestone, 'Invoiced, not sent')

    const pane = page.getByRole('complementary')
    await shows(pane, note)
    await page.getByRole('tab', { name: 'History' }).click()
    await shows(page.getByRole('tabpanel'), `Completed “${milestone}”`)
    const books = await follow(page, pane.getByRole('link', { name: /↗$/ }))
    await shows(books, customer)
    await shows(books, note)
    const crm = await follow(page, page.getByRole('link', { name: 'HubSpot ↗' }))
    await crm.getByRole('heading', { name: deal }).waitFor()
    // The figures come a moment later than the deal.
    await eventually('the next milestone in HubSpot', async () => {
      await crm.reload()
      return (await crm.getByText(next).count()) > 0 ? true : null
    })
    await shows(crm, next)
    await page.goto('/invoices')
    await shows(page, customer)
    await shows(page, milestone)
  })
}

async function newCustomer({ at }: Stage, name: string): Promise<string> {
  const { baseUrl, realmId, accessToken } = at.quickbooks
  const answer = await fetch(`${baseUrl}/v3/company/${realmId}/customer`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ DisplayName: name }),
  })
  const body = await answer.text()
  if (!answer.ok) throw new Error(`QuickBooks answered ${answer.status}: ${body}`)
  return String(JSON.parse(body).Customer.Id)
}

/** The words stand there as words; no element came of them, and no script ran. */
async function shows(where: Page | ReturnType<Page['locator']>, words: string): Promise<void> {
  await where.getByText(words).first().waitFor()
  const page = 'page' in where ? where.page() : where
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(await page.evaluate(() => Reflect.get(window, 'hostile'))).toBeUndefined()
}
