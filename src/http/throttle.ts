import type { Request, RequestHandler, Response } from 'express'
import rateLimit, { type Options } from 'express-rate-limit'
import { RedisStore } from 'rate-limit-redis'
import { limits } from '../../config/limits'
import { Refusal } from '../tenants/refusal'
import type { RedisClient } from './open-redis'
import { sendProblem } from './problem'

/** Which visits count, and how many there may be: of one address, all of them, as often as at every door, unless said. */
export interface Visits {
  readonly perMinute?: number
  /** Counts together what this names alike, instead of an address. */
  readonly keyOf?: (request: Request) => string
  /** Counts only those that were refused, and that this does not know: somebody who tries keys. */
  readonly refusedBut?: (request: Request) => boolean
  /** How whoever comes too often is told; as a problem, unless said. */
  readonly refuse?: (response: Response, refusal: Refusal) => void
}

/** Holds a door to so many visits a minute, and tells whoever comes more often to wait. */
export type Throttle = (door: string, words: string, visits?: Visits) => RequestHandler

/**
 * Every process counts by itself; with Redis the visits to all of them are counted too, so that more processes are no
 * more tries. When Redis is away the first count still holds.
 */
export function throttleBy(redis: RedisClient | null): Throttle {
  return (
    door,
    words,
    { perMinute = limits.visitsPerMinute, keyOf, refusedBut, refuse = sendProblem } = {},
  ) => {
    const how: Partial<Options> = {
      windowMs: 60_000,
      limit: perMinute,
      skipSuccessfulRequests: refusedBut !== undefined,
      requestWasSuccessful: (request, response) =>
        response.statusCode < 400 || (refusedBut?.(request) ?? false),
      ...(keyOf && { keyGenerator: keyOf }),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: (_request, response) => refuse(response, new Refusal(429, 'rate_limited', words)),
    }
    const own = rateLimit(how)
    if (redis === null) return own
    const all = overAll(redis, door, how)
    return (request, response, next) =>
      own(request, response, (error?: unknown) => (error ? next(error) : all(request, response, next)))
  }
}

/** Longer than this nobody waits for a count at a door: a Redis that is silent is one that is away. */
const REDIS_MS = 500

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Redis did not answer within ${REDIS_MS} ms`)), REDIS_MS)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The count over all processes: made anew whenever Redis comes back, because it forgets what it was told. */
function overAll(redis: RedisClient, door: string, how: Partial<Options>): RequestHandler {
  let limit: RequestHandler | null = null
  const make = () => {
    const store = new RedisStore({
      prefix: `milepost:visits:${door}:`,
      sendCommand: (...command: string[]) => inTime(redis.sendCommand(command)),
    })
    limit = rateLimit({ ...how, store, passOnStoreError: true })
  }
  redis.on('ready', make)
  if (redis.isReady) make()
  return (request, response, next) => {
    if (limit === null || !redis.isReady) return next()
    return limit(request, response, next)
  }
}
