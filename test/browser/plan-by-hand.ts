import type { Locator, Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { open, orderOf, rowOf } from './console-acts'
import { look } from './look-at-every-page'
import { billFirst, newDeal, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** The plan builder as a person uses it: cents while typing, every field, locks, order, and nothing lost. */
export function planByHand(stage: () => Stage): void {
  story('five phases of 87,654.32, to the cent before anything is saved', stage, async (here) => {
    const id = await newDeal(here, 'Harbour Sign')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    expect(await page.getByRole('radio', { name: 'Hourly' }).isChecked()).toBe(true)
    await page.getByRole('textbox', { name: 'Contract value' }).fill('87,654.32')
    await page.getByRole('button', { name: /^5-phase/ }).click()
    expect(await page.getByRole('radio', { name: 'Fixed price' }).isChecked()).toBe(true)
    await sums(page, '$87,654.32= contract')
    const cents = ['$17,530.86', '$13,148.15', '$21,913.58', '$21,913.58', '$13,148.15']
    expect(await amountsOf(page)).toEqual(cents)

    await dragUp(page, 5, 1)
    const last = ['$13,148.15', '$17,530.86', '$13,148.15', '$21,913.58', '$21,913.58']
    expect(await amountsOf(page)).toEqual(last)
    await moveToPosition(page, 1, 5)
    expect(await amountsOf(page)).toEqual(cents)

    await page.getByRole('textbox', { name: 'Contract value' }).fill('100000')
    await page.getByText('5 open shares follow the contract value.').waitFor()
    await sums(page, '$100,000.00= contract')
    await page.getByRole('textbox', { name: 'Contract value' }).fill('87,654.32')
    await page.getByRole('button', { name: 'Save the plan' }).click()
    await page.getByRole('list', { name: 'Milestones', exact: true }).waitFor()
    const saved = await read(here, id)
    expect(saved.milestones.map(({ amount }) => `$${Number(amount.amount).toLocaleString('en-US')}`)).toEqual(
      cents,
    )
    expect(saved.schedule?.billingType).toBe('fixed')
  })

  story(
    'what is wrong is said beside its field, and where it is; nothing is sent before',
    stage,
    async (here) => {
      const id = await newDeal(here, 'Kiosk')
      const { page } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('button', { name: /^Blank/ }).click()
      const field = (name: string) => page.getByRole('textbox', { name })
      for (const [at, name] of ['Plan', 'Build', 'Open'].entries()) {
        await field(`Name of milestone ${at + 1}`).fill(name)
        await field(`Amount of ${name}`).fill('4000')
      }
      await open(page, 'Who pays')
      await page.getByRole('button', { name: 'Several customers pay' }).click()
      await page.getByText('Together 100').waitFor()
      await field('Share of payer 2').fill('33.33')
      await page.getByText('16.67 % is nobody’s yet').first().waitFor()
      await open(page, 'Money held back')
      await page.getByRole('radio', { name: 'A percentage of every invoice' }).check()
      await field('Retainage').fill('110')
      await page.getByText('A percentage, such as 10, at most 100').first().waitFor()
      await page.getByRole('radio', { name: 'Nothing', exact: true }).check()
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await page.getByText('Which customer?').first().waitFor()
      expect((await read(here, id)).schedule).toBeNull()
      for (const payer of [2, 1]) await page.getByRole('button', { name: `Remove payer ${payer}` }).click()

      await page.getByRole('button', { name: /details of Build$/ }).click()
      const drawer = page.getByRole('dialog', { name: '2 Build' })
      await drawer.getByRole('checkbox', { name: 'When it is done' }).uncheck()
      await drawer.getByText('Choose at least one way in which it becomes billable').waitFor()
      await drawer.getByLabel('On a day').fill('2027-03-15')
      await drawer.getByLabel('Whose approval').getByText('Its own', { exact: true }).click()
      await drawer.getByRole('button', { name: 'Name an approver' }).click()
      await drawer.getByLabel('Name', { exact: true }).last().fill('Ana Ruiz')
      await drawer.getByLabel('E-mail').fill('ana@acme.com')
      await drawer.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await rowOf(page, 'Build').waitFor()
      expect((await read(here, id)).milestones[1]).toMatchObject({
        trigger: { on: [], date: '2027-03-15' },
        approval: { required: true, approvers: [{ name: 'Ana Ruiz', email: 'ana@acme.com' }] },
      })
    },
  )

  story('unsaved changes are still there after leaving and after a reload', stage, async (here) => {
    const id = await plannedDeal(here, 'Awning', [{ name: 'Measure' }, { name: 'Sew' }])
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    const name = page.getByRole('textbox', { name: 'Name of milestone 1' })
    await name.fill('Measure and draw')
    await page.getByRole('link', { name: 'Deals', exact: true }).click()
    await page.getByText('The plan is not saved').waitFor()
    await page.goBack()
    await page.getByText('Your unsaved changes are here').waitFor()
    expect(await name.inputValue()).toBe('Measure and draw')
    await page.reload()
    await page.getByText('Your unsaved changes are here').waitFor()
    await page.getByRole('button', { name: 'Drop them' }).click()
    expect(await name.inputValue()).toBe('Measure')
    await name.fill('Measure twice')
    await page.getByRole('link', { name: 'Discard' }).click()
    await rowOf(page, 'Measure').waitFor()
    await page.goBack()
    expect(await name.inputValue()).toBe('Measure')
  })

  story(
    'what is billed is locked with its reason; what the client accepted goes by change order',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Mural', [{ name: 'Sketch' }, { name: 'Wall' }])
      await billFirst(here, id)
      const { page } = await here.enter('Marco Lindt')
      await page.goto(`/deals/${id}/plan`)
      await page.getByRole('img', { name: /^Locked: It is billed\./ }).waitFor()
      expect(await page.getByRole('textbox', { name: 'Name of milestone 1' }).count()).toBe(0)
      await moveToPosition(page, 1, 2)
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await rowOf(page, 'Sketch').waitFor()
      expect(await orderOf(page)).toEqual(['Wall', 'Sketch'])

      await api(here.home, `/deals/${id}/schedule/accept`, { on: '2026-11-20', by: 'Ana Ruiz' })
      await page.goto(`/deals/${id}/plan`)
      const notice = page.getByRole('alert').filter({ hasText: 'The client accepted this plan' })
      const order = notice.getByRole('link', { name: 'Make a change order' })
      expect(await order.getAttribute('href')).toBe(`/deals/${id}/change-orders/new`)
      expect(await page.getByRole('textbox', { name: 'Amount of Wall' }).count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Add a milestone' }).count()).toBe(0)
      await page.getByRole('textbox', { name: 'Name of milestone 1' }).fill('Wall, north side')
      await page.getByRole('button', { name: 'Save the plan' }).click()
      await rowOf(page, 'Wall, north side').waitFor()
    },
  )

  story('with every group open, and beside a drawer, axe finds nothing', stage, async (here) => {
    const id = await newDeal(here, 'Window Film')
    const { page } = await here.enter('Marco Lindt')
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('button', { name: /^3-phase/ }).click()
    for (const group of ['Who pays', 'How it is invoiced', 'Approval', 'Money held back', 'Late payment'])
      await open(page, group)
    for (const name of [
      'Mixed',
      'Once a month',
      'A percentage that changes',
      'An advance beside the milestones',
    ])
      await page.getByRole('radio', { name }).check()
    await page.getByRole('switch', { name: 'Ask for approval' }).check()
    for (const button of ['Name an approver', 'Name an approver', 'Several customers pay'])
      await page.getByRole('button', { name: button }).click()
    const found = await look(page, 'every group')
    await page
      .getByRole('button', { name: /: details of/ })
      .first()
      .click()
    await page.getByLabel('Whose approval').getByText('Its own', { exact: true }).click()
    expect([...found, ...(await look(page, 'the drawer'))]).toEqual([])
  })

  story('on a phone the plan fits, and a handle moves a milestone by keys', stage, async (here) => {
    const id = await plannedDeal(here, 'Bench', [{ name: 'Wood' }, { name: 'Paint' }])
    const { page } = await here.enter('Marco Lindt', { viewport: { width: 390, height: 844 } })
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('button', { name: 'Move Paint, position 2 of 2' }).focus()
    await page.keyboard.press('Space')
    const heard = page.getByRole('status').filter({ hasText: 'Paint would be position 1 of 2.' })
    // Picked up, a row listens to the arrows only a moment later; a second arrow at the top moves nothing.
    await untilSeen(heard, () => page.keyboard.press('ArrowUp'))
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Move Paint, position 1 of 2' }).waitFor()
    const beside = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(beside).toBe(0)
  })
}

const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)
const grid = (page: Page) => page.getByRole('list', { name: 'Milestones of the plan' })
const sums = (page: Page, words: string) =>
  page
    .getByText(/^scheduled/)
    .filter({ hasText: words })
    .waitFor()

/** Does it again, every half a second, until it shows. */
async function untilSeen(what: Locator, again: () => Promise<void>): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    await again()
    try {
      return await what.waitFor({ state: 'attached', timeout: 500 })
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}

/** What each row of the grid comes to, in order. */
const amountsOf = (page: Page): Promise<string[]> =>
  grid(page)
    .getByText(/^\$[\d,]+\.\d\d$/)
    .allTextContents()

/** Drags a row by its handle to where another one is. */
async function dragUp(page: Page, from: number, to: number): Promise<void> {
  const handle = (at: number) =>
    grid(page).getByRole('button', { name: new RegExp(`^Move .* position ${at} of`) })
  const [start, end] = [must(await handle(from).boundingBox()), must(await handle(to).boundingBox())]
  await page.mouse.move(start.x + 8, start.y + 8)
  await page.mouse.down()
  await page.mouse.move(start.x + 8, start.y - 20, { steps: 4 })
  await page.mouse.move(end.x + 8, end.y - 4, { steps: 12 })
  await page.mouse.up()
}

async function moveToPosition(page: Page, from: number, to: number): Promise<void> {
  await grid(page)
    .getByRole('button', { name: new RegExp(`^Position ${from}: move`) })
    .click()
  await page.getByLabel('To position').fill(String(to))
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByLabel('To position').waitFor({ state: 'detached' })
}
