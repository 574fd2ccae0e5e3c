import { addEvents } from '../inbox/inbox-table'
import type { Sql } from '../postgres/database'

/**
 * Has HubSpot asked for one deal as if it had rung, although it did not. `mark` tells one asking from another: the same again
 * is the same ring.
 */
export function askForDeal(sql: Sql, dealId: string, why: string, mark: string): Promise<void> {
  return addEvents(sql, [
    {
      source: 'hubspot',
      key: `${why} ${dealId} ${mark}`,
      entity: 'deal',
      entityIds: [dealId],
      operation: why,
      occurredAt: null,
      body: {},
    },
  ])
}
