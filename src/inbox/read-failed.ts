import type { Answer } from '../../connectors/answer'
import type { Vendor } from '../tenants/connection-table'

/** A read that could not be finished; nothing of it was kept, and it is tried again as a whole. */
export class ReadFailed extends Error {
  constructor(
    readonly vendor: Vendor,
    message: string,
    readonly retryAfterMs: number | null,
  ) {
    super(message)
  }
}

/** The value of an answer; anything else ends the read. */
export function readOrFail<T>(vendor: Vendor, answer: Answer<T>): T {
  if (answer.outcome === 'done') return answer.value
  throw new ReadFailed(vendor, answer.fault.message, answer.fault.retryAfterMs)
}
