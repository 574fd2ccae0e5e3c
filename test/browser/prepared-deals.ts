import { setTimeout as pause } from 'node:timers/promises'
import type { DealPageView, DealSummaryView } from '../../src/http/contract/deal'
import { must } from '../fixtures/must'
import { api } from '../outside/running-program'
import type { Stage } from './stage'

const PATIENCE_MS = 40_000

/** Looks again and again until something is there. Throws when it takes too long. */
export async function eventually<T>(what: string, look: () => Promise<T | null | undefined>): Promise<T> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
    const found = await look()
    if (found !== null && found !== undefined) return found
    await pause(100)
  }
  throw new Error(`${what} did not come`)
}

/** The salesperson's new deal of 12,000 dollars, made on HubSpot's page; answers its id once Milepost knows it. */
export async function newDeal({ at, home }: Stage, name: string): Promise<string> {
  const listed = async () => (await api<{ items: DealSummaryView[] }>(home, '/deals?limit=200')).items
  // A story that is played once more makes its deal anew, beside the one that it has planned already.
  const before = new Set((await listed()).map(({ id }) => id))
  const form = { dealname: name, amount: '12000', currency: 'USD', stage: 'default/closedwon' }
  const made = await fetch(`${at.hubspot.baseUrl}/portals/${at.hubspot.portalId}/deals`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  if (!made.ok) throw new Error(`HubSpot's page answered ${made.status}: ${await made.text()}`)
  return eventually(
    `the deal “${name}”`,
    async () => (await listed()).find((deal) => deal.name === name && !before.has(deal.id))?.id,
  )
}

interface Planned {
  readonly name: string
  readonly amount?: string
  readonly approval?: object
  readonly evidenceRequired?: readonly string[]
  readonly criteria?: readonly string[]
  readonly deliverable?: string
}

/** Such a deal with a plan: billed at once on completion, to a customer of QuickBooks' sample company. */
export async function plannedDeal(
  stage: Stage,
  name: string,
  milestones: readonly Planned[],
  customer = '3',
): Promise<string> {
  const id = await newDeal(stage, name)
  const money = (amount: string) => ({ amount, currency: 'USD' })
  const plan = {
    billingType: 'fixed',
    contractValue: money('12000.00'),
    customer: { quickbooksId: customer },
    item: { quickbooksId: '1' },
    taxCode: 'NON',
    terms: { netDays: 14 },
    delivery: 'post',
    milestones: milestones.map(({ amount = '4000.00', ...rest }) => ({ ...rest, amount: money(amount) })),
  }
  await api(stage.home, `/deals/${id}/schedule`, plan, 'PUT')
  return id
}

/** Completes the first milestone of a deal; answers its invoice's id in QuickBooks. */
export async function billFirst({ home }: Stage, dealId: string): Promise<string> {
  const read = () => api<DealPageView>(home, `/deals/${dealId}`)
  const { id } = must((await read()).milestones[0])
  await api(home, `/milestones/${id}/complete`, {})
  return eventually('the invoice', async () => (await read()).milestones[0]?.invoices[0]?.quickbooksId)
}
