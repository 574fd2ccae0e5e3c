import type { RequestHandler } from 'express'
import type { Clock } from '../../src/clock/clock'
import { overhearAnswer } from './answer-tap'
import { bodyOf } from './raw-body'

/** Longest body or answer kept, and how much of everything. */
const TEXT_LIMIT = 64 * 1024
const ITEMS_LIMIT = 20_000
const TOTAL_LIMIT = 96 * 1024 * 1024

/** One request that arrived, as GET /simulator/log shows it. `status` is null while, or if, no answer went out. */
export interface LoggedRequest {
  readonly seq: number
  readonly at: string
  readonly method: string
  readonly path: string
  /** Path and query exactly as they came. */
  readonly url: string
  readonly query: Readonly<Record<string, string>>
  readonly body: string
  status: number | null
  answer: string | null
  /** Name of the fault that was played on this request, if one was. */
  fault: string | null
}

export interface RequestLog {
  readonly middleware: RequestHandler
  /** Notes on the newest entry of this request which fault met it. */
  markFault(request: object, name: string): void
  /** Requests at or after an ISO time, or after a sequence number; all when nothing is said. */
  since(mark: string | undefined): readonly LoggedRequest[] | { readonly problem: string }
  clear(): void
}

/** Remembers what was asked and answered, without headers; a simulator's tokens open nothing real. */
export function createRequestLog(clock: Clock): RequestLog {
  let items: LoggedRequest[] = []
  let size = 0
  let seq = 0
  const entries = new WeakMap<object, LoggedRequest>()
  const weight = (item: LoggedRequest): number => item.body.length + (item.answer?.length ?? 0)
  const trim = (): void => {
    while (items.length > ITEMS_LIMIT || (size > TOTAL_LIMIT && items.length > 1)) {
      const oldest = items.shift()
      if (oldest !== undefined) size -= weight(oldest)
    }
  }
  return {
    middleware: (req, res, next) => {
      seq += 1
      const entry: LoggedRequest = {
        seq,
        at: clock.now().toISOString(),
        method: req.method,
        path: req.path,
        url: req.originalUrl,
        query: Object.fromEntries(new URL(req.originalUrl, 'http://simulator').searchParams),
        body: bodyOf(req).subarray(0, TEXT_LIMIT).toString('utf8'),
        status: null,
        answer: null,
        fault: null,
      }
      entries.set(req, entry)
      items.push(entry)
      size += weight(entry)
      trim()
      overhearAnswer(res, TEXT_LIMIT, (body) => {
        entry.status = res.statusCode
        entry.answer = body.toString('utf8')
        size += entry.answer.length
      })
      next()
    },
    markFault: (request, name) => {
      const entry = entries.get(request)
      if (entry !== undefined) entry.fault = name
    },
    since: (mark) => {
      if (mark === undefined || mark === '') return items
      if (/^\d{1,15}$/.test(mark)) return items.filter((item) => item.seq > Number(mark))
      const time = Date.parse(mark)
      if (Number.isNaN(time))
        return { problem: `since must be an ISO time or a sequence number, not "${mark}"` }
      return items.filter((item) => Date.parse(item.at) >= time)
    },
    clear: () => {
      items = []
      size = 0
    },
  }
}
