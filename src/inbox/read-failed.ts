import type { Answer, FaultKind } from '../../connectors/answer'
import type { Vendor } from '../tenants/connection-table'

/** A read that could not be finished; it is tried again as a whole. `kind` is the vendor's fault, where it was one. */
export class ReadFailed extends Error {
  constructor(
    readonly vendor: Vendor,
    message: string,
    readonly retryAfterMs: number | null,
    readonly kind: FaultKind | null = null,
  ) {
    super(message)
  }
}

/** The value of an answer; anything else ends the read. */
export function readOrFail<T>(vendor: Vendor, answer: Answer<T>): T {
  if (answer.outcome === 'done') return answer.value
  const { message, retryAfterMs, kind } = answer.fault
  throw new ReadFailed(vendor, message, retryAfterMs, kind)
}
