import { listWords } from '../../masters/list-words'
import type { CachedKind } from '../../masters/master-table'

/** How something that QuickBooks would refuse is mended: in words, and where. */
export interface Mend {
  readonly label: string
  /** A page of the console, or one that sends on to a vendor's; null where there is none. */
  readonly href: string | null
}

/** What is wrong, and what to do about it, as sentences of one question: "… To mend it: choose the customer. Then try again." */
export function withMends(
  failed: readonly { readonly detail: string; readonly mend: Mend | null }[],
): string[] {
  const labels = [...new Set(failed.flatMap(({ mend }) => (mend === null ? [] : mend.label)))]
  const steps = labels.map((label) => label.charAt(0).toLowerCase() + label.slice(1))
  return [
    ...failed.map(({ detail }) => detail),
    ...(steps.length === 0 ? [] : [`To mend it: ${steps.join('; ')}. Then try again.`]),
  ]
}

/** The vendors' own pages that a person is sent to; `/open/…` finds their address. */
export type VendorPage = 'customers' | 'items' | 'accounts' | 'taxes' | 'settings'

/** A page of QuickBooks: of one record where an id is given. */
export const inQuickBooks = (label: string, page: VendorPage, id?: string | null): Mend => ({
  label,
  href: `/open/quickbooks/${page}${id ? `/${id}` : ''}`,
})

/** The deal in HubSpot. */
export const inHubSpot = (label: string, dealId: string): Mend => ({
  label,
  href: `/open/hubspot/deals/${dealId}`,
})

/** Another deal's page. */
export const inDeal = (label: string, dealId: string): Mend => ({ label, href: `/deals/${dealId}` })

/** Groups of the plan's form, as it names them. */
export type PlanSection = 'contract' | 'payers' | 'invoicing' | 'approval' | 'held-back'

/** The plan's form, open where the field is. */
export const inPlan = (dealId: string, section: PlanSection): Mend => ({
  label: 'Change the schedule',
  href: `/deals/${dealId}/plan?open=${section}`,
})

/** Who pays, where QuickBooks' customer is found, chosen or made. */
export const inCustomer = (dealId: string): Mend => ({
  label: 'Choose the customer',
  href: `/deals/${dealId}?do=customer`,
})

export const inSettings: Mend = { label: 'Choose it in the billing settings', href: '/settings/billing' }

/** Both vendors are read, whatever failed before. */
export const checkNow: Mend = { label: 'Check now', href: '/connections' }

/** That one of QuickBooks' lists was never read, and what is not known because of it. */
export const neverRead = (kind: CachedKind, so: string): string =>
  `QuickBooks’ ${listWords[kind]} could not be read yet, so ${so}.`
