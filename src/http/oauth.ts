import { randomBytes } from 'node:crypto'
import { parse as parseCookies, serialize } from 'cookie'
import { type Request, type Response, Router } from 'express'
import { limits } from '../../config/limits'
import type { HubSpotOAuth } from '../../connectors/hubspot/oauth'
import type { QuickBooksOAuth } from '../../connectors/quickbooks/oauth'
import { mayAct, whoMay } from '../tenants/actor'
import type { Vendor } from '../tenants/connection-table'
import { addDoor, removeDoors, secretHash, workspaceOf } from '../tenants/door-table'
import { addOAuthState, takeOAuthState } from '../tenants/oauth-state-table'
import { Refusal } from '../tenants/refusal'
import { authenticate, type Caller } from './authenticate'
import { exchangeCounted } from './connect-calls'
import { type ConnectParts, connectHubSpot, connectQuickBooks } from './connect-vendor'
import { openSession } from './sessions'
import type { Throttle } from './throttle'

export interface OAuthParts extends ConnectParts {
  readonly publicUrl: string
  readonly throttle: Throttle
  readonly quickbooks: QuickBooksOAuth
  readonly hubspot: HubSpotOAuth
  /** Reads the vendor once, to see whether a disconnect that a browser claims is real. */
  readonly probe: (workspaceId: string, vendor: Vendor) => Promise<void>
}

/** What is asked for when a portal is connected: docs/connect-hubspot.md lists the same for the app. */
export const hubspotScopes = [
  'oauth',
  'crm.objects.deals.read',
  'crm.objects.deals.write',
  'crm.schemas.deals.read',
  'crm.schemas.deals.write',
  'crm.objects.companies.read',
  'crm.objects.owners.read',
  'crm.objects.line_items.read',
  'crm.objects.quotes.read',
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'files',
] as const
const quickbooksScopes = ['com.intuit.quickbooks.accounting', 'openid', 'profile', 'email'] as const

const SIGN_IN_COOKIE = 'milepost_sign_in'
const PROBE_EVERY_MS = 60_000

/**
 * Connecting, reconnecting and being launched. A browser comes back from a vendor unsigned, so nothing in its
 * address is believed: the state must be ours, unused and this session's, and the tokens are tried first.
 */
export function oauthRouter(parts: OAuthParts): Router {
  const router = Router()
  const throttle = parts.throttle('disconnected', 'Too many visits. Wait a minute.')

  const start = (vendor: Vendor) => async (request: Request, response: Response) => {
    const caller = await adminOf(parts, request)
    const state = randomBytes(32).toString('base64url')
    const nonce = randomBytes(16).toString('base64url')
    const expiresAt = new Date(parts.clock.now().getTime() + limits.oauthStateMs)
    await parts.database.inWorkspace(caller.workspaceId, (sql) =>
      addOAuthState(sql, {
        hash: secretHash(state),
        vendor,
        personId: caller.actor.personId,
        nonce,
        expiresAt,
      }),
    )
    response.redirect(
      vendor === 'quickbooks'
        ? parts.quickbooks.authorizeUrl({ state, nonce, scopes: quickbooksScopes })
        : parts.hubspot.authorizeUrl({ state, scopes: hubspotScopes }),
    )
  }
  router.get('/quickbooks/start', start('quickbooks'))
  router.get('/quickbooks/reconnect', start('quickbooks'))
  router.get('/hubspot/start', start('hubspot'))

  router.get('/hubspot/callback', async (request, response) => {
    const caller = await adminOf(parts, request)
    await takeState(parts, request, caller, 'hubspot')
    if (asked(request, 'error')) return response.redirect('/connections?refused=hubspot')
    const { answer, exchange } = await exchangeCounted(parts, caller.workspaceId, 'hubspot', () =>
      parts.hubspot.exchange(asked(request, 'code')),
    )
    if (answer.outcome !== 'done') throw notExchanged('HubSpot', answer.fault.message)
    const tokens = { ...answer.value, accessExpiresInS: answer.value.expiresInS, refreshExpiresInS: null }
    const { portalId } = answer.value
    const taken = await admitted(request, () =>
      connectHubSpot(parts, caller.workspaceId, caller.actor, { portalId, tokens, exchange }),
    )
    return response.redirect(`/connections?${taken ? 'connected' : 'refused'}=hubspot`)
  })

  router.get('/quickbooks/callback', async (request, response) => {
    const signIn = parseCookies(request.get('cookie') ?? '')[SIGN_IN_COOKIE]
    if (signIn?.startsWith(`${asked(request, 'state')}.`)) {
      return signInWithIntuit(parts, signIn, request, response)
    }
    const caller = await adminOf(parts, request)
    await takeState(parts, request, caller, 'quickbooks')
    if (asked(request, 'error')) return response.redirect('/connections?refused=quickbooks')
    const { answer, exchange } = await exchangeCounted(parts, caller.workspaceId, 'quickbooks', () =>
      parts.quickbooks.exchange(asked(request, 'code')),
    )
    if (answer.outcome !== 'done') throw notExchanged('QuickBooks', answer.fault.message)
    const taken = await admitted(request, () =>
      connectQuickBooks(parts, caller.workspaceId, caller.actor, {
        realmId: asked(request, 'realmId'),
        tokens: answer.value,
        exchange,
      }),
    )
    if (!taken) return response.redirect('/connections?refused=quickbooks')
    await rememberIntuitUser(parts, caller, answer.value.accessToken)
    return response.redirect('/connections?connected=quickbooks')
  })

  // QuickBooks' "Launch" and our "Sign in with Intuit": at once to Intuit's sign-in, nothing else on the way.
  router.get('/quickbooks/launch', (_request, response) => {
    const state = randomBytes(32).toString('base64url')
    const nonce = randomBytes(16).toString('base64url')
    response.set(
      'set-cookie',
      serialize(SIGN_IN_COOKIE, `${state}.${nonce}`, {
        httpOnly: true,
        sameSite: 'lax',
        secure: parts.publicUrl.startsWith('https:'),
        path: '/oauth',
        maxAge: limits.oauthStateMs / 1000,
      }),
    )
    response.redirect(parts.quickbooks.authorizeUrl({ state, nonce, scopes: ['openid', 'profile', 'email'] }))
  })

  // Intuit sends the browser here after a disconnect in QuickBooks, unsigned: a call tells whether it is true.
  // A call is metered, so one a minute is enough of them, whoever asks.
  const probedAt = new Map<string, number>()
  router.get('/quickbooks/disconnected', throttle, async (request, response) => {
    const realm = asked(request, 'realmId')
    const door = realm
      ? await parts.database.outside((sql) =>
          workspaceOf(sql, 'realm', parts.sealer.fingerprint(`realm:${realm}`)),
        )
      : null
    const now = parts.clock.now().getTime()
    if (door && now - (probedAt.get(door.workspaceId) ?? 0) >= PROBE_EVERY_MS) {
      probedAt.set(door.workspaceId, now)
      await parts.probe(door.workspaceId, 'quickbooks').catch(() => undefined)
    }
    response.redirect('/connections?disconnected=quickbooks')
  })
  return router
}

