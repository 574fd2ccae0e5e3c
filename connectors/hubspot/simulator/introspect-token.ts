import type { App } from './exchange-tokens'
import type { World } from './open-world'
import type { Grant } from './tokens'

/** What a token is good for; only `active: false` for one that isn't, or isn't any more. */
export function introspect(world: World, app: App, form: URLSearchParams): object {
  // HubSpot's page and its specification name this field differently: all three are taken.
  const token = form.get('token') ?? form.get('access_token') ?? form.get('refresh_token') ?? ''
  const access = world.tokens.access.get(token)
  const held = access ?? world.tokens.refresh.get(token)
  const leftMs =
    held?.expiresAt == null
      ? Number.POSITIVE_INFINITY
      : Date.parse(held.expiresAt) - world.clock.now().getTime()
  if (held === undefined || held.revoked || leftMs <= 0) return { active: false }
  const user = userOf(world, held)
  return {
    active: true,
    token,
    hub_id: held.portalId,
    user_id: held.userId,
    client_id: app.clientId,
    app_id: app.appId,
    user: user.email,
    hub_domain: user.domain,
    scopes: held.scopes,
    ...(access === undefined
      ? {}
      : { signed_access_token: signedToken(app, held), expires_in: Math.floor(leftMs / 1000) }),
    is_private_distribution: false,
    token_use: access === undefined ? 'refresh_token' : 'access_token',
    token_type: 'Bearer',
  }
}

function signedToken(app: App, held: Grant): object {
  return {
    expiresAt: Date.parse(held.expiresAt ?? ''),
    scopes: '',
    hubId: held.portalId,
    userId: held.userId,
    appId: app.appId,
    signature: '',
    scopeToScopeGroupPks: '',
    newSignature: '',
    hublet: 'na1',
    trialScopes: '',
    trialScopeToScopeGroupPks: '',
    isUserLevel: false,
    isPrivateDistribution: false,
  }
}

function userOf(world: World, held: Grant): { email: string; domain: string } {
  const owners = world.portals.get(held.portalId)?.settings.owners ?? []
  const email = owners.find((owner) => owner.userId === held.userId)?.email ?? 'nobody@portal.example'
  return { email, domain: email.split('@')[1] ?? '' }
}
