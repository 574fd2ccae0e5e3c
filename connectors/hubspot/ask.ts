import type { z } from 'zod'
import type { Answer, Caller } from '../answer'
import { exchange, type HttpCall, type HttpReply } from './careful-call'
import { readFailure, type Secrets, traceOf, unreadable } from './read-fault'

/** One call of the API: what it is, and the shape that its answer must have. */
export interface Question<T> {
  /** In words, for the record of calls: `update deals`. */
  readonly operation: string
  readonly write?: boolean
  /** Search has a limit of its own. */
  readonly search?: boolean
  readonly method: HttpCall['method']
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: object
  /** A body that is no JSON, with its media type: an upload. */
  readonly raw?: { readonly bytes: Uint8Array; readonly contentType: string }
  readonly shape: z.ZodType<T>
}

/** An answer, and when HubSpot gave it by its own clock; null where it does not say. */
export type Told<T> = Answer<T> & { readonly answeredAt: Date | null }

export type Ask = <T>(question: Question<T>) => Promise<Told<T>>

/**
 * Asks HubSpot for one caller: takes the token that is current, waits for the limits, sends once, judges
 * the reply, records the call. Rejects only when the caller's own `pace` or `accessToken` does; nothing was
 * sent then, and nothing is recorded.
 */
export function asker(caller: Caller): Ask {
  return async (question) => {
    const accessToken = await caller.accessToken()
    const over = await caller.pace(question.search ? 'search' : 'call')
    const started = performance.now()
    const reply = await exchange({
      baseUrl: caller.baseUrl,
      method: question.method,
      path: question.path + queryText(question.query),
      accessToken,
      body: question.raw ?? (question.body && { json: question.body }),
      deadlineMs: caller.deadlineMs,
    }).finally(() => over?.())
    const answer = judge(reply, question.shape, [accessToken])
    const failed = answer.outcome === 'done' ? null : answer.fault
    caller.record({
      vendor: 'hubspot',
      operation: question.operation,
      metered: false,
      write: question.write ?? false,
      requestKey: null,
      outcome: answer.outcome,
      ...(failed && { kind: failed.kind }),
      status: reply.status,
      code: failed?.code ?? null,
      trace: answer.outcome === 'done' ? answer.trace : answer.fault.trace,
      durationMs: Math.round(performance.now() - started),
    })
    return { ...answer, answeredAt: timeOf(reply) }
  }
}

function timeOf(reply: HttpReply): Date | null {
  const at = Date.parse((reply.arrived ? reply.header('date') : null) ?? '')
  return Number.isNaN(at) ? null : new Date(at)
}

/** What a reply amounts to. Any 2xx must have the promised shape, or it is unknown whether it happened. */
export function judge<T>(reply: HttpReply, shape: z.ZodType<T>, secrets: Secrets): Answer<T> {
  if (!reply.arrived || reply.status < 200 || reply.status > 299) return readFailure(reply, secrets)
  let body: unknown
  try {
    body = reply.text === '' ? null : JSON.parse(reply.text)
  } catch {
    return unreadable(reply, secrets, "HubSpot's answer is not JSON.")
  }
  const parsed = shape.safeParse(body)
  if (!parsed.success) return unreadable(reply, secrets, "HubSpot's answer lacks what it promised.")
  return { outcome: 'done', value: parsed.data, trace: traceOf(reply, secrets) }
}

function queryText(query: Question<never>['query']): string {
  const given = Object.entries(query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}
