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
  /** Lets a call in and answers how to leave again; null when the company has used up its share. */
  enter(realmId: string, kind: 'call' | 'batch'): (() => void) | null
}

/** Sliding windows per company, by the simulator's clock. */
export function createTurnstile(limits: Limits, clock: Clock): Turnstile {
  const calls = new Map<string, number[]>()
  const batches = new Map<string, number[]>()
  const inside = new Map<string, number>()
  const recent = (times: Map<string, number[]>, realmId: string, now: number): number[] => {
    // A clock that was moved back must not lock the company out.
    const kept = (times.get(realmId) ?? []).filter((at) => at <= now && at > now - 60_000)
    times.set(realmId, kept)
    return kept
  }
  return {
    enter: (realmId, kind) => {
      const now = clock.now().getTime()
      const minute = recent(calls, realmId, now)
      const batchMinute = recent(batches, realmId, now)
      const within = inside.get(realmId) ?? 0
      const second = minute.filter((at) => at > now - 1000).length
      const full =
        within >= limits.concurrent ||
        second >= limits.requestsPerSecond ||
        minute.length >= limits.requestsPerMinute ||
        (kind === 'batch' && batchMinute.length >= limits.batchesPerMinute)
      if (full) return null
      minute.push(now)
      if (kind === 'batch') batchMinute.push(now)
      inside.set(realmId, within + 1)
      let left = false
      return () => {
        if (!left) inside.set(realmId, Math.max(0, (inside.get(realmId) ?? 1) - 1))
        left = true
      }
    },
  }
}
