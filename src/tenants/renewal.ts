import { z } from 'zod'
import type { Answer, FaultKind } from '../../connectors/answer'
import type { Portal } from '../../connectors/hubspot/portal'
import type { Company } from '../../connectors/quickbooks/company'
import { ConnectionLost } from './access-token'
import { NoPlace } from './pace'

/** What a call that met a 401 may do about its token. */
export interface Renewal {
  token(): Promise<string>
  /**
   * After a 401 with this token: makes another one stand, once until a call works, because refresh tokens rotate and a
   * vendor that lets nobody in is not helped by more of them. False where that was done already, to no avail.
   */
  renew(refused: string): Promise<boolean>
  /** This was refused with a token that was new: a person must connect again. */
  denied(): void
  /** Throws VendorRests while the vendor is left alone. */
  leave(): void
}

/** Calls that change nothing, and may therefore be repeated at once. */
const reads: ReadonlySet<string | symbol> = new Set<keyof Company | keyof Portal>([
  'read',
  'query',
  'changedRows',
  'rowsById',
  'changes',
  'invoicePdf',
  'payLink',
  'companyInfo',
  'preferences',
  'readDeals',
  'readDeal',
  'dealsModifiedSince',
  'listDeals',
  'companyNames',
  'lineItems',
  'quotes',
  'signers',
  'parties',
  'pipelines',
  'owners',
  'account',
])

/**
 * A token can end early (revoked, clocks apart): a 401 means one refresh. A read is then tried once more. A write
 * is not: its refusal stands, and the next attempt is recorded as one of its own. What is refused with the new token too
 * is for a person: nothing is refreshed again before a call works. A call that was one too many (another
 * program's, say, used the limit up) keeps all calls of the account quiet for a while.
 */
export function refreshingOnce<T extends object>(
  vendor: T,
  { token, renew, denied, leave }: Renewal,
  quiet: (forMs: number | null) => Promise<void>,
): T {
  return new Proxy(vendor, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver)
      if (typeof member !== 'function') return member
      return async (...given: unknown[]) => {
        try {
          leave()
          // Asked before the call: of many calls that one dead token failed, only the first refreshes it.
          const used = await token()
          const answer: unknown = await Reflect.apply(member, target, given)
          if (isRefused(answer, 'throttled')) await quiet(answer.fault.retryAfterMs)
          // QuickBooks may answer a connection that was taken back with a 403: only the refresh tells which it is.
          if (!isRefused(answer, 'unauthorized') && !isTakenBack(answer)) return answer
          const renewed = await renew(used)
          if (renewed && !reads.has(name)) return answer
          const last: unknown = renewed ? await Reflect.apply(member, target, given) : answer
          if (isRefused(last, 'unauthorized')) denied()
          return last
        } catch (error) {
          if (error instanceof ConnectionLost)
            return notSent(error.message, error.needsPerson ? 'unauthorized' : 'not_sent', null)
          if (error instanceof NoPlace)
            return notSent(error.message, error.quietMs === null ? 'not_sent' : 'throttled', error.quietMs)
          throw error
        }
      }
    },
  })
}

const isTakenBack = (answer: unknown): boolean =>
  isRefused(answer, 'forbidden') && answer.fault.code === '3100'

/** No token or no place, no call: nothing left this machine, which is what a caller needs to know. */
function notSent(message: string, kind: FaultKind, retryAfterMs: number | null): Answer<never> {
  const fault = { kind, status: null, code: null, message, trace: null, retryAfterMs }
  return { outcome: 'refused', fault }
}

const refusedAnswer = z.object({
  outcome: z.literal('refused'),
  fault: z.object({ kind: z.string(), code: z.string().nullable(), retryAfterMs: z.number().nullable() }),
})

/** What a method of a vendor answered, whichever it was: a refusal of this kind. */
function isRefused(answer: unknown, kind: FaultKind): answer is z.infer<typeof refusedAnswer> {
  const refused = refusedAnswer.safeParse(answer)
  return refused.success && refused.data.fault.kind === kind
}
