import type { Entities } from '../../connectors/quickbooks/entities'
import type { Master } from './master-table'

/** A customer among QuickBooks' lists, from any answer that brings one. */
export const customerMaster = (customer: Entities['Customer']): Master => ({
  quickbooksId: customer.Id,
  name: customer.DisplayName,
  active: customer.Active ?? true,
  body: { ...customer },
})
