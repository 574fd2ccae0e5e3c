import type { Clock } from '../../../src/clock/clock'

export interface Limits {
  readonly requestsPerMinute: number
  readonly requestsPerSecond: number
  readonly concurrent: number
  readonly batchesPerMinute: number
}

/** What Intuit publishes for one company and app. */
export const REAL_LIMITS: Limits = {
  requestsPerMinute: 500,
  requestsPerSecond: 10,
  concurrent: 10,
  batchesPerMinute: 40,
}

export interface Turnstile {
  /** Lets a call in and answers how to leave again; null when its share is used up. */
  enter(account: string, kind: 'call' | 'batch'): (() => void) | null
}

/** Sliding windows for each account (a company and an app), by the simulator's clock. */
export function createTurnstile(limits: Limits, clock: Clock): Turnstile {
  const calls = new Map<string, number[]>()
  const batches = new Map<string, number[]>()
  const inside = new Map<string, number>()
  const recent = (times: Map<string, number[]>, account: string, now: number): number[] => {
    // A clock that was moved back must not lock anyone out.
    const kept = (times.get(account) ?? []).filter((at) => at <= now && at > now - 60_000)
    times.set(account, kept)
    return kept
  }
  return {
    enter: (account, kind) => {
      const now = clock.now().getTime()
      const minute = recent(calls, account, now)
      const batchMinute = recent(batches, account, now)
      const within = inside.get(account) ?? 0
      const second = minute.filter((at) => at > now - 1000).length
      const full =
        within >= limits.concurrent ||
        second >= limits.requestsPerSecond ||
        minute.length >= limits.requestsPerMinute ||
        (kind === 'batch' && batchMinute.length >= limits.batchesPerMinute)
      if (full) return null
      minute.push(now)
      if (kind === 'batch') batchMinute.push(now)
      inside.set(account, within + 1)
      let left = false
      return () => {
        if (!left) inside.set(account, Math.max(0, (inside.get(account) ?? 1) - 1))
        left = true
      }
    },
  }
}
