import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { learnDeal } from '../../../src/deals/learn-deal'
import type { DealPageView } from '../../../src/http/contract/deal'
import type { Deposit, Retainage } from '../../../src/schedules/money-terms'
import type { Cadence, Delivery } from '../../../src/schedules/schedule'
import { noticeOverdue } from '../../../src/writeback/notice-overdue'
import { type Api, type ApiAnswer, openApi } from '../../fixtures/api'
import { changeSettings, makeDepositItem } from '../../fixtures/deposits'
import { must } from '../../fixtures/must'
import { readCompany } from '../../fixtures/plan'
import { makeRetainageItem } from '../../fixtures/retainage'
import { openStage, type Stage } from '../../fixtures/stage'
import { type Books, openBooks } from '../books'
import { type MortalProcess, mortalProcess, type Plants } from '../mortal-process'
import { openWebhookTrap, type WebhookTrap } from '../webhook-trap'
import { SLOW_MS } from '../world'

const DEADLINE_MS = 400
const SLACK_MS = 300

/** Items of QuickBooks by which anyone tells the lines of an invoice apart. */
export interface Items {
  readonly work: '1'
  readonly hours: '2'
  readonly deposit: string
  readonly retainage: string
}

export interface BillingWorld {
  readonly stage: Stage
  readonly process: MortalProcess
  readonly trap: WebhookTrap
  readonly api: Api
  readonly items: Items
  /** The same stage under a program that is broken like this, until it is broken otherwise. */
  planted(plants: Plants): BillingWorld
  close(): Promise<void>
}

/** What was agreed for a job; amounts in cents. One deal, or two of one customer. */
export interface Terms {
  readonly deals: readonly (readonly bigint[])[]
  readonly payers: 1 | 2
  readonly delivery: Delivery
  readonly cadence: Cadence
  readonly retainage: Retainage | null
  readonly deposit: Deposit | null
  readonly hourly: boolean
}

/** A job as people work on it: by the program's own API, and in QuickBooks. */
export interface Site {
  readonly world: BillingWorld
  readonly terms: Terms
  readonly name: string
  readonly dealIds: readonly string[]
  readonly books: Books
  ask(method: string, path: string, body?: object): Promise<ApiAnswer>
  page(dealId: string): Promise<DealPageView>
  /** From now on a vendor may be slow: what was given up is carried out, and time passes no sooner. */
  expectSlow(): void
  advance(ms: number): Promise<void>
}

export const text = (minor: bigint): string => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`
export const usd = (minor: bigint) => ({ amount: text(minor), currency: 'USD' })

export async function openBillingWorld(): Promise<BillingWorld> {
  const stage = await openStage({ deadlineMs: DEADLINE_MS })
  await stage.hubspot.turn({ search_delay: 'none' })
  const trap = await openWebhookTrap(stage)
  const items: Items = {
    work: '1',
    hours: '2',
    deposit: await makeDepositItem(stage),
    retainage: await makeRetainageItem(stage),
  }
  await readCompany(stage)
  await changeSettings(stage, {
    depositItemId: items.deposit,
    retainageItemId: items.retainage,
    hoursItemId: items.hours,
  })
  let process = mortalProcess(stage, {})
  // People's side of the program is as broken as its workers.
  const database = new Proxy(stage.database, { get: (_, name) => Reflect.get(process.database, name) })
  const api = await openApi({ ...stage, database })
  const worldOf = (): BillingWorld => ({
    stage,
    process,
    trap,
    api,
    items,
    planted(plants) {
      process = mortalProcess(stage, plants)
      return worldOf()
    },
    async close() {
      await trap.close()
      await api.close()
      await stage.close()
    },
  })
  return worldOf()
}

/** A new deal or two of new customers, planned: nothing that happened to another job touches it. */
export async function openSite(world: BillingWorld, terms: Terms): Promise<Site> {
  const { stage, process, trap, api } = world
  const name = `Site ${randomUUID().slice(0, 8)}`
  const books = await openBooks(stage, terms.payers === 1 ? [name] : [name, `${name} too`])
  const dealIds: string[] = []
  let slow = false
  const ask: Site['ask'] = (method, path, body) => api.ask(method, path, body)
  for (const [deal, amounts] of terms.deals.entries()) {
    const { id } = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
      properties: {
        dealname: `${name} ${deal + 1}`,
        amount: '1',
        pipeline: 'default',
        dealstage: 'closedwon',
      },
    })
    await learnDeal(stage.database, stage.vendors, stage.workspaceId, id)
    const { status, text: said } = await ask(
      'PUT',
      `/deals/${id}/schedule`,
      draftOf(name, deal, terms, amounts, books),
    )
    if (status !== 200) throw new Error(`planning answered ${status} ${said}`)
    dealIds.push(id)
  }
  return {
    world,
    terms,
    name,
    dealIds,
    books,
    ask,
    page: async (dealId) => (await ask('GET', `/deals/${dealId}`)).body as unknown as DealPageView,
    expectSlow() {
      slow = true
    },
    async advance(ms) {
      if (slow) await pause(Math.max(0, process.lastTurn() + SLOW_MS + SLACK_MS - performance.now()))
      await trap.settle()
      stage.advance(ms)
      await noticeOverdue({ database: process.database, clock: stage.clock }, stage.workspaceId)
    },
  }
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n)
export const workName = (name: string, deal: number, index: number): string =>
  `Work ${deal + 1}.${index + 1} of ${name}`

function draftOf(name: string, deal: number, terms: Terms, amounts: readonly bigint[], books: Books): object {
  return {
    billingType: terms.hourly ? 'mixed' : 'fixed',
    contractValue: usd(sum(amounts)),
    customer: { quickbooksId: must(books.customerIds[0]) },
    ...(terms.payers === 2 && {
      payers: books.customerIds.map((quickbooksId) => ({
        customer: { quickbooksId },
        share: { fraction: '1/2' },
      })),
    }),
    item: { quickbooksId: '1' },
    taxCode: 'NON',
    delivery: terms.delivery,
    cadence: terms.cadence,
    ...(terms.hourly && { hourlyRate: usd(12_345n) }),
    ...(terms.retainage && { retainage: terms.retainage }),
    ...(terms.deposit && { deposit: terms.deposit }),
    milestones: amounts.map((minor, index) => ({
      name: workName(name, deal, index),
      amount: usd(minor),
      plannedOn: `2031-0${index + 1}-15`,
    })),
  }
}
