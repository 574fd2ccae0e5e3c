/**
 * What benches ask of a running program as its owner, over HTTP: deals that it knows, plans of ten dollars a milestone,
 * and many things at once.
 */
import { setTimeout as pause } from 'node:timers/promises'

/** One workspace of a stand, by its API and its portal. */
export function openDesk({ url, hubspot, token, portalToken }) {
  const api = (method, path, body) => send(`${url}/api/v1${path}`, method, body, token)
  return {
    api,
    /** Deals of the portal, made there as many as it takes; Milepost hears of each. */
    async dealsFor(many, amount) {
      const ids = []
      for (let n = 1; n <= many; n += 1) {
        const properties = {
          dealname: `Bench ${n}`,
          dealstage: 'appointmentscheduled',
          amount: String(amount),
          deal_currency_code: 'USD',
        }
        const deal = await send(`${hubspot.url}/crm/v3/objects/deals`, 'POST', { properties }, portalToken)
        ids.push(deal.id)
      }
      for (let tries = 0; ; tries += 1) {
        await api('POST', '/sync/check-now', {})
        const known = await Promise.all(ids.map((id) => api('GET', `/deals/${id}`).catch(() => null)))
        if (known.every(Boolean)) return ids
        if (tries > 60) throw new Error('the deals never arrived')
        await pause(500)
      }
    },
    /** Plans so many milestones of ten dollars; answers their ids. */
    async plan(dealId, many) {
      await api('PUT', `/deals/${dealId}/schedule`, {
        billingType: 'fixed',
        contractValue: { amount: String(many * 10), currency: 'USD' },
        customer: { quickbooksId: '1' },
        milestones: Array.from({ length: many }, (_, index) => ({
          name: `Milestone ${index + 1} of ${dealId};`,
          amount: { amount: '10', currency: 'USD' },
        })),
      })
      return (await api('GET', `/deals/${dealId}`)).milestones.map((milestone) => milestone.id)
    },
    complete: (id) => api('POST', `/milestones/${id}/complete`, {}),
  }
}

export async function inFours(list, act) {
  const waiting = [...list]
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await act(next)
    }),
  )
}

export async function send(url, method, body, token) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 300)}`)
  return text === '' ? null : JSON.parse(text)
}
