import type { DealPageView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import { plannedDeal } from './prepared-deals'
import { type Stage, story } from './stage'

/** The deal and its contract say different sums: the plan follows by a press, or a change order is drafted. */
export function followTheDeal(stage: () => Stage): void {
  story(
    'a deal that says another amount is followed, and after acceptance a change order is drafted',
    stage,
    async (here) => {
      const id = await plannedDeal(here, 'Orchard Fence', [{ name: 'Posts' }, { name: 'Rails' }])
      const read = () => api<DealPageView>(here.home, `/deals/${id}`)
      const contract = must((await read()).figures?.contractSum)
      const says = async (amount: string) => {
        const answer = await fetch(`${here.at.hubspot.baseUrl}/crm/v3/objects/deals/${id}`, {
          method: 'PATCH',
          headers: {
            authorization: `Bearer ${here.at.hubspot.accessToken}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ properties: { amount } }),
        })
        expect(answer.status).toBe(200)
      }
      const { page } = await here.enter('Olivia Marsh')
      await page.goto(`/deals/${id}`)
      await says('123456.78')
      await page.getByText('HubSpot says $123,456.78').waitFor()
      await page.getByText('the shares of open milestones are worked out anew').waitFor()
      await page.getByRole('button', { name: 'Follow the deal' }).click()
      await page.getByText('HubSpot says $123,456.78').waitFor({ state: 'detached' })
      expect((await read()).figures?.contractSum).toEqual({
        amount: '123456.78',
        currency: contract.currency,
      })

      await api(here.home, `/deals/${id}/schedule/accept`, { on: '2026-01-20', by: 'Client' })
      await says('125000')
      await page.getByRole('button', { name: 'Propose a change order' }).click()
      await page.waitForURL(/\/change-orders\//)
      await page.getByText('The deal in HubSpot says $125,000.00').waitFor()
      expect((await read()).changeOrders).toMatchObject([
        { state: 'draft', netEffect: { amount: '1543.22' } },
      ])
    },
  )
}