/** A person who connected an account that is not taken comes back to the connections page, which says why. */
async function admitted(request: Request, connect: () => Promise<void>): Promise<boolean> {
  try {
    await connect()
    return true
  } catch (error) {
    const person = request.accepts(['json', 'html']) === 'html'
    if (person && error instanceof Refusal && error.code === 'connection_lost') return false
    throw error
  }
}

const asked = (request: Request, name: string): string => {
  const value = request.query[name]
  return typeof value === 'string' ? value.slice(0, 4_000) : ''
}

const notExchanged = (vendor: string, message: string) =>
  new Refusal(502, 'vendor_unavailable', `${vendor} did not complete the connection: ${message} Start again.`)

async function adminOf(parts: OAuthParts, request: Request): Promise<Caller> {
  const caller = await authenticate(parts.database, parts.publicUrl, request)
  if (!mayAct(caller.actor, 'admin')) {
    throw new Refusal(
      403,
      'forbidden',
      `Connecting a vendor is for ${whoMay('admin')}. You are ${caller.actor.role}.`,
    )
  }
  return caller
}

async function takeState(parts: OAuthParts, request: Request, caller: Caller, vendor: Vendor): Promise<void> {
  const hash = secretHash(asked(request, 'state'))
  const taken = await parts.database.inWorkspace(caller.workspaceId, (sql) =>
    takeOAuthState(sql, { hash, vendor, personId: caller.actor.personId }),
  )
  if (!taken) {
    throw new Refusal(
      400,
      'malformed',
      'This connection attempt has ended or was not started here. Start again on the connections page.',
    )
  }
}

const intuitDoor = (parts: OAuthParts, subject: string) => parts.sealer.fingerprint(`intuit:${subject}`)

/** Whoever connected the company may sign in with Intuit from now on, known by Intuit's own id of them. */
async function rememberIntuitUser(parts: OAuthParts, caller: Caller, accessToken: string): Promise<void> {
  const user = await parts.quickbooks.userInfo(accessToken)
  if (user.outcome !== 'done' || !user.value.emailVerified) return
  const hash = intuitDoor(parts, user.value.subject)
  if (await parts.database.outside((sql) => workspaceOf(sql, 'intuit', hash))) return
  const { personId } = caller.actor
  await parts.database.inWorkspace(caller.workspaceId, async (sql) => {
    await removeDoors(sql, 'intuit', personId)
    await addDoor(sql, { kind: 'intuit', hash, subjectId: personId, expiresAt: null })
  })
}

/** Signs a person in whom Intuit vouches for. */
async function signInWithIntuit(
  parts: OAuthParts,
  signIn: string,
  request: Request,
  response: Response,
): Promise<void> {
  const nonce = signIn.split('.')[1] ?? ''
  const stranger = new Refusal(
    401,
    'unauthenticated',
    'No Milepost workspace knows this Intuit account. Ask its owner to invite you, or connect QuickBooks first.',
  )
  const answer = await parts.quickbooks.exchange(asked(request, 'code'))
  if (answer.outcome !== 'done' || answer.value.idToken === null) throw stranger
  const identity = await parts.quickbooks.identify(answer.value.idToken, nonce)
  if (identity.outcome !== 'done') throw stranger
  const hash = intuitDoor(parts, identity.value.subject)
  const door = await parts.database.outside((sql) => workspaceOf(sql, 'intuit', hash))
  if (!door?.subjectId) throw stranger
  response
    .append('set-cookie', await openSession(parts, door.workspaceId, door.subjectId))
    .append('set-cookie', serialize(SIGN_IN_COOKIE, '', { path: '/oauth', maxAge: 0 }))
    .redirect('/')
}
