import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { api } from '../outside/running-program'
import { rowOf } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Two tabs, one plan: whoever saves second chooses, and nothing is lost meanwhile. */
export function editInTwoTabs(stage: () => Stage): void {
  story('the second of two tabs is told, and overwrites only when a person says so', stage, async (here) => {
    const id = await plannedDeal(here, 'Trade Journal', [{ name: 'Issue one' }, { name: 'Issue two' }])
    const names = async () =>
      (await api<DealPageView>(here.home, `/deals/${id}`)).milestones.map(({ name }) => name)
    const { page: first, watch } = await here.enter('Olivia Marsh')
    const second = await first.context().newPage()
    await openPlan(first, id)
    await openPlan(second, id)

    await rename(first, 2, 'Issue two, of the first tab')
    await save(first)
    await rowOf(first, 'Issue two, of the first tab').waitFor()

    await rename(second, 1, 'Issue one, of the second tab')
    await save(second)
    const told = second.getByRole('alert').filter({ hasText: 'This plan was changed meanwhile' })
    await told.getByText('Nothing of yours is saved yet, and nothing is lost.').waitFor()
    expect(await second.getByRole('button', { name: 'Save the plan' }).isDisabled()).toBe(true)
    expect(await names()).toEqual(['Issue one', 'Issue two, of the first tab'])
    expect(await nameIn(second, 1)).toBe('Issue one, of the second tab')

    await told.getByRole('button', { name: 'Show theirs, drop mine' }).click()
    await told.waitFor({ state: 'detached' })
    expect(await nameIn(second, 1)).toBe('Issue one')
    expect(await nameIn(second, 2)).toBe('Issue two, of the first tab')

    await openPlan(first, id)
    await rename(first, 2, 'Issue two, again')
    await save(first)
    await rowOf(first, 'Issue two, again').waitFor()
    await rename(second, 1, 'Issue one, after all')
    await save(second)
    await told.getByRole('button', { name: 'Keep mine and save' }).click()
    await rowOf(second, 'Issue one, after all').waitFor()
    expect(await names()).toEqual(['Issue one, after all', 'Issue two, of the first tab'])
    watch.forgive(/412/)
  })
}

async function openPlan(page: Page, id: string): Promise<void> {
  await page.goto(`/deals/${id}/plan`)
  await nameField(page, 1).waitFor()
}

const nameField = (page: Page, at: number) => page.getByRole('textbox', { name: `Name of milestone ${at}` })
const nameIn = (page: Page, at: number) => nameField(page, at).inputValue()
const rename = (page: Page, at: number, name: string) => nameField(page, at).fill(name)
const save = (page: Page) => page.getByRole('button', { name: 'Save the plan' }).click()
