import { setTimeout as pause } from 'node:timers/promises'

/** Answers with QuickBooks' JSON; throws with its words when it refuses. `path` stands under the company's own. */
export type QuickBooksCall = (method: string, path: string, body?: unknown) => Promise<unknown>

const BUSY = 429
/** A company answers ten calls a second, and Milepost makes some of them. */
const APART_MS = 150
const TRIES = 10

/** QuickBooks' own API with a token of its own, as a second program would call it: one call after the other. */
export function quickbooksCaller(parts: {
  baseUrl: string
  realmId: string
  accessToken: string
  signal: AbortSignal
}): QuickBooksCall {
  let line: Promise<unknown> = Promise.resolve()
  function inLine(): Promise<unknown> {
    line = line.then(() => pause(APART_MS, undefined, { signal: parts.signal }))
    return line
  }
  return async (method, path, body) => {
    await inLine()
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetch(`${parts.baseUrl}/v3/company/${parts.realmId}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${parts.accessToken}`,
          accept: 'application/json',
          'content-type': 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: parts.signal,
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text)
      if (response.status !== BUSY || attempt === TRIES) {
        throw new Error(`QuickBooks answered ${response.status} to ${method} ${path}: ${text.slice(0, 300)}`)
      }
      await pause(1_000, undefined, { signal: parts.signal })
    }
  }
}
