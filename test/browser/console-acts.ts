import type { Locator, Page } from 'playwright-core'

/** Goes to a deal as a person does: the list, a few letters, its row. */
export async function goToDeal(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Deals', exact: true }).click()
  await page.getByRole('textbox', { name: 'Search deals' }).fill(name.slice(0, 12))
  await page.getByRole('link', { name, exact: true }).click()
  await page.getByRole('heading', { level: 1, name }).waitFor()
}

/** The row of one milestone on a deal's page. */
export const rowOf = (page: Page, milestone: string): Locator =>
  page
    .getByRole('list', { name: 'Milestones', exact: true })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: milestone, exact: true }) })

/** Waits until a milestone's row says this. */
export const says = (page: Page, milestone: string, words: string): Promise<void> =>
  rowOf(page, milestone).getByText(words, { exact: true }).waitFor()

/** Presses a milestone's next action. */
export const press = (page: Page, action: string, milestone: string): Promise<void> =>
  rowOf(page, milestone)
    .getByRole('button', { name: `${action}: ${milestone}`, exact: true })
    .click()

/** The milestones' names in the order of the list. */
export const orderOf = (page: Page): Promise<string[]> =>
  page.getByRole('list', { name: 'Milestones', exact: true }).locator('[data-row]').allTextContents()

/** Opens a group of the plan's terms. */
export const open = (page: Page, group: string): Promise<void> =>
  page.getByRole('region', { name: 'Terms' }).getByRole('button', { name: group }).click()

/** Opens one of QuickBooks' lists by its label, types a few letters, and takes the entry. */
export async function choose(page: Page, list: string, typed: string, entry: string): Promise<void> {
  const field = page.getByRole('combobox', { name: list })
  await field.click()
  await field.fill(typed)
  await page.getByRole('option', { name: entry, exact: true }).first().click()
}

/** Follows a link that opens a tab of its own. */
export async function follow(page: Page, link: Locator): Promise<Page> {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()])
  await tab.waitForLoadState()
  return tab
}

/** Every word a milestone's row has shown as its status since now, in order, without repeats. */
export async function statusesFromNow(page: Page, milestone: string): Promise<() => Promise<string[]>> {
  const seen = await rowOf(page, milestone).evaluateHandle((row) => {
    const words: string[] = []
    const look = () => {
      const word = row.querySelector('[class*="pill"]')?.textContent
      if (word && words.at(-1) !== word) words.push(word)
    }
    look()
    new MutationObserver(look).observe(row, { subtree: true, childList: true, characterData: true })
    return words
  })
  return () => seen.jsonValue()
}
