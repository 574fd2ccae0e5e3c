import { limits } from '../../config/limits'
import type { Sql } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'
import { isTroubled } from '../tenants/vendor-trouble-table'
import type { Message } from './outbox-table'

/**
 * Whether a person should be asked about a message whose try has just failed: after several tries, unless something is
 * wrong with the vendor itself. That is said once for all that wait, and whichever message looks whether it is over
 * fails more often than the others. Null: it goes to none.
 */
export async function keepsFailing(sql: Sql, message: Message, vendor: Vendor | null): Promise<boolean> {
  if (message.attempts + 1 < limits.attemptsBeforeAttention) return false
  return vendor === null || !(await isTroubled(sql, vendor))
}
