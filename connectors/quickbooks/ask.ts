import type { Answer, Caller } from '../answer'
import { type Failure, readFailure, type Secrets, traceOf, unreadable } from './read-fault'
import type { Arrived, Reply } from './reply'

/** One call of the API: what it is, how it is sent, and what its success holds. */
export interface Question<T> {
  /** In words, for the record of calls: `create Invoice`. */
  readonly operation: string
  /** Intuit counts and caps what is read; what is written is free. */
  readonly metered: boolean
  readonly write: boolean
  readonly requestKey?: string
  readonly batch?: boolean
  readonly send: (accessToken: string) => Promise<Reply>
  /** The promised contents of a 2xx, or a sentence that says what is missing, or a judged failure. */
  readonly read: (reply: Arrived, secrets: Secrets) => Contents<T>
}

export type Contents<T> = { readonly is: T } | { readonly lacks: string } | { readonly failed: Failure }

export type Ask = <T>(question: Question<T>) => Promise<Answer<T>>

/**
 * Asks QuickBooks for one caller: takes the token that is current, waits for the limits, sends once,
 * judges the reply, records the call. A 401 is answered as it is: refreshing is the caller's, whose
 * `accessToken` is asked again for each call. Rejects only when the caller's own `pace` or `accessToken` does;
 * nothing was sent then, and nothing is recorded.
 */
export function asker(caller: Caller): Ask {
  return async (question) => {
    const accessToken = await caller.accessToken()
    const over = await caller.pace(question.batch ? 'batch' : 'call')
    const started = performance.now()
    const reply = await question.send(accessToken).finally(() => over?.())
    const answer = judge(reply, question.read, [accessToken])
    caller.record({
      vendor: 'quickbooks',
      operation: question.operation,
      metered: question.metered,
      write: question.write,
      requestKey: question.requestKey ?? null,
      outcome: answer.outcome,
      ...(answer.outcome !== 'done' && { kind: answer.fault.kind }),
      status: reply.arrived ? reply.status : null,
      code: answer.outcome === 'done' ? null : answer.fault.code,
      trace: traceOf(reply, [accessToken]),
      durationMs: Math.round(performance.now() - started),
    })
    return answer
  }
}

/** What a reply amounts to. Any 2xx must hold what was asked for, or it is unknown whether it happened. */
export function judge<T>(reply: Reply, read: Question<T>['read'], secrets: Secrets): Answer<T> {
  if (!reply.arrived || reply.status < 200 || reply.status > 299) return readFailure(reply, secrets)
  const contents = read(reply, secrets)
  if ('failed' in contents) return contents.failed
  if ('lacks' in contents) return unreadable(reply, secrets, contents.lacks)
  return { outcome: 'done', value: contents.is, trace: traceOf(reply, secrets) }
}
