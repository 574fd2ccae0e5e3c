import type { Customer } from '../../customers/customer'
import type { Creation } from '../../customers/customer-creation'
import type { CustomerProposals } from '../../customers/propose-customers'
import type { DealCustomerState } from '../../customers/read-deal-customer'
import type {
  CustomerCreationView,
  CustomerMatchesView,
  CustomerView,
  DealCustomerView,
} from '../contract/customer'

export const customerView = (customer: Customer): CustomerView => ({
  quickbooksId: customer.quickbooksId,
  name: customer.name,
  fullName: customer.fullName,
  email: customer.emails[0] ?? null,
  currency: customer.currency,
  active: customer.active,
})

export function dealCustomerView({
  customerId,
  customer,
  payers,
  creation,
}: DealCustomerState): DealCustomerView {
  return {
    customer:
      customerId === null
        ? null
        : { quickbooksId: customerId, name: customer?.name ?? null, active: customer?.active ?? true },
    payers,
    creation: creation && creationView(creation),
  }
}

function creationView(creation: Creation): CustomerCreationView {
  const { state, displayName } = creation
  return {
    displayName,
    state: state === 'waiting' || state === 'sending' ? 'creating' : state,
    detail: creationWords(creation),
    since: creation.createdAt.toISOString(),
  }
}

/** What became of it, for a person: what is known, what is safe, and what to do. */
export function creationWords({ state, displayName, fault, nameOf }: Creation): string {
  switch (state) {
    case 'waiting':
      return fault === null
        ? `“${displayName}” is on its way to QuickBooks.`
        : `“${displayName}” is not in QuickBooks yet: ${fault.message} It is tried again by itself.`
    case 'sending':
      return `“${displayName}” is on its way to QuickBooks.`
    case 'unclear':
      return `Whether “${displayName}” was created is unclear: ${fault?.message ?? 'the answer was lost.'} Milepost looks for it again in two to three minutes, and sends it again only if it is not there. There will be one.`
    case 'created':
      return `“${displayName}” is in QuickBooks.`
    case 'cancelled':
      return `“${displayName}” was not created.`
    case 'refused':
      if (nameOf === '')
        return `A vendor or an employee in QuickBooks is called “${displayName}”. Nothing was created: take another name.`
      if (nameOf !== null || fault?.code === '6240')
        return `QuickBooks has “${displayName}” already. Nothing was created: choose that customer, or take another name.`
      return `QuickBooks refused “${displayName}”: ${fault?.message ?? 'it did not say why.'} Nothing was created.`
  }
}

export function customerMatchesView({
  matches,
  start,
  currency,
  readAt,
  trouble,
}: CustomerProposals): CustomerMatchesView {
  const { address } = start
  return {
    matches: matches.map(({ customer, confidence, reasons, whyNot }) => ({
      customer: customerView(customer),
      confidence,
      reasons: [...reasons],
      whyNot,
    })),
    start: {
      displayName: start.displayName,
      companyName: start.companyName ?? null,
      email: start.email ?? null,
      phone: start.phone ?? null,
      address: address
        ? Object.fromEntries(Object.entries(address).filter(([, part]) => part !== undefined))
        : null,
    },
    currency: { ...currency },
    readAt: readAt?.toISOString() ?? null,
    trouble,
  }
}
