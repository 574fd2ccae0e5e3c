import { readDealCustomer } from '../deals/deal-customer-table'
import { record } from '../history/history-table'
import { customersNamed, namesTaken } from '../masters/customer-search-table'
import { readMaster } from '../masters/master-table'
import { addMessage } from '../outbox/outbox-table'
import { announceDeals } from '../outbox/ring'
import type { Sql } from '../postgres/database'
import type { Actor } from '../tenants/actor'
import { conflict } from '../tenants/refusal'
import { checkWish } from './check-wish'
import { guardOnePayer, lockDeal } from './choose-customer'
import {
  type Creation,
  type CustomerWish,
  creationBody,
  creationHash,
  creationKey,
  isOnItsWay,
} from './customer-creation'
import { addCreation, creationOnItsWay, generationsOf, newestCreation } from './customer-creation-table'
import { freeNames } from './customer-name'

/**
 * Decides that a customer is created in QuickBooks for this deal, and puts the promise in, in this transaction. Asked
 * again for the same, it answers what is on its way, or was created; two people who press at once ask for one.
 * Refuses: not_found, deal_archived, validation_failed, currency_mismatch, several_payers, customer_name_taken,
 * customer_being_created.
 */
export async function askForCustomer(
  sql: Sql,
  actor: Actor,
  workspaceId: string,
  request: { dealId: string; wish: CustomerWish },
): Promise<Creation> {
  const { deal, schedule } = await lockDeal(sql, request.dealId)
  if (schedule) guardOnePayer(schedule)
  const { wish } = request
  const currency = await checkWish(sql, wish, { schedule, dealCurrency: deal.currency })
  const body = creationBody(wish, currency)
  const bodyHash = creationHash(body)
  const known = await standing(sql, deal.dealId, wish.displayName, bodyHash)
  if (known) return known
  await guardName(sql, wish.displayName)

  const generation = (await generationsOf(sql, bodyHash)) + 1
  const creation = await addCreation(sql, {
    dealId: deal.dealId,
    displayName: wish.displayName,
    generation,
    requestKey: creationKey(workspaceId, bodyHash, generation),
    body,
    bodyHash,
    createdBy: actor,
  })
  // Somebody else's began between the look and the row.
  if (!creation) return mustStand(await standing(sql, deal.dealId, wish.displayName, bodyHash))
  await addMessage(sql, { kind: 'customer.create', subjectId: creation.creationId, dealId: deal.dealId })
  await announceDeals(sql, [deal.dealId])
  await record(sql, actor, [
    {
      what: `Asked QuickBooks for a new customer, “${wish.displayName}”`,
      dealId: deal.dealId,
      after: {
        name: wish.displayName,
        ...(wish.email && { email: wish.email }),
        ...(currency !== null && { currency }),
      },
    },
  ])
  return creation
}

/** What was decided already: the same is joined, anything else on its way has to come to its end first. */
async function standing(
  sql: Sql,
  dealId: string,
  displayName: string,
  bodyHash: string,
): Promise<Creation | null> {
  const running = await creationOnItsWay(sql, { dealId, displayName })
  if (running?.dealId === dealId && running.bodyHash === bodyHash) return running
  if (running) {
    throw conflict(
      'customer_being_created',
      running.dealId === dealId
        ? `“${running.displayName}” is being created for this deal. Wait until it is there, or choose another customer.`
        : `“${running.displayName}” is being created for another deal. Choose it here once it is there.`,
    )
  }
  const newest = await newestCreation(sql, dealId)
  if (newest?.state !== 'created' || newest.bodyHash !== bodyHash || newest.quickbooksId === null) return null
  const chosen = await readDealCustomer(sql, dealId)
  if (chosen?.customerId !== newest.quickbooksId) return null
  const there = await readMaster(sql, 'customers', newest.quickbooksId)
  return there?.active === true ? newest : null
}

function mustStand(creation: Creation | null): Creation {
  if (creation && isOnItsWay(creation)) return creation
  throw conflict(
    'customer_being_created',
    'A customer was asked for at the same moment. Look again, then decide.',
  )
}

/** A name is one customer's. What is inactive has given its own up, and is no hindrance. */
async function guardName(sql: Sql, name: string): Promise<void> {
  const taken = (await customersNamed(sql, name)).find(
    (each) => each.name.toLowerCase() === name.toLowerCase(),
  )
  if (taken) throw nameTaken(name, taken, await firstFree(sql, name))
  if ((await namesTaken(sql, [name])).size > 0) throw nameTaken(name, null, await firstFree(sql, name))
}

/** The refusal of a name: with the customer that has it, where it is one, and a name that is free as far as we know. */
export function nameTaken(
  name: string,
  by: { readonly quickbooksId: string; readonly name: string; readonly active: boolean } | null,
  freeName: string | null,
) {
  const who =
    by === null
      ? `A vendor or an employee in QuickBooks is called “${name}”.`
      : by.active
        ? `QuickBooks has a customer called “${by.name}” already. Choose that one, if it is the same.`
        : `“${by.name}” in QuickBooks is inactive. Make it active there and choose it, if it is the same.`
  const way = freeName === null ? '' : ` Otherwise “${freeName}” is free.`
  return conflict('customer_name_taken', `${who}${way} Nothing was created.`, {
    existing: by && { quickbooksId: by.quickbooksId, name: by.name, active: by.active },
    freeName,
  })
}

/** The first name of those like it that no customer has; null when all are taken. */
export async function firstFree(sql: Sql, name: string): Promise<string | null> {
  const free = freeNames(name)
  const taken = await namesTaken(sql, free)
  return free.find((each) => !taken.has(each.toLowerCase())) ?? null
}
