import { askForCustomer, firstFree, nameTaken } from '../../customers/ask-for-customer'
import { chooseCustomer } from '../../customers/choose-customer'
import { isUnitedStates } from '../../customers/company-currencies'
import { customerOf } from '../../customers/customer'
import type { Creation } from '../../customers/customer-creation'
import { nameProblem } from '../../customers/customer-name'
import { type CustomerProposals, proposeCustomers } from '../../customers/propose-customers'
import { readDealCustomer } from '../../customers/read-deal-customer'
import { waitForCreation } from '../../customers/wait-for-creation'
import { customersNamed, namesTaken } from '../../masters/customer-search-table'
import { readMaster, readOnly } from '../../masters/master-table'
import type { Sql } from '../../postgres/database'
import { conflict } from '../../tenants/refusal'
import type { customerRoutes } from '../contract/customer-routes'
import type { Asked, Handlers } from '../contract-router'
import { creationWords, customerMatchesView, customerView, dealCustomerView } from '../views/customer-view'
import type { HandlerParts } from './handler-parts'

type Routes = keyof typeof customerRoutes

/** Whom a deal is billed to. What a vendor says, and a creation's answer, are waited for before the transaction. */
export function customerHandlers(parts: HandlerParts): Pick<Handlers, Routes> {
  const proposed = new WeakMap<object, CustomerProposals>()
  const asked = new WeakMap<object, Creation>()
  const learn = async ({ caller, params }: Asked<Routes>) => {
    const dealId = params['dealId'] ?? ''
    await parts.learnDeal(caller.workspaceId, dealId)
    await parts.refreshMasters(caller.workspaceId, 'customers')
    return { workspaceId: caller.workspaceId, dealId }
  }
  return {
    readDealCustomer: {
      run: async (sql, { params }) => ({
        value: dealCustomerView(await readDealCustomer(sql, params['dealId'] ?? '')),
      }),
    },
    matchCustomers: {
      async before(request) {
        const { workspaceId, dealId } = await learn(request)
        proposed.set(request, await proposeCustomers(parts, workspaceId, dealId))
      },
      async run(_sql, request) {
        const found = proposed.get(request)
        if (!found) throw new Error('nothing was proposed before the transaction')
        return { value: customerMatchesView(found) }
      },
    },
    chooseCustomer: {
      async before(request) {
        const { workspaceId, dealId } = await learn(request)
        const { body, caller } = request
        if (!('create' in body)) return
        const wish = body.create
        const creation = await parts.database.inWorkspace(workspaceId, (sql) =>
          askForCustomer(sql, caller.actor, workspaceId, { dealId, wish }),
        )
        const then = await waitForCreation(parts, workspaceId, creation.creationId)
        asked.set(request, then ?? creation)
      },
      async run(sql, request) {
        const { body, caller, params } = request
        const dealId = params['dealId'] ?? ''
        const creation = asked.get(request)
        if ('quickbooksId' in body) {
          await chooseCustomer(sql, caller.actor, { dealId, customerId: body.quickbooksId })
        } else if (creation?.state === 'refused') throw await refusalOf(sql, creation)
        return { value: dealCustomerView(await readDealCustomer(sql, dealId)) }
      },
    },
    checkCustomerName: {
      async run(sql, { query: { name = '' } }) {
        const problem = nameProblem(name, isUnitedStates(await readOnly(sql, 'company')))
        const named = (await customersNamed(sql, name)).map(customerOf)
        const taken = named.find((each) => each.name.toLowerCase() === name.toLowerCase())
        const existing = taken ?? named[0] ?? null
        const byOther = !taken && (await namesTaken(sql, [name])).size > 0
        return {
          value: {
            problem:
              problem ?? (byOther ? `A vendor or an employee in QuickBooks is called “${name}”.` : null),
            existing: existing && customerView(existing),
            freeName: taken || byOther ? await firstFree(sql, name) : null,
          },
        }
      },
    },
  }
}

/** What QuickBooks refused, as a refusal: a name that is taken with whoever has it and a free one, anything else in its words. */
async function refusalOf(sql: Sql, creation: Creation) {
  const { displayName, nameOf } = creation
  if (creation.fault?.code !== '6240') return conflict('customer_refused', creationWords(creation))
  const existing = nameOf === null || nameOf === '' ? null : await readMaster(sql, 'customers', nameOf)
  if (nameOf !== null && nameOf !== '' && existing === null) {
    return nameTaken(
      displayName,
      { quickbooksId: nameOf, name: displayName, active: true },
      await firstFree(sql, displayName),
    )
  }
  return nameTaken(displayName, existing, await firstFree(sql, displayName))
}
