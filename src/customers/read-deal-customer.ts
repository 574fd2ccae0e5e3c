import { readDealCustomer as readChoice } from '../deals/deal-customer-table'
import { readDeal } from '../deals/deal-table'
import { readMaster } from '../masters/master-table'
import type { Sql } from '../postgres/database'
import { readScheduleOfDeal } from '../schedules/schedule-table'
import { notFound } from '../tenants/refusal'
import { payerOf } from './choose-customer'
import { type Customer, customerOf } from './customer'
import type { Creation } from './customer-creation'
import { newestCreation } from './customer-creation-table'

/** Whom a deal is billed to, and what is on its way. */
export interface DealCustomerState {
  readonly dealId: string
  /** The schedule's customer, else the one that was chosen for the deal; null while there is none. */
  readonly customerId: string | null
  /** As QuickBooks has it; null while it was not read, or nobody is chosen. */
  readonly customer: Customer | null
  /** How many customers share the deal: more than one is changed in the plan. */
  readonly payers: number
  /** The newest creation for this deal; null where there was none. */
  readonly creation: Creation | null
}

/** Refuses not_found. */
export async function readDealCustomer(sql: Sql, dealId: string): Promise<DealCustomerState> {
  const deal = await readDeal(sql, dealId)
  if (!deal) throw notFound('deal')
  const schedule = await readScheduleOfDeal(sql, deal.dealId)
  const chosen = await readChoice(sql, deal.dealId)
  const customerId = schedule ? payerOf(schedule) : (chosen?.customerId ?? null)
  const master = customerId === null ? null : await readMaster(sql, 'customers', customerId)
  return {
    dealId: deal.dealId,
    customerId,
    customer: master && customerOf(master),
    payers: schedule?.terms.payers.length ?? 0,
    creation: await newestCreation(sql, deal.dealId),
  }
}
