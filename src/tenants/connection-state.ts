import type { Connection, Vendor } from './connection-table'
import { stands, type Trouble, type TroubleKind, tellAt } from './vendor-trouble'

/** How a connection is, worst first: what only a person mends before what mends itself. */
export const connectionStates = [
  'disconnected',
  'expired',
  'revoked',
  'suspended',
  'refused',
  'outage',
  'storm',
  'scopes',
  'expires_soon',
  'unrung',
  'slow',
  'well',
] as const
export type ConnectionState = (typeof connectionStates)[number]

/** The one thing that a person can do about it. */
export type ConnectionButton = 'reconnect' | 'try_now' | 'status' | 'webhooks'

export interface ConnectionHealth {
  readonly state: ConnectionState
  readonly title: string
  readonly detail: string
  readonly since: Date | null
  readonly button: ConnectionButton | null
  /** When it is tried again by itself; null where it goes on, or only a person helps. */
  readonly triesAgainAt: Date | null
}

/** A connection whose refresh token ends within this is told of, while reconnecting still costs nothing. */
const ENDS_SOON_MS = 7 * 24 * 60 * 60_000

/** Words of the state, for an account of this vendor. */
interface Words {
  readonly title: string
  readonly detail: string
}

const nameOf = (vendor: Vendor): string => (vendor === 'quickbooks' ? 'QuickBooks' : 'HubSpot')
const WAITS = 'Work waits meanwhile, and nothing is lost.'

/** How this connection is now, in words; `troubles` may be of both vendors. */
export function connectionHealth(
  vendor: Vendor,
  connection: Connection | null,
  troubles: readonly Trouble[],
  now: Date,
): ConnectionHealth {
  const own = troubles.filter((each) => each.vendor === vendor && isTold(each, now))
  const said = (
    state: ConnectionState,
    words: Words,
    since: Date | null,
    button: ConnectionButton | null,
    triesAgainAt: Date | null = null,
  ): ConnectionHealth => ({ state, ...words, since, button, triesAgainAt })
  const name = nameOf(vendor)
  if (connection === null || connection.status === 'disconnected') {
    const words = { title: `${name} is not connected`, detail: `Connect it to go on. ${WAITS}` }
    return said('disconnected', words, null, 'reconnect')
  }
  if (connection.status === 'needs_reconnect') {
    const state = connection.lostBecause ?? 'revoked'
    return said(state, lostWords(vendor, state), connection.lostAt, 'reconnect')
  }
  const ends = connection.refreshExpiresAt
  const endsSoon = ends !== null && ends.getTime() - now.getTime() < ENDS_SOON_MS
  for (const state of connectionStates) {
    if (state === 'expires_soon' && endsSoon) {
      const title = `The connection to ${name} ends soon`
      const detail = `Nobody has used its permission for long, or it has reached its last day. Reconnect before it ends, and nothing has to wait.`
      return said(state, { title, detail }, ends, 'reconnect')
    }
    const trouble = own.find((each) => each.trouble === state)
    if (trouble !== undefined) return troubleHealth(trouble)
  }
  return said('well', { title: `${name} is connected`, detail: '' }, connection.connectedAt, null)
}

/** One trouble as the state that it puts a connection in. */
export const troubleHealth = (trouble: Trouble): ConnectionHealth => ({
  state: trouble.trouble,
  ...troubleWords(trouble),
  since: trouble.since,
  button: buttons[trouble.trouble],
  triesAgainAt: trouble.restUntil,
})

/** Whether people are told of a trouble by now. */
export function isTold(trouble: Trouble, now: Date): boolean {
  const at = tellAt(trouble)
  return at !== null && at <= now && stands(trouble)
}

const buttons: Readonly<Record<TroubleKind, ConnectionButton>> = {
  outage: 'status',
  storm: 'try_now',
  suspended: 'try_now',
  refused: 'reconnect',
  scopes: 'reconnect',
  slow: 'status',
  unrung: 'webhooks',
}

function lostWords(vendor: Vendor, because: 'expired' | 'revoked'): Words {
  const name = nameOf(vendor)
  const title = `${name} needs to be connected again`
  if (because === 'expired') {
    return { title, detail: `The permission to use ${name} has run out. ${WAITS}` }
  }
  const how =
    vendor === 'quickbooks'
      ? 'Somebody disconnected Milepost in QuickBooks, or QuickBooks took the permission back.'
      : 'Milepost was uninstalled in HubSpot, or HubSpot took the permission back.'
  return { title, detail: `${how} ${WAITS}` }
}

/** What is wrong, what goes on meanwhile, and what helps. */
export function troubleWords({ vendor, trouble, operation, onWrite }: Trouble): Words {
  const name = nameOf(vendor)
  const asked = operation === null ? 'what Milepost asks' : `“${operation}”`
  switch (trouble) {
    case 'outage':
      return {
        title: `${name} is out`,
        detail: `It gives no answer, or only errors. That is on their side, and there is nothing to do here: Milepost looks again every minute, and what waits leaves in order once it answers. ${WAITS}`,
      }
    case 'storm':
      return {
        title: `${name} refuses calls as too many`,
        detail: `Milepost keeps to the limits of ${name}, so another app of yours may be using them up. One call tries again every minute. ${WAITS}`,
      }
    case 'suspended':
      return {
        title: 'The QuickBooks subscription is suspended or has ended',
        detail: `QuickBooks takes no invoice until it is renewed there.${onWrite ? ' It can still be read, so payments are seen.' : ''} Milepost looks again by itself; after renewing it, try now. ${WAITS}`,
      }
    case 'refused':
      return {
        title: `${name} no longer lets Milepost in`,
        detail: `It refuses ${asked}: whoever connected it may have lost the right to it. Reconnect as an admin of the ${vendor === 'quickbooks' ? 'company' : 'HubSpot account'}. ${WAITS}`,
      }
    case 'scopes':
      return {
        title: `${name} refuses ${asked}`,
        detail:
          'The connection lacks a permission for that. Reconnect, and agree to everything that is listed; everything else goes on.',
      }
    case 'slow':
      return {
        title: `${name} answers slowly`,
        detail: 'Its answers take longer than ten seconds. Work goes on, only later; there is nothing to do.',
      }
    case 'unrung':
      return {
        title: `The webhooks of ${name} don’t arrive`,
        detail:
          'Changes are found only when Milepost looks by itself: figures are right, but as old as its last look. Check the webhooks of the app; “Check now” looks at once.',
      }
  }
}

/** The names under which people are asked about a connection. */
export const connectionCauses = (vendor: Vendor): string[] => [
  `connection:${vendor}`,
  `connection:${vendor}:ends`,
  ...Object.keys(buttons).map((trouble) => `connection:${vendor}:${trouble}`),
]
