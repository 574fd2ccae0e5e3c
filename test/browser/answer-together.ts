import { randomUUID } from 'node:crypto'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const ana = { name: 'Ana Ruiz', role: 'Project lead', email: 'ana@client.example' }
const ben = { name: 'Ben Cole', role: 'Who pays', email: 'ben@client.example' }
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 } }

/** Work that both are asked to approve; answers where each of them finds it. */
async function askedOfBoth(here: Stage, rule: 'all' | 'any') {
  const { home } = here
  const approval = { required: true, rule, approvers: [ana, ben] }
  const name = `Together ${randomUUID().slice(0, 8)}`
  const dealId = await plannedDeal(here, name, [{ name: 'Facade', approval }, { name: 'Roof' }])
  const read = async () => must((await api<DealPageView>(home, `/deals/${dealId}`)).milestones[0])
  await api(home, `/milestones/${(await read()).id}/submit`, { note: 'Please look' })
  const linkOf = async (who: object) => (await api<{ url: string }>(home, `/deals/${dealId}/links`, who)).url
  return { read, links: [await linkOf(ana), await linkOf(ben)] as const }
}

/** The form to approve, filled by somebody; what is left is to press its button. */
async function sign(page: Page, who: string) {
  await page.locator('summary', { hasText: 'Approve' }).click()
  const form = page.locator('details[open] form')
  await form.getByLabel('Your full name, as your signature').fill(who)
  await form.getByRole('checkbox').check()
  return form.getByRole('button', { name: 'Approve Facade' })
}

/** Two people of the client: where both must approve, and where they press in the same second. */
export function answerTogether(stage: () => Stage): void {
  story(
    'where both must approve, one waits for the other, and then it is billed once',
    stage,
    async (here) => {
      const { read, links } = await askedOfBoth(here, 'all')
      const first = (await here.open(ana.name, phone)).page
      await first.goto(links[0])
      await first.getByText('All of them must approve.').waitFor()
      const press = await sign(first, ana.name)
      await first.getByText('It is accepted once Ana Ruiz and Ben Cole have approved it too.').waitFor()
      await press.click()
      await first.getByText('You approved it. Waiting for others to answer.').waitFor()
      expect(await read()).toMatchObject({ workStatus: 'in_review', invoices: [] })

      const second = (await here.open(ben.name)).page
      await second.goto(links[1])
      await second.getByText('Ana Ruiz, Project lead').first().waitFor()
      await (await sign(second, ben.name)).click()
      await second.getByText('You approved it. It is accepted.').waitFor()
      await eventually('the invoice', async () => (await read()).invoices[0]?.quickbooksId)
      await first.goto(links[0])
      await first.getByRole('link', { name: /^PDF Invoice/ }).waitFor()
      expect((await read()).invoices).toHaveLength(1)
    },
  )

  story('where one is enough and both press in the same second, one decides', stage, async (here) => {
    const { read, links } = await askedOfBoth(here, 'any')
    const people = [await here.open(ana.name, phone), await here.open(ben.name)] as const
    const presses = []
    for (const [place, { page }] of people.entries()) {
      await page.goto(must(links[place]))
      presses.push(await sign(page, must([ana, ben][place]).name))
    }
    await Promise.all(presses.map((press) => press.click()))
    const decided = people.map(({ page }) => page.getByText('You approved it. It is accepted.'))
    const late = people.map(({ page }) =>
      page.getByRole('alert').or(page.getByText('Nothing needs your answer now.')),
    )
    await Promise.all(decided.map((said, place) => said.or(must(late[place])).first().waitFor()))
    const said = await Promise.all(decided.map((each) => each.count()))
    expect([...said].sort()).toEqual([0, 1])
    const other = must(people[said.indexOf(0)])
    other.watch.forgive(/409/)
    await eventually('the invoice', async () => (await read()).invoices[0]?.quickbooksId)
    expect((await read()).invoices).toHaveLength(1)
  })
}
