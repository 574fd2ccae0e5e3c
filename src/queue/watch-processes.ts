import { limits } from '../../config/limits'
import { giveBack, missingProcesses } from '../outbox/claim'
import type { Database } from '../postgres/database'

/**
 * Frees what killed processes had in hand, seconds after their death instead of at the end of their leases. A process is
 * taken for dead once it was missing in every look for a while: one whose connection was cut, by a restart of the
 * database say, announces itself again sooner. Were one taken for dead that is not, the same message would be in two hands,
 * which ends in one invoice all the same.
 */
export function watchProcesses(parts: {
  database: Database
  /** Told when something was freed. */
  onFreed: (processes: number) => void
  onError: (error: unknown) => void
}): { stop(): Promise<void> } {
  const missingSince = new Map<number, number>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let last: Promise<void> = Promise.resolve()

  async function look(): Promise<void> {
    try {
      const missing = await missingProcesses(parts.database)
      const moment = performance.now()
      for (const known of missingSince.keys()) if (!missing.includes(known)) missingSince.delete(known)
      for (const each of missing) if (!missingSince.has(each)) missingSince.set(each, moment)
      const dead = missing.filter(
        (each) => moment - (missingSince.get(each) ?? moment) >= limits.processGoneMs,
      )
      if (dead.length === 0 || stopped) return
      await giveBack(parts.database, dead)
      for (const each of dead) missingSince.delete(each)
      parts.onFreed(dead.length)
    } catch (error) {
      // Without the database nobody can be seen to be missing: what was counted so far counts no more.
      missingSince.clear()
      parts.onError(error)
    } finally {
      if (!stopped)
        timer = setTimeout(() => {
          last = look()
        }, limits.processLookMs)
    }
  }

  last = look()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await last
    },
  }
}
