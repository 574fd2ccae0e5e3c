import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { press, rowOf, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** On a slow line: what somebody does while an answer is on its way is neither lost nor taken back by it. */
export function waitForAnswers(stage: () => Stage): void {
  story('an answer that comes late closes no dialog but its own', stage, async (here) => {
    const id = await plannedDeal(here, 'Slow Poster', [{ name: 'Draft' }, { name: 'Final' }])
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Draft').getByRole('button', { name: 'Draft', exact: true }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Accept a part' }).click()
    const split = page.getByRole('dialog', { name: 'Accept a part' })
    await split.getByLabel('What is accepted').fill('50')
    await split.getByLabel('Why the rest is not accepted').fill('Half of it is there.')
    const answer = await held(page, '**/api/v1/milestones/*/split')
    await split.getByRole('button', { name: 'Accept $2,000.00' }).click()
    await answer.isThere
    await split.getByRole('button', { name: 'Cancel' }).click()
    await split.waitFor({ state: 'detached' })

    await rowOf(page, 'Final').getByRole('button', { name: 'Final', exact: true }).click()
    const pane = page.getByRole('complementary', { name: 'Milestone 2 Final' })
    await pane.getByRole('button', { name: 'Edit', exact: true }).click()
    const edit = page.getByRole('dialog', { name: 'Edit this milestone' })
    await edit.getByLabel('Deliverable').fill('Two hundred posters')
    answer.letGo()
    await page.getByText('Draft is in two parts').waitFor()
    await page.getByText('$2,000.00', { exact: true }).first().waitFor()
    await edit.getByRole('button', { name: 'Save' }).click()
    await edit.waitFor({ state: 'detached' })
    expect((await read(here, id)).milestones.map(({ deliverable }) => deliverable)).toContain(
      'Two hundred posters',
    )
  })

  story('who writes while a colleague is quicker reads why, and loses no word', stage, async (here) => {
    const id = await plannedDeal(here, 'Slow Report', [
      { name: 'Text', approval: { required: true, approvers: [] } },
      { name: 'Print' },
    ])
    const text = must((await read(here, id)).milestones[0]).id
    for (const step of ['start', 'submit']) await api(here.home, `/milestones/${text}/${step}`, {})
    const { page, watch } = await here.enter('Adam Reyes')
    await page.goto(`/deals/${id}`)
    await press(page, 'Decide', 'Text')
    const dialog = page.getByRole('dialog', { name: 'Decide: round 1' })
    const reason = dialog.getByLabel('What must change')
    await reason.fill('The second chapter is too long.')
    const { round } = must((await read(here, id)).milestones[0])
    await api(here.home, `/rounds/${must(round).id}/decision`, {
      decision: 'revise',
      reason: 'Shorter, please.',
    })
    await says(page, 'Text', 'Changes requested')
    expect(await reason.inputValue()).toBe('The second chapter is too long.')
    await dialog.getByRole('button', { name: 'Ask for changes' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await reason.inputValue()).toBe('The second chapter is too long.')
    watch.forgive(/4\d\d/)
  })

  story(
    'a plan that is left while it is saved is said to be saved, and only once it is',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Slow Website', [{ name: 'Concept' }, { name: 'Launch' }])
      const { page } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('textbox', { name: 'Name of milestone 2' }).fill('Launch day')
      const answer = await held(page, `**/api/v1/deals/${id}/schedule`)
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await answer.isThere
      // What is typed now would come too late: nothing takes it.
      await page.keyboard.type('lost')
      expect(await page.locator('[inert]').count()).toBe(1)
      await page.getByRole('link', { name: 'Templates', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor()
      expect(await page.getByText('The plan is not saved').count()).toBe(0)
      answer.letGo()
      await page.getByRole('alert').filter({ hasText: 'The plan is saved' }).waitFor()
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('textbox', { name: 'Name of milestone 2' }).waitFor()
      expect(await page.getByText('Your unsaved changes are here').count()).toBe(0)
      expect((await read(here, id)).milestones.map(({ name }) => name)).toEqual(['Concept', 'Launch day'])
    },
  )

  story('what is pressed before it is known who presses is done all the same', stage, async (here) => {
    const id = await plannedDeal(here, 'Slow Signs', [{ name: 'Sketch' }, { name: 'Paint' }])
    const { page } = await here.enter('Marco Lindt')
    const answer = await held(page, '**/api/v1/me')
    await page.goto(`/deals/${id}`)
    await answer.isThere
    await press(page, 'Start', 'Sketch')
    answer.letGo()
    await says(page, 'Sketch', 'In progress')
  })
}

const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)

interface HeldAnswer {
  /** Kept once the program has answered. */
  readonly isThere: Promise<void>
  letGo(): void
}

/** Keeps the page waiting for the next answer of an address: what was asked is done, and nobody there knows it. */
async function held(page: Page, address: string): Promise<HeldAnswer> {
  let letGo = (): void => undefined
  let come = (): void => undefined
  const isWanted = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const isThere = new Promise<void>((resolve) => {
    come = resolve
  })
  await page.route(
    address,
    async (route) => {
      const response = await route.fetch()
      come()
      await isWanted
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  return { isThere, letGo }
}
