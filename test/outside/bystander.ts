import { setTimeout as pause } from 'node:timers/promises'
import { Client } from '@hubspot/api-client'
import type { DealPageView } from '../../src/http/contract/deal'
import type { MilestoneView } from '../../src/http/contract/milestone'
import { must } from '../fixtures/must'
import { endpointsOf, type Home } from './running-program'

const QuickBooks = require('node-quickbooks')

const SECONDS = 1_000

/** An invoice as the stock client shows it. */
export interface SeenInvoice {
  readonly Id: string
  readonly TotalAmt: number
  readonly Balance: number
  readonly PrivateNote?: string
  readonly Line: readonly {
    readonly Amount: number
    readonly Description?: string
    readonly DetailType: string
  }[]
}

/**
 * Somebody who has only what the program wrote into endpoints.json: its API, and both vendors' own APIs through
 * their stock clients. Nothing here knows the program from inside.
 */
export function bystander(home: Home) {
  const at = endpointsOf(home)
  const hubspot = new Client({ accessToken: at.hubspot.accessToken, basePath: at.hubspot.baseUrl })
  const company = new QuickBooks(
    'id',
    'secret',
    at.quickbooks.accessToken,
    false,
    at.quickbooks.realmId,
    true,
    false,
    75,
    '2.0',
    'refresh',
  )
  company.endpoint = `${at.quickbooks.baseUrl}/v3/company/`
  const quickbooks = <T>(method: string, ...given: unknown[]): Promise<T> =>
    new Promise((done, failed) => {
      company[method](...given, (problem: unknown, answer: T) => (problem ? failed(problem) : done(answer)))
    })

  async function call(
    method: string,
    address: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; headers: Headers; body: unknown }> {
    const response = await fetch(`${at.app}/api/v1${address}`, {
      method,
      headers: { authorization: `Bearer ${at.apiToken}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  async function done<T>(method: string, address: string, body?: object): Promise<T> {
    const answer = await call(method, address, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${address}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }
  const page = (dealId: string) => done<DealPageView>('GET', `/deals/${dealId}`)
  const door = async (vendor: 'hubspot' | 'quickbooks', method: string, address: string, body?: object) => {
    const answer = await fetch(`${at[vendor].baseUrl}/simulator${address}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`)
  }

  return {
    at,
    call,
    done,
    page,
    door,
    quickbooks,
    /** Everybody's clock moves. */
    async pass(advance: string): Promise<void> {
      const answer = await fetch(`${at.app}/simulator/clock`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ advance }),
      })
      if (!answer.ok) throw new Error(`the clock: ${answer.status} ${await answer.text()}`)
    },
    /** Asks until the answer is there. Throws with the last one when it takes too long. */
    async until<T>(
      what: string,
      ask: () => Promise<T>,
      holds: (seen: T) => boolean,
      ms = 20 * SECONDS,
    ): Promise<T> {
      for (const began = Date.now(); ; await pause(100)) {
        const seen = await ask()
        if (holds(seen)) return seen
        if (Date.now() - began > ms) throw new Error(`not ${what} after ${ms} ms: ${JSON.stringify(seen)}`)
      }
    },
    /** A deal that a salesperson won, made by the stock HubSpot client. */
    async winDeal(name: string, amount: string): Promise<string> {
      const made = await hubspot.crm.deals.basicApi.create({
        properties: { dealname: name, amount, pipeline: 'default', dealstage: 'closedwon' },
        associations: [],
      })
      return made.id
    },
    /** Plans 15,000 / 20,000 / 15,000 of 50,000; answers the milestones. */
    async plan(dealId: string, more: object = {}): Promise<readonly MilestoneView[]> {
      const usd = (amount: string) => ({ amount, currency: 'USD' })
      await done('PUT', `/deals/${dealId}/schedule`, {
        billingType: 'fixed',
        contractValue: usd('50000.00'),
        contractDate: '2026-01-15',
        customer: { quickbooksId: '1' },
        item: { quickbooksId: '1' },
        taxCode: 'NON',
        terms: { netDays: 7 },
        delivery: 'post',
        milestones: [
          { name: 'Strategy', amount: usd('15000.00') },
          { name: 'Design', amount: usd('20000.00') },
          { name: 'Delivery', amount: usd('15000.00') },
        ],
        ...more,
      })
      return (await page(dealId)).milestones
    },
    /** Every invoice in QuickBooks with a line that says these words. */
    async invoices(words: string): Promise<SeenInvoice[]> {
      const { QueryResponse } = await quickbooks<{ QueryResponse: { Invoice?: SeenInvoice[] } }>(
        'findInvoices',
        {
          limit: 1_000,
        },
      )
      return (QueryResponse.Invoice ?? []).filter((invoice) =>
        invoice.Line.some((line) => line.Description?.includes(words)),
      )
    },
    pay: (invoice: SeenInvoice, amount: number) =>
      quickbooks('createPayment', {
        CustomerRef: { value: '1' },
        TotalAmt: amount,
        Line: [{ Amount: amount, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
      }),
    /** Milestone billing as the deal's properties say it. */
    async properties(dealId: string): Promise<Readonly<Record<string, number>>> {
      const names = ['billed', 'paid', 'remaining', 'invoiced_total'].map((name) => `milepost_${name}`)
      const deal = await hubspot.crm.deals.basicApi.getById(dealId, names)
      return Object.fromEntries(
        names.map((name) => [name.replace('milepost_', ''), Number(deal.properties[name] ?? Number.NaN)]),
      )
    },
    label: async (dealId: string, index: number) => must((await page(dealId)).milestones[index]).label,
  }
}

export type Bystander = ReturnType<typeof bystander>
