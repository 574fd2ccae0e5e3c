import { limits } from '../../config/limits'
import type { Fault, FaultKind } from '../../connectors/answer'

/**
 * What to do about each kind of refusal. By kind, never by message text.
 *   later   nothing happened; the same request may work in a while
 *   person  the vendor said no to the contents; someone must mend something
 */
const refused: Record<FaultKind, 'later' | 'person'> = {
  not_sent: 'later',
  throttled: 'later',
  unavailable: 'later',
  timeout: 'later',
  unreadable: 'later',
  unauthorized: 'later',
  forbidden: 'later',
  budget: 'later',
  stale: 'person',
  missing: 'person',
  duplicate: 'person',
  closed: 'person',
  invalid: 'person',
}

export const whoMends = (fault: Fault): 'later' | 'person' => refused[fault.kind]

/** How long to wait before try number `attempts + 1`: doubling, jittered, and never less than the vendor asked. */
export function backoffMs(attempts: number, fault: Fault | null, random: () => number): number {
  const doubled = Math.min(limits.retryFirstMs * 2 ** Math.min(attempts, 20), limits.retryLongestMs)
  const jittered = doubled * (0.75 + random() / 2)
  return Math.round(Math.max(jittered, fault?.retryAfterMs ?? 0))
}
