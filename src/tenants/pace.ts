import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible'
import { limits } from '../../config/limits'
import type { Vendor } from './connection-table'

/** Waits until a company's limits admit one more call of this kind. */
export type Pace = (account: string, kind: 'call' | 'batch' | 'search') => Promise<void>

/** Calls beyond this wait in line; a longer line is a fault of ours that should show. */
const LONGEST_LINE = 10_000

interface Lane {
  pass(account: string): Promise<unknown>
}

function lane(points: number, seconds: number): Lane {
  const line = new RateLimiterQueue(new RateLimiterMemory({ points, duration: seconds }), {
    maxQueueSize: LONGEST_LINE,
  })
  return { pass: (account) => line.removeTokens(1, account) }
}

/**
 * The vendors' published limits, kept by us so that they need not refuse: QuickBooks per company and second,
 * minute and batch; HubSpot per portal and ten seconds, searches apart.
 */
export function paceOf(vendor: Vendor): Pace {
  if (vendor === 'quickbooks') {
    const perSecond = lane(limits.quickbooks.perSecond, 1)
    const perMinute = lane(limits.quickbooks.perMinute, 60)
    const batches = lane(limits.quickbooks.batchesPerMinute, 60)
    return async (account, kind) => {
      if (kind === 'batch') await batches.pass(account)
      await perMinute.pass(account)
      await perSecond.pass(account)
    }
  }
  const perTenSeconds = lane(limits.hubspot.perTenSeconds, 10)
  const searches = lane(limits.hubspot.searchesPerSecond, 1)
  return async (account, kind) => {
    await (kind === 'search' ? searches : perTenSeconds).pass(account)
  }
}
