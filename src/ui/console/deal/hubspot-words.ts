import type { DealPageView } from '../../../http/contract/deal'
import { moneyText } from '../../parts/money-text'

/** The deal's amount as HubSpot says it, where the contract says another; null where they agree or one is missing. */
export function otherAmount({ deal, figures }: Pick<DealPageView, 'deal' | 'figures'>): string | null {
  const contract = figures?.contractSum ?? null
  if (deal.amount === null || contract === null || deal.archived) return null
  const same = deal.amount.amount === contract.amount && deal.amount.currency === contract.currency
  return same ? null : moneyText(deal.amount)
}

/** Why nothing is billed by this deal any more; null for one that is alive. */
export function whyStopped({ deal, mergedInto }: Pick<DealPageView, 'deal' | 'mergedInto'>): string | null {
  if (!deal.archived) return null
  return mergedInto === null
    ? 'deleted in HubSpot: billing is stopped'
    : 'merged in HubSpot: billing is stopped'
}
