import { randomUUID } from 'node:crypto'
import type { Company } from '../../../connectors/quickbooks/company'
import { completeMilestone } from '../../../src/approvals/complete-milestone'
import { learnDeal } from '../../../src/deals/learn-deal'
import { learnBillingFacts } from '../../../src/invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../../../src/invoices/follow-billing-policy'
import type { QueueName } from '../../../src/outbox/claim'
import { type Api, openApi } from '../../fixtures/api'
import { must } from '../../fixtures/must'
import { draftOf, fixed, owner, plan, readCompany } from '../../fixtures/plan'
import { openStage, type Stage } from '../../fixtures/stage'
import { type MortalProcess, mortalProcess, type Plants, SWEEP_MS } from '../mortal-process'
import { openWebhookTrap, type WebhookTrap } from '../webhook-trap'
import { openSpoiledFeed, type SpoiledFeed } from './spoiled-feed'

/** A program with its own QuickBooks and HubSpot: one of two that must end in the same state. */
export interface Side {
  readonly stage: Stage
  readonly trap: WebhookTrap
  readonly process: MortalProcess
  readonly api: Api
  readonly feed: SpoiledFeed
  /** Works until nothing is due any more. */
  rest(queues?: readonly QueueName[]): Promise<void>
  close(): Promise<void>
}

/** What histories happen to, one after the other: three deals of two customers, known by the same words on both sides. */
export interface Job {
  readonly side: Side
  readonly name: string
  /** Two thirds of it billed · billed whole, of the same customer · never planned. */
  readonly dealIds: readonly string[]
  readonly customerIds: readonly string[]
  /** Which deal each of them became part of. */
  readonly merged: Map<string, string>
}

export const QUEUES: readonly QueueName[] = ['quickbooks', 'hubspot', 'outbox', 'writeback']
/** Longer than all histories of a world: who is told everything never looks by itself. */
const NEVER_MS = 20_000 * 86_400_000

/** `sweeps`: it looks by itself now and then; otherwise it knows only what rings. */
export async function openSide(sweeps: boolean, plants: Plants = {}): Promise<Side> {
  const stage = await openStage({ deadlineMs: 2_000 })
  await stage.hubspot.turn({ search_delay: 'none' })
  const trap = await openWebhookTrap(stage)
  const feed = await openSpoiledFeed(stage)
  const company = (given: Company) => feed.through(plants.company?.(given) ?? given)
  const process = mortalProcess(stage, { ...plants, company }, sweeps ? SWEEP_MS : NEVER_MS)
  const api = await openApi(stage)
  await readCompany(stage)
  const side: Side = {
    stage,
    trap,
    process,
    api,
    feed,
    async rest(queues = QUEUES) {
      // Once around without anything to do is rest.
      for (let turn = 0, idle = 0; turn < 30 * queues.length; turn += 1) {
        idle = (await process.turn(must(queues[turn % queues.length]))) === 0 ? idle + 1 : 0
        if (idle === queues.length) return
      }
      throw new Error('the program does not come to rest')
    },
    async close() {
      await trap.close()
      await feed.close()
      await api.close()
      await stage.close()
    },
  }
  // The first reading learns every deal; from here on only what changes is asked for.
  await side.rest()
  return side
}

/** Plans and bills what the history then happens to; everything is told and at rest when it answers. */
export async function beginJob(side: Side, name: string): Promise<Job> {
  const { stage } = side
  const company = `/v3/company/${stage.realmId}`
  const customerIds: string[] = []
  for (const DisplayName of [name, `${name} & Co`]) {
    const { Customer } = await stage.quickbooks.api<{ Customer: { Id: string } }>(
      'POST',
      `${company}/customer`,
      { DisplayName },
    )
    customerIds.push(Customer.Id)
  }
  const dealIds: string[] = []
  for (const [of, amount] of [
    ['one', '3000.00'],
    ['two', '1000.01'],
    ['three', '500.00'],
  ]) {
    const { id } = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
      properties: { dealname: `${name} ${of}`, amount, pipeline: 'default', dealstage: 'contractsent' },
    })
    await learnDeal(stage.database, stage.vendors, stage.workspaceId, id)
    dealIds.push(id)
  }
  const more = { customer: { quickbooksId: must(customerIds[0]) }, delivery: 'post' as const }
  const [one, two] = dealIds.map((dealId) => must(dealId))
  const first = await plan(
    stage,
    must(one),
    draftOf(
      '3000.00',
      ['Start', 'Middle', 'End'].map((of) => fixed(`${of} of ${name}`, '1000.00')),
      more,
    ),
  )
  const second = await plan(stage, must(two), draftOf('1000.01', [fixed(`All of ${name}`, '1000.01')], more))
  const work = { clock: stage.clock, billing: billingByPolicy(stage.clock) }
  for (const milestoneId of [...first.ids.slice(0, 2), ...second.ids]) {
    await learnBillingFacts(stage, stage.workspaceId, milestoneId)
    await stage.within((sql) => completeMilestone(sql, owner, work, { milestoneId, note: null }))
    // One after the other, so that numbers and ids are the same on both sides.
    await side.rest(['outbox'])
  }
  await side.trap.arrive('once')
  stage.advance(10_000)
  await side.rest()
  return { side, name, dealIds, customerIds, merged: new Map() }
}

export const newName = (): string => `Twin ${randomUUID().slice(0, 8)}`
