import type { Entities } from '../../connectors/quickbooks/entities'
import { settleAttentions } from '../attention/attention-table'
import { readDealCustomer } from '../deals/deal-customer-table'
import { readDeal } from '../deals/deal-table'
import { type Happening, record } from '../history/history-table'
import { customerMaster } from '../masters/customer-master'
import { saveMasters } from '../masters/master-table'
import { closeMessage, readMessageOf } from '../outbox/outbox-table'
import type { Sql } from '../postgres/database'
import { lockScheduleOfDeal } from '../schedules/schedule-table'
import { program } from '../tenants/actor'
import { Refusal } from '../tenants/refusal'
import { applyChoice } from './choose-customer'
import { customerOf } from './customer'
import { type Creation, creationCauses } from './customer-creation'
import { endCreation, lockCreation } from './customer-creation-table'

const us = program('QuickBooks')

/**
 * The customer is in QuickBooks: it is in the cache at once, and the deal is billed to it, unless somebody chose
 * another meanwhile. A schedule that may not be changed any more keeps its own; the history says so.
 */
export async function adoptCustomer(
  sql: Sql,
  seen: Creation,
  entity: Entities['Customer'],
  how: 'created' | 'found',
): Promise<void> {
  const schedule = await lockScheduleOfDeal(sql, seen.dealId)
  const creation = await lockCreation(sql, seen.creationId)
  if (!creation || creation.state === 'created') return
  const master = customerMaster(entity)
  const customer = customerOf(master)
  await saveMasters(sql, 'customers', [master])
  await endCreation(sql, creation.creationId, { state: 'created', quickbooksId: customer.quickbooksId })
  const message = await readMessageOf(sql, 'customer.create', creation.creationId)
  if (message) await closeMessage(sql, message.messageId, 'done', null)
  await settleAttentions(sql, creationCauses(creation.creationId), us.who, 'created')
  const story: Happening[] = [
    {
      what:
        how === 'created'
          ? `Created the customer “${customer.name}” in QuickBooks`
          : `Found the customer “${customer.name}” in QuickBooks, which an attempt had created`,
      dealId: creation.dealId,
      after: { customer: customer.name, quickbooksId: customer.quickbooksId },
    },
  ]
  const deal = await readDeal(sql, creation.dealId)
  const chosen = await readDealCustomer(sql, creation.dealId)
  if (deal && (chosen === null || chosen.chosenAt <= creation.createdAt)) {
    try {
      await applyChoice(sql, creation.createdBy, deal, schedule, customer)
    } catch (error) {
      // Judged before anything was written: nothing to take back.
      if (!(error instanceof Refusal)) throw error
      story.push({
        what: `The plan keeps its customer, and “${customer.name}” is kept with the deal`,
        dealId: deal.dealId,
        after: { because: error.message },
      })
    }
  }
  await record(sql, us, story)
}
