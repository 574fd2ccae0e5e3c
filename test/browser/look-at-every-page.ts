import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { billFirst, newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

const sizes = [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
]

/** Every page, wide and on a phone, light and dark: nothing for axe to find, nothing beside the screen. */
export function lookAtEveryPage(stage: () => Stage): void {
  story('axe finds nothing on any page, wide or narrow, light or dark', stage, async (here) => {
    const id = await plannedDeal(here, 'Annual Report', [
      { name: 'Interviews' },
      { name: 'Texts' },
      { name: 'Print', approval: { required: true, approvers: [] } },
    ])
    await billFirst(here, id)
    const unplanned = await newDeal(here, 'Next Report')
    const second = must((await api<DealPageView>(here.home, `/deals/${id}`)).milestones[1]).id
    const { page: outside } = await here.open('a stranger')
    await outside.getByRole('button', { name: 'Continue as Olivia Marsh' }).first().waitFor()
    const found = await look(outside, 'sign-in')

    const { page } = await here.enter('Olivia Marsh')
    const pages = [
      '/',
      '/deals',
      `/deals/${id}`,
      `/deals/${id}?milestone=${second}&tab=history`,
      `/deals/${id}?tab=documents`,
      `/deals/${id}?tab=documents&do=accept`,
      `/deals/${id}?milestone=${second}&do=complete`,
      `/deals/${id}?milestone=${second}&do=edit`,
      `/deals/${id}/plan`,
      `/deals/${id}/catch-up`,
      `/deals/${unplanned}`,
      `/deals/${unplanned}/plan`,
      '/invoices',
      '/owed',
      '/templates',
      '/connections',
      '/settings',
      '/no-such-page',
    ]
    for (const address of pages) {
      await page.goto(address)
      found.push(...(await look(page, address)))
    }
    expect(found).toEqual([])
  })
}

/** One page in each size and scheme. In the dark only colours differ, so only they are looked at again. */
export async function look(page: Page, name: string): Promise<string[]> {
  const found: string[] = []
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await settled(page)
      const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
      const { violations } = await (colorScheme === 'dark'
        ? axe.withRules(['color-contrast'])
        : axe
      ).analyze()
      for (const { id, nodes } of violations)
        found.push(
          `${name}, ${size.width}, ${colorScheme}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(' | ')}`,
        )
    }
    const beside = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    if (beside > 0) found.push(`${name}, ${size.width}: ${beside} pixels beside the screen`)
  }
  return found
}

/** Everything has come, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(
    () =>
      document.querySelector('.mantine-Skeleton-root') === null &&
      document.getAnimations().every((animation) => animation.playState !== 'running'),
  )
}
