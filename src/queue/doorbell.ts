/** Wakes the workers of a queue. It may lose everything: what is due is found by looking, this only saves the wait. */
export interface Doorbell {
  /** Calls `wake` when someone rings for this queue. */
  onRing(queue: string, wake: () => void): void
  ring(queue: string): void
  close(): Promise<void>
}

/** The doorbell within one process; PostgreSQL's notifications ring it from the others. */
export function localDoorbell(): Doorbell {
  const wakers = new Map<string, (() => void)[]>()
  return {
    onRing(queue, wake) {
      wakers.set(queue, [...(wakers.get(queue) ?? []), wake])
    },
    ring(queue) {
      for (const wake of wakers.get(queue) ?? []) wake()
    },
    async close() {
      wakers.clear()
    },
  }
}
