import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { rowOf, says } from './console-acts'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const DAY_MS = 24 * 60 * 60 * 1000

/** A milestone that bills on a day by itself. It moves everybody's clock: nothing that counts days comes after it. */
export function billByDate(stage: () => Stage): void {
  story('a milestone says on which day it bills, and History says why it did', stage, async (here) => {
    const id = await plannedDeal(here, 'Support Plan', [{ name: 'Setup' }, { name: 'First quarter' }])
    const read = () => api<DealPageView>(here.home, `/deals/${id}`)
    const on = new Date(Date.now() + 3 * DAY_MS).toISOString().slice(0, 10)
    const quarter = must((await read()).milestones[1]).id
    await api(here.home, `/milestones/${quarter}`, { trigger: { on: [], date: on } }, 'PATCH')
    const { page } = await here.enter('Olivia Marsh')
    await page.goto(`/deals/${id}?milestone=${quarter}&tab=history`)
    const day = new Date(`${on}T12:00:00Z`).toLocaleDateString('en-US', { month: 'short', day: 'numeric' })
    const pane = page.getByRole('complementary', { name: 'Milestone 2 First quarter' })
    await pane.getByText(`Bills on ${day}, by itself: the work counts as completed then.`).waitFor()
    await says(page, 'First quarter', 'Pending')

    const moved = await fetch(`${here.at.app}/simulator/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advance: 'P4D' }),
    })
    expect(moved.status).toBe(200)
    await says(page, 'First quarter', 'Invoiced, not sent')
    await says(page, 'Setup', 'Pending')
    await pane.getByRole('link', { name: /↗$/ }).waitFor()
    expect(await pane.getByText(/by itself/).count()).toBe(0)
    const told = page
      .getByRole('tabpanel')
      .getByRole('listitem')
      .filter({ hasText: 'Completed “First quarter” by its trigger' })
    await told.getByText('Milepost because its day came').waitFor()
    expect((await read()).invoices).toHaveLength(1)
    await rowOf(page, 'First quarter')
      .getByRole('img', { name: /^Locked: It is billed\./ })
      .waitFor()
  })
}
