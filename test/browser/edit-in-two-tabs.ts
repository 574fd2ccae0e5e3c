import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { rowOf } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Two people, one plan: what doesn't clash is brought together, the rest a person chooses, and nothing is lost. */
export function editInTwoTabs(stage: () => Stage): void {
  story('two people change two things of one plan, and both are saved', stage, async (here) => {
    const id = await plannedDeal(here, 'Trade Journal', [{ name: 'Issue one' }, { name: 'Issue two' }])
    const { page: first } = await here.enter('Olivia Marsh')
    const { page: second } = await here.enter('Marco Lindt')
    await openPlan(first, id)
    await openPlan(second, id)

    await rename(second, 1, 'Issue one, of Marco')
    await rename(first, 2, 'Issue two, of Olivia')
    await save(first)
    await rowOf(first, 'Issue two, of Olivia').waitFor()

    const heard = second.getByRole('status').filter({ hasText: 'This plan was just changed' })
    await heard.waitFor()
    expect(await nameIn(second, 1)).toBe('Issue one, of Marco')
    await heard.getByRole('button', { name: 'Bring theirs in' }).click()
    await heard.waitFor({ state: 'detached' })
    expect([await nameIn(second, 1), await nameIn(second, 2)]).toEqual([
      'Issue one, of Marco',
      'Issue two, of Olivia',
    ])
    await save(second)
    await rowOf(second, 'Issue one, of Marco').waitFor()
    expect(await names(here, id)).toEqual(['Issue one, of Marco', 'Issue two, of Olivia'])
  })

  story('the same amount changed by two is a choice, made before it is saved', stage, async (here) => {
    const id = await plannedDeal(here, 'Fan Magazine', [{ name: 'Design' }, { name: 'Print' }])
    const { page: first } = await here.enter('Olivia Marsh')
    const { page: second } = await here.enter('Marco Lindt')
    await openPlan(first, id)
    await openPlan(second, id)
    await amount(second, 'Design').fill('3,900')
    await rename(second, 2, 'Print run')
    await amount(first, 'Design').fill('4,100')
    await save(first)
    await rowOf(first, 'Design').getByText('$4,100.00').waitFor()

    await save(second)
    const told = second.getByRole('alert').filter({ hasText: 'Olivia Marsh changed this plan meanwhile' })
    const choice = told.getByRole('radiogroup', { name: 'Amount of Design' })
    await choice.waitFor()
    expect(await second.getByRole('button', { name: 'Save the plan' }).isDisabled()).toBe(true)
    expect(await must((await read(here, id)).milestones[0]).amount.amount).toBe('4100.00')
    await choice.getByRole('radio', { name: 'Olivia Marsh’s: $4,100.00' }).check()
    expect(await amount(second, 'Design').inputValue()).toBe('4100.00')
    await choice.getByRole('radio', { name: 'Yours: $3,900.00' }).check()
    expect(await amount(second, 'Design').inputValue()).toBe('3,900')
    await save(second)
    await rowOf(second, 'Print run').waitFor()
    const saved = (await read(here, id)).milestones
    expect(saved.map((milestone) => [milestone.name, milestone.amount.amount])).toEqual([
      ['Design', '3900.00'],
      ['Print run', '4000.00'],
    ])
  })

  story(
    'someone saves in the very moment: the refusal is read, and both are brought together',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Club News', [{ name: 'Spring' }, { name: 'Autumn' }])
      const { page, watch } = await here.enter('Olivia Marsh')
      await openPlan(page, id)
      await rename(page, 1, 'Spring issue')
      // Between reading the newest plan and saving, somebody else is quicker.
      await page.route(
        `**/api/v1/deals/${id}/schedule`,
        async (route) => {
          const other = must((await read(here, id)).milestones[1])
          await api(here.home, `/milestones/${other.id}`, { name: 'Autumn issue' }, 'PATCH')
          await route.continue()
        },
        { times: 1 },
      )
      await save(page)
      await rowOf(page, 'Spring issue').waitFor()
      expect(await names(here, id)).toEqual(['Spring issue', 'Autumn issue'])
      watch.forgive(/412/)
    },
  )

  story('two edit one milestone in its dialog', stage, async (here) => {
    const id = await plannedDeal(here, 'House Paper', [{ name: 'Layout' }])
    const milestone = must((await read(here, id)).milestones[0])
    const { page, watch } = await here.enter('Olivia Marsh')
    await page.goto(`/deals/${id}?milestone=${milestone.id}&do=edit`)
    const dialog = page.getByRole('dialog', { name: 'Edit this milestone' })
    await dialog.getByLabel('Deliverable').fill('Twelve pages')
    await dialog.getByLabel('Name').fill('Layout of twelve')
    const theirs = { deliverable: 'Ten pages', description: 'In colour' }
    await api(here.home, `/milestones/${milestone.id}`, theirs, 'PATCH')
    await dialog.getByRole('button', { name: 'Save' }).click()
    const choice = dialog.getByRole('radiogroup', { name: 'Deliverable' })
    await choice.getByRole('radio', { name: 'Yours: Twelve pages' }).check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await rowOf(page, 'Layout of twelve').waitFor()
    expect(must((await read(here, id)).milestones[0])).toMatchObject({
      name: 'Layout of twelve',
      deliverable: 'Twelve pages',
      description: 'In colour',
    })
    watch.forgive(/412/)
  })
}

const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)
const names = async (here: Stage, id: string) => (await read(here, id)).milestones.map(({ name }) => name)

async function openPlan(page: Page, id: string): Promise<void> {
  await page.goto(`/deals/${id}/plan`)
  await nameField(page, 1).waitFor()
}

const nameField = (page: Page, at: number) => page.getByRole('textbox', { name: `Name of milestone ${at}` })
const nameIn = (page: Page, at: number) => nameField(page, at).inputValue()
const rename = (page: Page, at: number, name: string) => nameField(page, at).fill(name)
const amount = (page: Page, name: string) => page.getByRole('textbox', { name: `Amount of ${name}` })
const save = (page: Page) => page.getByRole('button', { name: 'Save the plan' }).click()
