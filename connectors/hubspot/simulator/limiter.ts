import type { Clock } from '../../../src/clock/clock'

/** Calls allowed within a rolling window, counted per key. */
export interface Limiter {
  readonly max: number
  /** Counts one call; false when the window is full. A refused call isn't counted. */
  take(key: string): { readonly admitted: boolean; readonly remaining: number }
  clear(): void
}

export function createLimiter(clock: Clock, max: number, windowMs: number): Limiter {
  const taken = new Map<string, number[]>()
  return {
    max,
    take: (key) => {
      const now = clock.now().getTime()
      // A clock that was moved back must not leave calls in the future.
      const recent = (taken.get(key) ?? []).filter((at) => at > now - windowMs && at <= now)
      const admitted = recent.length < max
      if (admitted) recent.push(now)
      taken.set(key, recent)
      return { admitted, remaining: max - recent.length }
    },
    clear: () => taken.clear(),
  }
}
