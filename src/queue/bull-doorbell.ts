import Bull from 'bull'
import type { Doorbell } from './doorbell'

/** How long a ring may take to reach Redis before this process answers it by itself. */
const PATIENCE_MS = 500

/**
 * The doorbell over Redis, for several worker processes: every process hears of a commit, but a ring is one
 * bull job under one id, so exactly one of them gets up. Redis may be slow, empty or gone: a ring that does
 * not arrive in time is answered here, and what nobody rang for is found by looking.
 */
export function bullDoorbell(options: { url: string; onError: (error: unknown) => void }): Doorbell {
  const bells = new Map<string, { queue: Bull.Queue; wakers: (() => void)[] }>()

  function bellOf(name: string) {
    const held = bells.get(name)
    if (held) return held
    const queue = new Bull(`milepost-${name}`, options.url, {
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      settings: { lockDuration: 5_000, stalledInterval: 5_000, maxStalledCount: 1 },
    })
    queue.on('error', options.onError)
    const bell = { queue, wakers: [] }
    bells.set(name, bell)
    return bell
  }

  return {
    onRing(name, wake) {
      const bell = bellOf(name)
      if (bell.wakers.push(wake) > 1) return
      bell.queue
        .process(async () => {
          for (const each of bell.wakers) each()
        })
        .catch(options.onError)
    },
    ring(name) {
      const bell = bellOf(name)
      const answerHere = () => {
        for (const each of bell.wakers) each()
      }
      const late = setTimeout(answerHere, PATIENCE_MS)
      bell.queue
        .add({}, { jobId: name })
        .then(() => clearTimeout(late))
        .catch((error: unknown) => {
          clearTimeout(late)
          options.onError(error)
          answerHere()
        })
    },
    async close() {
      await Promise.all([...bells.values()].map(({ queue }) => queue.close(true).catch(options.onError)))
    },
  }
}
