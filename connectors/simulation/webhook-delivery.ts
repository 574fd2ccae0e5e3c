import { z } from 'zod'
import type { Clock } from '../../src/clock/clock'

export type WebhookMode = 'normal' | 'off' | 'duplicate' | 'reorder' | 'late'

export interface WebhookSettings {
  readonly mode: WebhookMode
  /** Added before each delivery; in mode `late` at least LATE_MS. */
  readonly delayMs: number
  readonly format: string
  readonly url: string | null
}

/** What the vendor puts into one delivery. */
export interface Composed {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface DeliveryOptions<E> {
  readonly clock: Clock
  readonly url: string | null
  /** Names of the payload formats, the vendor's default first. */
  readonly formats: readonly [string, ...string[]]
  /** Events of different groups (companies, portals) never travel together. */
  readonly groupOf: (event: E) => string
  readonly maxEvents: number
  readonly timeoutMs: number
  /** Pause before attempt n+1 after attempt n (1-based) failed; null gives up. */
  readonly retryAfterMs: (attempt: number) => number | null
  readonly compose: (given: {
    events: readonly E[]
    attempt: number
    url: string
    format: string
    at: Date
  }) => Composed
}

export interface Delivered {
  readonly at: string
  readonly url: string
  readonly attempt: number
  readonly events: number
  readonly status: number | null
}

export interface WebhookDelivery<E> {
  /** Hands over events; they leave together with others of the next few milliseconds. Never throws. */
  send(events: readonly E[]): void
  settings(): WebhookSettings
  /** The last attempts, newest last. */
  attempts(): readonly Delivered[]
  /** Events gathered, deliveries waiting or under way. */
  pending(): number
  change(body: unknown): { readonly problem: string } | null
  /** Forgets what waits and goes back to the settings of the start. */
  clear(): void
  close(): void
}

const GATHER_MS = 50
const REORDER_GATHER_MS = 400
const LATE_MS = 3000
const REMEMBERED = 500

/** Signed deliveries with the vendor's own body, headers and retry schedule. State is in memory only. */
export function createWebhookDelivery<E>(options: DeliveryOptions<E>): WebhookDelivery<E> {
  const initial: WebhookSettings = {
    mode: 'normal',
    delayMs: 0,
    format: options.formats[0],
    url: options.url,
  }
  let settings = initial
  let gathered: E[] = []
  let gathering: NodeJS.Timeout | null = null
  let attempts: Delivered[] = []
  const timers = new Set<NodeJS.Timeout>()
  const flights = new Set<AbortController>()

  const later = (ms: number, what: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      what()
    }, ms)
    timers.add(timer)
  }
  const attempt = async (events: readonly E[], count: number): Promise<void> => {
    const { url, format } = settings
    if (url === null) return
    const flight = new AbortController()
    flights.add(flight)
    const at = options.clock.now()
    const status = await post(
      url,
      options.compose({ events, attempt: count, url, format, at }),
      options.timeoutMs,
      flight,
    )
    flights.delete(flight)
    if (status === 'stopped') return
    attempts = [
      ...attempts.slice(1 - REMEMBERED),
      { at: at.toISOString(), url, attempt: count, events: events.length, status },
    ]
    if (status !== null && status >= 200 && status < 300) return
    const pause = options.retryAfterMs(count)
    if (pause !== null) later(pause, () => void attempt(events, count + 1))
  }
  const flush = (): void => {
    gathering = null
    const { mode, delayMs } = settings
    const batches = deliveries(gathered, mode === 'reorder' ? 1 : options.maxEvents, options.groupOf)
    gathered = []
    const wait = mode === 'late' ? Math.max(delayMs, LATE_MS) : delayMs
    const ordered = mode === 'reorder' ? batches.reverse() : batches
    ordered.forEach((batch, index) => {
      // Reordered deliveries leave one after another, so that they also arrive in the wrong order.
      const pause = mode === 'reorder' ? wait + index * 40 : wait
      for (let copy = 0; copy < (mode === 'duplicate' ? 2 : 1); copy += 1)
        later(pause, () => void attempt(batch, 1))
    })
  }
  const stop = (): void => {
    if (gathering !== null) clearTimeout(gathering)
    gathering = null
    gathered = []
    for (const timer of timers) clearTimeout(timer)
    timers.clear()
    for (const flight of flights) flight.abort()
    flights.clear()
  }

  return {
    send: (events) => {
      if (settings.mode === 'off' || settings.url === null || events.length === 0) return
      gathered.push(...events)
      gathering ??= setTimeout(flush, settings.mode === 'reorder' ? REORDER_GATHER_MS : GATHER_MS)
    },
    settings: () => settings,
    attempts: () => attempts,
    pending: () => gathered.length + timers.size + flights.size,
    change: (body) => {
      const wanted = settingsOf(options.formats).safeParse(body)
      if (!wanted.success) return { problem: z.prettifyError(wanted.error) }
      const { mode, delayMs, format, url } = wanted.data
      settings = {
        mode: mode ?? settings.mode,
        delayMs: delayMs ?? settings.delayMs,
        format: format ?? settings.format,
        url: url === undefined ? settings.url : url,
      }
      return null
    },
    clear: () => {
      stop()
      settings = initial
      attempts = []
    },
    close: stop,
  }
}

const settingsOf = (formats: readonly [string, ...string[]]) =>
  z.strictObject({
    mode: z.enum(['normal', 'off', 'duplicate', 'reorder', 'late']).optional(),
    delayMs: z.int().min(0).max(86_400_000).optional(),
    format: z.enum(formats).optional(),
    url: z.url().nullable().optional(),
  })

function deliveries<E>(events: readonly E[], size: number, groupOf: (event: E) => string): E[][] {
  const groups = new Map<string, E[][]>()
  for (const event of events) {
    const batches = groups.get(groupOf(event)) ?? []
    const last = batches.at(-1)
    if (last === undefined || last.length >= size) batches.push([event])
    else last.push(event)
    groups.set(groupOf(event), batches)
  }
  return [...groups.values()].flat()
}

/** The status, null when no answer came in time, `stopped` when the simulator gave the delivery up. */
async function post(
  url: string,
  { headers, body }: Composed,
  timeoutMs: number,
  flight: AbortController,
): Promise<number | null | 'stopped'> {
  try {
    const signal = AbortSignal.any([flight.signal, AbortSignal.timeout(timeoutMs)])
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await answer.body?.cancel()
    return answer.status
  } catch {
    return flight.signal.aborted ? 'stopped' : null
  }
}
