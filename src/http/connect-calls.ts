import type { Answer, CallRecord } from '../../connectors/answer'
import type { Clock } from '../clock/clock'
import type { Database } from '../postgres/database'
import type { Vendor } from '../tenants/connection-table'
import { addVendorCalls } from '../tenants/vendor-call-table'

type Parts = { readonly database: Database; readonly clock: Clock }

/** A call about tokens, which took so long, as one to be counted: free of charge. */
export function tokenCall(
  vendor: Vendor,
  operation: 'exchange code' | 'revoke token',
  answer: Answer<unknown>,
  durationMs: number,
): CallRecord {
  const call = {
    vendor,
    operation,
    metered: false,
    write: false,
    requestKey: null,
    outcome: answer.outcome,
    durationMs,
  } as const
  if (answer.outcome === 'done') return { ...call, status: 200, code: null, trace: answer.trace }
  const { kind, status, code, trace } = answer.fault
  return { ...call, kind, status, code, trace }
}

/**
 * Counts calls whatever becomes of what they were made for: the vendor has counted them. Never fails: a count that is short
 * of one call is less than an answer that nobody hears.
 */
export async function countCalls(
  { database, clock }: Parts,
  workspaceId: string,
  calls: readonly CallRecord[],
): Promise<void> {
  if (calls.length === 0) return
  const at = clock.now()
  await database
    .inWorkspace(workspaceId, (sql) =>
      addVendorCalls(
        sql,
        calls.map((call) => ({ ...call, at, reason: 'connect' })),
      ),
    )
    .catch(() => undefined)
}

/** Asks a vendor to take a code, and counts that where it comes to nothing; where it succeeds, connecting counts it. */
export async function exchangeCounted<T>(
  parts: Parts,
  workspaceId: string,
  vendor: Vendor,
  ask: () => Promise<Answer<T>>,
): Promise<{ readonly answer: Answer<T>; readonly exchange: CallRecord }> {
  const began = performance.now()
  const answer = await ask()
  const exchange = tokenCall(vendor, 'exchange code', answer, performance.now() - began)
  if (answer.outcome !== 'done') await countCalls(parts, workspaceId, [exchange])
  return { answer, exchange }
}

/** Connects with calls that are counted where it succeeds; counts them where it is refused, or fails. */
export async function countedIfRefused(
  parts: Parts,
  workspaceId: string,
  calls: readonly CallRecord[],
  connect: () => Promise<void>,
): Promise<void> {
  try {
    await connect()
  } catch (error) {
    await countCalls(parts, workspaceId, calls)
    throw error
  }
}
