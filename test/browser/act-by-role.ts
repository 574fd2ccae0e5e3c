import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { api } from '../outside/running-program'
import { rowOf, says } from './console-acts'
import { billFirst, eventually, newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** A role is what a person sees, and what the program says when they try all the same. */
export function actByRole(stage: () => Stage): void {
  story('a viewer reads every page and is offered nothing to do', stage, async (here) => {
    const id = await dealWithAQuestion(here, 'Autumn Brochure')
    const unplanned = await newDeal(here, 'Untouched Idea')
    const { page } = await here.enter('Vera Koh')

    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Layout').waitFor()
    await page.getByText(/is a copy of one that Milepost made/).waitFor()
    expect(await buttonsOn(page)).toEqual(['Layout', 'Print'])
    await page.goto(`/deals/${unplanned}`)
    await page.getByText('No milestones yet').waitFor()
    expect(await buttonsOn(page)).toEqual([])
    await page.goto('/')
    await page.getByText(/is a copy of one that Milepost made/).waitFor()
    expect(await buttonsOn(page)).toEqual([])
    await page.goto('/connections')
    await page.getByRole('region', { name: 'HubSpot' }).waitFor()
    expect(await buttonsOn(page)).toEqual([])
    await page.goto('/settings')
    await page.getByText('Only an admin or the owner can change settings.').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)

    await page.goto(`/deals/${id}/plan`)
    await page.getByText('A member, a bookkeeper, an admin or an owner can plan milestones.').waitFor()
    expect(await buttonsOn(page)).toEqual([])
  })

  story('a member who may not decide a question reads who can', stage, async (here) => {
    const id = await dealWithAQuestion(here, 'Winter Brochure')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    const question = page.getByRole('region', { name: 'What needs you' })
    await question.getByText('A bookkeeper, an admin or the owner can do this.').waitFor()
    // They may look at it there, and decide nothing here.
    expect(await question.getByRole('button').allInnerTexts()).toEqual(['Void it in QuickBooks'])
    await question.getByText(/is a copy of one that Milepost made/).waitFor()

    const beth = await here.enter('Beth Sandoval')
    await beth.page.goto(`/deals/${id}`)
    const same = beth.page.getByRole('region', { name: 'What needs you' })
    await same.getByRole('button', { name: /^More for/ }).click()
    await beth.page.getByRole('menuitem', { name: 'Leave it' }).click()
    await same.waitFor({ state: 'detached' })
  })

  story('what is locked says why and who can unlock it; a member who tries is told', stage, async (here) => {
    const id = await plannedDeal(here, 'Spring Brochure', [
      { name: 'Cover' },
      { name: 'Pages', approval: { required: true, approvers: [] } },
      { name: 'Proof', amount: '1000.00' },
    ])
    const read = () => api<DealPageView>(here.home, `/deals/${id}`)
    await billFirst(here, id)
    const [, pages, proof] = (await read()).milestones.map((milestone) => milestone.id)
    await api(here.home, `/milestones/${pages}/start`, {})
    await api(here.home, `/milestones/${pages}/submit`, {})
    const { schedule } = await read()
    await api(here.home, `/deals/${id}/schedule`, { ...schedule, delivery: 'prepare' }, 'PUT')
    await api(here.home, `/milestones/${proof}/complete`, {})

    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}?milestone=${proof}&do=reopen`)
    for (const [name, why] of [
      ['Cover', /^Locked: It is billed\. Void .* in QuickBooks .* Whoever keeps the books there can\.$/],
      ['Pages', 'Locked: It is in review. Withdraw the review to change it. Any member can.'],
      ['Proof', 'Locked: It is completed. Reopen it to change it. An admin or the owner can.'],
    ] as const)
      await rowOf(page, name).getByRole('img', { name: why }).waitFor()
    // Not offered, and an address that somebody sent does not open it either.
    const pane = page.getByRole('complementary', { name: 'Milestone 3 Proof' })
    await pane.getByText('Reopen it to change it. An admin or the owner can.').waitFor()
    expect(await pane.getByRole('button', { name: 'Reopen' }).count()).toBe(0)
    expect(await page.getByRole('dialog').count()).toBe(0)
    const refused = await fetch(`${here.home.url}/api/v1/milestones/${proof}/reopen`, {
      method: 'POST',
      headers: { authorization: `Bearer ${here.at.tokens.member}`, 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'I was too quick.' }),
    })
    expect([refused.status, (await refused.json()).detail]).toEqual([
      403,
      '“Reopen completed work” is for an admin or an owner. You are member.',
    ])

    const admin = await here.enter('Adam Reyes')
    await admin.page.goto(`/deals/${id}?milestone=${proof}`)
    await admin.page.getByRole('complementary').getByRole('button', { name: 'Reopen' }).click()
    const dialog = admin.page.getByRole('dialog', { name: 'Reopen this milestone' })
    await dialog.getByLabel('Why').fill('Two typing errors')
    await dialog.getByRole('button', { name: 'Reopen' }).click()
    await says(page, 'Proof', 'In progress')
  })
}

/** A deal whose first invoice a bookkeeper copied in QuickBooks: that raises a question. */
async function dealWithAQuestion(here: Stage, name: string): Promise<string> {
  const id = await plannedDeal(here, name, [{ name: 'Layout' }, { name: 'Print' }])
  const invoice = await billFirst(here, id)
  const { baseUrl, realmId } = here.at.quickbooks
  const { page } = await here.open('a bookkeeper in QuickBooks')
  await page.goto(`${baseUrl}/books/${realmId}/invoices/${invoice}`)
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByText(/^The copy is invoice/).waitFor()
  await eventually('the question', async () => {
    const { attention } = await api<DealPageView>(here.home, `/deals/${id}`)
    return attention[0]
  })
  return id
}

/** What the page itself offers to press, by name. */
async function buttonsOn(page: Page): Promise<string[]> {
  const buttons = page.getByRole('main').getByRole('button')
  return Promise.all(
    (await buttons.all()).map(async (button) =>
      ((await button.getAttribute('aria-label')) ?? (await button.innerText())).trim(),
    ),
  )
}
