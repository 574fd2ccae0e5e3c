/** Wakes the workers of a queue. It may lose everything: what is due is found by looking, this only saves the wait. */
export interface Doorbell {
  /** Calls `wake` when someone rings for this queue. */
  onRing(queue: string, wake: () => void): void
  ring(queue: string): void
  /** Rings for this queue every so often, because time passes: over Redis once for all processes, otherwise in each. */
  ringEvery(queue: string, everyMs: number): void
  close(): Promise<void>
}

/** The doorbell within one process; PostgreSQL's notifications ring it from the others. */
export function localDoorbell(): Doorbell {
  const wakers = new Map<string, (() => void)[]>()
  const timers: NodeJS.Timeout[] = []
  const ring = (queue: string) => {
    for (const wake of wakers.get(queue) ?? []) wake()
  }
  return {
    onRing(queue, wake) {
      wakers.set(queue, [...(wakers.get(queue) ?? []), wake])
    },
    ring,
    ringEvery(queue, everyMs) {
      timers.push(setInterval(() => ring(queue), everyMs))
    },
    async close() {
      for (const timer of timers.splice(0)) clearInterval(timer)
      wakers.clear()
    },
  }
}
