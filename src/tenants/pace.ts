import { RateLimiterMemory, RateLimiterQueue, RateLimiterRedis } from 'rate-limiter-flexible'
import { limits } from '../../config/limits'
import type { Vendor } from './connection-table'
import type { RedisClient } from './open-redis'

/** Waits until an account's limits admit one more call of this kind. */
export type Pace = (account: string, kind: 'call' | 'batch' | 'search') => Promise<void>

/** Calls beyond this wait in line; a longer line is a fault of ours that should show. */
const LONGEST_LINE = 10_000

/** The package counts in whole seconds on Redis; our lanes are shorter, so the key ends by the millisecond. */
const countFor = (ms: number): string => `
redis.call('set', KEYS[1], 0, 'PX', ${ms}, 'NX')
local consumed = redis.call('incrby', KEYS[1], ARGV[1])
return {consumed, redis.call('pttl', KEYS[1])}`

interface Lane {
  pass(account: string): Promise<unknown>
}

/**
 * One call at a time every so often, first come first served. On Redis it holds over all processes; without Redis, and while it does
 * not answer, each process keeps it by itself.
 */
function lane(name: string, everyMs: number, redis: RedisClient | null): Lane {
  const alone = new RateLimiterMemory({ keyPrefix: name, points: 1, duration: everyMs / 1000 })
  const limiter =
    redis === null
      ? alone
      : new RateLimiterRedis({
          storeClient: redis,
          useRedisPackage: true,
          keyPrefix: `milepost-${name}`,
          points: 1,
          duration: 1,
          customIncrTtlLuaScript: countFor(everyMs),
          insuranceLimiter: alone,
          rejectIfRedisNotReady: true,
        })
  const line = new RateLimiterQueue(limiter, { maxQueueSize: LONGEST_LINE })
  return { pass: (account) => line.removeTokens(1, account) }
}

/**
 * The vendors' published limits, kept by us so that they need not refuse: calls leave evenly spaced, per company
 * or portal, with batches and searches apart. A call after a quiet moment leaves at once.
 */
export function paceOf(vendor: Vendor, redis: RedisClient | null): Pace {
  if (vendor === 'quickbooks') {
    const calls = lane('quickbooks-call', limits.quickbooks.callEveryMs, redis)
    const batches = lane('quickbooks-batch', limits.quickbooks.batchEveryMs, redis)
    return async (account, kind) => {
      if (kind === 'batch') await batches.pass(account)
      await calls.pass(account)
    }
  }
  const calls = lane('hubspot-call', limits.hubspot.callEveryMs, redis)
  const searches = lane('hubspot-search', limits.hubspot.searchEveryMs, redis)
  return async (account, kind) => {
    await (kind === 'search' ? searches : calls).pass(account)
  }
}
