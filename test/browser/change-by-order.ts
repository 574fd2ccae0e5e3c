import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** Change orders as people use them: written and sent by a member, answered with a bookkeeper's hand. */
export function changeByOrder(stage: () => Stage): void {
  const agreed = async (here: Stage, name: string) => {
    const id = await plannedDeal(here, name, [{ name: 'Design' }, { name: 'Build' }, { name: 'Print' }])
    await api(here.home, `/deals/${id}/schedule/accept`, { on: '2026-01-20', by: 'Amy Lauterbach' })
    return id
  }
  const read = (here: Stage, id: string) => api<DealPageView>(here.home, `/deals/${id}`)

  story('CO-1 from the first word to the new contract sum, with the signed paper', stage, async (here) => {
    const id = await agreed(here, 'Trade Fair Wall')
    const { page: member } = await here.enter('Marco Lindt')
    await member.goto(`/deals/${id}`)
    await member.getByRole('link', { name: 'Change order', exact: true }).click()
    await write(member)
    await sums(member, ['$12,000.00', '+$8,500.00', '$20,500.00'])
    expect(await axe(member)).toEqual([])
    await member.getByRole('button', { name: 'Save the draft' }).click()
    await member.getByRole('button', { name: 'Send…' }).click()
    await member.getByRole('button', { name: 'It is with the client' }).click()
    await member.getByText('A bookkeeper, an admin or the owner records the client’s answer.').waitFor()
    expect(await member.getByRole('button', { name: 'Record approval…' }).count()).toBe(0)
    expect((await read(here, id)).figures?.contractSum?.amount).toBe('12000.00')

    const { page } = await here.enter('Olivia Marsh')
    await page.goto(`/deals/${id}?tab=change-orders`)
    await page.getByRole('link', { name: 'CO-1' }).click()
    await page.getByRole('button', { name: 'Record approval…' }).waitFor()
    expect(await axe(page)).toEqual([])
    await page.getByRole('button', { name: 'Record approval…' }).click()
    const record = page.getByRole('button', { name: 'Record the approval: +$8,500.00' })
    expect(await record.isDisabled()).toBe(true)
    await page.getByRole('textbox', { name: 'Approved by' }).fill('Amy Lauterbach')
    await page.locator('input[type="file"]').setInputFiles({
      name: 'CO-1 signed.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n'),
    })
    await page.getByRole('checkbox', { name: /^CO-1 signed\.pdf/, checked: true }).waitFor()
    expect(await axe(page)).toEqual([])
    await record.click()
    await page.getByText(/^Approved by Amy Lauterbach on .*, recorded by Olivia Marsh/).waitFor()
    await page.getByRole('link', { name: 'CO-1 signed.pdf' }).waitFor()

    const after = await read(here, id)
    expect(after.figures?.contractSum?.amount).toBe('20500.00')
    expect(after.milestones.map(({ name, amount, label }) => [name, amount.amount, label])).toEqual([
      ['Design', '4000.00', 'Pending'],
      ['Build', '4000.00', 'Pending'],
      ['Print', '4000.00', 'Cancelled'],
      ['Lights', '12500.00', 'Pending'],
    ])
    // What the client agreed to there is not edited past them: the plan points to the next change order.
    await page.goto(`/deals/${id}/plan`)
    await page.getByRole('link', { name: 'Make a change order' }).waitFor()
  })

  story(
    'work that is billed meanwhile stops the approval, and says so before it is pressed',
    stage,
    async (here) => {
      const id = await agreed(here, 'Trade Fair Floor')
      const build = must((await read(here, id)).milestones[1]).id
      const lines = [
        { op: 'change', milestoneId: build, set: { amount: { amount: '3000.00', currency: 'USD' } } },
      ]
      const order = await api<{ id: string }>(here.home, `/deals/${id}/change-orders`, {
        reason: 'Smaller',
        lines,
      })
      await api(here.home, `/change-orders/${order.id}/send`, {})
      await api(here.home, `/milestones/${build}/complete`, {})
      const { page } = await here.enter('Olivia Marsh')
      await page.goto(`/deals/${id}/change-orders/${order.id}`)
      await page.getByText('It no longer fits').waitFor()
      expect(await page.getByRole('button', { name: 'Record approval…' }).isDisabled()).toBe(true)
      await page.getByRole('button', { name: 'Revise…' }).click()
      await page.getByRole('button', { name: 'Take it back to revise' }).click()
      await page.getByRole('button', { name: 'Withdraw…' }).click()
      await page.getByRole('button', { name: 'Withdraw it' }).click()
      await page.getByText(/^Withdrawn by Olivia Marsh/).waitFor()
      expect((await read(here, id)).figures?.contractSum?.amount).toBe('12000.00')
    },
  )
}

/** Adds two times 6,250.00 and takes a milestone of 4,000.00 away. */
async function write(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Why' }).fill('Amy wants lights, and no print.')
  await page.getByRole('button', { name: 'Add a milestone' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Lights')
  await page.getByText('Quantity × price').click()
  await page.getByRole('textbox', { name: 'Quantity' }).fill('2')
  await page.getByRole('textbox', { name: 'Price of one' }).fill('6,250')
  await page.getByText('= $12,500.00').waitFor()
  await page.getByRole('button', { name: 'Remove Print' }).click()
}

async function sums(page: Page, expected: string[]): Promise<void> {
  expect(await page.locator('dl dd').allInnerTexts()).toEqual(expected)
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}
