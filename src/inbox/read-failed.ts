import type { Answer, Fault, FaultKind } from '../../connectors/answer'
import type { Vendor } from '../tenants/connection-table'

/**
 * A read that could not be finished; it is tried again as a whole. `kind` is the vendor's fault, where it was one, and
 * `exchange` says which of the vendor's answers it was, without a word of it.
 */
export class ReadFailed extends Error {
  constructor(
    readonly vendor: Vendor,
    message: string,
    readonly retryAfterMs: number | null,
    readonly kind: FaultKind | null = null,
    readonly exchange: Pick<Fault, 'status' | 'trace'> | null = null,
  ) {
    super(message)
  }
}

/** The value of an answer; anything else ends the read. */
export function readOrFail<T>(vendor: Vendor, answer: Answer<T>): T {
  if (answer.outcome === 'done') return answer.value
  const { message, retryAfterMs, kind, status, trace } = answer.fault
  throw new ReadFailed(vendor, message, retryAfterMs, kind, { status, trace })
}
