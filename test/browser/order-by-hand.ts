import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { orderOf, rowOf } from './console-acts'
import { held } from './held-answer'
import { billFirst, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Another order on the deal's page, with the mouse and with keys: heard, kept, and nothing else is touched by it. */
export function orderByHand(stage: () => Stage): void {
  story('milestones are put in another order, what is billed too, and only that', stage, async (here) => {
    const id = await plannedDeal(here, 'City Map', [
      { name: 'Survey' },
      { name: 'Drawing', amount: '3333.33' },
      { name: 'Print', amount: '4666.67' },
    ])
    await billFirst(here, id)
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Survey').waitFor()
    const before = await withoutPlaces(here, id)

    const dragged = orderSaved(page)
    await drag(page, 'Print', 'Survey')
    await heard(page, 'Print is now position 1 of 3.')
    expect((await dragged).status()).toBe(200)
    expect(await orderOf(page)).toEqual(['Print', 'Survey', 'Drawing'])

    const handle = page.getByRole('button', { name: 'Move Survey, position 2 of 3' })
    await handle.focus()
    await page.keyboard.press('Space')
    await heard(page, 'Survey would be position 2 of 3.')
    await page.keyboard.press('ArrowDown')
    await heard(page, 'Survey would be position 3 of 3.')
    await page.keyboard.press('Escape')
    await heard(page, 'Survey stays where it was.')
    expect(await orderOf(page)).toEqual(['Print', 'Survey', 'Drawing'])

    const moved = orderSaved(page)
    await page.keyboard.press('Space')
    await heard(page, 'Survey would be position 2 of 3.')
    await page.keyboard.press('ArrowDown')
    await heard(page, 'Survey would be position 3 of 3.')
    await page.keyboard.press('Space')
    expect((await moved).status()).toBe(200)
    await page.getByRole('button', { name: 'Move Survey, position 3 of 3' }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'Move Survey, position 3 of 3',
    )

    await page.reload()
    await rowOf(page, 'Print').waitFor()
    expect(await orderOf(page)).toEqual(['Print', 'Drawing', 'Survey'])
    expect(await withoutPlaces(here, id)).toEqual(before)
  })

  story('an order that is refused goes back to what it was, with words', stage, async (here) => {
    const id = await plannedDeal(here, 'Hiking Map', [{ name: 'Walk' }, { name: 'Draw' }])
    const { page, watch } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Walk').waitFor()
    // Between reading and dropping, somebody takes a milestone out of the plan.
    await page.route(
      `**/api/v1/deals/${id}/milestones/order`,
      async (route) => {
        const gone = must((await api<DealPageView>(here.home, `/deals/${id}`)).milestones[1])
        await remove(here, gone.id)
        await route.continue()
      },
      { times: 1 },
    )
    await drag(page, 'Draw', 'Walk')
    await page.getByRole('alert').filter({ hasText: 'The order was not saved' }).waitFor()
    watch.forgive(/4\d\d/)
    await rowOf(page, 'Draw').waitFor({ state: 'detached' })
    expect(await orderOf(page)).toEqual(['Walk'])
  })

  story('of two moves only what became of the second is said', stage, async (here) => {
    const id = await plannedDeal(here, 'Bus Map', [{ name: 'Lines' }, { name: 'Stops' }, { name: 'Times' }])
    const { page, watch } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}`)
    await rowOf(page, 'Lines').waitFor()
    const first = await held(page, `**/api/v1/deals/${id}/milestones/order`, { comes: 'refusal' })
    await drag(page, 'Stops', 'Lines')
    await first.isThere
    // It is drawn as done, and said not to be.
    await heard(page, 'The order is on its way to Milepost, not saved yet.')
    const second = orderSaved(page)
    await drag(page, 'Times', 'Stops')
    await heard(page, 'Times is now position 1 of 3.')
    const third = second.then(() => orderSaved(page))
    first.letGo()
    expect([(await second).status(), (await third).status()]).toEqual([409, 200])
    await page.getByText('The order is on its way').waitFor({ state: 'detached' })
    expect(await orderOf(page)).toEqual(['Times', 'Stops', 'Lines'])
    expect(await page.getByText('The order was not saved').count()).toBe(0)
    watch.forgive(/409/)
  })
}

/** All that is known of a deal's milestones and money beside where each stands, which moving may not change. */
async function withoutPlaces({ home }: Stage, id: string) {
  const { milestones, figures, invoices, schedule } = await api<DealPageView>(home, `/deals/${id}`)
  return {
    milestones: milestones
      .map(({ position: _, code: __, version: ___, ...rest }) => rest)
      .sort((one, other) => one.id.localeCompare(other.id)),
    figures: { ...figures, next: null },
    invoices,
    contract: schedule?.contractValue,
  }
}

async function remove({ home, at }: Stage, milestone: string): Promise<void> {
  const answer = await fetch(`${home.url}/api/v1/milestones/${milestone}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${at.apiToken}` },
  })
  if (!answer.ok) throw new Error(`removing it answered ${answer.status}: ${await answer.text()}`)
}

const heard = (page: Page, words: string): Promise<void> =>
  page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' })

const orderSaved = (page: Page) =>
  page.waitForResponse((answer) => answer.url().endsWith('/milestones/order'))

/** Drags a row by its handle to where another one is. */
async function drag(page: Page, milestone: string, to: string): Promise<void> {
  const handle = (name: string) => rowOf(page, name).getByRole('button', { name: `Move ${name},` })
  const start = must(await handle(milestone).boundingBox())
  const end = must(await handle(to).boundingBox())
  await page.mouse.move(start.x + 8, start.y + 8)
  await page.mouse.down()
  await page.mouse.move(start.x + 8, start.y - 20, { steps: 4 })
  await page.mouse.move(end.x + 8, end.y + 4, { steps: 12 })
  await page.mouse.up()
}
