import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { completeMilestone } from '../../src/approvals/complete-milestone'
import { learnDeal } from '../../src/deals/learn-deal'
import { listTieOuts, type WorkspaceTieOut } from '../../src/insight/tie-out/list-tie-outs'
import { billMilestone } from '../../src/invoices/bill-milestone'
import { learnBillingFacts } from '../../src/invoices/composing/learn-billing-facts'
import { billingByPolicy } from '../../src/invoices/follow-billing-policy'
import { listOwed, wakeMessage } from '../../src/outbox/outbox-table'
import { readTieOut } from '../../src/reconcile/read-tie-out'
import { readTrackers, type Tracker } from '../../src/reconcile/read-trackers'
import type { TieOut } from '../../src/reconcile/tie-out'
import { lockFor } from '../../src/schedules/change-milestone'
import { addDealFile } from '../fixtures/attaching'
import { changeSettings, makeDepositItem } from '../fixtures/deposits'
import { must } from '../fixtures/must'
import { draftOf, fixed, owner, plan, readCompany } from '../fixtures/plan'
import { openStage, type Stage } from '../fixtures/stage'
import { type Books, openBooks } from './books'
import { type MortalProcess, mortalProcess, type Plants } from './mortal-process'
import { openWebhookTrap, type WebhookTrap } from './webhook-trap'

/** The vendors answer within this, or the program gives the answer up. */
const DEADLINE_MS = 400
/** A slow answer comes after the deadline: the vendor carries the request out all the same. */
export const SLOW_MS = 1_500
const SLACK_MS = 300

export interface World {
  readonly stage: Stage
  readonly process: MortalProcess
  readonly trap: WebhookTrap
  /** The same stage under a program that is broken like this: how much one bug did is no part of the next. */
  planted(plants: Plants): World
  /** A new deal of new customers, who pay half each where they are two, planned: nothing that happened to another one touches it. */
  open(contract: bigint, amounts: readonly bigint[], payers: 1 | 2, firstIsDeposit: boolean): Promise<Job>
  close(): Promise<void>
}

/** What one payer pays of a milestone: one invoice of its own. */
export interface Part {
  /** Which milestone, counted from 0. */
  readonly milestone: number
  readonly name: string
  readonly customerId: string
  readonly amount: bigint
}

/** Half of an odd amount is a cent more for the second payer; who would pay nothing has no part. */
const partsOf = (milestone: number, name: string, amount: bigint, customerIds: readonly string[]): Part[] =>
  customerIds
    .map((customerId, payer) => ({
      milestone,
      name,
      customerId,
      amount: customerIds.length === 1 ? amount : payer === 0 ? amount / 2n : amount - amount / 2n,
    }))
    .filter((part) => part.amount > 0n)

/** One deal with its plan, and everything that people and weather can do to it. */
export interface Job {
  readonly world: World
  readonly dealId: string
  readonly books: Books
  readonly milestoneIds: readonly string[]
  readonly parts: readonly Part[]
  tracker(): Promise<Tracker>
  tieOut(): Promise<TieOut>
  /** All deals of this world together. */
  workspaceTieOut(): Promise<WorkspaceTieOut>
  /** How many deals this world has by now. */
  deals(): number
  complete(milestoneId: string): Promise<void>
  billAgain(milestoneId: string): Promise<void>
  /** A person presses "try now" on everything owed. */
  tryNow(): Promise<void>
  /** From now on the vendor may be slow: it carries out what was given up, and time passes no sooner. */
  expectSlow(): void
  advance(ms: number): Promise<void>
}

