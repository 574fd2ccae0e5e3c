import type { CallRecord } from '../../connectors/answer'
import type { Vendor } from './connection-table'

/** How many calls of this process to a vendor ended in one way; whose they were is not known here. */
export interface CallTally {
  readonly vendor: Vendor
  readonly outcome: CallRecord['outcome']
  readonly metered: boolean
  readonly calls: number
}

/** Counts finished calls since the process began, for those who run the program. */
export function openCallTally(): { count(call: CallRecord): void; read(): readonly CallTally[] } {
  const tallies = new Map<string, CallTally>()
  return {
    count({ vendor, outcome, metered }) {
      const key = `${vendor} ${outcome} ${metered}`
      const calls = (tallies.get(key)?.calls ?? 0) + 1
      tallies.set(key, { vendor, outcome, metered, calls })
    },
    read: () => [...tallies.values()],
  }
}
