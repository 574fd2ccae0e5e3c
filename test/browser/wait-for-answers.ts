import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { press, rowOf, says } from './console-acts'
import { focused, held } from './held-answer'
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
      expect(await page.getByRole('button', { name: 'Discard' }).isDisabled()).toBe(true)
      await page.getByRole('link', { name: 'Templates', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor()
      expect(await page.getByText('The plan is not saved').count()).toBe(0)
      // Whoever comes back too early waits for it, and edits nothing that may be another plan in a moment.
      await page.goBack()
      await page.getByText('Your changes are still being saved').waitFor()
      answer.letGo()
      await page.getByRole('alert').filter({ hasText: 'The plan is saved' }).waitFor()
      await page.getByRole('textbox', { name: 'Name of milestone 2' }).waitFor()
      expect(await page.getByText('Your unsaved changes are here').count()).toBe(0)
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('textbox', { name: 'Name of milestone 2' }).waitFor()
      expect(await page.getByText('Your unsaved changes are here').count()).toBe(0)
      expect((await read(here, id)).milestones.map(({ name }) => name)).toEqual(['Concept', 'Launch day'])
    },
  )

  story(
    'a plan whose answer never comes is kept in the tab, and found to be saved if it is',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Lost Leaflet', [{ name: 'Text' }, { name: 'Photos' }])
      const { page, watch } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('button', { name: 'Add a milestone' }).click()
      await page.getByRole('textbox', { name: 'Name of milestone 3' }).fill('Print run')
      await page.getByRole('textbox', { name: 'Amount of Print run' }).fill('4000')
      const answer = await held(page, `**/api/v1/deals/${id}/schedule`, { comes: 'silence' })
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await answer.isThere
      await page.getByRole('link', { name: 'Templates', exact: true }).click()
      await page.getByRole('heading', { level: 1, name: 'Templates' }).waitFor()
      expect(await page.evaluate((key) => sessionStorage.getItem(key), `milepost plan ${id}`)).toContain(
        'Print run',
      )
      answer.letGo()
      await page.getByRole('alert').filter({ hasText: 'The plan may not be saved' }).waitFor()
      watch.forgive(/ERR_FAILED/)
      await page.goBack()
      await page.getByRole('alert').filter({ hasText: 'The plan is saved' }).waitFor()
      expect(await page.getByText('Your unsaved changes are here').count()).toBe(0)
      expect(await page.getByRole('textbox', { name: /^Name of milestone/ }).count()).toBe(3)
    },
  )

  story('a plan is said to be saved before anything is read again', stage, async (here) => {
    const id = await plannedDeal(here, 'Slow Flyer', [{ name: 'Front' }, { name: 'Back' }])
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('textbox', { name: 'Name of milestone 2' }).fill('Reverse')
    const saved = await held(page, `**/api/v1/deals/${id}/schedule`)
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await saved.isThere
    const again = await held(page, `**/api/v1/deals/${id}`, { every: true })
    saved.letGo()
    await again.isThere
    await page.getByRole('alert').filter({ hasText: 'The plan is saved' }).waitFor()
    await page.waitForURL(new RegExp(`/deals/${id}$`))
    again.letGo()
    await rowOf(page, 'Reverse').waitFor()
  })

  story('a refused save leaves the focus on its button', stage, async (here) => {
    const id = await plannedDeal(here, 'Stubborn Sticker', [{ name: 'Draft' }, { name: 'Final' }])
    const { page, watch } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('textbox', { name: 'Name of milestone 2' }).fill('Last')
    const plan = await held(page, `**/api/v1/deals/${id}/schedule`, { comes: 'refusal' })
    await page.getByRole('button', { name: 'Save the plan' }).press('Enter')
    await plan.isThere
    plan.letGo()
    await page.getByText('Somebody else is at it.').waitFor()
    expect(await focused(page)).toBe('Save the plan')

    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Final').getByRole('button', { name: 'Final', exact: true }).click()
    await page.getByRole('complementary').getByRole('button', { name: 'Edit', exact: true }).click()
    const edit = page.getByRole('dialog', { name: 'Edit this milestone' })
    await edit.getByLabel('Deliverable').fill('A sheet of stickers')
    const milestone = await held(page, '**/api/v1/milestones/*', { method: 'PATCH', comes: 'refusal' })
    await edit.getByRole('button', { name: 'Save' }).press('Enter')
    await milestone.isThere
    milestone.letGo()
    await edit.getByText('Somebody else is at it.').waitFor()
    expect(await focused(page)).toBe('Save')
    watch.forgive(/409/)
  })

  story('what a late answer drafts brings nobody away from another page', stage, async (here) => {
    const id = await plannedDeal(here, 'Slow Banner', [{ name: 'Cloth' }, { name: 'Rope' }])
    await api(here.home, `/deals/${id}/schedule/accept`, { on: '2026-01-20', by: 'Client' })
    const { page, watch } = await here.enter('Olivia Marsh')
    await page.goto(`/deals/${id}`)
    await amountIs(here, id, '12500')
    const question = page.getByRole('region', { name: 'What needs you' })
    const more = question.getByRole('button', { name: /^More for/ })
    const left = await held(page, '**/api/v1/attention/*/settle', { comes: 'refusal' })
    await more.press('Enter')
    await page.getByRole('menuitem', { name: 'Leave it' }).press('Enter')
    await left.isThere
    expect(await more.getAttribute('aria-busy')).toBe('true')
    const button = must(await more.elementHandle())
    await page.waitForFunction((element) => document.activeElement === element, button)
    left.letGo()
    await page.getByText('Somebody else is at it.').waitFor()
    watch.forgive(/409/)
    await page.waitForFunction((element) => document.activeElement === element, button)

    const answer = await held(page, '**/api/v1/attention/*/settle')
    await question.getByRole('button', { name: 'Propose a change order' }).click()
    await answer.isThere
    await page.getByRole('link', { name: 'Deals', exact: true }).click()
    const search = page.getByRole('textbox', { name: 'Search deals' })
    await search.fill('Something')
    answer.letGo()
    await page.getByRole('alert').filter({ hasText: 'A change order is drafted' }).waitFor()
    expect([new URL(page.url()).pathname, await search.inputValue()]).toEqual(['/deals', 'Something'])
  })

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

/** The salesperson writes another amount on the deal. */
async function amountIs({ at }: Stage, id: string, amount: string): Promise<void> {
  const answer = await fetch(`${at.hubspot.baseUrl}/crm/v3/objects/deals/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${at.hubspot.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { amount } }),
  })
  expect(answer.status).toBe(200)
}

const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)
