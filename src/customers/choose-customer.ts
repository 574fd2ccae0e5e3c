import { settleAttentions } from '../attention/attention-table'
import type { Deal } from '../deals/deal'
import { readDealCustomer, saveDealCustomer } from '../deals/deal-customer-table'
import { readDeal } from '../deals/deal-table'
import { record } from '../history/history-table'
import { survivorOf } from '../masters/customer-merge-table'
import { masterNames, readMaster, readOnly } from '../masters/master-table'
import { closeMessage, readMessageOf } from '../outbox/outbox-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import { readMilestones } from '../schedules/milestone-table'
import { planSchedule } from '../schedules/plan-schedule'
import type { Schedule } from '../schedules/schedule'
import { lockScheduleOfDeal } from '../schedules/schedule-table'
import { scheduleToDraft } from '../schedules/schedule-to-draft'
import type { Actor } from '../tenants/actor'
import { conflict, invalid, notFound } from '../tenants/refusal'
import { readWorkspace } from '../tenants/workspace-table'
import { companyCurrencies } from './company-currencies'
import { type Customer, customerOf } from './customer'
import { creationCauses, isOnItsWay } from './customer-creation'
import { endCreation, lockCreation, newestCreation } from './customer-creation-table'

/**
 * Whom a deal is billed to. It is kept with the deal, so that planning starts from it; a schedule that is there is
 * planned again with it, under planning's own guards. A creation that was never sent is given up for it.
 * Refuses: not_found, deal_archived, validation_failed, customer_inactive, currency_mismatch, several_payers, and
 * whatever planning refuses.
 */
export async function chooseCustomer(
  sql: Sql,
  actor: Actor,
  request: { dealId: string; customerId: string },
): Promise<Customer> {
  const { deal, schedule } = await lockDeal(sql, request.dealId)
  const customerId = await survivorOf(sql, request.customerId)
  const master = await readMaster(sql, 'customers', customerId)
  if (!master) {
    throw invalid([
      {
        pointer: '/quickbooksId',
        detail: `Milepost knows no customer ${customerId} of QuickBooks. Check now reads the list again.`,
      },
    ])
  }
  const customer = customerOf(master)
  if (!customer.active) {
    throw conflict(
      'customer_inactive',
      `“${customer.name}” is inactive in QuickBooks. Make it active there and choose it again, or choose another. Nothing was changed.`,
    )
  }
  if (schedule) await guardSchedule(sql, schedule, customer)
  await giveUpUnsent(sql, deal.dealId, actor)
  await applyChoice(sql, actor, deal, schedule, customer)
  return customer
}

/** The deal with its schedule, locked. Refuses not_found and deal_archived. */
export async function lockDeal(sql: Sql, dealId: string): Promise<{ deal: Deal; schedule: Schedule | null }> {
  const deal = await readDeal(sql, dealId)
  if (!deal) throw notFound('deal')
  if (deal.archived) {
    throw conflict(
      'deal_archived',
      `“${deal.name}” was deleted in HubSpot. Restore the deal there to choose its customer.`,
    )
  }
  return { deal, schedule: await lockScheduleOfDeal(sql, deal.dealId) }
}

/** Refuses several_payers for a schedule that more than one customer pays. */
export function guardOnePayer(schedule: Schedule): void {
  if (schedule.terms.payers.length < 2) return
  throw conflict(
    'several_payers',
    'Several customers pay this deal. Who pays which share is changed in its plan. Nothing was changed.',
  )
}

/** Who pays all of it: a single payer goes before the schedule's customer. */
export const payerOf = ({ terms }: Pick<Schedule, 'terms'>): string | null =>
  terms.payers[0]?.customer.quickbooksId ?? terms.customerId

/** A schedule's currency decides: QuickBooks never changes that of a customer. */
async function guardSchedule(sql: Sql, schedule: Schedule, customer: Customer): Promise<void> {
  guardOnePayer(schedule)
  const { currency } = await readWorkspace(sql)
  const { home } = companyCurrencies(await readOnly(sql, 'preferences'), currency)
  const theirs = customer.currency ?? home
  if (theirs === schedule.currency) return
  throw conflict(
    'currency_mismatch',
    `“${customer.name}” is billed in ${theirs}, this deal in ${schedule.currency}. QuickBooks never changes a customer's currency: choose another customer, or create one for ${schedule.currency}. Nothing was changed.`,
    { currency: schedule.currency },
  )
}

/** What was asked for and never sent gives way to what somebody chose now. What was sent ends by itself. */
async function giveUpUnsent(sql: Sql, dealId: string, actor: Actor): Promise<void> {
  const newest = await newestCreation(sql, dealId)
  const creation = newest && (await lockCreation(sql, newest.creationId))
  if (!creation) return
  const unsent = isOnItsWay(creation) && creation.firstSentAt === null
  const message = await readMessageOf(sql, 'customer.create', creation.creationId)
  if (unsent) await endCreation(sql, creation.creationId, { state: 'cancelled' })
  if (message && (unsent || creation.state === 'refused')) {
    await closeMessage(sql, message.messageId, 'cancelled', message.fault)
  }
  await settleAttentions(sql, creationCauses(creation.creationId), actor.who, 'chosen')
}

/** Keeps the choice, and plans the schedule with it, where there is one. The schedule is locked. */
export async function applyChoice(
  sql: Sql,
  actor: Actor,
  deal: Deal,
  schedule: Schedule | null,
  customer: Customer,
): Promise<void> {
  const before = (await readDealCustomer(sql, deal.dealId))?.customerId ?? null
  await saveDealCustomer(sql, {
    dealId: deal.dealId,
    customerId: customer.quickbooksId,
    chosenBy: actor.who,
  })
  await announceDeals(sql, [deal.dealId])
  if (schedule) {
    guardOnePayer(schedule)
    if (payerOf(schedule) === customer.quickbooksId) return
    const milestones = await readMilestones(sql, [schedule.scheduleId])
    const draft = scheduleToDraft(schedule, milestones)
    await planSchedule(sql, actor, {
      dealId: deal.dealId,
      draft: { ...draft, customer: { quickbooksId: customer.quickbooksId }, payers: [] },
      ifVersion: null,
    })
    return
  }
  if (before === customer.quickbooksId) return
  const names = await masterNames(sql, 'customers', before === null ? [] : [before])
  await record(sql, actor, [
    {
      what: `Chose the customer “${customer.name}”`,
      dealId: deal.dealId,
      before: before === null ? undefined : { customer: names.get(before) ?? `customer ${before}` },
      after: { customer: customer.name },
    },
  ])
}
