import { randomUUID } from 'node:crypto'
import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { makeRefund } from '../outside/make-refund'
import { api } from '../outside/running-program'
import { eventually, plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** One refund is divided over two milestones on its page; what is left is said while it is typed, and the answer can be taken back. */
export function refundByHand(stage: () => Stage): void {
  story('a bookkeeper says that one refund gives back two milestones', stage, async (here) => {
    const name = `Refund ${randomUUID().slice(0, 8)}`
    const id = await plannedDeal(
      here,
      name,
      [
        { name: `Concept of ${name}`, amount: '4000.00' },
        { name: `Build of ${name}`, amount: '8000.00' },
      ],
      '1',
    )
    const read = () => api<DealPageView>(here.home, `/deals/${id}`)
    for (const milestone of (await read()).milestones)
      await api(here.home, `/milestones/${milestone.id}/complete`, {})
    await eventually('both invoices', async () =>
      (await read()).milestones.every(({ invoices }) => invoices[0]?.quickbooksId) ? true : null,
    )
    const refundId = await makeRefund(here.at.quickbooks)
    await eventually('the refund, with both invoices to choose from', async () => {
      const found = await api<object>(here.home, `/refunds/${refundId}`).catch(() => null)
      return found !== null && JSON.stringify(found).includes(`Build of ${name}`) ? true : null
    })
    const { page } = await here.enter('Olivia Marsh')
    await page.goto(`/refunds/${refundId}`)
    await page.getByRole('heading', { name: /^Refund/, level: 1 }).waitFor()
    await page.getByRole('radio', { name: new RegExp(`Concept of ${name}`) }).waitFor()
    await page.getByRole('button', { name: 'It gives back several of these' }).click()
    const keep = page.getByRole('button', { name: 'Keep this' })
    const concept = page.getByRole('textbox', { name: new RegExp(`Concept of ${name}`) })
    await concept.fill('10')
    await page.getByText('$2.50 of $12.50 is left to say.').waitFor()
    await page.getByRole('button', { name: new RegExp(`Put the rest here: .*Build of ${name}`) }).click()
    await page.getByText('All $12.50 is said.').waitFor()
    if (await keep.isEnabled()) throw new Error('it is not said yet whether that is billed again')
    await page.getByRole('radio', { name: /^No, it is closed/ }).check()
    await keep.click()
    const said = page.getByRole('region', { name: 'What was said' })
    await said.getByText(/^\$10\.00 gives back/).waitFor()
    await said.getByText(/^\$2\.50 gives back/).waitFor()
    await said.getByText('$2.50 of it is closed: nothing bills it any more.').waitFor()
    await said.getByRole('button', { name: 'Take that back' }).click()
    await page.getByRole('radiogroup', { name: 'What does it give back?' }).waitFor()
    // It is asked again, on whichever of the customer's deals.
    const { items } = await api<{ items: { kind: string; refundId: string | null }[] }>(
      here.home,
      '/attention?limit=100',
    )
    must(items.find((item) => item.kind === 'refunded' && item.refundId === refundId))
  })
}
