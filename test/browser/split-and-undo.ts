import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { orderOf, press, rowOf, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A part accepted to the cent, and the way back from a plan: what is shown before it happens, and what comes of it. */
export function splitAndUndo(stage: () => Stage): void {
  story('80 % of 3,333.33 accepted: both parts while typing, and only one is billed', stage, async (here) => {
    const id = await plannedDeal(here, 'Museum Guide', [
      { name: 'Texts', amount: '3333.33', approval: { required: true, approvers: [] } },
      { name: 'Print' },
    ])
    const { page } = await here.enter('Adam Reyes')
    await page.goto(`/deals/${id}`)
    await press(page, 'Start', 'Texts')
    await press(page, 'Ask for approval', 'Texts')
    const ask = page.getByRole('dialog', { name: 'Ask for approval' })
    await ask.getByRole('button', { name: 'Ask for approval' }).click()
    await says(page, 'Texts', 'In review')

    await paneOf(page, '1 Texts').getByRole('button', { name: 'Accept a part' }).click()
    const dialog = page.getByRole('dialog', { name: 'Accept a part' })
    const accepted = dialog.getByLabel('What is accepted')
    const accept = dialog.locator('button[type="submit"]')
    for (const [typed, both] of [
      ['8', ['$266.67', '$3,066.66']],
      ['80', ['$2,666.66', '$666.67']],
      ['80.', ['–', '–']],
      ['2/3', ['$2,222.22', '$1,111.11']],
      ['100', ['–', '–']],
      ['80', ['$2,666.66', '$666.67']],
    ] as const) {
      await accepted.fill(typed)
      expect(await dialog.locator('dl dd').allInnerTexts()).toEqual(both)
      expect(await accept.isDisabled()).toBe(true)
    }
    await dialog.getByText('The accepted part is approved, and its invoice is created.').waitFor()
    await dialog.getByText(/^Creates an invoice for Cool Cars · \$2,666\.66 · due /).waitFor()
    await dialog.getByLabel('Why the rest is not accepted').fill('The English texts are missing.')
    expect(await accept.innerText()).toBe('Accept $2,666.66')
    await accept.click()

    await partOf(page, '1-A').getByText('Invoiced, not sent', { exact: true }).waitFor()
    await partOf(page, '1-A').getByText('$2,666.66', { exact: true }).waitFor()
    await partOf(page, '1-B').getByText('Changes requested', { exact: true }).waitFor()
    await partOf(page, '1-B').getByText('$666.67', { exact: true }).waitFor()
    expect((await read(here, id)).invoices.map(({ total }) => total?.amount)).toEqual(['2666.66'])
    const story = await historyOf(page)
    expect(story).toMatch(/Split 1 “Texts”[^\n]*\$2,666\.66[^\n]*\$666\.67/)
    expect(story).toContain('The English texts are missing.')
  })

  story('a plan change and a split are taken back where they are shown', stage, async (here) => {
    const id = await plannedDeal(here, 'Exhibition Poster', [{ name: 'Draft' }, { name: 'Final' }])
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('textbox', { name: 'Amount of Final' }).fill('5,000')
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await rowOf(page, 'Final').getByText('$5,000.00').waitFor()
    const saved = page.getByRole('alert').filter({ hasText: 'The plan is saved' })
    await saved.getByRole('button', { name: 'Undo' }).click()
    await rowOf(page, 'Final').getByText('$4,000.00').waitFor()
    await page.getByText('Taken back').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).waitFor({ state: 'detached' })

    await acceptHalf(page, 'Draft')
    await partOf(page, '1-B').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    const way = page.getByRole('dialog', { name: 'Undo' })
    await way.getByText(/^Split 1 “Draft”/).waitFor()
    await way.getByText(/^Marco Lindt, /).waitFor()
    await way.getByRole('button', { name: 'Keep it' }).click()
    await way.waitFor({ state: 'detached' })
    expect(await orderOf(page)).toEqual(['Draft', 'Draft', 'Final'])

    await page.getByRole('tab', { name: 'History' }).click()
    const newest = page.getByRole('tabpanel').getByRole('listitem').first()
    await newest.getByRole('button', { name: 'Undo', exact: true }).click()
    await way.getByRole('button', { name: 'Take it back' }).click()
    await newest.getByText(/^Took back: Split 1 “Draft”/).waitFor()
    await partOf(page, '1').getByText('$4,000.00', { exact: true }).waitFor()
    expect(await orderOf(page)).toEqual(['Draft', 'Final'])
    expect(must((await read(here, id)).milestones[0]).amount.amount).toBe('4000.00')
  })

  story('taking back is refused with words when somebody was quicker', stage, async (here) => {
    const id = await plannedDeal(here, 'Exhibition Tickets', [{ name: 'Design' }, { name: 'Order' }])
    const { page, watch } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    await acceptHalf(page, 'Design')
    // Until the parts are there, what would be taken back is the plan.
    await partOf(page, '1-B').waitFor()
    await page.getByRole('button', { name: 'Undo', exact: true }).click()
    // Between reading and pressing, a colleague begins with the work.
    await page.route(
      `**/api/v1/deals/${id}/undo`,
      async (route) => {
        await api(here.home, `/milestones/${must((await read(here, id)).milestones[2]).id}/start`, {})
        await route.continue()
      },
      { times: 1 },
    )
    await page.getByRole('button', { name: 'Take it back' }).click()
    const told = page.getByRole('alert').filter({ hasText: 'Not taken back' })
    await told.getByText(/There is nothing to take back: something else happened on this deal/).waitFor()
    watch.forgive(/409/)
    await says(page, 'Order', 'In progress')
    await partOf(page, '1-B').waitFor()
    expect(await page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0)
  })
}

const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)
const paneOf = (page: Page, title: string) =>
  page.getByRole('complementary', { name: `Milestone ${title}`, exact: true })

/** The row that is called this: the parts of a split share its name. */
const partOf = (page: Page, code: string) =>
  page
    .getByRole('list', { name: 'Milestones', exact: true })
    .getByRole('listitem')
    .filter({ has: page.getByText(code, { exact: true }) })

async function historyOf(page: Page): Promise<string> {
  await page.getByRole('tab', { name: 'History' }).click()
  const panel = page.getByRole('tabpanel')
  await panel.getByRole('listitem').first().waitFor()
  return panel.innerText()
}

/** Splits a milestone that nobody has judged. */
async function acceptHalf(page: Page, milestone: string): Promise<void> {
  await rowOf(page, milestone).getByRole('button', { name: milestone, exact: true }).click()
  await page.getByRole('complementary').getByRole('button', { name: 'Accept a part' }).click()
  const dialog = page.getByRole('dialog', { name: 'Accept a part' })
  await dialog.getByText('nothing is billed: each is completed, or submitted, by itself').waitFor()
  await dialog.getByLabel('What is accepted').fill('50')
  await dialog.getByLabel('Why the rest is not accepted').fill('Half of it is there.')
  await dialog.getByRole('button', { name: 'Accept $2,000.00' }).click()
  await dialog.waitFor({ state: 'detached' })
}
