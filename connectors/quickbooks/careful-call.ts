import { type Exchange, inExchange, type PackageName } from './package-axios'
import type { Reply } from './reply'

export interface CarefulCall {
  readonly packageName: PackageName
  /** What the request's URL must begin with; anything else is stopped before it leaves. */
  readonly destination: string
  readonly deadlineMs: number
}

/**
 * Lets a vendor package make one request, and answers with what really came back, at the latest after
 * `deadlineMs`. `start` hands the package `done` as its callback (or calls it when its promise settles); what
 * it is called with, and how often, doesn't matter, because the reply was kept on its way in. Never rejects.
 */
export function carefulCall(call: CarefulCall, start: (done: () => void) => unknown): Promise<Reply> {
  const abort = new AbortController()
  const exchange: Exchange = {
    deadlineMs: call.deadlineMs,
    signal: abort.signal,
    destination: call.destination,
    left: false,
    reply: null,
  }
  return new Promise((resolve) => {
    // A promise settles once, with the first of these, however often the package calls back.
    const timer = setTimeout(() => {
      resolve({ arrived: false, because: 'timeout', code: null })
      abort.abort()
    }, call.deadlineMs)
    let finished = false
    const finish = () => {
      finished = true
      clearTimeout(timer)
      resolve(exchange.reply ?? noReply(exchange))
    }
    try {
      inExchange(call.packageName, exchange, () => start(finish))
      // What the package might ask only now can't be seen: it may have been heard.
      if (!finished) exchange.left = true
    } catch {
      finish()
    }
  })
}

/** The package gave up without an exchange: before anything left, or (it may have) after. */
function noReply(exchange: Exchange): Reply {
  return { arrived: false, because: exchange.left ? 'lost' : 'not_sent', code: null }
}
