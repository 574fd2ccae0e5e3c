import { randomUUID } from 'node:crypto'
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
  story('axe finds nothing on the pages of a deal, wide or narrow, light or dark', stage, async (here) => {
    // A name of its own each time: what was billed once is not billed again.
    const id = await plannedDeal(here, `Annual Report ${randomUUID()}`, [
      { name: 'Interviews' },
      { name: 'Texts' },
      { name: 'Print', approval: { required: true, approvers: [] } },
    ])
    await billFirst(here, id)
    const second = must((await api<DealPageView>(here.home, `/deals/${id}`)).milestones[1]).id
    const { page } = await here.enter('Olivia Marsh')
    const ways = [
      '',
      `?milestone=${second}&tab=history`,
      '?tab=documents',
      '?tab=documents&do=accept',
      '?tab=tie-out',
    ]
    const asked = ['complete', 'edit'].map((what) => `?milestone=${second}&do=${what}`)
    const found = await lookAt(page, [
      ...[...ways, ...asked].map((way) => `/deals/${id}${way}`),
      `/deals/${id}/plan`,
      `/deals/${id}/catch-up`,
    ])
    expect(found).toEqual([])
  })

  story('axe finds nothing before a deal is planned, nor before somebody signs in', stage, async (here) => {
    const unplanned = await newDeal(here, `Next Report ${randomUUID()}`)
    const { page: outside } = await here.open('a stranger')
    await outside.getByRole('button', { name: 'Continue as Olivia Marsh' }).first().waitFor()
    const found = await look(outside, 'sign-in')
    const { page } = await here.enter('Olivia Marsh')
    const ways = ['', '?do=customer', '/plan'].map((way) => `/deals/${unplanned}${way}`)
    expect([...found, ...(await lookAt(page, ways))]).toEqual([])
  })

  story('axe finds nothing on what shows a workspace', stage, async (here) => {
    const { page } = await here.enter('Olivia Marsh')
    expect(
      await lookAt(page, [
        '/',
        '/deals',
        '/approvals',
        '/invoices',
        '/invoices/monthly',
        '/invoices/outstanding',
        '/customers/3',
        '/reconcile',
        '/owed',
      ]),
    ).toEqual([])
  })

  story('axe finds nothing on what sets a workspace up', stage, async (here) => {
    const { page } = await here.enter('Olivia Marsh')
    const pages = [
      '/templates',
      '/connections',
      '/usage',
      '/settings',
      '/settings/billing',
      '/settings/mail',
      '/settings/wording',
    ]
    expect(await lookAt(page, [...pages, '/no-such-page'])).toEqual([])
  })

  story('numbers and names without end fit a phone, and nothing lies over another', stage, async (here) => {
    const name = 'Donaudampfschifffahrtsgesellschaft Headquarters, Wayfinding and Digital Guide'
    const id = await plannedDeal(here, name, [{ name }, { name: 'Everything else' }])
    const money = (amount: string) => ({ amount, currency: 'USD' })
    const { schedule } = await api<DealPageView>(here.home, `/deals/${id}`)
    const [first, second] = must(schedule).milestones
    const milestones = [
      { ...must(first), amount: money('60000000000.00') },
      { ...must(second), amount: money('38765432109.87') },
    ]
    const plan = { ...schedule, contractValue: money('98765432109.87'), milestones }
    await api(here.home, `/deals/${id}/schedule`, plan, 'PUT')
    const { page } = await here.enter('Olivia Marsh', { viewport: { width: 390, height: 844 } })
    await page.goto(`/deals/${id}`)
    const figures = page.getByRole('region', { name: 'Figures' })
    await figures.getByText('$98,765,432,109.87').first().waitFor()
    const edges = await figures.getByText(/^\$[\d,.]+$/).evaluateAll((numbers) =>
      numbers.map((number) => {
        const range = document.createRange()
        range.selectNodeContents(number)
        return (
          range.getBoundingClientRect().right <= (number.parentElement?.getBoundingClientRect().right ?? 0)
        )
      }),
    )
    expect(edges.length).toBeGreaterThanOrEqual(4)
    expect(edges).not.toContain(false)
    expect(await page.evaluate(beside)).toBe(0)
    const { id: milestone } = must((await api<DealPageView>(here.home, `/deals/${id}`)).milestones[0])
    await page.goto(`/deals/${id}?milestone=${milestone}&do=split`)
    const dialog = page.getByRole('dialog', { name: 'Accept a part' })
    await dialog.getByLabel('What is accepted').fill('1/3')
    await dialog.getByText('$20,000,000,000.00', { exact: true }).waitFor()
    const cut = await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)
    expect(cut).toBe(0)
  })
}

async function lookAt(page: Page, addresses: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const address of addresses) {
    await page.goto(address)
    found.push(...(await look(page, address)))
  }
  return found
}

/** By how many pixels the page is wider than the screen. */
const beside = () => document.documentElement.scrollWidth - document.documentElement.clientWidth

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
    const pixels = await page.evaluate(beside)
    if (pixels > 0) found.push(`${name}, ${size.width}: ${pixels} pixels beside the screen`)
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
