import { RateLimiterMemory, RateLimiterQueue, RateLimiterRedis } from 'rate-limiter-flexible'
import { limits } from '../../config/limits'
import type { Vendor } from './connection-table'
import type { RedisClient } from './open-redis'

/** Waits until an account's limits admit one more call of this kind. */
export type Pace = (account: string, kind: 'call' | 'batch' | 'search') => Promise<void>

/** Calls beyond this wait in line; a longer line is a fault of ours that should show. */
const LONGEST_LINE = 10_000

interface Lane {
  pass(account: string): Promise<unknown>
}

/**
 * One limit, first come first served. On Redis it holds over all processes; without Redis, and while it does
 * not answer, each process keeps it by itself.
 */
function lane(name: string, points: number, seconds: number, redis: RedisClient | null): Lane {
  const alone = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds })
  const limiter =
    redis === null
      ? alone
      : new RateLimiterRedis({
          storeClient: redis,
          useRedisPackage: true,
          keyPrefix: `milepost-${name}`,
          points,
          duration: seconds,
          insuranceLimiter: alone,
          rejectIfRedisNotReady: true,
        })
  const line = new RateLimiterQueue(limiter, { maxQueueSize: LONGEST_LINE })
  return { pass: (account) => line.removeTokens(1, account) }
}

/**
 * The vendors' published limits, kept by us so that they need not refuse: QuickBooks per company and second,
 * minute and batch; HubSpot per portal and ten seconds, searches apart.
 */
export function paceOf(vendor: Vendor, redis: RedisClient | null): Pace {
  if (vendor === 'quickbooks') {
    const perSecond = lane('qb-second', limits.quickbooks.perSecond, 1, redis)
    const perMinute = lane('qb-minute', limits.quickbooks.perMinute, 60, redis)
    const batches = lane('qb-batch', limits.quickbooks.batchesPerMinute, 60, redis)
    return async (account, kind) => {
      if (kind === 'batch') await batches.pass(account)
      await perMinute.pass(account)
      await perSecond.pass(account)
    }
  }
  const perTenSeconds = lane('hs-ten-seconds', limits.hubspot.perTenSeconds, 10, redis)
  const searches = lane('hs-search', limits.hubspot.searchesPerSecond, 1, redis)
  return async (account, kind) => {
    await (kind === 'search' ? searches : perTenSeconds).pass(account)
  }
}
