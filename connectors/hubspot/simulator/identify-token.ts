import type { World } from './open-world'
import type { Actor } from './portal'
import { Refusal } from './refusal'
import { allScopes } from './scopes'

/** Who a bearer token speaks for. */
export interface TokenFacts {
  readonly portalId: number
  readonly scopes: readonly string[]
  readonly actor: Actor
}

const noCredentials =
  'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview'

/** The token's portal, scopes and actor; 401 when it is missing, unknown, revoked or expired. */
export function identifyToken(
  desk: { world: World; appId: number; staticTokens: ReadonlyMap<string, number> },
  authorization: string | undefined,
): TokenFacts {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
  const refused = new Refusal(401, { message: noCredentials, category: 'INVALID_AUTHENTICATION' })
  if (token === undefined) throw refused
  const fixed = desk.staticTokens.get(token)
  if (fixed !== undefined) {
    // Another integration than ours, so that its writes look like somebody else's.
    const actor: Actor = { changeSource: 'INTEGRATION', sourceId: String(desk.appId + 1) }
    return { portalId: fixed, scopes: allScopes, actor }
  }
  const held = desk.world.tokens.access.get(token)
  if (held === undefined || held.revoked) throw refused
  const late = desk.world.clock.now().getTime() - Date.parse(held.expiresAt ?? '')
  if (late >= 0) {
    throw new Refusal(401, {
      message: `The OAuth token used to make this call expired ${Math.floor(late / 1000)} second(s) ago.`,
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [held.expiresAt ?? ''] },
    })
  }
  return {
    portalId: held.portalId,
    scopes: held.scopes,
    actor: { changeSource: 'INTEGRATION', sourceId: String(desk.appId) },
  }
}
