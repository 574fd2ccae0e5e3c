import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { press, rowOf, says } from './console-acts'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const payers = [
  { customer: { quickbooksId: '1' }, share: { fraction: '2/3' } },
  { customer: { quickbooksId: '2' }, share: { fraction: '1/3' } },
]

/** Two customers pay one milestone: each is named with their cents before anything is created, and after. */
export function billTwoPayers(stage: () => Stage): void {
  story('two payers: to whom, how much and when for each, then both invoices', stage, async (here) => {
    const id = await plannedDeal(here, 'Joint Brochure', [{ name: 'Layout', amount: '5000.00' }])
    await sharedByTwo(here, id)
    const { page } = await here.enter('Beth Sandoval')
    await page.goto(`/deals/${id}`)
    await page.getByText("Billed to Amy's Bird Sanctuary 2/3 and Bill's Windsurf Shop 1/3").waitFor()
    await says(page, 'Layout', 'Prepared')
    await press(page, 'Generate invoices', 'Layout')
    const dialog = page.getByRole('dialog', { name: 'Generate the invoices' })
    await dialog.getByText('Creates 2 invoices, one for each payer · $5,000.00 together').waitFor()
    const each = dialog.getByRole('list').first().getByRole('listitem')
    const to = (name: string, cents: string) =>
      new RegExp(
        `^${name} · \\$${cents} · due \\w{3} \\d+(, \\d{4})? · Created in QuickBooks, not e-mailed\\.`,
      )
    expect(await each.allInnerTexts()).toEqual([
      expect.stringMatching(to("Amy's Bird Sanctuary", '3,333\\.33')),
      expect.stringMatching(to("Bill's Windsurf Shop", '1,666\\.67')),
    ])
    await dialog.getByRole('button', { name: 'Generate 2 invoices · $5,000.00' }).click()
    await says(page, 'Layout', 'Invoiced, not sent')

    await rowOf(page, 'Layout').getByText('2 of 2 payers invoiced').waitFor({ state: 'attached' })
    const pane = page.getByRole('complementary', { name: 'Milestone 1 Layout' })
    await pane.getByRole('heading', { name: 'Invoices', exact: true }).waitFor()
    expect(await pane.getByRole('link', { name: /↗$/ }).count()).toBe(2)
    const said = (await pane.innerText()).replaceAll(/\s+/g, ' ')
    expect(said).toMatch(/Amy's Bird Sanctuary 2\/3 \$3,333\.33 invoiced, not sent/)
    expect(said).toMatch(/Bill's Windsurf Shop 1\/3 \$1,666\.67 invoiced, not sent/)
    expect(said).toMatch(/\$3,333\.33 Amy's Bird Sanctuary · due /)
    expect(said).toMatch(/\$1,666\.67 Bill's Windsurf Shop · due /)
    const { invoices } = await api<DealPageView>(here.home, `/deals/${id}`)
    expect(invoices.map(({ total }) => total?.amount).sort()).toEqual(['1666.67', '3333.33'])
  })
}

/** Its work is done, and nothing billed: a plan that waits for a bookkeeper while somebody changes who pays. */
async function sharedByTwo({ home }: Stage, id: string): Promise<void> {
  const read = () => api<DealPageView>(home, `/deals/${id}`)
  const { schedule } = await read()
  const { milestones, customer: _, ...header } = must(schedule)
  const plan = { ...header, payers, delivery: 'prepare', milestones }
  await api(home, `/deals/${id}/schedule`, plan, 'PUT')
  await api(home, `/milestones/${must((await read()).milestones[0]).id}/complete`, {})
  await eventually('what a bookkeeper is waited for', async () => {
    const [milestone] = (await read()).milestones
    return milestone?.actions.includes('bill') ? true : null
  })
}
