import type { CallRecord } from '../../connectors/answer'
import type { Vendor } from './connection-table'

/**
 * What can be wrong with a connection that its calls can tell.
 *
 *   outage     no answer, or a 5xx: the vendor is out
 *   storm      calls are refused as too many, although Milepost keeps to the limits
 *   suspended  QuickBooks' subscription has ended or is suspended
 *   refused    the person who connected it may no longer do this, or no token is let in, new ones neither
 *   scopes     HubSpot refuses one kind of call: a permission is missing
 *   slow       answers come, but late
 *   unrung     changes are found that no webhook told of
 */
export type TroubleKind = 'outage' | 'storm' | 'suspended' | 'refused' | 'scopes' | 'slow' | 'unrung'

export interface Trouble {
  readonly vendor: Vendor
  readonly trouble: TroubleKind
  readonly since: Date
  readonly lastAt: Date
  /** Calls in a row that met it. */
  readonly times: number
  readonly onWrite: boolean
  /** The call that met it, in words: `create Invoice`. */
  readonly operation: string | null
  readonly restUntil: Date | null
  readonly rests: number
  readonly toldAt: Date | null
}

const SECOND = 1_000
const MINUTE = 60 * SECOND

/**
 * How often in a row each must be met before it is believed, how long nothing is asked then (doubling up to the longest;
 * null: work goes on), and how long it must last before a person is told.
 */
const rules: Readonly<
  Record<TroubleKind, { times: number; restMs: readonly [number, number] | null; tellAfterMs: number }>
> = {
  outage: { times: 5, restMs: [5 * SECOND, MINUTE], tellAfterMs: 3 * MINUTE },
  storm: { times: 3, restMs: [MINUTE, MINUTE], tellAfterMs: 3 * MINUTE },
  suspended: { times: 1, restMs: [5 * MINUTE, 15 * MINUTE], tellAfterMs: 0 },
  refused: { times: 2, restMs: [5 * MINUTE, 15 * MINUTE], tellAfterMs: 0 },
  scopes: { times: 1, restMs: null, tellAfterMs: 0 },
  slow: { times: 5, restMs: null, tellAfterMs: 0 },
  unrung: { times: 3, restMs: null, tellAfterMs: 0 },
}

/** An answer that took longer is slow; one that was quicker than half of it says that this is over. */
const SLOW_MS = 10 * SECOND

/** What this call met; null for an answer that says nothing against the vendor, whatever it refused. */
export function troubleOf(call: CallRecord): TroubleKind | null {
  switch (call.kind) {
    case 'unavailable':
    case 'timeout':
    case 'not_sent':
    case 'unreadable':
      return 'outage'
    case 'throttled':
      return 'storm'
    case 'forbidden':
      if (call.vendor === 'hubspot') return 'scopes'
      return call.code === '6190' ? 'suspended' : 'refused'
    default:
      return null
  }
}

/** A call was refused with a 401 although its token had just been refreshed. It stands beside the call itself. */
export interface Denial {
  readonly vendor: Vendor
  readonly denied: true
  readonly at: Date
}

export const isDenial = <T extends object>(told: T | Denial): told is Denial => 'denied' in told

/** True once it was met often enough not to be chance. */
export const stands = (trouble: Pick<Trouble, 'trouble' | 'times'>): boolean =>
  trouble.times >= rules[trouble.trouble].times

/** When people are told of it; null while it may be chance. */
export function tellAt(trouble: Pick<Trouble, 'trouble' | 'times' | 'since'>): Date | null {
  return stands(trouble) ? new Date(trouble.since.getTime() + rules[trouble.trouble].tellAfterMs) : null
}

/** How long nothing is asked after it was met once more; null where work goes on. */
export function restMs(trouble: Pick<Trouble, 'trouble' | 'times' | 'rests'>): number | null {
  const rest = rules[trouble.trouble].restMs
  if (rest === null || !stands(trouble)) return null
  return Math.min(rest[0] * 2 ** Math.min(trouble.rests, 10), rest[1])
}

/** Until when this vendor is asked nothing at all, or (`writes`) nothing is written; null when it may be asked. */
export function restsUntil(
  troubles: readonly Trouble[],
  vendor: Vendor,
  asked: 'anything' | 'writes',
): Date | null {
  const rests = troubles
    .filter((each) => each.vendor === vendor && (asked === 'writes' || !each.onWrite))
    .flatMap(({ restUntil }) => restUntil ?? [])
  return rests.reduce<Date | null>((latest, each) => (latest !== null && latest > each ? latest : each), null)
}

/** What a row of finished calls of one vendor says, in the order they ended. */
export interface Heard {
  /** Troubles that were met after whatever ended them, with how often. */
  readonly met: ReadonlyMap<TroubleKind, Met>
  /** Something was answered; something was not refused as too many; something was read, written, answered in time. */
  readonly answered: boolean
  readonly admitted: boolean
  readonly read: boolean
  readonly written: boolean
  readonly quick: boolean
  readonly done: readonly string[]
}

interface Met {
  readonly times: number
  readonly first: Date
  readonly last: Date
  readonly onWrite: boolean
  readonly operation: string | null
}

type Call = CallRecord & { readonly at: Date }
type Meeting = Pick<Call, 'at' | 'write'> & { readonly operation: string | null }

/** Folds finished calls of one vendor. */
export function hear(calls: readonly (Call | Denial)[]): Heard {
  const met = new Map<TroubleKind, Met>()
  const said = { answered: false, admitted: false, read: false, written: false, quick: false }
  const done = new Set<string>()
  const end = (...kinds: TroubleKind[]) => {
    for (const kind of kinds) met.delete(kind)
  }
  const meet = (kind: TroubleKind, { at, write, operation }: Meeting) => {
    const held = met.get(kind)
    met.set(kind, {
      times: (held?.times ?? 0) + 1,
      first: held?.first ?? at,
      last: at,
      onWrite: (held?.onWrite ?? true) && write,
      operation,
    })
  }
  for (const call of calls) {
    if (isDenial(call)) {
      // A token opens everything or nothing: the next call that works ends this, whichever it is.
      meet('refused', { at: call.at, write: false, operation: null })
      continue
    }
    const kind = troubleOf(call)
    if (kind !== 'outage') {
      said.answered = true
      end('outage')
    }
    if (kind !== 'outage' && kind !== 'storm') {
      said.admitted = true
      end('storm')
    }
    if (call.outcome === 'done') {
      said.read ||= !call.write
      said.written ||= call.write
      if (call.write) end('suspended', 'refused')
      // What was refused of readings too is over with one that works.
      for (const kind of ['suspended', 'refused'] as const) if (met.get(kind)?.onWrite === false) end(kind)
      done.add(call.operation)
      if (met.get('scopes')?.operation === call.operation) end('scopes')
      if (call.durationMs > SLOW_MS) meet('slow', call)
      else if (call.durationMs < SLOW_MS / 2) {
        said.quick = true
        end('slow')
      }
    }
    if (kind !== null) meet(kind, call)
  }
  return { met, ...said, done: [...done] }
}
