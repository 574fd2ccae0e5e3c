import Bull from 'bull'
import type { Doorbell } from './doorbell'

/** How long a ring may take to reach Redis before this process answers it by itself. */
const PATIENCE_MS = 500
/** A Redis that was emptied has forgotten what rings by the clock: it is told again this often. */
const TELL_AGAIN_MS = 5_000
/** A Redis that doesn't answer holds up nobody's end for longer. */
const CLOSE_MS = 2_000
/** Rings by the clock that the dashboard still shows. */
const SHOWN = 20

/** A ring that did not reach Redis in time is answered here; while one is on its way, no second one sets out. */
interface Bell {
  readonly name: string
  readonly queue: Bull.Queue
  readonly wakers: (() => void)[]
  ringing: 'no' | 'sent' | 'late'
  again: boolean
  telling: boolean
}

/** The doorbell over Redis, and its queues for those who look at them. */
export interface BullDoorbell extends Doorbell {
  /** The bull queue of this name; made when it is asked for. */
  queueOf(name: string): Bull.Queue
}

/**
 * The doorbell over Redis, for several worker processes: every process hears of a commit, but a ring is one
 * bull job under one id, so exactly one of them gets up; what rings by the clock is a repeatable job, one over all
 * of them. Redis may be slow, empty or gone: a ring that does not arrive in time is answered here, at most one
 * call of each kind waits for Redis, and what nobody rang for is found by looking.
 */
export function bullDoorbell(options: {
  url: string
  onError: (error: unknown) => void
  /** How often Redis is told again what rings by the clock; seconds, unless a test is in a hurry. */
  tellAgainMs?: number
  /** How long a ring may take to reach Redis; half a second, unless a test wants to see Redis' answer alone. */
  patienceMs?: number
}): BullDoorbell {
  const bells = new Map<string, Bell>()
  const timers: NodeJS.Timeout[] = []
  let closed = false

  function bellOf(name: string): Bell {
    const held = bells.get(name)
    if (held) return held
    const queue = new Bull(`milepost-${name}`, options.url, {
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true, attempts: 1 },
      settings: { lockDuration: 5_000, stalledInterval: 5_000, maxStalledCount: 1 },
    })
    queue.on('error', options.onError)
    const bell: Bell = { name, queue, wakers: [], ringing: 'no', again: false, telling: false }
    bells.set(name, bell)
    return bell
  }

  const answerHere = (bell: Bell) => {
    for (const wake of bell.wakers) wake()
  }

  function send(bell: Bell): void {
    bell.ringing = 'sent'
    bell.again = false
    const late = setTimeout(() => {
      bell.ringing = 'late'
      answerHere(bell)
    }, options.patienceMs ?? PATIENCE_MS)
    bell.queue
      .add({}, { jobId: bell.name })
      .catch((error: unknown) => {
        options.onError(error)
        answerHere(bell)
      })
      .finally(() => {
        clearTimeout(late)
        bell.ringing = 'no'
        if (bell.again && !closed) send(bell)
      })
  }

  async function tell(bell: Bell, everyMs: number): Promise<void> {
    if (bell.telling || closed) return
    bell.telling = true
    try {
      for (const known of await bell.queue.getRepeatableJobs()) {
        // An earlier version's, at another pace.
        if (known.every !== everyMs) await bell.queue.removeRepeatableByKey(known.key)
      }
      const how = { jobId: 'clock', repeat: { every: everyMs }, removeOnComplete: SHOWN }
      await bell.queue.add({}, how)
    } catch (error) {
      if (!closed) options.onError(error)
    } finally {
      bell.telling = false
    }
  }

  return {
    queueOf: (name) => bellOf(name).queue,
    onRing(name, wake) {
      const bell = bellOf(name)
      if (bell.wakers.push(wake) > 1) return
      bell.queue.process(async () => answerHere(bell)).catch(options.onError)
    },
    ring(name) {
      const bell = bellOf(name)
      if (closed) return
      if (bell.ringing === 'no') return send(bell)
      bell.again = true
      if (bell.ringing === 'late') answerHere(bell)
    },
    ringEvery(name, everyMs) {
      const bell = bellOf(name)
      void tell(bell, everyMs)
      timers.push(setInterval(() => void tell(bell, everyMs), options.tellAgainMs ?? TELL_AGAIN_MS))
    },
    async close() {
      closed = true
      for (const timer of timers.splice(0)) clearInterval(timer)
      await Promise.all([...bells.values()].map(({ queue }) => closeInTime(queue).catch(options.onError)))
    },
  }
}

/** Bull waits for Redis' answer to its goodbye; without one the connections are cut. */
async function closeInTime(queue: Bull.Queue): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      for (const client of queue.clients) client.disconnect()
      resolve()
    }, CLOSE_MS)
  })
  await Promise.race([queue.close(true), late])
  clearTimeout(timer)
}