const usd = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`

/** `withFiles`: each job has an agreement, for every invoice. */
export async function openWorld(plants: Plants = {}, withFiles = false): Promise<World> {
  const stage = await openStage({ companies: ['landscaping', 'small'], deadlineMs: DEADLINE_MS })
  const trap = await openWebhookTrap(stage)
  const depositItemId = await makeDepositItem(stage)
  for (const place of stage.workspaces) await readCompany(stage, place)
  await changeSettings(stage, { depositItemId })
  return worldOn(stage, trap, plants, withFiles)
}

/** Changes a stage's own database, as its owner. */
export async function asOwner({ databaseUrl }: Stage, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

function worldOn(stage: Stage, trap: WebhookTrap, plants: Plants, withFiles: boolean): World {
  const process = mortalProcess(stage, plants)
  const world: World = {
    stage,
    process,
    trap,
    planted: (others) => worldOn(stage, trap, others, withFiles),
    async open(contract, amounts, payers, firstIsDeposit) {
      const name = `Model ${randomUUID().slice(0, 8)}`
      const books = await openBooks(stage, payers === 1 ? [name] : [name, `${name} too`])
      const made = await stage.hubspot.api<{ id: string }>('POST', '/crm/v3/objects/deals', {
        properties: { dealname: name, amount: usd(contract), pipeline: 'default', dealstage: 'closedwon' },
      })
      await learnDeal(stage.database, stage.vendors, stage.workspaceId, made.id)
      const names = amounts.map((_, index) => `Phase ${index + 1} of ${name}`)
      const { ids } = await plan(
        stage,
        made.id,
        draftOf(
          usd(contract),
          amounts.map((amount, index) => fixed(must(names[index]), usd(amount))),
          {
            customer: { quickbooksId: must(books.customerIds[0]) },
            ...(payers === 2 && {
              payers: books.customerIds.map((quickbooksId) => ({
                customer: { quickbooksId },
                share: { fraction: '1/2' },
              })),
            }),
            delivery: 'post',
            ...(firstIsDeposit && {
              deposit: {
                mode: 'liability' as const,
                share: { percent: '20' },
                draw: 'proportional' as const,
              },
            }),
          },
        ),
      )
      if (withFiles) await addDealFile(stage, made.id, 'agreement', 'SOW.pdf')
      // A customer whom a fault keeps unknown would block billing, which is another story.
      await learnBillingFacts(stage, stage.workspaceId, must(ids[0]))
      const parts = amounts.flatMap((amount, index) =>
        partsOf(index, must(names[index]), amount, books.customerIds),
      )
      return openJob(world, made.id, books, ids, parts)
    },
    async close() {
      await trap.close()
      await stage.close()
    },
  }
  return world
}

/** A world counts its deals: a look at all of them grows with their number. */
const dealsOf = new WeakMap<World, number>()

function openJob(
  world: World,
  dealId: string,
  books: Books,
  milestoneIds: readonly string[],
  parts: readonly Part[],
): Job {
  const { stage, process } = world
  const { workspaceId, clock } = stage
  dealsOf.set(world, (dealsOf.get(world) ?? 0) + 1)
  const within = <T>(work: Parameters<typeof process.database.inWorkspace<T>>[1]) =>
    process.database.inWorkspace(workspaceId, work)
  const learn = (milestoneId: string) =>
    learnBillingFacts(stage, workspaceId, milestoneId).catch(() => undefined)
  let slow = false
  return {
    world,
    dealId,
    books,
    milestoneIds,
    parts,
    tracker: async () => must((await within((sql) => readTrackers(sql, clock, [dealId]))).get(dealId)),
    workspaceTieOut: () => within((sql) => listTieOuts(sql, clock, { limit: 10_000, offset: 0 })),
    deals: () => dealsOf.get(world) ?? 1,
    tieOut: async () => must(await within((sql) => readTieOut(sql, clock, dealId))),
    async complete(milestoneId) {
      await learn(milestoneId)
      const work = { clock, billing: billingByPolicy(clock) }
      await within((sql) => completeMilestone(sql, owner, work, { milestoneId, note: null }))
    },
    async billAgain(milestoneId) {
      await learn(milestoneId)
      await within(async (sql) => {
        const { milestone, schedule } = await lockFor(sql, milestoneId)
        await billMilestone(sql, owner, clock, {
          schedule,
          milestone,
          again: true,
          byPolicy: false,
        })
      })
    },
    async tryNow() {
      await within(async (sql) => {
        for (const each of await listOwed(sql, { limit: 50, offset: 0 })) {
          if (each.state !== 'refused') await wakeMessage(sql, each.messageId)
        }
      })
    },
    expectSlow() {
      slow = true
    },
    async advance(ms) {
      if (slow) await pause(Math.max(0, process.lastTurn() + SLOW_MS + SLACK_MS - performance.now()))
      await world.trap.settle()
      stage.advance(ms)
    },
  }
}
